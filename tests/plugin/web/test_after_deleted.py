"""After the click at Epic: a draft note with the worksheet is deleted by a person in the EHR, who says so here."""

from __future__ import annotations

from tests.plugin.web.clinic import Clinician, Page
from tests.plugin.web.test_after_unknown import STORY, confirm, ours


def filed(clinician: Clinician) -> Page:
    clinician.launch(STORY["epic"], "epic")
    confirm(clinician)
    return clinician.get(clinician.home)


def delete_in_the_ehr(clinician: Clinician) -> None:
    """What the clinician does in the EHR's own list of notes."""
    store = clinician.ehr.store("epic")
    (*_, newest) = store.all("DocumentReference")
    store.delete("DocumentReference", newest["id"])


def test_the_page_says_where_to_delete_it_and_by_which_reference(therapist: Clinician) -> None:
    page = filed(therapist)
    for words in ("Take it back", "No app can delete a note here", "the notes of this visit", "mark it as entered in"):
        assert words in page.words, words
    assert f"Ref: {page.hidden('key')}" in page.words


def test_while_the_ehr_still_shows_it_the_word_is_not_taken(therapist: Clinician) -> None:
    key = filed(therapist).hidden("key")
    page = therapist.post("deleted", {"key": key})
    assert "The EHR still shows the note" in page.words
    page = therapist.get(therapist.home)
    assert "In the note with the worksheet" in page.words


def test_once_deleted_its_lines_can_be_sent_anew(therapist: Clinician) -> None:
    key = filed(therapist).hidden("key")
    before = ours(therapist, "epic")
    delete_in_the_ehr(therapist)
    page = therapist.post("deleted", {"key": key})
    assert "Taken back" in page.words
    assert "You deleted the note in the EHR. Its lines can be sent anew." in page.words
    page = therapist.get(therapist.home)
    assert "You deleted the note in the EHR. (" in page.words, "with a name"
    confirm(therapist)
    assert ours(therapist, "epic") == before
