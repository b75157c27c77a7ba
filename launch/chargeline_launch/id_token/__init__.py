"""The id_token: who is logged in, proven."""

from .issuer import IssuerKeys, NoKeys
from .validate import ALGORITHMS, Identity, validate

__all__ = ["ALGORITHMS", "Identity", "IssuerKeys", "NoKeys", "validate"]
