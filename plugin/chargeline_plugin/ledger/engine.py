"""The database under the ledger: durable commits, one writer at a time.

On SQLite a commit is on the disk before it returns (WAL with synchronous=FULL), a transaction takes the write lock
when it begins, so that two writers queue instead of failing half way, and destroyed records are overwritten.
PostgreSQL does as much by itself once it is told not to wait for a lock for ever, and not to commit before the disk.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

LOCK_WAIT_SECONDS = 5
CONNECT_SECONDS = 5


def make_engine(url: str) -> Engine:
    """An engine for `url`; its errors and echo never show a parameter."""
    if not url.startswith("sqlite"):
        waiting = {"connect_timeout": CONNECT_SECONDS}
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=waiting)
        event.listen(engine, "connect", _set_up_postgresql)
        return engine
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_SECONDS})
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


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{int(LOCK_WAIT_SECONDS * 1000)}ms'")
        cursor.execute("SET synchronous_commit = on")
    connection.commit()  # else they go with the first rollback
