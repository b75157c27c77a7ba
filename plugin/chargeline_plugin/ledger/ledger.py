"""The ledger's verbs. Every one that writes is one durable commit; none of them talks to an EHR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from chargeline_launch.seal import Seal, SealBroken
from chargeline_plugin.ledger import journal
from chargeline_plugin.ledger.engine import make_engine
from chargeline_plugin.ledger.migrations import migrate
from chargeline_plugin.ledger.states import CLOSED, IN_THE_CHART, MAY_BE_SENT, NotAllowed, State, check
from chargeline_plugin.ledger.tables import ENTRIES, EVENTS, HEAD, RECORDS
from chargeline_plugin.ledger.types import Answer, Begun, Claim, Entry, Event, Held, LedgerAway, Remark, stamp

LONGEST_WRITE: Final = timedelta(minutes=2)
"""No request of ours lives longer: a row pending for more than this was interrupted."""

_OPEN_IN_SLOT: Final = select(ENTRIES.c.key, ENTRIES.c.state, ENTRIES.c.version).where(
    ENTRIES.c.slot == bindparam("slot"), ENTRIES.c.holds == 1
)
_HIGHEST_IN_SLOT: Final = select(func.max(ENTRIES.c.version)).where(ENTRIES.c.slot == bindparam("slot"))
_AT_WORK_ON: Final = select(ENTRIES.c.key, ENTRIES.c.state).where(
    ENTRIES.c.state.in_(("pending", "unknown")), ENTRIES.c.target == bindparam("target")
)
_ENTRIES: Final = select(ENTRIES).where(ENTRIES.c.key.in_(bindparam("keys", expanding=True)))
_NEWEST: Final = (
    select(func.max(EVENTS.c.sequence))
    .join_from(ENTRIES, EVENTS, ENTRIES.c.key == EVENTS.c.key)
    .where(ENTRIES.c.visit == bindparam("visit"))
)
_INTERRUPTED: Final = select(ENTRIES).where(ENTRIES.c.state == "pending", ENTRIES.c.changed_at < bindparam("before"))


def open_ledger(url: str, seal: Seal) -> Ledger:
    """The ledger at `url`, its tables up to date. Raises LedgerAway."""
    ledger = Ledger(make_engine(url), seal)
    ledger.prepare()
    return ledger


class Ledger:
    """Appends, and answers where a key stands. Safe to share between threads and processes."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine, self.seal = engine, seal

    def prepare(self) -> None:
        """Bring the tables up to date and prove that the keys at hand open what was sealed last."""
        try:
            migrate(self._engine)
        except SQLAlchemyError:
            raise LedgerAway("database") from None
        with self._reading() as connection:
            newest = connection.scalar(select(func.max(RECORDS.c.sequence)).where(RECORDS.c.sealed.is_not(None)))
            if newest is not None:
                try:
                    journal.record(connection, self.seal, newest)
                except SealBroken:
                    raise LedgerAway("key") from None

    # --- writing --------------------------------------------------------------------------------------------

    def opened(self, *, by: str | None, visit: str, about: Mapping[str, Any], at: datetime) -> None:
        """A page was opened: `by` whom, on which visit, when. `about` (patient, encounter, site) is sealed.

        What an earlier process left pending is given up first, so that the page shows it as unknown.
        """
        self.give_up_interrupted(now=at)
        with self._writing(at) as tail:
            tail.append(journal.Draft(kind="opened", by=by, detail={"visit": visit}, record=about))

    def attested(self, *, by: str | None, what: Mapping[str, Any], at: datetime) -> None:
        """A user whose license nothing tells has said which one they hold; `what` they said is sealed."""
        with self._writing(at) as tail:
            tail.append(journal.Draft(kind="attested", by=by, record=what))

    def begin(
        self, claims: Sequence[Claim], *, by: str | None, at: datetime, decision: Mapping[str, Any]
    ) -> dict[str, Answer]:
        """Claim the slots of all lines in one commit, before any request.

        `decision` is what was decided and by whom, sealed once for all lines. A key that may not be sent is Held.
        """
        with self._writing(at) as tail:
            answers = {claim.key: _standing(tail.connection, claim) for claim in claims}
            begun = [(claim, answer) for claim in claims if isinstance(answer := answers[claim.key], Begun)]
            if begun:
                decided = tail.append(journal.Draft(kind="confirmed", by=by, record=decision))
                for claim, answer in begun:
                    detail, entry = {"decided": decided}, _claimed(claim, answer, at)
                    draft = journal.Draft(kind="pending", by=by, detail=detail, record=claim.record, entry=entry)
                    tail.append(draft)
        return answers

    def settle(
        self,
        key: str,
        *,
        attempt: int,
        state: State,
        code: str,
        at: datetime,
        by: str | None = None,
        record: Mapping[str, Any] | None = None,
    ) -> Entry:
        """What became of an attempt. Raises NotAllowed when the state held does not lead there.

        An answer that comes after the attempt was given up for lost is not thrown away: it verifies the unknown. One
        that comes after a newer attempt has begun is appended and changes nothing.
        """
        with self._writing(at) as tail:
            held = _must(journal.entry(tail.connection, key))
            if held.attempt != attempt:
                late = {"key": key, "attempt": attempt, "code": code, "said": state}
                tail.append(journal.Draft(kind="late", by=by, detail=late))
                return held
            asked = _late(held.state, state)
            check(held.state, asked)
            return self._move(tail, held, asked, code=code, at=at, by=by, record=record)

    def _move(
        self,
        tail: journal.Tail,
        held: Entry,
        state: State,
        *,
        code: str,
        at: datetime,
        by: str | None = None,
        record: Mapping[str, Any] | None = None,
    ) -> Entry:
        if state in IN_THE_CHART and held.target is not None:
            after: State = "corrected" if held.kind == "correction" else "reversed"
            target = _must(journal.entry(tail.connection, held.target))
            check(target.state, after)
            self._move(tail, target, after, code=after, at=at, by=by)
        holds = _holds_after(held, state)
        entry = replace(held, state=state, changed_at=stamp(at), holds=holds)
        tail.append(journal.Draft(kind=state, by=by, detail={"code": code}, record=record, entry=entry))
        return entry

    def remark(self, remarks: Iterable[Remark], *, at: datetime) -> None:
        """Append what changes no state, in one commit: what was read back, a Provenance that was sent."""
        with self._writing(at) as tail:
            for it in remarks:
                detail = {"key": it.key, **it.detail}
                tail.append(journal.Draft(kind=it.kind, by=it.by, detail=detail, record=it.record))

    def give_up_interrupted(self, *, now: datetime) -> tuple[str, ...]:
        """Turn rows that were pending when a process died into unknown ones; their keys. Sends nothing."""
        stale = {"before": stamp(now - LONGEST_WRITE)}
        with self._reading() as connection:
            if connection.execute(_INTERRUPTED, stale).first() is None:
                return ()
        with self._writing(now) as tail:
            entries = [journal.to_entry(row) for row in tail.connection.execute(_INTERRUPTED, stale)]
            for entry in entries:
                self._move(tail, entry, "unknown", code="interrupted", at=now)
        return tuple(entry.key for entry in entries)

    def destroy_records(self, *, before: datetime, at: datetime, by: str | None = None) -> int:
        """Destroy what names a patient in events older than `before`; how many. The chain stays whole."""
        with self._writing(at) as tail:
            old = (RECORDS.c.at < stamp(before)) & RECORDS.c.sealed.is_not(None)
            count = tail.connection.execute(update(RECORDS).where(old).values(sealed=None)).rowcount
            detail = {"before": stamp(before), "count": count}
            tail.append(journal.Draft(kind="destroyed", by=by, detail=detail))
        return int(count)

    # --- reading --------------------------------------------------------------------------------------------

    def entry(self, key: str) -> Entry | None:
        """Where `key` stands; None when it was only ever previewed."""
        with self._reading() as connection:
            return journal.entry(connection, key)

    def entries(self, keys: Sequence[str]) -> dict[str, Entry]:
        """Where each of `keys` stands that was ever sent."""
        with self._reading() as connection:
            rows = connection.execute(_ENTRIES, {"keys": list(keys)})
            return {row.key: journal.to_entry(row) for row in rows}

    def head(self) -> int:
        """The number of the last event."""
        with self._reading() as connection:
            return int(connection.scalar(select(HEAD.c.sequence)) or 0)

    def newest(self, visit: str) -> int:
        """The number of the last event about any line of an encounter; 0 when nothing was sent for it."""
        with self._reading() as connection:
            return int(connection.scalar(_NEWEST, {"visit": visit}) or 0)

    def next_version(self, slot: str) -> int:
        """The version under which this slot would be sent: the open one, else one more than there ever was."""
        with self._reading() as connection:
            held = connection.execute(_OPEN_IN_SLOT, {"slot": slot}).first()
            if held is not None:
                return int(held.version)
            return int(connection.scalar(_HIGHEST_IN_SLOT, {"slot": slot}) or 0) + 1

    def record(self, sequence: int) -> Mapping[str, Any] | None:
        """What was sealed beside an event; None once destroyed. Raises LedgerAway with code "key"."""
        with self._reading() as connection:
            try:
                return journal.record(connection, self.seal, sequence)
            except SealBroken:
                raise LedgerAway("key") from None

    def history(self, key: str) -> tuple[Event, ...]:
        """All that happened to one key, oldest first, without the sealed records."""
        with self._reading() as connection:
            return tuple(journal.events(connection, key=key))

    @contextmanager
    def _writing(self, at: datetime) -> Iterator[journal.Tail]:
        try:
            with self._engine.begin() as connection:
                tail = journal.Tail(connection, self.seal, at)
                yield tail
                tail.write()
        except SQLAlchemyError:
            raise LedgerAway("database") from None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(reading=True) as connection:
                yield connection
        except SQLAlchemyError:
            raise LedgerAway("database") from None

    reading = _reading


def _must(entry: Entry | None) -> Entry:
    if entry is None:
        raise NotAllowed("previewed", "written")
    return entry


def _claimed(claim: Claim, begun: Begun, at: datetime) -> Entry:
    """A charge holds its slot from its first claim on; a correction or reversal takes none before it is carried out."""
    return Entry(
        key=claim.key,
        slot=claim.slot,
        visit=claim.visit,
        version=claim.version,
        kind=claim.kind,
        target=claim.target,
        state="pending",
        attempt=begun.attempt,
        intent=0,
        result=None,
        changed_at=stamp(at),
        holds=1 if claim.kind == "charge" else None,
    )


def _standing(connection: Connection, claim: Claim) -> Answer:
    """Whether `claim` may go ahead: a new key on a free slot, or a key that may be sent again."""
    held = journal.entry(connection, claim.key)
    if held is not None and held.state not in MAY_BE_SENT:
        return Held(key=held.key, state=held.state)
    attempt = held.attempt + 1 if held else 1
    if claim.kind != "charge":
        return _amending(connection, claim, attempt)
    other = None if held else connection.execute(_OPEN_IN_SLOT, {"slot": claim.slot}).first()
    return Held(key=other.key, state=other.state) if other else Begun(attempt=attempt)


def _amending(connection: Connection, claim: Claim, attempt: int) -> Answer:
    """A correction or reversal needs its target in the chart, and nobody else at work on it."""
    target = journal.entry(connection, claim.target or "")
    if target is None or target.state not in IN_THE_CHART:
        state: State = target.state if target else "previewed"
        return Held(key=claim.target or claim.key, state=state)
    other = connection.execute(_AT_WORK_ON, {"target": claim.target}).first()
    return Held(key=other.key, state=other.state) if other else Begun(attempt=attempt)


def _late(held: State, asked: State) -> State:
    """An answer after the row was given up as unknown proves what it says."""
    if held == "unknown":
        return {"written": "verified-written", "rejected": "verified-absent"}.get(asked, asked)  # type: ignore[return-value]
    return asked


def _holds_after(held: Entry, state: State) -> int | None:
    """A slot is let go of when its line is closed; a correction takes it over once it is in the chart."""
    if state in CLOSED or held.kind == "reversal":
        return None
    return 1 if state in IN_THE_CHART else held.holds
