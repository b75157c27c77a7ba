"""The database under the ledger: durable commits, one writer at a time.

On SQLite a commit is on the disk before it returns (WAL with synchronous=FULL), a transaction takes the write lock
when it begins, so that two writers queue instead of failing half way, and destroyed records are overwritten.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

LOCK_WAIT_SECONDS = 5


def make_engine(url: str) -> Engine:
    """An engine for `url`; on PostgreSQL its defaults are already what the ledger needs."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # else the driver begins late, after the first read
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
