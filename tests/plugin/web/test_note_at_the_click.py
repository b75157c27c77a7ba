"""Between the page and the click the note moves on: nothing is sent until it has been read again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.plugin.web.clinic import Clinician
from tests.plugin.web.test_after_unknown import STORY, ours

from chargeline_plugin.fhir.client import FhirClient
from chargeline_sandbox.chart.notes import addend, correct, sign

NAME = "generic"


def note_of(clinician: Clinician) -> str:
    """The note that the page has chosen."""
    visit = clinician.ehr.visit(NAME, STORY[NAME])
    return next(
        it["id"]
        for it in clinician.ehr.store(NAME).all("DocumentReference")
        if it["subject"]["reference"] == f"Patient/{visit.patient}"
        and any(context["reference"] == f"Encounter/{visit.encounter}" for context in it["context"]["encounter"])
    )


def corrected(clinician: Clinician) -> None:
    correct(clinician.ehr.ehr(NAME), note_of(clinician), "TherEx 8 min. Total 8 min.")


def addended(clinician: Clinician) -> None:
    addend(clinician.ehr.ehr(NAME), note_of(clinician), "Was 8 min.", "pt-alvarez", "Kira Alvarez, PT, DPT")


def filed(clinician: Clinician) -> None:
    """A second note of the visit, as when one that was hidden until it was signed comes to sight."""
    store = clinician.ehr.store(NAME)
    found = store.read("DocumentReference", note_of(clinician))
    store.put({name: value for name, value in found.items() if name not in ("id", "meta")}, new_id="another-note")


def unsigned(clinician: Clinician) -> None:
    store = clinician.ehr.store(NAME)
    store.put(store.read("DocumentReference", note_of(clinician)) | {"docStatus": "preliminary"})


def signed_now(clinician: Clinician) -> None:
    sign(clinician.ehr.ehr(NAME), note_of(clinician), "pt-alvarez")


MOVES: dict[str, Callable[[Clinician], None]] = {
    "its text was corrected": corrected,
    "it has an addendum": addended,
    "another note came to sight": filed,
    "it is unsigned again": unsigned,
}


@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES.keys())
def test_a_note_that_moved_on_stops_the_click(therapist: Clinician, moves: Callable[[Clinician], None]) -> None:
    therapist.launch(STORY[NAME], NAME)
    preview, before = therapist.get(f"{therapist.home}preview"), ours(therapist, NAME)
    moves(therapist)
    page = therapist.post("confirm", {"digest": preview.hidden("digest")})
    assert page.code == "note_changed", page.words
    assert ours(therapist, NAME) == before


def test_a_draft_that_was_signed_since_is_read_again_first(therapist: Clinician) -> None:
    unsigned(therapist)
    therapist.launch(STORY[NAME], NAME)
    preview, before = therapist.get(f"{therapist.home}preview"), ours(therapist, NAME)
    assert "not signed in the chart" in preview.words
    signed_now(therapist)
    reasons = dict.fromkeys(re.findall(r'name="(reason\.[^"]+)"', preview.html), "signing it now")
    page = therapist.post("confirm", {"digest": preview.hidden("digest"), **reasons})
    assert page.code == "note_changed", page.words
    assert ours(therapist, NAME) == before


def test_a_note_that_stayed_as_it_was_lets_the_click_through(therapist: Clinician) -> None:
    therapist.launch(STORY[NAME], NAME)
    preview, before = therapist.get(f"{therapist.home}preview"), ours(therapist, NAME)
    therapist.post("confirm", {"digest": preview.hidden("digest")})
    assert ours(therapist, NAME) > before


def test_only_the_list_and_the_bodies_are_read_at_the_click(therapist: Clinician, monkeypatch) -> None:
    """Not the whole visit: coverage, conditions, people and the rest decide nothing that is not in the digest."""
    therapist.launch(STORY[NAME], NAME)
    preview = therapist.get(f"{therapist.home}preview")
    asked: list[str] = []
    get = FhirClient._get

    def watched(self, url, resource, **given):
        asked.append(resource)
        return get(self, url, resource, **given)

    monkeypatch.setattr(FhirClient, "_get", watched)
    therapist.post("confirm", {"digest": preview.hidden("digest")})
    assert set(asked) <= {"Encounter", "ChargeItem", "DocumentReference", "Binary", "metadata"}
    assert asked.count("Encounter") == asked.count("DocumentReference") == 1
