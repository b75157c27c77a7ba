"""Which day was the visit? In the site's time zone, with evidence, and a question where sources disagree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.plugin.fhir.ehr import ENCOUNTER, NOW, PATIENT, Ehr, decided, encounter, note, of_day

from chargeline_plugin.visit import Choices

Json = dict[str, Any]


def at(start: str | None, end: str | None = None) -> Json:
    """An encounter with this period."""
    period = {name: value for name, value in (("start", start), ("end", end)) if value}
    return encounter(period=period)


def noted(start: str | None = None, text: str = "SOAP", *, filed: str | None = None, end: str | None = None) -> Json:
    """A note with this visit time."""
    period = {name: value for name, value in (("start", start), ("end", end)) if value}
    context = {"encounter": [{"reference": f"Encounter/{ENCOUNTER}"}], "period": period}
    return note("d1", text, context=context, date=filed or "2026-03-03T17:00:00Z")


def meeting(start: str, identity: str = "a1", status: str = "fulfilled") -> Json:
    return {"resourceType": "Appointment", "id": identity, "status": status, "start": start}


def keeps(resource: Json, *appointments: str) -> Json:
    return resource | {"appointment": [{"reference": f"Appointment/{each}"} for each in appointments]}


@dataclass(frozen=True)
class Case:
    """What the EHR holds, when it is read, and the day (None: a question)."""

    holds: tuple[Json, ...]
    day: str | None
    now: datetime = NOW
    zone: str = "America/Chicago"
    choices: Choices = field(default_factory=Choices)


LONG = at("2026-02-10T15:00:00Z", "2026-03-24T15:00:00Z")
CASES = {
    "the encounter, the note and its header agree": Case(
        (noted("2026-03-03T16:00:00Z", "DOS: 3/3/2026"),), "2026-03-03"
    ),
    "the encounter alone, when it lies within one local day": Case(
        (at("2026-03-02T15:00:00Z", "2026-03-02T16:00:00Z"),), "2026-03-02"
    ),
    # 18:30 in Chicago is 00:30 of the next day in UTC.
    "a visit at 18:30 whose instants are UTC": Case(
        (
            at("2026-03-04T00:30:00Z", "2026-03-04T01:15:00Z"),
            noted("2026-03-04T00:30:00Z", filed="2026-03-04T01:20:00Z"),
        ),
        "2026-03-03",
        now=datetime(2026, 3, 4, 1, 30, tzinfo=UTC),
    ),
    # On March 8 clocks in Chicago go from 2:00 to 3:00: the day begins at 06:00 UTC and ends at 05:00 UTC.
    "a visit late on the day daylight saving begins": Case(
        (at("2026-03-09T04:15:00Z", "2026-03-09T04:55:00Z"), noted("2026-03-09T04:15:00Z")),
        "2026-03-08",
        now=datetime(2026, 3, 9, 4, 58, tzinfo=UTC),
    ),
    "a visit just after midnight before daylight saving begins": Case(
        (at("2026-03-08T06:10:00Z", "2026-03-08T06:50:00Z"),), "2026-03-08", now=datetime(2026, 3, 8, 7, tzinfo=UTC)
    ),
    # On November 1 clocks go back: the day ends at 06:00 UTC.
    "a visit late on the day daylight saving ends": Case(
        (at("2026-11-02T05:10:00Z", "2026-11-02T05:50:00Z"), noted("2026-11-02T05:10:00Z")),
        "2026-11-01",
        now=datetime(2026, 11, 2, 5, 55, tzinfo=UTC),
    ),
    "an encounter that ends at the midnight of its day": Case(
        (at("2026-03-03T06:00:00Z", "2026-03-04T06:00:00Z"),), "2026-03-03"
    ),
    "an encounter of dates without times": Case((at("2026-03-03", "2026-03-03"),), "2026-03-03"),
    "a time without a zone is the site's": Case((at("2026-03-03T00:30:00", "2026-03-03T00:50:00"),), "2026-03-03"),
    "an encounter still open on its first day": Case((at("2026-03-03T15:00:00Z"),), "2026-03-03"),
    "an encounter still open for days says nothing": Case((at("2026-02-24T15:00:00Z"),), None),
    "the note names another day than the encounter": Case((noted("2026-03-02T16:00:00Z"),), None),
    "the note's header contradicts its visit time": Case(
        (noted("2026-03-03T16:00:00Z", "Date of service: 3/2/2026"),), None
    ),
    "the note's header contradicts the encounter": Case((noted(None, "Visit date: 2026-03-02"),), None),
    "a birth date in the header is no date of service": Case(
        (noted(None, "DOB: 4/5/1950\nDate of birth: 4/5/1950\nOnset date: 1/2/2026\nSOAP"),), "2026-03-03"
    ),
    "the appointment names another day than the encounter": Case(
        (keeps(encounter(), "a1"), meeting("2026-03-02T16:00:00Z")), "2026-03-03"
    ),
    "a cancelled appointment names no day": Case(
        (keeps(at("2026-02-24T15:00:00Z"), "a1"), meeting("2026-03-03T16:00:00Z", status="cancelled")), None
    ),
    "an encounter of weeks, with a note of today among others": Case(
        (LONG, of_day("2026-02-26", "d0"), of_day("2026-03-03", "d1"), of_day("2026-02-24", "d2")), "2026-03-03"
    ),
    "an encounter of weeks whose note of today is hidden": Case((LONG, of_day("2026-02-26", "d0")), None),
    "an encounter of weeks whose appointment is today": Case(
        (
            keeps(LONG, "a0", "a1"),
            meeting("2026-02-26T16:00:00Z", "a0"),
            meeting("2026-03-03T16:00:00Z"),
            of_day("2026-02-26", "d0"),
        ),
        "2026-03-03",
    ),
    "an encounter of weeks, and an older note was chosen": Case(
        (LONG, of_day("2026-02-26", "d0"), of_day("2026-03-03", "d1")), "2026-02-26", choices=Choices(note="d0")
    ),
    "an encounter of weeks and a pasted note that names its day": Case(
        (LONG, of_day("2026-02-26", "d0")), "2026-03-03", choices=Choices(pasted_note="Date: March 3, 2026\nTherEx 23")
    ),
    "a pasted note that names another day than the encounter": Case(
        (encounter(),), None, choices=Choices(pasted_note="Date: 3/2/26")
    ),
    "what the clinician says": Case(
        (noted("2026-03-03T16:00:00Z"),), "2026-03-01", choices=Choices(date_of_service=date(2026, 3, 1))
    ),
    "nothing names a day": Case((encounter(period={}),), None),
    "the only note of an encounter without a period": Case(
        (encounter(period={}), noted("2026-03-03T16:00:00Z")), "2026-03-03"
    ),
    "a period that is malformed": Case((encounter(period={"start": "yesterday", "end": 5}),), None),
    "a month is no day": Case((encounter(period={"start": "2026-03", "end": "2026-03"}),), None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_day_is_right_for(ehr: Ehr, case: Case) -> None:
    visit = ehr.put(*case.holds).visit(case.choices, now=case.now, zone=case.zone)
    decision = decided(visit, "date_of_service")
    assert decision.value == case.day
    assert visit.encounter.get("date_of_service") == case.day
    assert decision.because


def test_a_question_offers_every_day_that_was_named_and_today(ehr: Ehr) -> None:
    visit = ehr.put(LONG, of_day("2026-02-26", "d0"), of_day("2026-02-24", "d1")).visit()
    offered = decided(visit, "date_of_service").candidates
    assert [candidate.value for candidate in offered] == ["2026-03-03", "2026-02-26", "2026-02-24"]
    assert offered[0].label == "Tue, Mar 3, 2026 (today)"
    assert offered[1].because == "By the note's visit time."


def test_oracles_recurring_encounter_says_nothing_even_on_its_first_day(ehr: Ehr) -> None:
    recurring = encounter(type=[{"text": "Outpatient Recurring"}], period={"start": "2026-03-03T15:00:00Z"})
    ehr.vendor = "oracle"
    ehr.put(recurring)
    assert decided(ehr.visit(), "date_of_service").value is None
    ehr.put(of_day("2026-03-03", "d1"))
    assert decided(ehr.visit(), "date_of_service").value == "2026-03-03"


def test_oracles_time_without_a_zone_is_utc(ehr: Ehr) -> None:
    ehr.vendor = "oracle"
    ehr.put(at("2026-03-04T00:30:00", "2026-03-04T01:00:00"))
    assert ehr.visit(now=datetime(2026, 3, 4, 1, tzinfo=UTC)).date_of_service == date(2026, 3, 3)


def test_a_procedure_of_today_speaks_in_an_encounter_of_weeks(ehr: Ehr) -> None:
    done = {
        "resourceType": "Procedure",
        "id": "p1",
        "status": "completed",
        "subject": {"reference": f"Patient/{PATIENT}"},
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97110"}]},
        "performedDateTime": "2026-03-03T16:00:00Z",
    }
    visit = ehr.put(LONG, of_day("2026-02-26", "d0"), done).visit()
    assert decided(visit, "date_of_service").because == "By a procedure recorded that day."


def test_the_tokens_appointment_speaks_when_it_is_the_patients(ehr: Ehr) -> None:
    """Epic names the appointment beside the encounter; one of another patient says nothing."""
    mine, other = ({"actor": {"reference": f"Patient/{each}"}} for each in (PATIENT, "pat-2"))
    ehr.put(LONG, meeting("2026-03-03T16:00:00Z") | {"participant": [mine]})
    decision = decided(ehr.visit(appointment="a1"), "date_of_service")
    assert (decision.value, decision.because) == ("2026-03-03", "By the appointment.")
    ehr.put(meeting("2026-03-03T16:00:00Z") | {"participant": [other]})
    assert decided(ehr.visit(appointment="a1"), "date_of_service").value is None
