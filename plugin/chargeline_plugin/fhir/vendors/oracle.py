"""Oracle Health (Millennium): which searches it takes (fhir.cerner.com R4 pages, gathered 2026; interop notes 3.3-3.6).

Conditions of an encounter come with the whole problem list and are filtered here. There is no PractitionerRole.
Outpatient therapy is one encounter for weeks. Observations are labs and vital signs only.
"""

from __future__ import annotations

from chargeline_plugin.fhir.vendors.table import Search, VendorReading

PAGE = "Oracle Health Millennium Platform, FHIR R4, {}"


def _search(resource: str, *params: tuple[str, str]) -> Search:
    first = ("patient", "{patient}")
    return Search(resource=resource, params=(first, *params), source=PAGE.format(resource))


DAYS = (("date", "ge{from}"), ("date", "le{until}"))

ORACLE = VendorReading(
    name="oracle",
    searches={
        "notes": _search("DocumentReference", ("encounter", "{encounter}"), ("_count", "100")),
        "conditions": _search("Condition", ("encounter", "{encounter}")),
        "procedures": _search("Procedure", *DAYS),
        "observations": _search("Observation", *DAYS, ("_count", "100")),
        "coverage": _search("Coverage"),
        "plans": _search("CarePlan", ("category", "assess-plan")),
        "referrals": _search("ServiceRequest"),
        "charges": Search(
            resource="ChargeItem",
            params=(("context", "{encounter}"), ("-status", "billable")),
            source=PAGE.format("ChargeItem"),
        ),
    },
    encounters=_search("Encounter", ("date", "ge{from}")),
    recent_notes=_search("DocumentReference", ("date", "ge{from}"), ("_count", "100")),
    recurring_types=("recurring", "series"),
    zoneless="utc",
    unsigned_notes="hidden",
)
