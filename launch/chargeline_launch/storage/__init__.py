"""Storage: SQLAlchemy Core over SQLite or PostgreSQL, secrets sealed."""

from chargeline_launch.pending import fingerprint

from .engine import make_tables, open_engine
from .store import Store
from .tables import metadata

__all__ = ["Store", "fingerprint", "make_tables", "metadata", "open_engine"]
