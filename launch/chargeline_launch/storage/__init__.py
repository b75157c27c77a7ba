"""Storage: SQLAlchemy Core over SQLite or PostgreSQL, secrets sealed."""

from .engine import open_engine
from .store import Store
from .tables import metadata

__all__ = ["Store", "metadata", "open_engine"]
