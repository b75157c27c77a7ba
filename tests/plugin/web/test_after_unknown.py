"""After the click, where nobody knows: who looks, what they may say, and that no machine sends again."""

from __future__ import annotations

import re

import pytest
from tests.faults.clinic import nothing_on_its_way
from tests.plugin.web.clinic import Clinician, Page

from chargeline_sandbox.faults import Fault

STORY = {"generic": "balance-tie", "oracle": "knee-replacement", "epic": "knee-replacement"}
WRITE = {
    "generic": "/generic/fhir/ChargeItem",
    "oracle": "/oracle/fhir/ChargeItem/$create",
    "epic": "/epic/fhir/DocumentReference",
}


def ours(clinician: Clinician, name: str) -> int:
    """How many charges or worksheets of the story's patient the EHR holds."""
    kind = "DocumentReference" if name == "epic" else "ChargeItem"
    patient = f"Patient/{clinician.ehr.visit(name, STORY[name]).patient}"
    return sum(it["subject"]["reference"] == patient for it in clinician.ehr.store(name).all(kind))


def confirm(clinician: Clinician) -> Page:
    page = clinician.get(f"{clinician.home}preview")
    assert "Confirm and send" in page.words, page.words
    return clinician.post("confirm", {"digest": page.hidden("digest")})


def left_unknown(clinician: Clinician, name: str, kind: str) -> Page:
    """A confirmed click whose first line got no answer; the visit's page after it."""
    clinician.launch(STORY[name], name)
    clinician.ehr.faults.add(Fault(kind=kind, path=WRITE[name], method="POST"))
    page = confirm(clinician)
    assert "Please look in the EHR" in page.words
    return clinician.get(clinician.home)


@pytest.mark.parametrize("name", ["generic", "oracle", "epic"])
def test_the_page_says_where_to_look_and_nothing_goes_out_again(therapist: Clinician, name: str) -> None:
    page = left_unknown(therapist, name, "reset-after")
    for words in ("Please look in the EHR", "Where to look:", "Look again", "I have looked, it is not there"):
        assert words in page.words
    before = ours(therapist, name)
    preview = therapist.get(f"{therapist.home}preview")
    assert "nobody knows yet whether it arrived" in preview.words
    therapist.get(therapist.home)
    therapist.post("confirm", {"digest": preview.hidden("digest") if 'name="digest"' in preview.html else ""})
    assert ours(therapist, name) == before


@pytest.mark.parametrize("name", ["generic", "oracle", "epic"])
def test_looking_again_finds_what_arrived(therapist: Clinician, name: str) -> None:
    page = left_unknown(therapist, name, "reset-after")
    before = ours(therapist, name)
    page = therapist.post("look", {"key": page.hidden("key")})
    assert "It is in the EHR after all" in page.words
    page = therapist.get(therapist.home)
    assert "Please look in the EHR" not in page.words
    assert "found there afterwards" in page.words
    assert ours(therapist, name) == before


@pytest.mark.parametrize("name", ["oracle", "epic"])
def test_where_a_search_proves_nothing_only_a_persons_word_lets_it_be_sent_again(
    therapist: Clinician, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = left_unknown(therapist, name, "reset")
    assert re.search(r"at \d{1,2}:\d\d [AP]M or later: until then it may still be on its way", page.words), page.words
    before = ours(therapist, name)
    key = page.hidden("key")
    assert "A search cannot prove that it is not there" in therapist.post("look", {"key": key}).words
    therapist.get(therapist.home)
    assert "It may still be on its way" in therapist.post("looked", {"key": key, "what": "not-there"}).words
    nothing_on_its_way(monkeypatch)
    therapist.get(therapist.home)
    page = therapist.post("looked", {"key": key, "what": "not-there"})
    assert "You looked, and it is not there." in page.words
    assert ours(therapist, name) == before, "saying so sends nothing"
    page = therapist.get(therapist.home)
    assert re.search(r"\d\d [AP]M You looked, and it is not there\. \( ?[\w ]*Alvarez", page.words), page.words
    assert "in the EHR" in confirm(therapist).words
    assert ours(therapist, name) == before + 1
    if name == "epic":
        assert "Enter the charges in charge capture." in therapist.page.words, "a note charges nothing by itself"


def test_a_person_who_found_it_settles_it(therapist: Clinician) -> None:
    page = left_unknown(therapist, "oracle", "reset-after")
    page = therapist.post("looked", {"key": page.hidden("key"), "what": "there"})
    assert "You looked, and it is there." in page.words


def test_a_word_that_is_neither_is_refused(therapist: Clinician) -> None:
    page = left_unknown(therapist, "oracle", "reset-after")
    assert therapist.post("looked", {"key": page.hidden("key"), "what": "maybe"}).code == "input_choice"


def test_a_key_of_another_encounter_is_nobodys_here(therapist: Clinician) -> None:
    key = left_unknown(therapist, "oracle", "reset-after").hidden("key")
    therapist.launch("hand-fracture", "oracle")
    for action in ("look", "looked", "amend", "amend/confirm"):
        therapist.get(therapist.home)
        assert therapist.post(action, {"key": key, "what": "there"}).code == "input_choice"


def test_an_answer_that_could_not_be_recorded_is_shown_as_one_to_look_at(
    therapist: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away between the EHR's answer and our record of it."""
    from chargeline_plugin.ledger.ledger import Ledger
    from chargeline_plugin.ledger.types import LedgerAway

    def away(*_: object, **__: object) -> None:
        raise LedgerAway("database")

    therapist.launch(STORY["generic"])
    monkeypatch.setattr(Ledger, "settle", away)
    page = confirm(therapist)
    assert "Please look in the EHR" in page.words
    assert "our own record of it could not be kept" in page.words


def test_a_reversal_that_nobody_knows_of_asks_for_the_charge_not_for_itself(therapist: Clinician) -> None:
    """Asked whether *it* is there, a person speaks of the charge: that must not free a line that still stands."""
    therapist.launch(STORY["generic"], "generic")
    confirm(therapist)
    page = therapist.get(therapist.home)
    page = therapist.post("amend", {"key": page.hidden("key"), "what": "reversal"})
    therapist.ehr.faults.add(Fault(kind="reset", path="/generic/fhir/ChargeItem/*", method="PUT"))
    form = {"key": page.hidden("key"), "what": "reversal", "digest": page.hidden("digest"), "reason": "entered twice"}
    assert "Please look in the EHR" in therapist.post("amend/confirm", form).words
    page = therapist.get(therapist.home)
    assert "I have looked, the charge is taken back" in page.words
    assert "I have looked, the charge still stands" in page.words
    assert "I have looked, it is there" not in page.words


def test_what_the_ehr_took_and_does_not_show_yet_can_be_checked_later(therapist: Clinician) -> None:
    therapist.launch(STORY["generic"], "generic")
    therapist.ehr.faults.add(Fault(kind="held", path=WRITE["generic"], method="POST"))
    confirm(therapist)
    page = therapist.get(therapist.home)
    assert "Not yet seen in the EHR" in page.words
    assert "The EHR took it, and does not show it yet." in page.words
    assert "it was not seen there yet" in page.words
    before = ours(therapist, "generic")
    assert "Not yet seen in the EHR" in therapist.post("look", {"key": page.hidden("key")}).words
    assert ours(therapist, "generic") == before
