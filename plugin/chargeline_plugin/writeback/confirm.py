"""The one confirming click, from the checks before it to the proof after it.

    1. may this user; is what was shown what would be sent; are blocked lines given a reason
    2. encounter, note and charges are read again: same patient, not cancelled, nothing changed, nothing appeared
    3. one durable commit claims every line, before any request
    4. each line is sent once, its answer committed, and what the EHR stored read back and compared

Until step 3 a refusal means that nothing was sent. After it, every line has an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any, Final

from chargeline_plugin.ledger.states import IN_THE_CHART, MAY_BE_SENT, NotAllowed
from chargeline_plugin.ledger.types import Answer, Begun, Claim, Held, LedgerAway, Remark
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.chart_now import CannotLook, Now
from chargeline_plugin.writeback.checks import changed, may_go
from chargeline_plugin.writeback.judgement import Judgement
from chargeline_plugin.writeback.key import visit_mark
from chargeline_plugin.writeback.orders import Order
from chargeline_plugin.writeback.outcome import Confirmed, Confirmer, Outcome, Refused
from chargeline_plugin.writeback.past import there_before, where_is
from chargeline_plugin.writeback.preview import Preview
from chargeline_plugin.writeback.proof import read_back
from chargeline_plugin.writeback.readback import NOT_READ_BACK, ReadBack
from chargeline_plugin.writeback.send import Delivery, Means, deliver
from chargeline_plugin.writeback.trail import Told, leave_trail

START_WITHIN: Final = timedelta(seconds=20)
"""With the longest request and its retries this stays below ledger.LONGEST_WRITE."""


def confirm(
    *,
    shown_digest: str,
    preview: Preview,
    visit: Visit,
    means: Means,
    by: Confirmer,
    reasons: Mapping[str, str],
    decision: Mapping[str, Any],
) -> Confirmed | Refused:
    """Carry out the click. `decision` is the encounter and report as JSON, kept sealed with who and why."""
    try:
        sent = _sent_before(preview.orders, means)
        refused = may_go(shown_digest, preview, by, reasons, sent)
        if refused:
            return refused
        now = means.chart.now(visit)
        refused = next(changed(preview, visit, now, reasons, sent), None)
        if refused:
            return refused
        means.step("before-row")
        means.ledger.give_up_interrupted(now=means.now())
        claims = [claim_of(order) for order in preview.orders if order.key not in sent]
        record = _record(preview, by, reasons, decision, now) | {"trail": list(means.trail)}
        begun = means.ledger.begin(claims, by=by.user.reference, at=means.now(), decision=record)
        answers = {**begun, **_still_held(sent, means)}
    except CannotLook as unable:
        return Refused(code=unable.code)
    except LedgerAway as away:
        return Refused(code=f"ledger_{away.code}")
    means.step("after-row")
    before = frozenset(charge.id for charge in now.charges if charge.id)
    outcomes = _all_of(preview.orders, answers, means, by, before)
    edited = visit.encounter_version is not None and now.version not in (None, visit.encounter_version)
    return Confirmed(outcomes=outcomes, encounter_changed=edited)


# --- the record ---------------------------------------------------------------------------------------------


def claim_of(order: Order, *, target: str | None = None) -> Claim:
    """The ledger's row of an order, with all that is needed to settle it after a restart."""
    place = order.place
    mark = visit_mark(place.issuer, place.patient, place.encounter)
    return Claim(
        key=order.key,
        slot=place.slot(),
        visit=mark,
        version=order.version,
        record={"order": order.to_json()},
        kind=order.kind,
        target=target,
    )


def _sent_before(orders: Sequence[Order], means: Means) -> frozenset[str]:
    """The keys that may not be sent again, because they went out before."""
    entries = means.ledger.entries([order.key for order in orders])
    return frozenset(key for key, entry in entries.items() if entry.state not in MAY_BE_SENT)


def _still_held(sent: frozenset[str], means: Means) -> dict[str, Answer]:
    """What went out before is not claimed, even where it could be sent again by now: no reason was asked for it."""
    return {key: Held(key=key, state=entry.state) for key, entry in means.ledger.entries(sorted(sent)).items()}


def _record(
    preview: Preview, by: Confirmer, reasons: Mapping[str, str], decision: Mapping[str, Any], now: Now
) -> dict[str, Any]:
    attested = by.attested
    return {
        "digest": preview.digest,
        "rung": preview.rung.name,
        "keys": [order.key for order in preview.orders],
        "user": asdict(by.user),
        "permission": asdict(by.permission),
        "attested": {**asdict(attested), "at": attested.at.isoformat()} if attested else None,
        "reasons": {line.line_id: reasons[line.line_id] for line in preview.lines if line.line_id in reasons},
        "blocks": {line.line_id: [block.rule for block in line.blocks] for line in preview.lines},
        "encounter_version": now.version,
        "charges_there": [charge.id for charge in now.charges],
        "decision": decision,
    }


# --- after --------------------------------------------------------------------------------------------------


def _all_of(
    orders: Sequence[Order],
    answers: Mapping[str, Answer],
    means: Means,
    by: Confirmer,
    before: frozenset[str],
) -> tuple[Outcome, ...]:
    """Each order in turn. One whose turn comes too late is not sent: another process may already call it unknown.

    The answer to each is committed before the next is sent; what was read back of all of them, in one commit at the
    end: a death before it leaves them to be read back again.
    """
    outcomes: list[Outcome] = []
    backs: dict[str, ReadBack] = {}
    told: list[Told] = []
    known, claimed = set(before), means.now()
    for order in orders:
        answer = answers[order.key]
        if isinstance(answer, Held):
            outcomes += _each_line(order, _held(order, answer, means))
        elif means.now() - claimed > START_WITHIN:
            outcomes += _each_line(order, _not_started(order, answer, means))
        else:
            outcome, back = carry_out(order, answer, means, frozenset(known))
            outcomes += _each_line(order, outcome)
            if back:
                backs[order.key] = back
                known.update(back.seen)
                told.append(Told(order=order, charge=outcome.location))
    remember(backs, means)
    leave_trail(told, means, by)
    return tuple(outcomes)


def _each_line(order: Order, outcome: Outcome) -> Iterator[Outcome]:
    return (replace(outcome, line_id=line_id) for line_id in order.line_ids)


def _not_started(order: Order, begun: Begun, means: Means) -> Outcome:
    delivery = Delivery(judgement=Judgement(state="rejected", code="not_started"))
    return _outcome(order, delivery, None, settle(order.key, begun, delivery, means))


def _held(order: Order, held: Held, means: Means) -> Outcome:
    """A line that somebody has already sent, or is sending. One that is in the EHR is read back, as after a click."""
    if held.state == "pending":
        return Outcome(line_id="", key=held.key, state="already", code="held_by_another")
    if held.state == "unknown":
        return Outcome(line_id="", key=held.key, state="unknown", code="no_answer")
    if held.state not in IN_THE_CHART or held.key != order.key:
        return Outcome(line_id="", key=held.key, state="already", code="preview_changed")
    back = read_again(order, means)
    return Outcome(
        line_id="",
        key=held.key,
        state="already",
        code="already_sent",
        read_back=back.code,
        differences=back.differences,
        location=back.id,
    )


def read_again(order: Order, means: Means) -> ReadBack:
    """What the EHR holds of a line that was sent before; recorded."""
    try:
        entry = means.ledger.entry(order.key)
        if entry is None:
            return NOT_READ_BACK
        before, where = there_before(entry, means.ledger), where_is(entry, means.ledger)
    except LedgerAway:
        return NOT_READ_BACK
    back = read_back(order, where, means, before=before)
    remember({order.key: back}, means)
    return back


def carry_out(order: Order, begun: Begun, means: Means, before: frozenset[str]) -> tuple[Outcome, ReadBack | None]:
    """Send one claimed order, commit its answer, read back what was written; recording that is the caller's."""
    delivery = deliver(order, means)
    settled = settle(order.key, begun, delivery, means)
    back = None
    if delivery.judgement.state == "written":
        means.step("before-read-back")
        back = read_back(order, delivery.landed, means, before=before)
    return _outcome(order, delivery, back, settled), back


def settle(key: str, begun: Begun, delivery: Delivery, means: Means) -> bool:
    """Commit the answer. False when the record could not be written: then the row stays pending, and is shown so."""
    judged, where = delivery.judgement, delivery.landed
    record = {"location": where.id if where else None, "version": where.version if where else None, "said": judged.said}
    means.step("before-result")
    try:
        means.ledger.settle(
            key, attempt=begun.attempt, state=judged.state, code=judged.code, at=means.now(), record=record
        )
    except (LedgerAway, NotAllowed):
        return False
    means.step("after-result")
    return True


def remember(backs: Mapping[str, ReadBack], means: Means) -> None:
    """Record what was read back of each key. Without a record there is still the answer on the page."""
    if backs:
        with suppress(LedgerAway):
            means.ledger.remark((_read(key, back) for key, back in backs.items()), at=means.now())
        means.step("after-read-back")


def _read(key: str, back: ReadBack) -> Remark:
    found = [asdict(difference) for difference in back.differences]
    return Remark(
        key=key,
        kind="read-back",
        detail={"code": back.code, "fields": [difference["field"] for difference in found]},
        record={"location": back.id, "version": back.version, "differences": found},
    )


def _outcome(order: Order, delivery: Delivery, back: ReadBack | None, settled: bool) -> Outcome:
    judged = delivery.judgement
    where = back.id if back and back.id else (delivery.landed.id if delivery.landed else None)
    return Outcome(
        line_id="",
        key=order.key,
        state=judged.state,
        code=judged.code,
        read_back=back.code if back else None,
        differences=back.differences if back else (),
        location=where,
        recorded=settled,
        said=judged.said,
    )
