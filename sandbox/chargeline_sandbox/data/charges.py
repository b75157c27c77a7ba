"""Charges in each personality's own form: those of the stories, and those entered by hand in the chart."""

from collections.abc import Sequence
from typing import Any

from chargeline_sandbox.data.scene import Scene
from chargeline_sandbox.fhir.charges import CODES, EXTENSION, SCHEDULES
from chargeline_sandbox.site import Ehr

Json = dict[str, Any]
CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
MODIFIER = "https://lakeview.example.org/fhir/StructureDefinition/charge-modifier"


def item(scene: Scene, key: str, row: Json) -> Json:
    """A ChargeItem for `code`, `units` and `modifiers` of a day."""
    make = scene.make
    return scene.resource(
        "ChargeItem",
        key,
        status=row.get("status", "billable"),
        context=scene.encounter,
        occurrenceDateTime=scene.instant(row),
        performer=[{"actor": make.clinician(scene.told["clinician"])}],
        enteredDate=scene.instant(row, scene.told["minutes"] + 20),
        **line(make.ehr, row["code"], row["units"], row.get("modifiers", ())),
    )


def line(ehr: Ehr, code: str, units: float, modifiers: Sequence[str]) -> Json:
    """Code, units and modifiers as this EHR writes them."""
    coding = _oracle_coding(ehr, "CPT", code) if ehr.name == "oracle" else {"system": CPT, "code": code}
    found: Json = {"code": {"coding": [coding]}, "quantity": {"value": units}}
    return found | ({"extension": _modifiers(ehr, modifiers)} if modifiers else {})


def _oracle_coding(ehr: Ehr, tier: str, code: str) -> Json:
    codes = f"https://fhir.cerner.com/{ehr.tenant}/codeSet/14002"
    schedule = {
        "url": EXTENSION + "bill-code-schedule",
        "valueCoding": {"system": codes, "code": SCHEDULES[tier]},
    }
    return {"extension": [schedule], "system": CODES.format(tenant=ehr.tenant) + tier, "code": code}


def _modifiers(ehr: Ehr, modifiers: Sequence[str]) -> list[Json]:
    if ehr.name != "oracle":
        return [
            {"url": MODIFIER, "valueCodeableConcept": {"coding": [{"system": HCPCS, "code": code}]}}
            for code in modifiers
        ]
    return [_oracle_modifier(ehr, code, priority) for priority, code in enumerate(modifiers, 1)]


def _oracle_modifier(ehr: Ehr, code: str, priority: int) -> Json:
    concept = {"coding": [_oracle_coding(ehr, "MODIFIER", code)]}
    parts = [
        {"url": "code", "valueCodeableConcept": concept},
        {"url": EXTENSION + "priority", "valueUnsignedInt": priority},
    ]
    return {"url": EXTENSION + "modifier-code", "extension": parts}
