"""What earlier visits say: same discipline only, at most twelve bodies, and unread is never zero."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.plugin.fhir.ehr import BASE, Ehr, bundle, codes, note

from chargeline_plugin.visit import Visit, read_history

Json = dict[str, Any]
TODAY = date(2026, 3, 3)


def earlier(days: int, identity: str, title: str = "PT Daily Note", **changes: Any) -> Json:
    """A note of an earlier encounter, so many days before the visit."""
    day = TODAY - timedelta(days=days)
    context = {"encounter": [{"reference": "Encounter/before"}], "period": {"start": f"{day}T16:00:00Z"}}
    made = note(identity, f"words {identity}", type={"text": title}, date=f"{day}T17:00:00Z", context=context)
    return made | changes


def looked_back(ehr: Ehr, *notes: Json, **launch: Any) -> Visit:
    """The visit, and then its history."""
    visit = ehr.put(note(), *notes).visit()
    ehr.asked.clear()
    return read_history(ehr.client(), ehr.launch(**launch), ehr.site(), visit)


def history(visit: Visit) -> Json:
    found: Json = visit.encounter["history"]
    return found


def test_earlier_notes_of_the_discipline_come_latest_first_with_their_text(ehr: Ehr) -> None:
    visit = looked_back(ehr, earlier(7, "a"), earlier(2, "b"), earlier(4, "o", "OT Daily Note"), earlier(0, "now"))
    assert history(visit)["previous_notes"] == [
        {"id": "b", "date": "2026-03-01", "discipline": "PT", "kind": "treatment-note", "text": "words b"},
        {"id": "a", "date": "2026-02-24", "discipline": "PT", "kind": "treatment-note", "text": "words a"},
    ]
    assert "same_day_charges" in history(visit), "what was known stays"


def test_a_note_that_names_no_discipline_counts_by_its_author(ehr: Ehr) -> None:
    stranger = [{"reference": "Practitioner/x"}]
    notes = (earlier(2, "mine", "Daily Note"), earlier(3, "theirs", "Daily Note", author=stranger))
    assert [it["id"] for it in history(looked_back(ehr, *notes))["previous_notes"]] == ["mine"]


def test_at_most_twelve_bodies_are_read(ehr: Ehr) -> None:
    visit = looked_back(ehr, *(earlier(days, f"d{days:02}") for days in range(1, 20)))
    assert [it["id"] for it in history(visit)["previous_notes"]] == [f"d{days:02}" for days in range(1, 13)]


def test_superseded_notes_are_never_read(ehr: Ehr) -> None:
    assert history(looked_back(ehr, earlier(2, "a", status="superseded")))["previous_notes"] == []


COUNTS: dict[str, tuple[tuple[Json, ...], int | None]] = {
    "days since the last progress report": (
        (
            earlier(30, "e", "PT Initial Evaluation"),
            earlier(12, "x"),
            earlier(9, "r", "PT Progress Report"),
            earlier(7, "a"),
            earlier(5, "b"),
            earlier(5, "b2"),
        ),
        3,
    ),
    "days since the evaluation, when there was no report": (
        (earlier(9, "e", "PT Initial Evaluation"), earlier(7, "a")),
        2,
    ),
    "only today": ((earlier(2, "r", "PT Progress Report"), earlier(7, "a")), 1),
    "nothing to count from": ((earlier(7, "a"), earlier(5, "b")), None),
    "a report of another discipline is none": ((earlier(9, "r", "OT Progress Report"), earlier(7, "a")), None),
}


@pytest.mark.parametrize(("notes", "days"), COUNTS.values(), ids=COUNTS)
def test_treatment_days(ehr: Ehr, notes: tuple[Json, ...], days: int | None) -> None:
    assert history(looked_back(ehr, *notes)).get("treatment_days_since_progress_report") == days


def test_what_may_be_incomplete_is_not_counted(ehr: Ehr) -> None:
    notes = [earlier(9, "r", "PT Progress Report"), earlier(7, "a")]
    visit = ehr.put(note(), *notes).visit()
    ehr.fails("DocumentReference\\?", body=bundle(*notes, next_url=f"{BASE.replace('ehr', 'other')}/page2"))
    found = read_history(ehr.client(), ehr.launch(), ehr.site(), visit)
    assert "treatment_days_since_progress_report" not in history(found)
    assert [it["id"] for it in history(found)["previous_notes"]] == ["a"]


def test_an_unread_history_is_named_and_not_empty(ehr: Ehr) -> None:
    visit = ehr.put(note()).visit()
    ehr.fails("DocumentReference\\?", status=503)
    found = read_history(ehr.client(), ehr.launch(), ehr.site(), visit)
    assert "previous_notes" not in history(found)
    assert codes(found) == {"earlier notes": "server-error"}
    assert found.encounter["not_read"] == [{"what": "history", "why": "timeout"}]


def test_without_the_grant_nothing_is_asked(ehr: Ehr) -> None:
    found = looked_back(ehr, scopes="user/Encounter.rs")
    assert codes(found) == {"earlier notes": "not-granted"}
    assert ehr.asked == []


def test_without_a_discipline_there_is_nothing_to_look_back_for(ehr: Ehr) -> None:
    visit = ehr.visit(user=None)
    assert "discipline" not in visit.encounter
    assert read_history(ehr.client(), ehr.launch(), ehr.site(), visit) is visit
