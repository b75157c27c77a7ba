"""What goes into the ledger and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from chargeline_plugin.ledger.states import State

Kind: TypeAlias = Literal["charge", "correction", "reversal"]


class LedgerAway(Exception):
    """The ledger cannot be read or written: nothing may be sent. `code` says what a person must mend."""

    def __init__(self, code: Literal["database", "key"]) -> None:
        super().__init__(_AWAY[code])
        self.code = code


_AWAY = {
    "database": "The ledger's database is locked, full or away. Nothing was sent. Free it and try again.",
    "key": "The ledger's records cannot be opened with the keys at hand. Put the earlier key after the new one.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The wish to send one line. `slot` is the key without its version: one open line a slot.

    `visit` names the encounter without revealing it. `record` is what will be kept sealed. `target` is the key that a
    correction or a reversal is about.
    """

    key: str
    slot: str
    visit: str
    version: int
    record: Mapping[str, Any] = field(repr=False)
    kind: Kind = "charge"
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The row is on the disk: this attempt, and no other, may send."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Somebody was here first: the key that holds the slot, and its state."""

    key: str
    state: State


Answer: TypeAlias = Begun | Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where one key stands. `intent` and `result` are the sequence numbers of the events that hold its records."""

    key: str
    slot: str
    visit: str
    version: int
    kind: Kind
    target: str | None
    state: State
    attempt: int
    intent: int
    result: int | None
    changed_at: str
    holds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One appended event, as it was written. `record` is None when it had none or when it was destroyed."""

    sequence: int
    at: str
    kind: str
    by: str | None
    key: str | None
    state: State | None
    detail: Mapping[str, Any]
    digest: str
    record: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is noted of a key and changes no state. `detail` is never about a patient; `record` is sealed."""

    key: str
    kind: str
    by: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    record: Mapping[str, Any] | None = field(default=None, repr=False)


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, milliseconds, and so in the order of time when sorted as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
