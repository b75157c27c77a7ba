"""Proof that nobody has changed, removed or inserted a row.

The chain proves order and wording of the events; the records are proved by their digests, and that one is gone by the
event that says so; the entries must be what the events add up to, by legal steps. A tail that was cut off can only be
seen from outside: keep the head elsewhere and give it as `head`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from chargeline_launch.seal import Seal, SealBroken
from chargeline_plugin.ledger.chain import GENESIS, event_digest, record_digest
from chargeline_plugin.ledger.journal import PURPOSE
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.states import TRANSITIONS
from chargeline_plugin.ledger.tables import ENTRIES, EVENTS, HEAD, RECORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it was written; `sequence` None when it is about no single event."""

    code: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `verify` saw. `head` is to be kept elsewhere: the number of the last event and its digest."""

    head: str
    events: int
    findings: tuple[Finding, ...] = field(default=())


class _Bound(NamedTuple):
    """What an event says of its record."""

    digest: str
    at: str


@dataclass(slots=True)
class _Walk:
    """What is known while walking the chain."""

    previous: str = GENESIS
    sequence: int = 0
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    records: dict[int, _Bound] = field(default_factory=dict)
    destroyed_before: str = ""


def verify(ledger: Ledger, *, head: str | None = None) -> Verdict:
    """Walk the whole ledger. `head` ("12:ab34...") is one that was printed earlier and kept elsewhere."""
    with ledger.reading() as connection:
        walk, kept = _Walk(), _parse_head(head)
        findings: list[Finding] = []
        rows = select(EVENTS).order_by(EVENTS.c.sequence).execution_options(yield_per=1000)
        for row in connection.execute(rows):
            findings += _event(walk, row, kept)
        findings += _head(connection, walk, kept)
        findings += _entries(connection, walk)
        findings += _records(connection, walk, ledger.seal)
        return Verdict(head=f"{walk.sequence}:{walk.previous}", events=walk.sequence, findings=tuple(findings))


def _parse_head(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    sequence, _, digest = head.partition(":")
    if not sequence.isdigit() or len(digest) != len(GENESIS):
        raise ValueError("a head is the number of an event, a colon and 64 hexadecimal digits")
    return int(sequence), digest


def _event(walk: _Walk, row: Row[Any], kept: tuple[int, str] | None) -> Iterator[Finding]:
    if row.sequence != walk.sequence + 1:
        yield Finding(code="removed", sequence=walk.sequence + 1)
    if row.digest != event_digest(walk.previous, row.body):
        yield Finding(code="changed", sequence=row.sequence)
    body = json.loads(row.body)
    named = (body["entry"] or {}).get("key") or body["detail"].get("key")
    if body["sequence"] != row.sequence or named != row.key:
        yield Finding(code="changed", sequence=row.sequence)
    if kept and row.sequence == kept[0] and row.digest != kept[1]:
        yield Finding(code="not-the-kept-head", sequence=row.sequence)
    walk.sequence, walk.previous = row.sequence, row.digest
    if body["record"]:
        walk.records[row.sequence] = _Bound(body["record"], body["at"])
    if body["kind"] == "destroyed":
        walk.destroyed_before = max(walk.destroyed_before, body["detail"]["before"])
    if body["entry"]:
        yield from _step(walk, row.sequence, body["entry"])


def _step(walk: _Walk, sequence: int, entry: dict[str, Any]) -> Iterator[Finding]:
    before = walk.entries.get(entry["key"], {}).get("state", "previewed")
    if entry["state"] not in TRANSITIONS[before]:
        yield Finding(code="illegal-step", sequence=sequence)
    walk.entries[entry["key"]] = entry


def _head(connection: Connection, walk: _Walk, kept: tuple[int, str] | None) -> Iterator[Finding]:
    heads = [(row.sequence, row.digest) for row in connection.execute(select(HEAD))]
    if heads != [(walk.sequence, walk.previous)]:
        yield Finding(code="tail-cut", sequence=walk.sequence)
    if kept and kept[0] > walk.sequence:
        yield Finding(code="tail-cut", sequence=walk.sequence)


def _entries(connection: Connection, walk: _Walk) -> Iterator[Finding]:
    held = {row.key: dict(row._mapping) for row in connection.execute(select(ENTRIES))}
    for key in sorted(held.keys() | walk.entries.keys()):
        if held.get(key) != walk.entries.get(key):
            known = held.get(key) or walk.entries[key]
            yield Finding(code="entry-differs", sequence=known["intent"])


def _records(connection: Connection, walk: _Walk, seal: Seal) -> Iterator[Finding]:
    kept = set()
    for row in connection.execute(select(RECORDS).order_by(RECORDS.c.sequence)):
        kept.add(row.sequence)
        bound = walk.records.get(row.sequence)
        if bound and (row.at != bound.at or (row.sealed is not None and not _opens(seal, row.sealed, bound.digest))):
            yield Finding(code="record-changed", sequence=row.sequence)
        if row.sealed is None and row.at >= walk.destroyed_before:
            yield Finding(code="record-destroyed", sequence=row.sequence)
    for sequence in sorted(walk.records.keys() ^ kept):
        yield Finding(code="record-changed", sequence=sequence)


def _opens(seal: Seal, sealed: bytes, digest: str) -> bool:
    try:
        return record_digest(seal.open(sealed, purpose=PURPOSE)) == digest
    except SealBroken:
        return False
