"""Services, diagnoses, charges, totals, certification and the visit's key: what stands in the structure."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.plugin.fhir.ehr import (
    ENCOUNTER,
    PATIENT,
    Ehr,
    bundle,
    encounter,
    fixture,
    note,
    of_day,
    practitioner,
)

from chargeline.wire import read_encounter
from chargeline_plugin.site import RosterRow, SiteSettings
from chargeline_plugin.visit import Choices, visit_from_json, visit_to_json

Json = dict[str, Any]
MINE = {"subject": {"reference": f"Patient/{PATIENT}"}, "encounter": {"reference": f"Encounter/{ENCOUNTER}"}}


def done(identity: str, code: str, start: str, end: str | None, *by: str, **changes: Any) -> Json:
    """A completed procedure from and until a local clock time of the day."""
    performed = (
        {"performedPeriod": {"start": f"2026-03-03T{start}:00-06:00", "end": f"2026-03-03T{end}:00-06:00"}}
        if end
        else {"performedDateTime": f"2026-03-03T{start}:00-06:00"}
    )
    return {
        "resourceType": "Procedure",
        "id": identity,
        "status": "completed",
        **MINE,
        **performed,
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}], "text": "own words"},
        "performer": [{"actor": {"reference": f"Practitioner/{each}"}} for each in by],
    } | changes


def test_procedures_of_the_day_are_services_with_their_minutes(ehr: Ehr) -> None:
    pta = practitioner("pta-1", "Alex Assistant", "PTA")
    ehr.put(note(), pta, done("p1", "97110", "10:00", "10:23", "pt-1"), done("p2", "97140", "10:23", "10:38", "pta-1"))
    assert ehr.visit().encounter["services"] == [
        {
            "id": "s1",
            "text": "own words",
            "code": "97110",
            "minutes": 23,
            "assistant_minutes": 0,
            "segments": [{"minutes": 23, "start": "10:00", "end": "10:23", "performers": ["c1"]}],
        },
        {
            "id": "s2",
            "text": "own words",
            "code": "97140",
            "minutes": 15,
            "assistant_minutes": 15,
            "segments": [{"minutes": 15, "start": "10:23", "end": "10:38", "performers": ["c2"]}],
        },
    ]


def only(ehr: Ehr, *procedures: Json) -> list[Json]:
    services: list[Json] = ehr.put(note(), *procedures).visit().encounter["services"]
    return services


def test_oracles_procedure_is_a_service(ehr: Ehr) -> None:
    found = only(ehr, fixture("cerner/Procedure.therapy.json") | MINE)
    assert [(it["code"], it["minutes"]) for it in found] == [("97110", 23)]


LEFT_OUT = {
    "an order": {"status": "preparation"},
    "one that was not done": {"status": "not-done"},
    "one entered in error": {"status": "entered-in-error"},
    "one of another encounter": {"encounter": {"reference": "Encounter/enc-9"}},
    "one without a billing code": {"code": {"text": "Exercise"}},
    "one of yesterday": {"performedPeriod": {"start": "2026-03-02T10:00:00-06:00", "end": "2026-03-02T10:23:00-06:00"}},
    "one of no day": {"performedPeriod": {}},
}


@pytest.mark.parametrize("changes", LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_procedure_is_no_service_of_the_day_that_is(ehr: Ehr, changes: Json) -> None:
    assert only(ehr, done("p1", "97110", "10:00", "10:23") | changes) == []


def test_times_that_overlap_are_no_minutes(ehr: Ehr) -> None:
    """Two procedures stamped with the whole visit would count it twice."""
    found = only(ehr, done("p1", "97110", "10:00", "10:45"), done("p2", "97140", "10:00", "10:45"))
    assert [sorted(it) for it in found] == [["code", "id", "text"]] * 2


def test_a_procedure_at_one_moment_has_no_minutes(ehr: Ehr) -> None:
    assert [sorted(it) for it in only(ehr, done("p1", "97110", "10:00", None))] == [["code", "id", "text"]]


def test_minutes_by_someone_of_unknown_role_leave_the_assistants_share_open(ehr: Ehr) -> None:
    found = only(ehr, done("p1", "97110", "10:00", "10:23", "pt-1", "unknown"))
    assert found[0]["minutes"] == 23
    assert "assistant_minutes" not in found[0]


def test_time_together_counts_for_the_therapist(ehr: Ehr) -> None:
    ehr.put(practitioner("pta-1", "Alex Assistant", "PTA"))
    assert only(ehr, done("p1", "97110", "10:00", "10:23", "pt-1", "pta-1"))[0]["assistant_minutes"] == 0


BY_WHOM = {
    "of the visit's discipline": (["pt-1"], 1),
    "of another discipline": (["ot-1"], 0),
    "of both, who treated together": (["pt-1", "ot-1"], 1),
    "of no known discipline": (["unknown"], 1),
    "of nobody named": ([], 1),
}


@pytest.mark.parametrize(("who", "services"), BY_WHOM.values(), ids=BY_WHOM)
def test_of_a_shared_encounter_a_visit_takes_procedures(ehr: Ehr, who: list[str], services: int) -> None:
    """One encounter a day for both disciplines: what the OT did is no charge of the PT's."""
    ehr.put(practitioner("ot-1", "Olga Therapist", "OTR/L"))
    assert len(only(ehr, done("p1", "97530", "11:00", "11:30", *who))) == services


def test_the_roster_knows_whose_procedure_it_is(ehr: Ehr) -> None:
    ehr.put(note(), practitioner("ot-1", "Olga Therapist"), done("p1", "97530", "11:00", "11:30", "ot-1"))
    row = RosterRow(user="Practitioner/ot-1", npi=None, role="therapist", discipline="OT", credentials="OTR/L")
    assert ehr.visit(settings=SiteSettings(roster=(row,))).encounter["services"] == []


# --- diagnoses ----------------------------------------------------------------------------------------------


def condition(identity: str, code: str | None, category: str = "encounter-diagnosis", **changes: Any) -> Json:
    made = fixture("cerner/Condition.encounter-diagnosis.json") | MINE | {"id": identity}
    system = "http://hl7.org/fhir/sid/icd-10-cm"
    made["code"] = {"coding": [{"system": system, "code": code}]} if code else {"text": "pain"}
    made["category"] = [{"coding": [{"code": category}]}]
    return made | changes


def test_diagnoses_come_in_rank_order_and_the_problem_list_stays_out(ehr: Ehr) -> None:
    ranked = [
        {"condition": {"reference": "Condition/k2"}, "rank": 1},
        {"condition": {"reference": "Condition/k1"}, "rank": 2},
    ]
    refuted = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    ehr.put(
        encounter(diagnosis=ranked),
        condition("k1", "M25.561"),
        condition("k2", "z96.651 "),
        condition("k3", "R26.89"),
        condition("k4", "I10", "problem-list-item"),
        condition("k5", "E11.9", encounter={"reference": "Encounter/enc-9"}),
        condition("k6", "M54.50", **refuted),
        condition("k7", None),
        condition("k8", "R26.89"),
    )
    assert ehr.visit().encounter["diagnoses"] == [
        {"code": "Z96.651", "rank": 1},
        {"code": "M25.561", "rank": 2},
        {"code": "R26.89"},
    ]


# --- charges ------------------------------------------------------------------------------------------------


def charge(identity: str, **changes: Any) -> Json:
    made = fixture("generic/ChargeItem.planned.json") | {
        "id": identity,
        "subject": {"reference": f"Patient/{PATIENT}"},
        "context": {"reference": f"Encounter/{ENCOUNTER}"},
        "occurrencePeriod": {"start": "2026-03-03T10:00:00-06:00", "end": "2026-03-03T10:23:00-06:00"},
    }
    return made | changes


def test_the_days_charges_are_seen_whoever_entered_them(ehr: Ehr) -> None:
    yesterday = {"start": "2026-03-02T10:00:00-06:00", "end": "2026-03-02T10:23:00-06:00"}
    key = [{"system": "https://chargeline.example/fhir/charge-key", "value": "k"}]
    ehr.put(
        note(),
        charge("ci-1"),
        charge("ci-2", status="entered-in-error"),
        charge("ci-3", occurrencePeriod=yesterday),
        charge("ci-4", identifier=key, quantity={"value": 1}),
    )
    visit = ehr.visit()
    seen = [(it.id, it.code, it.units, it.modifiers, it.status, it.ours, it.key) for it in visit.charges]
    assert seen == [
        ("ci-1", "97110", 2, ("GP",), "planned", False, None),
        ("ci-2", "97110", 2, ("GP",), "entered-in-error", False, None),
        ("ci-4", "97110", 1, ("GP",), "planned", True, "k"),
    ]
    assert visit.encounter["history"]["same_day_charges"] == [
        {"code": "97110", "units": 2, "modifiers": ["GP"]},
        {"code": "97110", "units": 1, "modifiers": ["GP"]},
    ]


def test_oracles_charge_is_read_with_its_nested_modifier(ehr: Ehr) -> None:
    ehr.vendor = "oracle"
    mine = {"subject": {"reference": f"Patient/{PATIENT}"}, "context": {"reference": f"Encounter/{ENCOUNTER}"}}
    ehr.put(note(), fixture("cerner/ChargeItem.read.billable.json") | mine)
    seen = ehr.visit().charges[0]
    assert (seen.code, seen.units, seen.modifiers, seen.status) == ("97110", 2, ("GP",), "billable")
    assert f"ChargeItem?context={ENCOUNTER}&-status=billable" in ehr.asked


def test_nested_modifiers_come_in_the_order_of_their_priority(ehr: Ehr) -> None:
    def nested(code: str, priority: int) -> Json:
        concept = {"url": "code", "valueCodeableConcept": {"coding": [{"code": code}]}}
        return {"url": "x/modifier-code", "extension": [concept, {"url": "priority", "valueUnsignedInt": priority}]}

    ehr.put(note(), charge("ci-1", extension=[nested("CQ", 2), nested("KX", 3), nested("GP", 1)]))
    assert ehr.visit().charges[0].modifiers == ("GP", "CQ", "KX")


def test_charges_of_which_some_are_hidden_are_not_all_charges(ehr: Ehr) -> None:
    hidden = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "suppressed"}]}
    ehr.put(note()).fails("ChargeItem", body=bundle(charge("ci-1"), hidden))
    visit = ehr.visit()
    assert [it.id for it in visit.charges] == ["ci-1"]
    assert "same_day_charges" not in visit.encounter["history"]


def test_epic_has_no_charges_to_read_and_is_not_asked(ehr: Ehr) -> None:
    ehr.vendor = "epic"
    visit = ehr.put(note()).visit()
    assert not [asked for asked in ehr.asked if asked.startswith("ChargeItem")]
    assert {"what": "history", "why": "unsupported"} in visit.encounter["not_read"]


# --- flowsheet totals, certification ------------------------------------------------------------------------


def row(identity: str, words: str, minutes: int, **changes: Any) -> Json:
    made = fixture("epic/Observation.flowsheet-minutes.json") | MINE
    quantity = {"value": minutes, "unit": "min", "code": "min"}
    return made | {"id": identity, "code": {"text": words}, "valueQuantity": quantity} | changes


def test_flowsheet_totals_are_taken_where_one_value_is_recorded(ehr: Ehr) -> None:
    ehr.put(note(), row("o1", "Total treatment time", 45), row("o2", "Total timed minutes", 38))
    read = ehr.visit().encounter
    assert (read["treatment_minutes"], read["timed_minutes"]) == (45, 38)


def test_two_values_of_one_total_are_none(ehr: Ehr) -> None:
    ehr.put(note(), row("o1", "Total treatment time", 45), row("o2", "Total treatment time", 50))
    assert "treatment_minutes" not in ehr.visit().encounter


OTHER_ROWS = {
    "of one service": row("o1", "PT THERAPEUTIC EXERCISE MINUTES", 23),
    "of yesterday": row("o1", "Total treatment time", 45, effectiveDateTime="2026-03-02T15:40:00Z"),
    "in hours": row("o1", "Total treatment time", 45, valueQuantity={"value": 1, "code": "h"}),
    "not final": row("o1", "Total treatment time", 45, status="preliminary"),
}


@pytest.mark.parametrize("other", OTHER_ROWS.values(), ids=OTHER_ROWS)
def test_a_flowsheet_row_is_no_total_that_is(ehr: Ehr, other: Json) -> None:
    read = ehr.put(note(), other).visit().encounter
    assert "treatment_minutes" not in read
    assert "timed_minutes" not in read


def plan(identity: str, start: str, end: str, title: str = "PT Plan of Care", **changes: Any) -> Json:
    made = fixture("epic/CarePlan.poc.json") | MINE | {"category": [{"text": title}]}
    return made | {"id": identity, "title": title, "period": {"start": start, "end": end}} | changes


def test_certification_is_the_end_of_the_disciplines_latest_plan(ehr: Ehr) -> None:
    ehr.put(
        note(),
        plan("c1", "2025-12-01", "2026-02-28"),
        plan("c2", "2026-02-10", "2026-05-10"),
        plan("c3", "2026-03-01", "2026-05-30", "OT Plan of Care"),
        plan("c4", "2026-03-04", "2026-06-01"),
        plan("c5", "2026-03-01", "2026-06-09", status="entered-in-error"),
    )
    assert ehr.visit().encounter["history"]["certified_until"] == "2026-05-10"


# --- the visit's key ----------------------------------------------------------------------------------------


def test_the_key_is_the_same_whether_the_note_is_hidden_pasted_signed_or_amended(ehr: Ehr) -> None:
    keys = {ehr.visit().visit_key, ehr.visit(Choices(pasted_note="draft")).visit_key}
    keys.add(ehr.put(note()).visit().visit_key)
    amended = note("d2", "b", relatesTo=[{"code": "replaces", "target": {"reference": "DocumentReference/d1"}}])
    keys.add(ehr.put(amended).visit().visit_key)
    assert keys == {"session:1"}


def test_the_only_appointment_names_the_visit(ehr: Ehr) -> None:
    ehr.put(encounter(appointment=[{"reference": "Appointment/a1"}]), note())
    assert ehr.visit().visit_key == "Appointment/a1:1"


def test_several_appointments_name_no_visit(ehr: Ehr) -> None:
    ehr.put(encounter(appointment=[{"reference": f"Appointment/a{each}"} for each in (1, 2)]), note())
    assert ehr.visit().visit_key == "session:1"


def test_two_sessions_of_one_day_have_two_keys(ehr: Ehr) -> None:
    afternoon = note("d0", "b")
    afternoon["context"]["period"] = {"start": "2026-03-03T20:00:00Z"}
    ehr.put(note("d1", "a"), afternoon)
    keys = [ehr.visit(Choices(note=each)).visit_key for each in ("d1", "d0")]
    assert keys == ["session:1", "session:2"]


def test_a_note_of_another_discipline_moves_no_session(ehr: Ehr) -> None:
    """The PT's note of the morning comes to sight only once it is signed: the OT's visit stays the same visit."""
    ot = practitioner("ot-1", "Olga Therapist", "OTR/L")
    mine = note("d2", "OT daily note", type={"text": "OT Daily Note"}, author=[{"reference": "Practitioner/ot-1"}])
    mine["context"]["period"] = {"start": "2026-03-03T20:00:00Z"}
    chosen = Choices(note="d2")
    assert ehr.put(ot, mine).visit(chosen).visit_key == "session:1"
    assert ehr.put(note()).visit(chosen).visit_key == "session:1"


# --- the whole ----------------------------------------------------------------------------------------------


def test_the_encounter_is_what_the_sdk_reads(ehr: Ehr) -> None:
    ehr.put(
        note(),
        done("p1", "97110", "10:00", "10:23", "pt-1"),
        condition("k1", "M25.561"),
        charge("ci-1"),
        plan("c2", "2026-02-10", "2026-05-10"),
        row("o1", "Total treatment time", 45),
    ).fails("Coverage", status=403)
    read = read_encounter(ehr.visit().encounter)
    assert read.date_of_service == date(2026, 3, 3)
    assert read.notes[0].author == "c1"
    assert read.not_read[0].what == "coverage"


def test_a_visit_survives_the_way_through_json(ehr: Ehr) -> None:
    ehr.put(note(), of_day("2026-02-26", "d0"), charge("ci-1"), done("p1", "97110", "10:00", "10:23", "pt-1"))
    visit = ehr.fails("Coverage", status=403).visit(Choices(pasted_note="draft – ≥"))
    assert visit_from_json(json.loads(json.dumps(visit_to_json(visit)))) == visit


def test_two_round_trips_and_nothing_asked_twice(ehr: Ehr) -> None:
    ehr.put(note(), practitioner("pt-2"))
    ehr.fails("Condition", body=bundle())
    ehr.visit()
    assert len(ehr.asked) == len(set(ehr.asked))
