"""Taking facts from resources of any shape: what does not fit reads as absent, and nothing ever raises."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.plugin.fhir.ehr import fixture

from chargeline_plugin.fhir import taking, taking_billing
from chargeline_plugin.fhir.dig import number, reference_id, texts
from chargeline_plugin.fhir.entries import parse
from chargeline_plugin.fhir.moments import local_day, moment, span

CHICAGO = ZoneInfo("America/Chicago")
TAKES: dict[str, Callable[..., Any]] = {
    "epic/Encounter.json": taking.encounter,
    "cerner/Encounter.json": taking.encounter,
    "epic/DocumentReference.clinical-note.json": taking.document,
    "epic/Condition.encounter-diagnosis.json": taking.condition,
    "cerner/Procedure.therapy.json": taking.procedure,
    "epic/Observation.flowsheet-minutes.json": taking.minutes,
    "epic/Coverage.json": taking_billing.coverage,
    "epic/Practitioner.PT.json": taking.practitioner,
    "epic/PractitionerRole.json": taking.role,
    "epic/CarePlan.poc.json": taking.plan,
    "epic/ServiceRequest.referral.json": taking.referral,
    "cerner/ChargeItem.read.billable.json": taking_billing.charge,
    "generic/ChargeItem.billable.json": taking_billing.charge,
}
ODD: tuple[Any, ...] = (
    None, True, 5, -1, 1e999, float("nan"), 10**400, "", "x", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
    [], {}, [None], [[]], [5], ["x"], [{}], {"x": [{}]}, {"coding": 5}, {"reference": 5}, {"start": 5, "end": []},
)  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a resource below its root."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def spoilt(resource: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """The resource with one place replaced."""
    made = copy.deepcopy(resource)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    return made


@pytest.mark.parametrize("name", TAKES)
def test_one_odd_place_never_raises_in(name: str) -> None:
    """Every place of the vendor's resource in turn becomes every odd value."""
    resource = fixture(name)
    assert TAKES[name](resource, CHICAGO) is not None
    for path in places(resource):
        for odd in ODD:
            made = spoilt(resource, path, odd)
            found = TAKES[name](made, CHICAGO)
            assert found is None or found.id


@pytest.mark.parametrize("name", TAKES)
def test_a_resource_that_is_no_resource_has_no_facts(name: str) -> None:
    assert TAKES[name]({}, CHICAGO) is None


def test_every_odd_resource_is_still_an_entry() -> None:
    resource = fixture("epic/Coverage.json")
    steps = {parse(spoilt(resource, path, odd)).how for path in places(resource) for odd in ODD[:12]}
    assert steps == {"strict", "lenient"}
    assert parse({"resourceType": "Nonsense"}).how == "raw"


def test_the_ends_of_time_have_a_day() -> None:
    for text, zone in (("0001-01-01T00:00:00Z", CHICAGO), ("9999-12-31T23:59:59Z", ZoneInfo("Asia/Tokyo"))):
        found = moment(text, zone)
        assert found is not None
        assert local_day(found, zone).isoformat() == text[:10]
    assert span({"start": "2024-01-01", "end": "9999-12-31T23:59:59Z"}, CHICAGO).covers(date(2026, 3, 3), CHICAGO)


REFERENCES = {
    "Patient/p": "p",
    "https://ehr.example.org/r4/Patient/p": "p",
    "Patient/p/_history/3": "p",
    "https://ehr.example.org/r4/Patient/p/_history/3": "p",
    "Group/p": None,
    "p": None,
    "#p": None,
    "urn:uuid:00000000-0000-4000-8000-00000000000a": None,
    "Patient/": None,
    "MyPatient/p": None,
    "": None,
}


@pytest.mark.parametrize(("literal", "identity"), REFERENCES.items())
def test_a_reference(literal: str, identity: str | None) -> None:
    assert reference_id({"reference": literal}, "Patient") == identity


def test_small_values_of_odd_shapes() -> None:
    assert number({"n": "12.5"}, "n") == 12.5
    assert [number({"n": odd}, "n") for odd in (True, "x", float("inf"), 10**400, None, [])] == [None] * 6
    assert texts({"given": "Ann"}, "given") == ("Ann",)
    assert texts({"given": ["Ann", 5, " "]}, "given") == ("Ann",)
