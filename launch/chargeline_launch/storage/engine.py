"""The database: SQLite beside the app by default, PostgreSQL when several instances run. The same code for both."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Engine, MetaData, create_engine, event, func, select
from sqlalchemy.schema import CreateIndex, CreateTable

BUSY_MILLISECONDS: Final = 10_000
CONNECT_SECONDS: Final = 5
WAL_TRIES: Final = 20
WAL_PAUSE_SECONDS: Final = 0.05
_LOCK_ON_POSTGRESQL: Final = 0x6C61756E


def open_engine(url: str) -> Engine:
    """An engine whose errors and echo never show a parameter; SQLite waits instead of failing, and uses WAL."""
    if not url.startswith("sqlite"):
        waiting = {"connect_timeout": CONNECT_SECONDS}
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=waiting)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def make_tables(engine: Engine, metadata: MetaData) -> None:
    """Make the tables and indexes that are not there yet; instances that start together do not mind each other."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # where IF NOT EXISTS does not wait for somebody else's commit
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK_ON_POSTGRESQL)))
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    """The switch does not heed the busy timeout when others open the same new file, so this waits for them."""
    for _ in range(WAL_TRIES):
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        time.sleep(WAL_PAUSE_SECONDS)
    cursor.execute("PRAGMA journal_mode=WAL")
