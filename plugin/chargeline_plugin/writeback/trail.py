"""Who confirmed what, told to the EHR as well: a Provenance and an AuditEvent where the server takes them.

Our own ledger is the record; these are a courtesy to the EHR's. So they are sent once, after the charges are settled
and their clinician has the answer, and when one fails nothing changes but what the ledger says of it. What is to be
told is in the decision's record, so that a death before it was told shows. HL7 FHIR R4, Provenance, AuditEvent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chargeline_plugin.fhir.strict import check_fhir
from chargeline_plugin.fhir.write import Answered, Sent
from chargeline_plugin.ledger.types import LedgerAway, Remark
from chargeline_plugin.writeback.orders import Order
from chargeline_plugin.writeback.outcome import Confirmer
from chargeline_plugin.writeback.send import Means

APP: Final = "Chargeline"
TRAIL: Final = frozenset({"trail", "no-trail"})
"""The ledger's words for what came of telling: the EHR took it, or did not."""
OPERATION: Final = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
PARTICIPANT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
AUDIT: Final = "http://terminology.hl7.org/CodeSystem/audit-event-type"
INTERACTION: Final = "http://hl7.org/fhir/restful-interaction"
DONE: Final = {
    "charge": ("CREATE", "create", "C"),
    "correction": ("UPDATE", "update", "U"),
    "reversal": ("NULLIFY", "update", "U"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An order that was carried out, and the id under which the EHR holds its charge, where that is known."""

    order: Order
    charge: str | None


def leave_trail(told: Sequence[Told], means: Means, by: Confirmer) -> None:
    """Have the EHR told of charges that it holds; nobody waits for it."""
    at = means.now()
    if told and means.trail:
        means.later(lambda: _tell(told, means, by, at))


def _tell(told: Sequence[Told], means: Means, by: Confirmer, at: datetime) -> None:
    """What came of it goes into the ledger in one commit; without it the ledger says that nothing is known of it.

    An EHR that does not answer is not asked a second time: it would keep the next click's waiting.
    """
    bodies = [(it.order.key, body) for it in told if it.charge for body in _bodies(it.order, it.charge, means, by, at)]
    remarks: list[Remark] = []
    silent = False
    for key, body in bodies:
        check_fhir(body)
        sent = None if silent else means.writer.send("POST", body["resourceType"], body)
        silent = not isinstance(sent, Answered)
        remarks.append(_remark(key, body["resourceType"], sent, by))
    with suppress(LedgerAway):
        means.ledger.remark(remarks, at=means.now())


def _bodies(order: Order, charge: str, means: Means, by: Confirmer, at: datetime) -> Iterator[dict[str, Any]]:
    made = {"Provenance": provenance, "AuditEvent": audit_event}
    return (made[kind](order, charge, by, at) for kind in means.trail)


def _remark(key: str, kind: str, sent: Sent | None, by: Confirmer) -> Remark:
    status = sent.status if isinstance(sent, Answered) else None
    taken = status is not None and 200 <= status < 300
    detail = {"resource": kind, "status": status}
    return Remark(key=key, kind="trail" if taken else "no-trail", by=by.user.reference, detail=detail)


def provenance(order: Order, charge: str, by: Confirmer, at: datetime) -> dict[str, Any]:
    """The clinician verified, the app assembled, the note is what it rests on."""
    sources = order.confirmed.get("supportingInformation", ())
    body = {
        "resourceType": "Provenance",
        "target": [{"reference": f"ChargeItem/{charge}"}],
        "recorded": at.isoformat(timespec="seconds"),
        "activity": {"coding": [{"system": OPERATION, "code": DONE[order.kind][0]}]},
        "agent": [
            {"type": _coded(PARTICIPANT, "verifier"), "who": {"reference": by.user.reference}},
            {"type": _coded(PARTICIPANT, "assembler"), "who": {"display": APP}},
        ],
        "entity": [{"role": "source", "what": source} for source in sources],
    }
    return {name: content for name, content in body.items() if content}


def audit_event(order: Order, charge: str, by: Confirmer, at: datetime) -> dict[str, Any]:
    """One write of one charge."""
    _, interaction, action = DONE[order.kind]
    return {
        "resourceType": "AuditEvent",
        "type": {"system": AUDIT, "code": "rest"},
        "subtype": [{"system": INTERACTION, "code": interaction}],
        "action": action,
        "recorded": at.isoformat(timespec="seconds"),
        "outcome": "0",
        "agent": [
            {"who": {"reference": by.user.reference}, "requestor": True},
            {"who": {"display": APP}, "requestor": False},
        ],
        "source": {"observer": {"display": APP}},
        "entity": [
            {"what": {"reference": f"ChargeItem/{charge}"}},
            {"what": {"reference": f"Encounter/{order.place.encounter}"}},
        ],
    }


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}
