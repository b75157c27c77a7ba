"""The ledger's tables, SQLite and PostgreSQL alike.

`events` is the ledger: appended, never changed, chained. `records` holds, sealed, what an event knows of a patient.
`entries` is what the events add up to, one row a key, there for its unique index: one open row a slot. `head` is one
row, locked by every append, so that two writers cannot extend the chain at once.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA: Final = MetaData()

EVENTS: Final = Table(
    "ledger_events",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("key", String(36)),
    Column("body", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)
Index("ledger_events_key", EVENTS.c.key)

RECORDS: Final = Table(
    "ledger_records",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("sealed", LargeBinary),
)
Index("ledger_records_at", RECORDS.c.at)

ENTRIES: Final = Table(
    "ledger_entries",
    METADATA,
    Column("key", String(36), primary_key=True),
    Column("slot", String(36), nullable=False),
    Column("visit", String(36), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("target", String(36)),
    Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("intent", Integer, nullable=False),
    Column("result", Integer),
    Column("changed_at", String(40), nullable=False),
    Column("holds", Integer),
)
# NULL in `holds` lets go of the slot; on both databases NULLs never collide in a unique index.
Index("ledger_entries_one_open_line", ENTRIES.c.slot, ENTRIES.c.holds, unique=True)
Index("ledger_entries_visit", ENTRIES.c.visit)
Index("ledger_entries_state", ENTRIES.c.state, ENTRIES.c.changed_at)

HEAD: Final = Table(
    "ledger_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
