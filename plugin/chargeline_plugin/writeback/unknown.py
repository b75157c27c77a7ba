"""An outcome that nobody knows: settled by a search that can prove it, or by a person who has looked.

No machine sends such a line again. What is found is written; what is not found is absent only where the vendor's
table says that a search proves it, where the server would keep a second copy out anyway, and only once the lost
request can no longer arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from chargeline_plugin.fhir.write_facts import facts_of
from chargeline_plugin.ledger.states import IN_THE_CHART, NotAllowed, State
from chargeline_plugin.ledger.types import Entry, LedgerAway
from chargeline_plugin.writeback.confirm import read_again, remember
from chargeline_plugin.writeback.judgement import protected
from chargeline_plugin.writeback.orders import Order
from chargeline_plugin.writeback.outcome import Confirmer, Outcome, Refused
from chargeline_plugin.writeback.past import Forgotten, order_of, there_before
from chargeline_plugin.writeback.proof import read_back
from chargeline_plugin.writeback.readback import ReadBack
from chargeline_plugin.writeback.send import Means


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One unknown line, who asks, and with which means."""

    entry: Entry
    order: Order
    means: Means
    by: Confirmer


def look_again(key: str, *, means: Means, by: Confirmer) -> tuple[Outcome, ...] | Refused:
    """Look for a line whose outcome is unknown, or that was never seen in the EHR. Sends nothing."""

    def look(case: _Case) -> tuple[Outcome, ...]:
        if case.entry.state != "unknown":
            return _seen(case, read_again(case.order, means))
        before = there_before(case.entry, means.ledger)
        back = read_back(case.order, None, means, before=before)
        return _found(case, back) or _absent(case, back)

    return _of_unknown(key, means, by, look, also=IN_THE_CHART)


def person_says(key: str, *, there: bool, means: Means, by: Confirmer) -> tuple[Outcome, ...] | Refused:
    """A person has looked in the EHR. Recorded with their name; only then may the line be sent again.

    What is not there is believed only once the lost request is held to arrive no more: else both would stand.
    """
    if not by.permission.allowed:
        return Refused(code="not_permitted")

    def take_their_word(case: _Case) -> tuple[Outcome, ...]:
        if there:
            back = read_back(case.order, None, means, before=there_before(case.entry, means.ledger))
            remember({key: back}, means)
            return _settled(case, "verified-written", "person_found", back)
        return _still(case, "too_early") if _may_arrive(case) else _settled(case, "verified-absent", "person_looked")

    return _of_unknown(key, means, by, take_their_word)


def _of_unknown(
    key: str,
    means: Means,
    by: Confirmer,
    then: Callable[[_Case], tuple[Outcome, ...]],
    also: frozenset[State] = frozenset(),
) -> tuple[Outcome, ...] | Refused:
    try:
        entry = means.ledger.entry(key)
        if entry is None or entry.state not in {"unknown", *also}:
            return Refused(code="not_unknown")
        return then(_Case(entry=entry, order=order_of(entry, means.ledger), means=means, by=by))
    except Forgotten:
        return Refused(code="forgotten")
    except LedgerAway as away:
        return Refused(code=f"ledger_{away.code}")


def _seen(case: _Case, back: ReadBack) -> tuple[Outcome, ...]:
    """What the EHR shows of a line that it took."""
    return tuple(replace(outcome, read_back=None) for outcome in _each(case, "written", back.code, back))


def _found(case: _Case, back: ReadBack) -> tuple[Outcome, ...] | None:
    """Ours for certain: by our key, by our reference, or as the one new charge that fits in every field."""
    by_key = case.order.rung != "charge_create_op" and case.order.kind != "reversal"
    if back.code != "as_confirmed" and not (by_key and back.code == "differs"):
        return None
    outcomes = _settled(case, "verified-written", "found", back)
    remember({case.entry.key: back}, case.means)
    return outcomes


def _absent(case: _Case, back: ReadBack) -> tuple[Outcome, ...]:
    """Not found: proven to be absent, too early to say, or never to be proven here."""
    if back.code == "not_read_back":
        return _still(case, "not_readable", back)
    if not _provable(case):
        return _still(case, "cannot_prove", back)
    if _may_arrive(case):
        return _still(case, "too_early", back)
    return _settled(case, "verified-absent", "not_found")


def _may_arrive(case: _Case) -> bool:
    """Whether the lost request may still be on its way."""
    since = datetime.fromisoformat(case.entry.changed_at)
    return case.means.now() - since < timedelta(seconds=facts_of(case.means.vendor).settled_after)


def _provable(case: _Case) -> bool:
    """Whether a search that finds nothing may let the line be sent again: only where a wrong answer does no harm.

    Searches lag and charges are held back, even where the vendor's table trusts them. So the server must keep a
    second copy out by itself, by our key or by the version that a correction names.
    """
    harmless = protected(case.order.rung, case.order.kind) or case.order.kind != "charge"
    return harmless and facts_of(case.means.vendor).absence_provable


def _still(case: _Case, code: str, back: ReadBack | None = None) -> tuple[Outcome, ...]:
    """Still unknown; what came nearest to the line is shown to the person who will look."""
    return _each(case, "unknown", code, back)


def _settled(case: _Case, state: State, code: str, back: ReadBack | None = None) -> tuple[Outcome, ...]:
    entry, record = case.entry, {"location": back.id, "version": back.version} if back else None
    try:
        case.means.ledger.settle(
            entry.key,
            attempt=entry.attempt,
            state=state,
            code=code,
            at=case.means.now(),
            by=case.by.user.reference,
            record=record,
        )
    except NotAllowed:
        return _still(case, "held_by_another")
    return _each(case, "written" if state == "verified-written" else "rejected", code, back)


def _each(
    case: _Case, state: Literal["written", "rejected", "unknown"], code: str, back: ReadBack | None
) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(
            line_id=line,
            key=case.entry.key,
            state=state,
            code=code,
            read_back=back.code if back else None,
            differences=back.differences if back else (),
            location=back.id if back else None,
        )
        for line in case.order.line_ids
    )
