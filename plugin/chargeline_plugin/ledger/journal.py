"""Appending to the chain and reading from it, inside a transaction that the caller owns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from chargeline_launch.seal import Seal
from chargeline_plugin.ledger.chain import canonical, event_digest, record_digest, salted, unsalted
from chargeline_plugin.ledger.tables import ENTRIES, EVENTS, HEAD, RECORDS
from chargeline_plugin.ledger.types import Entry, Event, stamp

PURPOSE: Final = "ledger record"

# Statements are made once: making one costs more than running it on SQLite.
_HEAD: Final = select(HEAD).where(HEAD.c.id == 1).with_for_update()
_MOVE_HEAD: Final = update(HEAD).where(HEAD.c.id == 1)
_ADD_EVENT: Final = insert(EVENTS)
_ADD_RECORD: Final = insert(RECORDS)
_ADD_ENTRY: Final = insert(ENTRIES)
_CHANGE_ENTRY: Final = update(ENTRIES).where(ENTRIES.c.key == bindparam("held"))
_ENTRY: Final = select(ENTRIES).where(ENTRIES.c.key == bindparam("key"))
_RECORD: Final = select(RECORDS.c.sealed).where(RECORDS.c.sequence == bindparam("sequence"))
_EVENTS: Final = select(EVENTS).order_by(EVENTS.c.sequence).execution_options(yield_per=1000)
_EVENTS_OF_KEY: Final = _EVENTS.where(EVENTS.c.key == bindparam("key"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event before it has its place in the chain. `detail` is never about a patient; `record` is sealed.

    `entry` is where the key stands once the event has happened.
    """

    kind: str
    by: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    record: Mapping[str, Any] | None = field(default=None, repr=False)
    entry: Entry | None = None


class Tail:
    """The chain's end, held by one transaction: nobody else appends before it commits. `write` comes last."""

    def __init__(self, connection: Connection, seal: Seal, at: datetime) -> None:
        self.connection, self._seal, self._at = connection, seal, stamp(at)
        head = connection.execute(_HEAD).one()
        self._sequence, self._digest = int(head.sequence), str(head.digest)
        self._events: list[dict[str, Any]] = []
        self._records: list[dict[str, Any]] = []

    def append(self, draft: Draft) -> int:
        """Append `draft` to the chain, with its record and its entry; its sequence number."""
        self._sequence += 1
        record = self._keep(draft.record)
        entry = _placed(draft.entry, self._sequence, record)
        body = canonical(
            {
                "sequence": self._sequence,
                "at": self._at,
                "kind": draft.kind,
                "by": draft.by,
                "detail": draft.detail,
                "record": record,
                "entry": asdict(entry) if entry else None,
            }
        )
        self._digest = event_digest(self._digest, body)
        key = entry.key if entry else draft.detail.get("key")
        self._events.append({"sequence": self._sequence, "key": key, "body": body, "digest": self._digest})
        if entry is not None:
            _stand(self.connection, entry)
        return self._sequence

    def write(self) -> None:
        """What was appended, in as few statements as there are tables; the head moves once."""
        if not self._events:
            return
        self.connection.execute(_ADD_EVENT, self._events)
        if self._records:
            self.connection.execute(_ADD_RECORD, self._records)
        self.connection.execute(_MOVE_HEAD, {"sequence": self._sequence, "digest": self._digest})

    def _keep(self, record: Mapping[str, Any] | None) -> str | None:
        """The digest of a record that is kept, sealed."""
        if record is None:
            return None
        plain = salted(record)
        sealed = self._seal.close(plain, purpose=PURPOSE)
        self._records.append({"sequence": self._sequence, "at": self._at, "sealed": sealed})
        return record_digest(plain)


def _placed(entry: Entry | None, sequence: int, record: str | None) -> Entry | None:
    """The entry with the number of this event, where it holds the record of the intent or of the result."""
    if entry is None or record is None:
        return entry
    if entry.state == "pending":
        return replace(entry, intent=sequence)
    return replace(entry, result=sequence)


def _stand(connection: Connection, entry: Entry) -> None:
    """Put where a key stands; only its first claim finds no row."""
    values = asdict(entry)
    if entry.state == "pending" and entry.attempt == 1:
        connection.execute(_ADD_ENTRY, values)
    else:
        connection.execute(_CHANGE_ENTRY, {**values, "held": entry.key})


def to_entry(row: Row[Any]) -> Entry:
    """A row of `ledger_entries`."""
    return Entry(**row._mapping)


def entry(connection: Connection, key: str) -> Entry | None:
    """Where `key` stands."""
    row = connection.execute(_ENTRY, {"key": key}).first()
    return to_entry(row) if row else None


def record(connection: Connection, seal: Seal, sequence: int) -> dict[str, Any] | None:
    """The record of an event, opened; None when there is none or it was destroyed. Raises SealBroken."""
    sealed = connection.scalar(_RECORD, {"sequence": sequence})
    return opened(seal, sealed) if sealed else None


def opened(seal: Seal, sealed: bytes) -> dict[str, Any]:
    """A sealed record, opened. Raises SealBroken."""
    return unsalted(seal.open(sealed, purpose=PURPOSE))


def events(connection: Connection, *, key: str | None = None) -> Iterator[Event]:
    """Events in order, all or those of one key."""
    found = connection.execute(_EVENTS) if key is None else connection.execute(_EVENTS_OF_KEY, {"key": key})
    for row in found:
        yield to_event(row)


def to_event(row: Row[Any]) -> Event:
    """A row of `ledger_events`."""
    body = json.loads(row.body)
    standing = body["entry"] or {}
    return Event(
        sequence=row.sequence,
        at=body["at"],
        kind=body["kind"],
        by=body["by"],
        key=row.key,
        state=standing.get("state"),
        detail=body["detail"],
        digest=row.digest,
    )
