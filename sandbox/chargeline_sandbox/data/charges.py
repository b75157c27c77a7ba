"""Charges that the clinic has entered already, in each personality's own form."""

from typing import Any

from chargeline_sandbox.data.maker import Maker
from chargeline_sandbox.data.scene import Scene
from chargeline_sandbox.fhir.charges import CODES, EXTENSION, SCHEDULES

Json = dict[str, Any]
CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
MODIFIER = "https://lakeview.example.org/fhir/StructureDefinition/charge-modifier"


def item(scene: Scene, key: str, row: Json) -> Json:
    """A ChargeItem for `code`, `units` and `modifiers` of a day."""
    make = scene.make
    oracle = make.ehr.name == "oracle"
    coding = _oracle_coding(make, "CPT", row["code"]) if oracle else {"system": CPT, "code": row["code"]}
    return scene.resource(
        "ChargeItem",
        key,
        extension=_modifiers(make, row.get("modifiers", ())),
        status=row.get("status", "billable"),
        code={"coding": [coding]},
        context=scene.encounter,
        occurrenceDateTime=scene.instant(row),
        performer=[{"actor": make.clinician(scene.told["clinician"])}],
        quantity={"value": row["units"]},
        enteredDate=scene.instant(row, scene.told["minutes"] + 20),
    )


def _oracle_coding(make: Maker, tier: str, code: str) -> Json:
    schedule = {
        "url": EXTENSION + "bill-code-schedule",
        "valueCoding": {
            "system": f"https://fhir.cerner.com/{make.ehr.tenant}/codeSet/14002",
            "code": SCHEDULES[tier],
        },
    }
    return {"extension": [schedule], "system": CODES.format(tenant=make.ehr.tenant) + tier, "code": code}


def _modifiers(make: Maker, modifiers: tuple[str, ...]) -> list[Json]:
    if make.ehr.name != "oracle":
        return [
            {"url": MODIFIER, "valueCodeableConcept": {"coding": [{"system": HCPCS, "code": code}]}}
            for code in modifiers
        ]
    found = []
    for priority, code in enumerate(modifiers, 1):
        concept = {"coding": [_oracle_coding(make, "MODIFIER", code)]}
        parts = [
            {"url": "code", "valueCodeableConcept": concept},
            {"url": EXTENSION + "priority", "valueUnsignedInt": priority},
        ]
        found.append({"url": EXTENSION + "modifier-code", "extension": parts})
    return found
