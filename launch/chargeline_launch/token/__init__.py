"""The token endpoint: exchange, refresh, revocation, and how a client proves itself."""

from .exchange import exchange, token_request
from .response import TokenAnswer

__all__ = ["TokenAnswer", "exchange", "token_request"]
