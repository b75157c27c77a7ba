"""Discovery: what an issuer says of itself, checked and kept for a while."""

from .cache import ExpiringCache, lifetime
from .discover import Discovery, Fetched, fetch_metadata
from .smart_configuration import SmartConfiguration, read_smart_configuration

__all__ = [
    "Discovery", "ExpiringCache", "Fetched", "SmartConfiguration", "fetch_metadata", "lifetime",
    "read_smart_configuration",
]  # fmt: skip
