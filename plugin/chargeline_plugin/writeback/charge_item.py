"""The ChargeItem that a plain FHIR server is sent: `planned`, confirmed by a person, not released to billing.

R4 has no modifiers on a ChargeItem, so they travel in our own extension, one each, in the order of the line.
HL7 FHIR R4, ChargeItem.
"""

from __future__ import annotations

from typing import Any

from chargeline.model import ChargeLine
from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.fhir.uris import CPT, HCPCS, ICD_10_CM, PARTICIPATION, Names
from chargeline_plugin.visit.visit import Visit


def planned(line: ChargeLine, visit: Visit, *, keys: tuple[str, ...], names: Names) -> dict[str, Any]:
    """The whole resource. `keys` holds the line's key, and after it those of the versions that it corrects."""
    resource: dict[str, Any] = {
        "resourceType": "ChargeItem",
        "extension": [_modifier(code, names) for code in line.modifiers],
        "identifier": [{"system": names.charge_key, "value": key} for key in keys],
        "status": "planned",
        "code": {"coding": [{"system": code_system(line.code), "code": line.code}]},
        "subject": {"reference": f"Patient/{visit.patient.id}"},
        "context": {"reference": f"Encounter/{visit.encounter_id}"},
        "occurrenceDateTime": day_of(visit),
        "performer": performers(line, visit, "PPRF"),
        "quantity": {"value": line.units},
        "reason": [{"coding": [{"system": ICD_10_CM, "code": code}]} for code in line.diagnoses],
        "note": [{"text": _said(line)}],
        "supportingInformation": [{"reference": f"DocumentReference/{note}"} for note in supporting_notes(visit)],
    }
    return {name: content for name, content in resource.items() if content}


def code_system(code: str) -> str:
    """CPT numbers, HCPCS level II letters first (G0283)."""
    return HCPCS if code[:1].isalpha() else CPT


def day_of(visit: Visit) -> str:
    """The date of service, as a FHIR date: a visit has a day, and no time is made up for it."""
    if visit.date_of_service is None:
        raise ValueError("a visit without a date of service has no charge")
    return visit.date_of_service.isoformat()


def performers(line: ChargeLine, visit: Visit, function: str) -> list[dict[str, Any]]:
    """Who rendered the line; empty when the EHR names no practitioner for them."""
    reference = visit.practitioners.get(line.rendered_by or "")
    if not reference:
        return []
    actor = reference if "/" in reference else f"Practitioner/{reference}"
    return [{"function": {"coding": [{"system": PARTICIPATION, "code": function}]}, "actor": {"reference": actor}}]


def supporting_notes(visit: Visit) -> tuple[str, ...]:
    """The notes in the chart that the line rests on. A pasted draft is in no chart."""
    return tuple(note.id for note in visit.notes if note.chosen and note.origin == "ehr")


def _modifier(code: str, names: Names) -> Json:
    return {"url": names.charge_modifier, "valueCodeableConcept": {"coding": [{"system": HCPCS, "code": code}]}}


def _said(line: ChargeLine) -> str:
    """Never that the minutes are documented: they may be the clinician's own answer or edit."""
    minutes = "" if line.minutes is None else f" for {line.minutes} minutes"
    return f"Confirmed by a licensed clinician{minutes}. Not released to billing."
