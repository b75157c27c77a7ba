"""The authorization request and its answer."""

from .callback import code_of
from .pkce import Secrets, challenge, fresh_secrets
from .request import authorize_request

__all__ = ["Secrets", "authorize_request", "challenge", "code_of", "fresh_secrets"]
