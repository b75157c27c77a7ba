"""Edited minutes are a working value; the chart stays the truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.plugin.visits import TEXT, visit

from chargeline import RuleBook
from chargeline_plugin.session.changes import changes
from chargeline_plugin.session.desk import Desk, Said
from chargeline_plugin.session.judge import DIFFERS, Judgement, judge, why_not
from chargeline_plugin.visit.visit import ChargeSeen

BOOK = RuleBook.default()
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def judged(desk: Desk) -> Judgement:
    found = judge(desk, BOOK)
    assert found is not None
    return found


def units(found: Judgement) -> dict[str, int]:
    return {line.code: line.units for line in found.report.charge_lines}


def test_documented_minutes_count_and_nothing_differs() -> None:
    found = judged(Desk(visit=visit()))
    assert units(found) == {"97110": 1, "97140": 1}
    assert found.differing == frozenset()
    assert not any(alert.rule == DIFFERS for alert in found.report.alerts)


def test_edited_minutes_recount_and_block_the_line_they_touch() -> None:
    found = judged(Desk(visit=visit(), minutes={"s1": 38}))
    assert units(found) == {"97110": 2, "97140": 1}
    assert found.documented["s1"] == 23
    [alert] = [alert for alert in found.report.alerts if alert.rule == DIFFERS]
    assert (alert.severity, alert.codes) == ("block", ("97110",))
    assert "Amend the note" in alert.fix


def test_an_answer_is_never_called_the_charts_word() -> None:
    """Minutes that only an answer gives: an edit away from them is not one away from the chart."""
    silent = visit(text="TherEx: SLR 3x10. K. Alvarez, PT, DPT")
    [service, *_] = silent.encounter["services"]
    service = {name: value for name, value in service.items() if name != "minutes"}
    silent = replace(silent, encounter={**silent.encounter, "services": [service]})
    found = judged(Desk(visit=silent, said=(said("minutes_missing:s1", "20"),), minutes={"s1": 25}))
    assert (found.documented["s1"], found.answered) == (20, {"s1": None})
    [alert] = [alert for alert in found.report.alerts if alert.rule == DIFFERS]
    assert alert.message == "The chart states no minutes for it plainly, and your answer was 20; 25 are entered here."
    assert judged(Desk(visit=visit())).answered == {}


def said(question: str, value: str) -> Said:
    return Said(question=question, value=value, ask="How long?", label=f"{value} minutes", by="x", at=NOW)


def differences(found: Judgement) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(a.severity, a.message, a.codes, a.fix) for a in found.report.alerts if a.rule == DIFFERS]


def test_minutes_that_only_an_answer_states_block_the_line_as_typed_ones_do() -> None:
    """One act, one door: the same twenty minutes in the field or in the answer."""
    silent = visit(
        text="TherEx: SLR 3x10, one on one. K. Alvarez, PT, DPT",
        services=({"id": "s1", "text": "TherEx", "code": "97110"},),
    )
    typed = differences(judged(Desk(visit=silent, minutes={"s1": 20})))
    answered = differences(judged(Desk(visit=silent, said=(said("minutes_missing:s1", "20"),))))
    [(severity, message, codes, fix)] = answered
    assert (severity, codes, fix) == (typed[0][0], typed[0][2], typed[0][3]) == ("block", ("97110",), fix)
    assert message == "The chart states no minutes for it plainly; 20 are your answer."
    assert fix.startswith("Put the minutes in the note first")
    assert "or state your reason" in fix


@pytest.mark.parametrize(("answer", "blocked"), [("18", True), ("28", False)])
def test_an_answer_is_put_against_what_the_note_states(answer: str, blocked: bool) -> None:
    """How much of the note's own minutes was treatment: all of them is what the note says; fewer is not."""
    shared = visit(
        text="TherEx 28 min: SLR 3x10. PT was also seeing another patient during that time. K. Alvarez, PT, DPT",
        services=({"id": "s1", "text": "TherEx", "code": "97110"},),
    )
    found = judged(Desk(visit=shared, said=(said("rest_within:s1", answer),)))
    assert found.answered == {"s1": 28}
    told = [message for _, message, _, _ in differences(found)]
    assert told == ([f"The chart documents 28 minutes; {answer} are your answer."] if blocked else [])


def test_answers_to_anything_else_block_nothing() -> None:
    found = judged(Desk(visit=visit(), said=(said("payer_policy", "medicare-part-b"),)))
    assert not differences(found)
    assert found.answered == {}


def test_what_was_answered_is_nowhere_called_documented() -> None:
    """The note is amended after the answer: what changed is told against the chart, not against the answer."""
    services = ({"id": "s1", "text": "TherEx", "code": "97110"},)
    was = visit(text="TherEx: SLR 3x10, one on one. K. Alvarez, PT, DPT", services=services)
    now = visit(text="TherEx 25 min: SLR 3x10, one on one. K. Alvarez, PT, DPT", services=services)
    before = judged(Desk(visit=was, said=(said("minutes_missing:s1", "20"),)))
    after = judged(Desk(visit=now, said=(said("minutes_missing:s1", "20"),)))
    assert "97110: no minutes documented before, now 25." in changes(was, now, before, after)
    assert not differences(after)


def test_an_edit_against_the_structure_alone_blocks_too() -> None:
    """A note that states no minutes cannot be contradicted, but the EHR's own minutes can."""
    silent = visit(text="TherEx: SLR 3x10. K. Alvarez, PT, DPT")
    found = judged(Desk(visit=silent, minutes={"s1": 38}))
    [alert] = [alert for alert in found.report.alerts if alert.rule == DIFFERS]
    assert (alert.severity, alert.codes) == ("block", ("97110",))
    assert "23 minutes" in alert.message


def test_minutes_of_a_service_that_only_the_note_tells_of_can_be_edited() -> None:
    """Every service keeps its id, none is counted twice, and the other lines stay as they were."""
    told = visit()
    told = visit(encounter={key: value for key, value in told.encounter.items() if key != "services"})
    charted = judged(Desk(visit=told))
    assert charted.documented == {"t1": 23, "t2": 12}
    found = judged(Desk(visit=told, minutes={"t1": 38}))
    assert [(s.id, s.minutes) for s in found.report.services] == [("t1", 38), ("t2", 12)]
    assert units(found) == {"97110": 2, "97140": 1}
    assert found.differing == {"t1"}


@pytest.mark.parametrize(("minutes", "by_assistant"), [(15, 15), (25, 20)])
def test_an_assistant_is_never_left_with_more_minutes_than_the_service(minutes: int, by_assistant: int) -> None:
    service = {"id": "s1", "text": "TherEx", "code": "97110", "minutes": 30, "assistant_minutes": 20}
    found = judged(Desk(visit=visit(services=(service,)), minutes={"s1": minutes}))
    [edited] = found.encounter["services"]
    assert (edited["minutes"], edited["assistant_minutes"]) == (minutes, by_assistant)


def test_of_two_equal_charges_of_the_day_only_the_visits_own_is_left_out() -> None:
    """A line that was sent from here is not in its own way; the one that somebody else entered is."""
    charge = {"code": "97110", "units": 2, "modifiers": ["GP"]}
    mine = ChargeSeen(
        id="x1", code="97110", units=2, modifiers=("GP",), status="planned", occurred=None, of_this_visit=True
    )
    day = visit()
    history = {"same_day_charges": [charge, charge, {**charge, "code": "97140"}]}
    others = replace(mine, id="x2", of_this_visit=False)
    day = replace(day, charges=(mine, others), encounter={**day.encounter, "history": history})
    left = judged(Desk(visit=day)).encounter["history"]["same_day_charges"]
    assert [other["code"] for other in left] == ["97110", "97140"]


def test_a_visit_with_an_open_decision_is_not_judged() -> None:
    open_date = visit()
    without = {key: value for key, value in open_date.encounter.items() if key != "date_of_service"}
    assert judge(Desk(visit=visit(encounter=without)), BOOK) is None
    assert judge(Desk(), BOOK) is None


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("amended", TEXT + "\nAddendum: cues given.", "PT treatment note was amended."),
        ("the same", TEXT, None),
    ],
)
def test_read_again_tells_what_changed(before: str, after: str, told: str | None) -> None:
    was, now = visit(), visit(text=after)
    found = changes(was, now, judge(Desk(visit=was), BOOK), judge(Desk(visit=now), BOOK))
    assert (told in found) if told else not found


def test_charges_that_could_not_be_read_again_are_not_called_gone() -> None:
    mine = ChargeSeen(id="x1", code="97110", units=2, modifiers=("GP",), status="planned", occurred=None)
    unread = visit()
    read = replace(unread, encounter={**unread.encounter, "history": {"same_day_charges": []}})
    before, gone = replace(read, charges=(mine,)), "no longer shown by the EHR: 97110 x2 GP, planned."
    assert changes(before, unread, None, None) == ()
    assert changes(before, read, None, None) == (f"A charge on the encounter is {gone}",)


def test_read_again_tells_of_minutes_and_units() -> None:
    was = visit()
    amended = TEXT.replace("TherEx 23 min", "TherEx 40 min").replace(
        "Manual therapy 12 min: patellar glides gr III.", ""
    )
    now = visit(services=({"id": "s1", "text": "TherEx", "code": "97110", "minutes": 40},), text=amended)
    found = changes(was, now, judge(Desk(visit=was), BOOK), judge(Desk(visit=now), BOOK))
    assert "97110: 23 minutes documented before, now 40." in found
    assert "97140: 1 unit before, now none." in found


def test_why_a_decided_visit_cannot_be_judged_is_said() -> None:
    """A day that the rule book does not speak of is named; an open decision is not, the page asks for it."""
    late = visit(encounter=visit().encounter | {"date_of_service": "2099-01-05"})
    assert judge(Desk(visit=late), BOOK) is None
    said = why_not(Desk(visit=late), BOOK)
    assert said is not None
    assert said.startswith("Date of service is long after everything that this rule book holds")
    without = {key: value for key, value in visit().encounter.items() if key != "date_of_service"}
    assert why_not(Desk(visit=visit(encounter=without)), BOOK) is None
    assert why_not(Desk(visit=visit()), BOOK) is None
    gone = visit(encounter=visit().encounter | {"policy": "gone"})
    assert "No payer policy has the name given" in (why_not(Desk(visit=gone), BOOK) or "")
