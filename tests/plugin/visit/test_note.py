"""Which note is this visit's, which belong beside it, and which are never read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from tests.plugin.fhir.ehr import ENCOUNTER, Ehr, decided, encounter, note, of_day, practitioner

from chargeline_plugin.fhir.uris import WORKSHEET
from chargeline_plugin.visit import Choices

Json = dict[str, Any]
OT = [{"reference": "Practitioner/ot-1", "display": "Olive Therapist, OTR/L"}]
OTHER_PT = [{"reference": "Practitioner/pt-2", "display": "Robin Therapist, DPT"}]


def about(identity: str, code: str, target: str, text: str = "more", **changes: Any) -> Json:
    """A note that relates to another."""
    relation = [{"code": code, "target": {"reference": f"DocumentReference/{target}"}}]
    return note(identity, text, relatesTo=relation, **changes)


def titled(identity: str, title: str, text: str = "words", **changes: Any) -> Json:
    return note(identity, text, type={"text": title}, **changes)


@dataclass(frozen=True)
class Case:
    """What the EHR holds, which note decides (None: a question), and the texts that are the visit's."""

    holds: tuple[Json, ...]
    value: str | None
    texts: tuple[str, ...]
    choices: Choices = field(default_factory=Choices)


CASES = {
    "the only note of the day": Case((note("d1", "a"),), "d1", ("a",)),
    "the note of the day among those of other days": Case(
        (of_day("2026-02-26", "d0", text="x"), note("d1", "a")), "d1", ("a",)
    ),
    "an unsigned note that is visible": Case((note("d1", "a", docStatus="preliminary"),), "d1", ("a",)),
    "no note": Case((), None, ()),
    "a superseded note is never read": Case((note("d1", "a", status="superseded"),), None, ()),
    "a note entered in error is never read": Case((note("d1", "a", status="entered-in-error"),), None, ()),
    "a note whose document was entered in error": Case((note("d1", "a", docStatus="entered-in-error"),), None, ()),
    "a note that another one replaces": Case((note("d1", "a"), about("d2", "replaces", "d1", "b")), "d2", ("b",)),
    "a replacement entered in error leaves the first note": Case(
        (note("d1", "a"), about("d2", "replaces", "d1", "b", status="entered-in-error")), "d1", ("a",)
    ),
    "an addendum is appended": Case((note("d1", "a"), about("d2", "appends", "d1", "b")), "d1", ("a\n\nb",)),
    "two addenda, oldest first": Case(
        (
            note("d1", "a"),
            about("d3", "appends", "d1", "c", date="2026-03-05T10:00:00Z"),
            about("d2", "appends", "d1", "b", date="2026-03-04T10:00:00Z"),
        ),
        "d1",
        ("a\n\nb\n\nc",),
    ),
    "an addendum entered in error is left out": Case(
        (note("d1", "a"), about("d2", "appends", "d1", "b", status="entered-in-error")), "d1", ("a",)
    ),
    "an addendum to a note that is not here stands for itself": Case(
        (about("d2", "appends", "d9", "b"),), "d2", ("b",)
    ),
    "a progress report of the day belongs beside the note": Case(
        (titled("d1", "PT Progress Report", "r"), titled("d2", "PT Daily Note", "a")), "d2", ("a", "r")
    ),
    "an evaluation and a treatment note of one visit": Case(
        (titled("d1", "PT Initial Evaluation", "e"), titled("d2", "PT Daily Note", "a")), "d2", ("a", "e")
    ),
    "a progress report alone is the visit's note": Case((titled("d1", "PT Progress Report", "r"),), "d1", ("r",)),
    "two treatment notes by two colleagues: yours": Case(
        (note("d1", "x", author=OTHER_PT), note("d2", "a")), "d2", ("a",)
    ),
    "two treatment notes by the same author are a question": Case((note("d1", "a"), note("d2", "b")), None, ()),
    "PT and OT on one day: the user's discipline": Case((note("d1", "o", author=OT), note("d2", "a")), "d2", ("a",)),
    "a charge worksheet that this app filed is no note": Case(
        (note("d1", "a"), note("d2", f"{WORKSHEET}\nDate of service 2026-03-03.", docStatus="preliminary")),
        "d1",
        ("a",),
    ),
    "what the clinician chose": Case(
        (of_day("2026-02-26", "d0", text="x"), note("d1", "a")), "d0", ("x",), Choices(note="d0")
    ),
    "a choice that is not there any more falls back to the evidence": Case(
        (note("d1", "a"),), "d1", ("a",), Choices(note="d7")
    ),
    "a pasted note, when the one that was chosen is gone": Case(
        (note("d1", "a"),), "pasted", ("draft",), Choices(pasted_note="draft", note="d7")
    ),
    "a superseded note cannot be chosen": Case(
        (note("d0", "x", status="superseded"), note("d1", "a")), "d1", ("a",), Choices(note="d0")
    ),
    "a pasted note comes before the chart's": Case(
        (note("d1", "a"),), "pasted", ("line\nline",), Choices(pasted_note="line\r\nline")
    ),
    "a chosen note comes before a pasted one": Case(
        (note("d1", "a"),), "d1", ("a",), Choices(pasted_note="line", note="d1")
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_note_is_right_for(ehr: Ehr, case: Case) -> None:
    ehr.put(practitioner("ot-1", "Olive Therapist", "OTR/L"), practitioner("pt-2", "Robin Therapist", "DPT"))
    visit = ehr.put(*case.holds).visit(case.choices)
    decision = decided(visit, "note")
    assert decision.value == case.value
    assert decision.because
    assert tuple(seen.text for seen in visit.notes if seen.chosen) == case.texts
    assert tuple(sent["text"] for sent in visit.encounter["notes"]) == case.texts


def test_the_others_are_listed_without_their_text(ehr: Ehr) -> None:
    visit = ehr.put(of_day("2026-02-26", "d0", text="old words"), note("d1", "a")).visit()
    listed = {seen.id: (seen.chosen, seen.text) for seen in visit.notes}
    assert listed == {"d1": (True, "a"), "d0": (False, "")}
    assert [candidate.value for candidate in decided(visit, "note").candidates] == ["d1", "d0"]
    assert decided(visit, "note").candidates[1].label == "PT Daily Note, Thu, Feb 26, 2026, Pat Therapist, PT"


def test_a_note_carries_what_proves_it(ehr: Ehr) -> None:
    seen = ehr.put(note("d1", "97110 – 23 min")).visit().notes[0]
    assert seen.digest == hashlib.sha256("97110 – 23 min".encode()).hexdigest()
    assert (seen.signed, seen.origin, seen.author, seen.discipline) == (True, "ehr", "Pat Therapist, PT", "PT")
    assert seen.because == "The only note of that day, by its date and its discipline (its author's credentials)."


def test_a_note_of_two_days_is_of_the_one_that_is_the_visits(ehr: Ehr) -> None:
    ehr.put(note("d1", "Date of service: 02/26/2026\n97110 23 min"))
    seen = ehr.visit(Choices(date_of_service=date(2026, 3, 3))).notes[0]
    assert (seen.chosen, seen.date) == (True, date(2026, 3, 3))


def test_no_visible_note_says_that_it_may_be_hidden_until_signed(ehr: Ehr) -> None:
    assert "until it is signed" in decided(ehr.visit(), "note").because


def test_a_pasted_note_is_marked_and_never_signed(ehr: Ehr) -> None:
    seen = ehr.visit(Choices(pasted_note="TherEx 23 min")).notes[0]
    assert (seen.id, seen.origin, seen.signed, seen.author_id) == ("pasted", "pasted", False, "pt-1")


def test_a_note_of_another_encounter_is_not_this_visits(ehr: Ehr) -> None:
    elsewhere = note("d1", "a", context={"encounter": [{"reference": "Encounter/enc-9"}]})
    assert ehr.put(elsewhere).visit().notes == ()


def test_only_the_nearest_bodies_are_read(ehr: Ehr) -> None:
    ehr.put(encounter(period={"start": "2026-01-01T15:00:00Z", "end": "2026-03-24T15:00:00Z"}))
    for day in range(1, 20):
        made = of_day(f"2026-02-{day:02}", f"d{day}")
        made["content"] = [{"attachment": {"contentType": "text/plain", "url": f"Binary/b{day}"}}]
        ehr.put(made, {"resourceType": "Binary", "id": f"b{day}", "contentType": "text/plain", "data": "YQ=="})
    visit = ehr.visit()
    assert len(visit.notes) == 19
    bodies = {asked for asked in ehr.asked if asked.startswith("Binary")}
    assert bodies == {f"Binary/b{day}" for day in range(12, 20)}


def test_an_older_note_that_was_chosen_is_read_however_many_there_are(ehr: Ehr) -> None:
    long = encounter(period={"start": "2026-01-01T15:00:00Z", "end": "2026-03-24T15:00:00Z"})
    ehr.put(long, *(of_day(f"2026-02-{day:02}", f"d{day}", text=f"words {day}") for day in range(1, 20)))
    visit = ehr.visit(Choices(note="d1"))
    assert [seen.text for seen in visit.notes if seen.chosen] == ["words 1"]
    assert visit.date_of_service is not None
    assert visit.encounter_id == ENCOUNTER
