"""A plain FHIR R4 server: the specification's own search parameters."""

from __future__ import annotations

from chargeline_plugin.fhir.vendors.table import Search, VendorReading

R4 = "HL7 FHIR R4, {}, Search Parameters"


def _by_encounter(resource: str, *more: tuple[str, str]) -> Search:
    params = (("patient", "{patient}"), ("encounter", "{encounter}"), *more, ("_count", "100"))
    return Search(resource=resource, params=params, source=R4.format(resource))


def _by_patient(resource: str, *more: tuple[str, str]) -> Search:
    params = (("patient", "{patient}"), *more, ("_count", "100"))
    return Search(resource=resource, params=params, source=R4.format(resource))


GENERIC = VendorReading(
    name="generic",
    searches={
        "notes": _by_encounter("DocumentReference"),
        "conditions": _by_encounter("Condition"),
        "procedures": _by_encounter("Procedure"),
        "observations": _by_encounter("Observation"),
        "coverage": _by_patient("Coverage"),
        "plans": _by_patient("CarePlan"),
        "referrals": _by_patient("ServiceRequest"),
        "charges": Search(
            resource="ChargeItem",
            params=(("context", "Encounter/{encounter}"), ("_count", "100")),
            source=R4.format("ChargeItem"),
        ),
        "roles": Search(
            resource="PractitionerRole",
            params=(("practitioner", "Practitioner/{practitioner}"),),
            source=R4.format("PractitionerRole"),
        ),
    },
    encounters=_by_patient("Encounter", ("date", "ge{from}")),
    recent_notes=_by_patient("DocumentReference", ("date", "ge{from}")),
    unsigned_notes="unknown",
)
