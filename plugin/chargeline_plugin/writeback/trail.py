"""Who confirmed what, told to the EHR as well: a Provenance and an AuditEvent where the server takes them.

Our own ledger is the record; these are a courtesy to the EHR's. So they are sent after the charge is settled, once,
and when one fails nothing changes but a line in the ledger. HL7 FHIR R4, Provenance, AuditEvent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from chargeline_plugin.fhir.strict import check_fhir
from chargeline_plugin.fhir.write import Answered
from chargeline_plugin.ledger.types import LedgerAway
from chargeline_plugin.writeback.orders import Order
from chargeline_plugin.writeback.outcome import Confirmer
from chargeline_plugin.writeback.send import Means

APP: Final = "Chargeline"
OPERATION: Final = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
PARTICIPANT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
AUDIT: Final = "http://terminology.hl7.org/CodeSystem/audit-event-type"
INTERACTION: Final = "http://hl7.org/fhir/restful-interaction"
DONE: Final = {
    "charge": ("CREATE", "create", "C"),
    "correction": ("UPDATE", "update", "U"),
    "reversal": ("NULLIFY", "update", "U"),
}


def leave_trail(order: Order, charge: str | None, means: Means, by: Confirmer) -> None:
    """Tell the EHR of a charge that it holds under the id `charge`. Never raises."""
    if charge is None or not means.trail:
        return
    at = means.now()
    for kind in means.trail:
        body = provenance(order, charge, by, at) if kind == "Provenance" else audit_event(order, charge, by, at)
        check_fhir(body)
        sent = means.writer.send("POST", kind, body)
        detail = {"resource": kind, "status": sent.status if isinstance(sent, Answered) else None}
        try:
            means.ledger.remark(order.key, "trail", at=at, by=by.user.reference, detail=detail)
        except LedgerAway:
            return


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
