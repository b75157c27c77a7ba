"""How the ledger's tables come to be and change: an ordered list of steps, each run once, under one lock.

Add a step at the end; never edit one that has shipped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, func, insert, inspect, select, text

from chargeline_plugin.ledger.chain import GENESIS
from chargeline_plugin.ledger.tables import HEAD, METADATA

STEPS_DONE: Final = Table("ledger_steps", MetaData(), Column("step", Integer, primary_key=True, autoincrement=False))

_REFUSE_ON_SQLITE = (
    "CREATE TRIGGER ledger_events_{verb} BEFORE {verb} ON ledger_events"
    " BEGIN SELECT RAISE(ABORT, 'ledger events are never changed'); END"
)
_REFUSE_ON_POSTGRESQL = (
    "CREATE FUNCTION ledger_events_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'ledger events are never changed'; END $$",
    "CREATE TRIGGER ledger_events_refuse BEFORE UPDATE OR DELETE ON ledger_events"
    " FOR EACH ROW EXECUTE FUNCTION ledger_events_refuse()",
)


def _create(connection: Connection) -> None:
    """Step 1: events, records, entries and the head, with triggers that refuse to change an event."""
    METADATA.create_all(connection)
    connection.execute(insert(HEAD).values(id=1, sequence=0, digest=GENESIS))
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.execute(text(_REFUSE_ON_SQLITE.format(verb=verb)))
    elif connection.dialect.name == "postgresql":
        for statement in _REFUSE_ON_POSTGRESQL:
            connection.execute(text(statement))


STEPS: Final[tuple[Callable[[Connection], None], ...]] = (_create,)

_LOCK_ON_POSTGRESQL = 0x6C656467


def migrate(engine: Engine) -> None:
    """Run the steps that this database has not seen. Two processes that start together do not collide."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK_ON_POSTGRESQL)))
        if not inspect(connection).has_table(STEPS_DONE.name):
            STEPS_DONE.create(connection)
        done = set(connection.scalars(select(STEPS_DONE.c.step)))
        for number, step in enumerate(STEPS, start=1):
            if number not in done:
                step(connection)
                connection.execute(insert(STEPS_DONE).values(step=number))
