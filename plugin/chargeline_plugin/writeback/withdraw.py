"""What was taken back in the EHR and not from here: noted, so that its line may be sent anew. Sends nothing.

A charge that somebody else has taken back is seen to be so. A note with a worksheet is not ours to delete: a person
deletes it in the EHR and says so here.

Epic lets an app create and update notes and delete none (CapabilityStatement, May 2026), and whether an update may
empty a note is unknown. So the page says where the note is; the EHR is asked whether it still shows it; the
clinician's word is recorded with their name; then its lines may be sent anew, as the next version.
"""

from __future__ import annotations

from dataclasses import asdict

from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.ledger.folder import read_folder
from chargeline_plugin.ledger.states import IN_THE_CHART, NotAllowed
from chargeline_plugin.ledger.types import Entry, LedgerAway
from chargeline_plugin.writeback.orders import NOTES, Order
from chargeline_plugin.writeback.outcome import Confirmer, Outcome, Refused
from chargeline_plugin.writeback.past import Forgotten, order_of, there_before, where_is
from chargeline_plugin.writeback.proof import read_back
from chargeline_plugin.writeback.send import Means
from chargeline_plugin.writeback.stored import read_charge


def person_deleted(key: str, *, means: Means, by: Confirmer) -> tuple[Outcome, ...] | Refused:
    """Take a person's word that they deleted the note under `key`, unless the EHR still shows it. Sends nothing."""
    if not by.permission.allowed:
        return Refused(code="not_permitted")
    try:
        entry = means.ledger.entry(key)
        if entry is None or entry.state not in IN_THE_CHART:
            return Refused(code="not_in_chart")
        order = order_of(entry, means.ledger)
        if order.rung not in NOTES:
            return Refused(code="not_in_chart")
        return _standing(entry, order, means) or _taken(entry, order, means, by, "person_deleted")
    except Forgotten:
        return Refused(code="forgotten")
    except NotAllowed:
        return Refused(code="not_in_chart")
    except LedgerAway as away:
        return Refused(code=f"ledger_{away.code}")


def taken_back_there(key: str, *, means: Means, by: Confirmer) -> tuple[Outcome, ...] | Refused:
    """Note that the EHR holds the charge under `key` as taken back, if it does."""
    if not by.permission.allowed:
        return Refused(code="not_permitted")
    try:
        entry = means.ledger.entry(key)
        where = where_is(entry, means.ledger) if entry and entry.state in IN_THE_CHART else None
        if entry is None or where is None or entry.kind == "reversal":
            return Refused(code="not_in_chart")
        if _at_work_on(entry, means):
            return Refused(code="amendment_unknown")
        order = order_of(entry, means.ledger)
        charge = read_charge(means.chart.read("ChargeItem", where.id), means.chart.zone)
        return Refused(code="not_in_chart") if charge.counts else _taken(entry, order, means, by, "reversed_there")
    except Forgotten:
        return Refused(code="forgotten")
    except FhirFailure:
        return Refused(code="not_readable")
    except NotAllowed:
        return Refused(code="not_in_chart")
    except LedgerAway as away:
        return Refused(code=f"ledger_{away.code}")


def _at_work_on(entry: Entry, means: Means) -> bool:
    """Whether a correction or a reversal of ours is out, so that what the EHR holds may be our own doing."""
    lines = read_folder(means.ledger, entry.visit).entries
    return any(it.target == entry.key and it.state in ("pending", "unknown") for it in lines)


def _standing(entry: Entry, order: Order, means: Means) -> Refused | None:
    """That the note is still there, or that nobody can say."""
    before = there_before(entry, means.ledger)
    back = read_back(order, where_is(entry, means.ledger), means, before=before)
    if back.code == "not_read_back":
        return Refused(code="not_readable")
    return None if back.code == "not_visible" else Refused(code="note_still_there")


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
