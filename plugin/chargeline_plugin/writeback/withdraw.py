"""What was taken back in the EHR and not from here: noted, so that its line may be sent anew. Sends nothing.

A charge that somebody else has taken back is seen to be so. A charge that was deleted outright is only not shown any
more, which proves nothing, and a note with a worksheet is not ours to delete: a person looks, or deletes it in the EHR,
and says so here.

Epic lets an app create and update notes and delete none (CapabilityStatement, May 2026), and whether an update may
empty a note is unknown. So the page says where it is or was; the EHR is asked whether it still shows it; the
clinician's word is recorded with their name; then its lines may be sent anew, as the next version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.ledger.folder import read_folder
from chargeline_plugin.ledger.states import IN_THE_CHART, NotAllowed
from chargeline_plugin.ledger.types import Entry, LedgerAway
from chargeline_plugin.writeback.orders import NOTES, Order
from chargeline_plugin.writeback.outcome import Confirmer, Outcome, Refused
from chargeline_plugin.writeback.past import Forgotten, order_of, there_before, was_seen, where_is
from chargeline_plugin.writeback.proof import read_back
from chargeline_plugin.writeback.send import Means
from chargeline_plugin.writeback.stored import read_charge


def person_deleted(key: str, *, means: Means, by: Confirmer) -> tuple[Outcome, ...] | Refused:
    """Take a person's word that the note or the charge under `key` was deleted, unless the EHR still shows it."""
    return _noted(key, _deleted, means, by)


def taken_back_there(key: str, *, means: Means, by: Confirmer) -> tuple[Outcome, ...] | Refused:
    """Note that the EHR holds the charge under `key` as taken back, if it does."""
    return _noted(key, _taken_back, means, by)


class _Stands(Exception):
    """It cannot be noted as taken back; the argument is the code that says why."""


def _noted(
    key: str, look: Callable[[Entry, Order, Means], str], means: Means, by: Confirmer
) -> tuple[Outcome, ...] | Refused:
    """Settle a line that is in the chart under the code that `look` comes to."""
    if not by.permission.allowed:
        return Refused(code="not_permitted")
    try:
        entry = means.ledger.entry(key)
        if entry is None or entry.state not in IN_THE_CHART or entry.kind == "reversal":
            return Refused(code="not_in_chart")
        order = order_of(entry, means.ledger)
        return _taken(entry, order, means, by, look(entry, order, means))
    except _Stands as stands:
        return Refused(code=str(stands))
    except Forgotten:
        return Refused(code="forgotten")
    except FhirFailure:
        return Refused(code="not_readable")
    except NotAllowed:
        return Refused(code="not_in_chart")
    except LedgerAway as away:
        return Refused(code=f"ledger_{away.code}")


def _taken_back(entry: Entry, order: Order, means: Means, standing: str = "not_in_chart") -> str:
    """`standing` is the code where it still stands. Raises FhirFailure."""
    where = where_is(entry, means.ledger)
    if where is None or order.rung in NOTES:
        raise _Stands("not_in_chart")
    if _at_work_on(entry, means):
        raise _Stands("amendment_unknown")
    if read_charge(means.chart.read("ChargeItem", where.id), means.chart.zone).counts:
        raise _Stands(standing)
    return "reversed_there"


def _deleted(entry: Entry, order: Order, means: Means) -> str:
    if order.rung not in NOTES:
        return _charge_deleted(entry, order, means)
    before = there_before(entry, means.ledger)
    back = read_back(order, where_is(entry, means.ledger), means, before=before)
    if back.code == "not_visible":
        return "person_deleted"
    raise _Stands("not_readable" if back.code == "not_read_back" else "note_still_there")


def _charge_deleted(entry: Entry, order: Order, means: Means) -> str:
    """Only of a charge that was seen in the EHR once: another may be on its way into what the EHR shows."""
    if not was_seen(means.ledger.history(entry.key)):
        raise _Stands("not_visible")
    try:
        return _taken_back(entry, order, means, standing="charge_still_there")
    except FhirFailure as failure:
        if failure.cause is not Cause.NOT_FOUND:
            raise
    if order.rung != "charge_create_op" and means.chart.by_key(order.key):
        raise _Stands("charge_still_there")
    return "charge_deleted"


def _at_work_on(entry: Entry, means: Means) -> bool:
    """Whether a correction or a reversal of ours is out, so that what the EHR holds may be our own doing."""
    lines = read_folder(means.ledger, entry.visit).entries
    return any(it.target == entry.key and it.state in ("pending", "unknown") for it in lines)


def _taken(entry: Entry, order: Order, means: Means, by: Confirmer, code: str) -> tuple[Outcome, ...]:
    means.ledger.settle(
        entry.key,
        attempt=entry.attempt,
        state="reversed",
        code=code,
        at=means.now(),
        by=by.user.reference,
        record={"user": asdict(by.user), "permission": asdict(by.permission)},
    )
    return tuple(Outcome(line_id=line, key=entry.key, state="written", code=code) for line in order.line_ids)
