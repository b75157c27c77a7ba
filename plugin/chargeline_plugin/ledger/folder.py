"""All that the ledger holds of one encounter, read at once: a page shows dozens of lines and asks little of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sqlalchemy import Connection, select

from chargeline_launch.seal import Seal, SealBroken
from chargeline_plugin.ledger import journal
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.tables import ENTRIES, EVENTS, RECORDS
from chargeline_plugin.ledger.types import Entry, Event, LedgerAway

AT_ONCE: Final = 500
"""Databases bound how many values one question may name."""


class Kept(Protocol):
    """What can be asked of a key: the ledger itself, or a folder of it."""

    def history(self, key: str) -> tuple[Event, ...]:
        """All that happened to one key, oldest first."""
        ...

    def record(self, sequence: int) -> Mapping[str, Any] | None:
        """What was sealed beside an event; None once destroyed. Raises LedgerAway with code "key"."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """One encounter's keys in the order in which they were first claimed, with events and sealed records."""

    entries: tuple[Entry, ...]
    seal: Seal = field(repr=False)
    events: Mapping[str, tuple[Event, ...]] = field(repr=False)
    sealed: Mapping[int, bytes | None] = field(repr=False)

    def history(self, key: str) -> tuple[Event, ...]:
        """All that happened to one key, oldest first."""
        return self.events.get(key, ())

    def record(self, sequence: int) -> Mapping[str, Any] | None:
        """What was sealed beside an event; None once destroyed. Raises LedgerAway with code "key"."""
        sealed = self.sealed.get(sequence)
        try:
            return journal.opened(self.seal, sealed) if sealed else None
        except SealBroken:
            raise LedgerAway("key") from None


def read_folder(ledger: Ledger, visit: str) -> Folder:
    """The folder of one visit's encounter. Raises LedgerAway."""
    with ledger.reading() as connection:
        chosen = select(ENTRIES).where(ENTRIES.c.visit == visit).order_by(ENTRIES.c.intent)
        entries = tuple(journal.to_entry(row) for row in connection.execute(chosen))
        events = _events(connection, [entry.key for entry in entries])
        return Folder(entries=entries, seal=ledger.seal, events=events, sealed=_sealed(connection, events))


def _events(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[Event, ...]]:
    found: dict[str, tuple[Event, ...]] = defaultdict(tuple)
    for start in range(0, len(keys), AT_ONCE):
        chosen = select(EVENTS).where(EVENTS.c.key.in_(keys[start : start + AT_ONCE])).order_by(EVENTS.c.sequence)
        for row in connection.execute(chosen):
            found[row.key] += (journal.to_event(row),)
    return found


def _sealed(connection: Connection, events: Mapping[str, tuple[Event, ...]]) -> dict[int, bytes | None]:
    """The records of these events, and of the decisions that they name."""
    happened = [event for of_key in events.values() for event in of_key]
    wanted = [event.sequence for event in happened]
    wanted += sorted({event.detail["decided"] for event in happened if "decided" in event.detail})
    found: dict[int, bytes | None] = {}
    for start in range(0, len(wanted), AT_ONCE):
        chosen = select(RECORDS.c.sequence, RECORDS.c.sealed).where(
            RECORDS.c.sequence.in_(wanted[start : start + AT_ONCE])
        )
        found |= {row.sequence: row.sealed for row in connection.execute(chosen)}
    return found
