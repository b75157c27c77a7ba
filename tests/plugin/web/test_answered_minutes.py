"""Minutes that only an answer states: the question says so before, and the line waits for the note or a reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from tests.plugin.web.clinic import Clinician, Page

from chargeline_plugin.ledger.journal import events
from chargeline_plugin.web.services import NAME

STORY = "no-minutes"
PARTIAL = {"HX-Request": "true"}


def fields(page: Page) -> dict[str, str]:
    """The fields for minutes, by id."""
    return dict(re.findall(r'id="(minutes-[^"]+)" name="[^"]+" value="([^"]*)"', page.html))


def charges(clinician: Clinician) -> int:
    """Charges from the app on the story's encounter."""
    seen = clinician.ehr.visit("generic", STORY)
    found = clinician.ehr.store("generic").all("ChargeItem")
    return sum(it["context"]["reference"] == f"Encounter/{seen.encounter}" for it in found)


def answered(clinician: Clinician, minutes: str = "20") -> Page:
    """The visit's page after the first question for minutes was answered."""
    page = clinician.launch(STORY)
    return clinician.post("answer", {"question": page.hidden("question"), "value": minutes})


def asked(page: Page) -> list[str]:
    """The fields for a reason."""
    return re.findall(r'name="(reason\.[^"]+)"', page.html)


def test_the_question_says_first_that_the_note_must_state_them(therapist: Clinician) -> None:
    question = therapist.launch(STORY).words.partition("only you can answer")[2]
    assert "put the minutes there first, then Read again" in question


def test_a_question_for_anything_else_says_nothing_of_it(therapist: Clinician) -> None:
    question = therapist.launch("balance-tie").words.partition("only you can answer")[2]
    assert "put the minutes there first" not in question


def test_answered_minutes_stop_the_line_and_the_preview_says_what_to_do_first(therapist: Clinician) -> None:
    page = answered(therapist)
    assert "The chart states no minutes for it plainly; 20 are your answer. Put the minutes in the note" in page.words
    page = therapist.get(f"{therapist.home}preview")
    assert page.words.index("Put the minutes in the note first") < page.words.index("Your reason is kept")
    assert len(asked(page)) == 1
    page = therapist.post("confirm", {"digest": page.hidden("digest")})
    assert page.code == "reason_needed"
    assert charges(therapist) == 0


def test_the_field_shows_what_was_answered(therapist: Clinician) -> None:
    """htmx keeps a field by its id, with what was in it: an empty one must not stay beside a line of one unit."""
    before = fields(therapist.launch(STORY))
    part = therapist.post("answer", {"question": therapist.page.hidden("question"), "value": "20"}, headers=PARTIAL)
    after = fields(part)
    assert [after[name] for name in after.keys() - before.keys()] == ["20"]
    edited = therapist.post("minutes", {"minutes.t1": "25"}, headers=PARTIAL)
    assert fields(edited).keys() == after.keys(), "while somebody types, each field stays"


def test_both_doors_ask_for_the_same_reason(another: Callable[[], Clinician]) -> None:
    by_answer, by_field = another(), another()
    answered(by_answer)
    page = by_field.launch(STORY)
    [first, *_] = sorted(page.fields("minutes."))
    by_field.post("minutes", {first: "20"})
    shown = [it.get(f"{it.home}preview") for it in (by_answer, by_field)]
    assert asked(shown[0]) == asked(shown[1]) != []
    assert [page.words.count("Put the minutes in the note first") for page in shown] == [1, 1]


def test_with_a_reason_they_are_sent_and_the_record_has_all_of_it(therapist: Clinician, writing_app: Flask) -> None:
    answered(therapist)
    page = therapist.get(f"{therapist.home}preview")
    reasons = dict.fromkeys(asked(page), "Timed by the wall clock")
    therapist.post("confirm", {"digest": page.hidden("digest"), **reasons})
    assert charges(therapist) == 1
    ledger = writing_app.extensions[NAME].ledger
    with ledger.reading() as connection:
        [decided] = [event.sequence for event in events(connection) if event.kind == "confirmed"]
    record = ledger.record(decided)
    assert list(record["reasons"].values()) == ["Timed by the wall clock"]
    assert list(record["blocks"].values()) == [["minutes_differ_from_note"]]
    assert [said["value"] for said in record["decision"]["answered"]] == ["20"]
