"""What a resource must look like before it is kept (the narrow part that this stand-in checks)."""

from typing import Any

from chargeline_sandbox.fhir.outcomes import Json, Refusal
from chargeline_sandbox.site import Ehr

REQUIRED: dict[str, tuple[str, ...]] = {
    "ChargeItem": ("status", "code", "subject"),
    "Condition": ("subject",),
    "DocumentReference": ("status", "content"),
    "Encounter": ("status", "class"),
    "Observation": ("status", "code"),
    "Procedure": ("status", "subject"),
    "Provenance": ("target", "recorded", "agent"),
    "Task": ("status", "intent"),
}
CHARGE_STATUSES = {"planned", "billable", "not-billable", "aborted", "billed", "entered-in-error", "unknown"}
# R4 ChargeItem, every element: an unknown one is refused.
CHARGE_ELEMENTS = """resourceType id meta implicitRules language text contained extension modifierExtension identifier
definitionUri definitionCanonical status partOf code subject context occurrenceDateTime occurrencePeriod
occurrenceTiming performer performingOrganization requestingOrganization costCenter quantity bodysite
factorOverride priceOverride overrideReason enterer enteredDate reason service productReference
productCodeableConcept account note supportingInformation"""
_CHECKED = (("subject", "Patient"), ("context", "Encounter"), ("encounter", "Encounter"))


def check(ehr: Ehr, resource: Json) -> None:
    """Refuse a resource that a strict R4 server would not keep."""
    kind = resource["resourceType"]
    for name in REQUIRED.get(kind, ()):
        if not resource.get(name):
            raise Refusal("invalid", f"{name} is required", location=f"{kind}.{name}", issue="required")
    if kind == "ChargeItem":
        _charge(resource)
    _references(ehr, resource)


def _charge(resource: Json) -> None:
    unknown = sorted(set(resource) - set(CHARGE_ELEMENTS.split()))
    if unknown:
        raise Refusal("invalid", f"Unknown element {unknown[0]}", location=f"ChargeItem.{unknown[0]}")
    if resource["status"] not in CHARGE_STATUSES:
        raise Refusal("invalid", "Unknown code", location="ChargeItem.status")
    if not isinstance(resource["code"], dict) or not (resource["code"].get("coding") or resource["code"].get("text")):
        raise Refusal("invalid", "A code needs a coding or a text", location="ChargeItem.code")


def _references(ehr: Ehr, resource: Json) -> None:
    """Subject and encounter must exist, and belong together."""
    patient = reference(resource.get("subject"))
    for name, kind in _CHECKED:
        target = reference(resource.get(name))
        if target.startswith(f"{kind}/") and ehr.store.find(target) is None:
            raise Refusal("invalid", f"{name} does not exist", location=f"{resource['resourceType']}.{name}")
        found = ehr.store.find(target) if kind == "Encounter" else None
        if found and patient and found["subject"]["reference"] != patient:
            where = f"{resource['resourceType']}.{name}"
            raise Refusal("invalid", "the encounter belongs to another patient", location=where)


def reference(value: Any) -> str:
    """The text of a Reference, or nothing."""
    return str(value.get("reference", "")) if isinstance(value, dict) else ""
