"""Epic: which searches it takes (fhir.epic.com API pages, gathered 2026; interop notes 2.4, 2.6 and 2.7).

There is no ChargeItem, so charges cannot be read; a comma as "or" inside Observation's category is R4's own rule
and has not been tried there.
"""

from __future__ import annotations

from chargeline_plugin.fhir.vendors.table import Search, VendorReading

PAGE = "fhir.epic.com, {} (R4)"


def _search(resource: str, api: str, *params: tuple[str, str], verified: bool = True) -> Search:
    first = ("patient", "{patient}")
    return Search(resource=resource, params=(first, *params), source=PAGE.format(api), verified=verified)


NOTES = ("category", "clinical-note")
ENCOUNTER = ("encounter", "{encounter}")

EPIC = VendorReading(
    name="epic",
    searches={
        "notes": _search("DocumentReference", "DocumentReference.Search (Clinical Notes)", NOTES, ENCOUNTER),
        "conditions": _search(
            "Condition",
            "Condition.Search (Encounter Diagnosis)",
            ("category", "encounter-diagnosis"),
            ENCOUNTER,
        ),
        "procedures": _search(
            "Procedure",
            "Procedure.Search (Orders)",
            ("date", "ge{from}"),
            ("date", "le{until}"),
        ),
        "observations": _search(
            "Observation",
            "Observation.Search (Vitals, Flowsheets)",
            ("category", "therapy,survey,exam,vital-signs"),
            ("date", "ge{from}"),
            ("date", "le{until}"),
            verified=False,
        ),
        "coverage": _search("Coverage", "Coverage.Search"),
        "plans": Search(
            resource="CarePlan",
            params=(("patient", "{patient}"), ("category", "assess-plan")),
            source="HL7 US Core, CarePlan Profile, Mandatory Search Parameters",
            verified=False,
        ),
        "referrals": _search("ServiceRequest", "ServiceRequest.Search (Order Procedure)"),
        "roles": Search(
            resource="PractitionerRole",
            params=(("practitioner", "{practitioner}"),),
            source=PAGE.format("PractitionerRole.Search"),
        ),
    },
    encounters=_search("Encounter", "Encounter.Search (Patient Chart)", ("date", "ge{from}")),
    recent_notes=_search("DocumentReference", "DocumentReference.Search (Clinical Notes)", NOTES, ("date", "ge{from}")),
    zoneless="site",
    unsigned_notes="hidden",
)
