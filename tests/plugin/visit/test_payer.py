"""Who pays: the site's payer table against the coverage, and a question for everything it does not name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.plugin.fhir.ehr import PATIENT, Ehr, decided, fixture, note

from chargeline_plugin.site import PayerRow, SiteSettings
from chargeline_plugin.visit import Choices

Json = dict[str, Any]
TABLE = (
    PayerRow(by="name", value="MEDICARE PART B", policy="by-name"),
    PayerRow(by="type", value="MCPOL", policy="by-type"),
    PayerRow(by="class", value="GOLD", policy="by-class"),
    PayerRow(by="identifier", value="00882", policy="by-identifier"),
    PayerRow(by="name", value="Acme Health", policy="commercial"),
)


def cover(identity: str = "cov1", **changes: Any) -> Json:
    """An active coverage of the patient."""
    made = {
        "resourceType": "Coverage",
        "id": identity,
        "status": "active",
        "beneficiary": {"reference": f"Patient/{PATIENT}"},
        "period": {"start": "2024-01-01"},
        "payor": [{"display": "MEDICARE PART B"}],
    }
    return made | changes


def paid_by(name: str, identity: str = "cov1", **changes: Any) -> Json:
    return cover(identity, payor=[{"display": name}], **changes)


@dataclass(frozen=True)
class Case:
    """The coverages, the policy (None: a question), the secondary policy, and a word of the reason."""

    holds: tuple[Json, ...]
    policy: str | None
    secondary: str | None = None
    says: str = "payer table"
    choices: Choices = field(default_factory=Choices)


CASES = {
    "its exact name": Case((cover(),), "by-name", says="payer name"),
    "its type, before its name": Case((cover(type={"coding": [{"code": "MCPOL"}]}),), "by-type", says="coverage type"),
    "its class, before its name": Case((cover(**{"class": [{"value": "GOLD"}]}),), "by-class", says="plan class"),
    "its identifier, before all else": Case(
        (cover(type={"coding": [{"code": "MCPOL"}]}, payor=[{"identifier": {"value": "00882"}, "display": "x"}]),),
        "by-identifier",
        says="payer identifier",
    ),
    "a contained payer's name": Case(
        (
            cover(
                payor=[{"reference": "#o"}],
                contained=[{"resourceType": "Organization", "id": "o", "name": "Acme Health"}],
            ),
        ),
        "commercial",
    ),
    "a payer known by reference": Case((cover(payor=[{"reference": "Organization/acme"}]),), "commercial"),
    "a name that is only alike": Case((paid_by("Medicare Part B"),), None, says="looks like Medicare"),
    "an Advantage plan that only looks like Medicare": Case(
        (paid_by("Acme Medicare Advantage"),), None, says="looks like Medicare"
    ),
    "a payer that the table does not name": Case((paid_by("Unknown Mutual"),), None, says="does not name"),
    "no coverage": Case((), None, says="No coverage is active that day."),
    "a coverage that ended before the visit": Case(
        (cover(period={"start": "2024-01-01", "end": "2026-03-02"}),), None, says="No coverage"
    ),
    "a coverage that ends on the day of the visit": Case(
        (cover(period={"start": "2024-01-01", "end": "2026-03-03"}),), "by-name"
    ),
    "a coverage that begins after the visit": Case((cover(period={"start": "2026-03-04"}),), None, says="No coverage"),
    "a cancelled coverage": Case((cover(status="cancelled"),), None, says="No coverage"),
    "two in order: the second is secondary": Case(
        (paid_by("Acme Health", "cov2", order=2), cover(order=1)), "by-name", "commercial"
    ),
    "a secondary that the table does not name": Case(
        (paid_by("Unknown Mutual", "cov2", order=2), cover(order=1)), "by-name", None
    ),
    "a primary that the table does not name hides no secondary": Case(
        (paid_by("Unknown Mutual", order=1), cover("cov2", order=2)), None, None, says="does not name"
    ),
    "two without an order that disagree": Case(
        (cover(), paid_by("Acme Health", "cov2")), None, says="which comes first"
    ),
    "two without an order that agree": Case((cover(), cover("cov2")), "by-name", "by-name"),
    "what the clinician says": Case(
        (cover(),), "commercial", says="You chose it.", choices=Choices(policy="commercial")
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_policy_is_right_for(ehr: Ehr, case: Case) -> None:
    ehr.put({"resourceType": "Organization", "id": "acme", "name": "Acme Health"})
    ehr.put(note(), *case.holds)
    visit = ehr.visit(case.choices, settings=SiteSettings(payers=TABLE))
    decision = decided(visit, "payer")
    assert decision.value == case.policy
    assert case.says in decision.because
    assert visit.encounter.get("policy") == case.policy
    assert visit.encounter.get("secondary_policy") == case.secondary
    assert "commercial" in {candidate.value for candidate in decision.candidates}


def test_epics_medicare_coverage_needs_a_row_in_the_table(ehr: Ehr) -> None:
    epic = fixture("epic/Coverage.json") | {"beneficiary": {"reference": f"Patient/{PATIENT}"}}
    ehr.put(note(), epic)
    assert "looks like Medicare" in decided(ehr.visit(), "payer").because
    named = SiteSettings(payers=(PayerRow(by="name", value="MEDICARE PART B", policy="medicare-part-b"),))
    assert ehr.visit(settings=named).encounter["policy"] == "medicare-part-b"


def test_a_coverage_that_could_not_be_read_is_not_no_coverage(ehr: Ehr) -> None:
    ehr.put(note()).fails("Coverage", status=403)
    assert decided(ehr.visit(), "payer").because == "The coverage could not be read."
