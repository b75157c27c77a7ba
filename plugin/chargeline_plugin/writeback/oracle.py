"""The bodies of Oracle Health's charge operations: `$create`, `$modify`, `$credit`.

Every code goes with its bill-code schedule, modifiers and diagnoses carry their priority, the status is `unknown`, and
only the fields that the operation names are sent. Oracle Health Millennium R4, ChargeItem, operations.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from chargeline.model import ChargeLine
from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.fhir.uris import CERNER
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.bill_codes import BillCodes
from chargeline_plugin.writeback.charge_item import day_of, performers

SCHEDULE = f"{CERNER}bill-code-schedule"
PRIORITY = f"{CERNER}priority"


def create_body(line: ChargeLine, visit: Visit, *, key: str, codes: BillCodes) -> dict[str, Any]:
    """Parameters of `ChargeItem/$create`. Raises NoBillCode."""
    return _parameters(_transaction(key), _charge(charge_event(line, visit, codes)))


def modify_body(
    line: ChargeLine, visit: Visit, *, key: str, codes: BillCodes, replaces: str, version: str
) -> dict[str, Any]:
    """Parameters of `ChargeItem/$modify`, replacing one version of one charge. Raises NoBillCode.

    Oracle wants the `replacing` extension with a value and an extension at once, against FHIR's rule ext-1: a strict
    validator refuses this body, so none is asked.
    """
    event = charge_event(line, visit, codes)
    replacing = {
        "url": f"{CERNER}replacing",
        "extension": [{"url": "item-version", "valueId": version}],
        "valueReference": {"reference": f"ChargeItem/{replaces}"},
    }
    event["extension"] = [*event.get("extension", []), replacing]
    return _parameters(_transaction(key), _charge(event))


def credit_body(visit: Visit, *, key: str, version: str) -> dict[str, Any]:
    """Parameters of `ChargeItem/{id}/$credit`."""
    return _parameters(
        {"name": "versionId", "valueId": version},
        _transaction(key),
        {"name": "subject", "valueReference": {"reference": f"Patient/{visit.patient.id}"}},
        {"name": "context", "valueReference": {"reference": f"Encounter/{visit.encounter_id}"}},
    )


def charge_event(line: ChargeLine, visit: Visit, codes: BillCodes) -> dict[str, Any]:
    """The ChargeItem inside the operation."""
    own, *below = codes.codes_of(line.code)
    extensions = [_modifier(codes, rank, code) for rank, code in enumerate(line.modifiers, start=1)]
    extensions += [_procedure(codes, rank, *code) for rank, code in enumerate(below, start=1)]
    extensions += [_revenue(codes, code) for code in line.modifiers if code in codes.revenue]
    event: dict[str, Any] = {
        "resourceType": "ChargeItem",
        "extension": extensions,
        "status": "unknown",
        "code": _concept(codes, *own),
        "subject": {"reference": f"Patient/{visit.patient.id}"},
        "context": {"reference": f"Encounter/{visit.encounter_id}"},
        "occurrenceDateTime": noon(visit),
        "performer": performers(line, visit, "PRF"),
        "quantity": {"value": line.units},
        "reason": [_reason(codes, rank, code) for rank, code in enumerate(line.diagnoses, start=1)],
    }
    return {name: content for name, content in event.items() if content}


def noon(visit: Visit) -> str:
    """The date of service as an instant, which Oracle demands: local noon, which is the same day in every US zone."""
    day = datetime.fromisoformat(day_of(visit)).date()
    return datetime.combine(day, time(12), ZoneInfo(visit.time_zone)).isoformat()


def _parameters(*parameters: Json) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": list(parameters)}


def _transaction(key: str) -> Json:
    return {"name": "transactionId", "valueUuid": f"urn:uuid:{key}"}


def _charge(event: Json) -> Json:
    return {"name": "chargeItem", "resource": event}


def _concept(codes: BillCodes, kind: str, code: str) -> dict[str, Any]:
    schedule = {"system": codes.schedule_system, "code": codes.schedules[kind]}
    coding = {
        "extension": [{"url": SCHEDULE, "valueCoding": schedule}],
        "system": codes.system(kind),
        "code": code,
    }
    return {"coding": [coding]}


def _ranked(name: str, rank: int, concept: Json) -> Json:
    return {
        "url": f"{CERNER}{name}",
        "extension": [
            {"url": "code", "valueCodeableConcept": concept},
            {"url": PRIORITY, "valueUnsignedInt": rank},
        ],
    }


def _modifier(codes: BillCodes, rank: int, code: str) -> Json:
    return _ranked("modifier-code", rank, _concept(codes, "MODIFIER", code))


def _procedure(codes: BillCodes, rank: int, tier: str, code: str) -> Json:
    return _ranked("procedure-code", rank, _concept(codes, tier, code))


def _revenue(codes: BillCodes, modifier: str) -> Json:
    return {
        "url": f"{CERNER}revenue-code",
        "valueCodeableConcept": _concept(codes, "REVENUE", codes.revenue[modifier]),
    }


def _reason(codes: BillCodes, rank: int, code: str) -> Json:
    return {"extension": [{"url": PRIORITY, "valueUnsignedInt": rank}], **_concept(codes, "ICD", code)}
