"""Scopes: what to ask for, how to read what was granted, what is lost without it."""

from .compute import scopes_to_ask
from .features import FEATURES, Need
from .granted import Lost, allows, lost
from .parse import BadScope, OtherScope, ResourceScope, parse_scope, parse_scopes

__all__ = [
    "FEATURES", "BadScope", "Lost", "Need", "OtherScope", "ResourceScope", "allows", "lost", "parse_scope",
    "parse_scopes", "scopes_to_ask",
]  # fmt: skip
