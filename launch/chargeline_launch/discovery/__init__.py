"""Discovery: what an issuer says of itself, checked and kept for a while."""

from .cache import ExpiringCache, lifetime
from .discover import Discovery
from .smart_configuration import SmartConfiguration

__all__ = ["Discovery", "ExpiringCache", "SmartConfiguration", "lifetime"]
