"""What somebody else does in the EHR to a charge that was sent from here: it is said, and there is a way on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.plugin.web.clinic import Clinician, Page
from tests.plugin.web.test_after_amend import BOTH, confirm, sent, standing

IN_ORDER = "Every charge line is in the EHR."


def of_code(clinician: Clinician, name: str, code: str = "97110") -> dict[str, Any]:
    """The one charge of that code that stands."""
    [found] = [charge for charge in standing(clinician, name) if charge["code"]["coding"][0]["code"] == code]
    return found


def void(clinician: Clinician, name: str) -> None:
    clinician.ehr.store(name).put({**of_code(clinician, name), "status": "entered-in-error"})


def read_again(clinician: Clinician) -> Page:
    return clinician.post("read-again")


def key_of(page: Page, words: str) -> str:
    """The key in the form whose button names the line."""
    found = re.search(rf'name="key" value="([^"]+)"><button[^>]*>[^<]*<span class="sr"> {re.escape(words)}', page.html)
    assert found, page.words
    return found[1]


@BOTH
def test_a_charge_that_somebody_took_back_is_not_called_in_order(therapist: Clinician, name: str) -> None:
    page = sent(therapist, name)
    assert IN_ORDER in page.words
    void(therapist, name)
    page = read_again(therapist)
    assert "Nothing changed in the chart" not in page.words
    assert IN_ORDER not in page.words
    told = "The EHR holds it as taken back." if name == "generic" else "the EHR does not show it now"
    assert page.words.count(told) == 2, "at the line, and where it is listed as sent"
    page = therapist.get(f"{therapist.home}preview")
    assert told in page.words
    assert "One click sends" not in page.words


@BOTH
def test_a_charge_that_somebody_took_back_can_be_sent_anew(therapist: Clinician, name: str) -> None:
    page = sent(therapist, name)
    key = key_of(page, "97110")
    void(therapist, name)
    read_again(therapist)
    page = therapist.post("amend", {"key": key, "what": "reversal"})
    assert page.status == 200
    assert "The EHR held the charge as taken back already" in page.words
    assert len(standing(therapist, name)) == 1, "nothing was sent"

    page = therapist.get(f"{therapist.home}preview")
    assert "Confirm and send 1 line" in page.words
    confirm(therapist, "It was taken back by mistake")
    assert len(standing(therapist, name)) == 2
    assert IN_ORDER in therapist.get(therapist.home).words


@BOTH
def test_a_charge_that_stands_is_never_noted_as_taken_back(therapist: Clinician, name: str) -> None:
    page = sent(therapist, name)
    page = therapist.post("amend", {"key": key_of(page, "97110"), "what": "reversal"})
    assert "Take this line back" in page.words, "the preview of our own reversal"
    assert IN_ORDER in therapist.get(therapist.home).words


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"quantity": {"value": 3}}, "97110 x1 GP, planned and is now 97110 x3 GP, planned"),
        ({"extension": []}, "97110 x1 GP, planned and is now 97110 x1, planned"),
    ],
)
def test_a_charge_that_somebody_changed_reads_as_it_stands(
    therapist: Clinician, what: dict[str, Any], told: str
) -> None:
    sent(therapist)
    therapist.ehr.store("generic").put({**of_code(therapist, "generic"), **what})
    page = read_again(therapist)
    assert told in page.words
    assert "It was changed in the EHR since" in page.words
    assert IN_ORDER not in page.words


def test_a_charge_that_is_gone_can_be_looked_for(therapist: Clinician) -> None:
    sent(therapist)
    therapist.ehr.store("generic").delete("ChargeItem", of_code(therapist, "generic")["id"])
    page = read_again(therapist)
    assert "A charge on the encounter is no longer shown by the EHR: 97110 x1 GP, planned." in page.words
    assert "Check in the EHR" in page.words
    assert IN_ORDER not in page.words


@BOTH
def test_a_charge_that_was_deleted_outright_is_free_once_a_person_says_so(therapist: Clinician, name: str) -> None:
    key = key_of(sent(therapist, name), "97110")
    page = therapist.get(therapist.home)
    assert "It was deleted in the EHR" not in page.words, "while it stands nobody is asked"
    therapist.ehr.store(name).delete("ChargeItem", of_code(therapist, name)["id"])
    page = therapist.post("amend", {"key": key, "what": "reversal"})
    assert "if it was deleted there, say so" in page.words
    therapist.get(therapist.home)
    page = read_again(therapist)
    assert "I have looked, it was deleted" in page.words
    page = therapist.post("look", {"key": key})
    assert "I have looked, it was deleted" in therapist.get(therapist.home).words, "after a look of ours too"
    assert "Nothing is left to send" not in page.words

    page = therapist.post("deleted", {"key": key})
    assert "the charge was deleted there. Its line can be sent anew." in page.words
    page = therapist.get(therapist.home)
    assert "A person has looked in the EHR: the charge was deleted there. (" in page.words, "with a name"
    assert len(standing(therapist, name)) == 1, "nothing was sent"
    confirm(therapist, "It was deleted by mistake")
    assert len(standing(therapist, name)) == 2
    assert IN_ORDER in therapist.get(therapist.home).words


def test_somebody_elses_charge_is_a_change(therapist: Clinician) -> None:
    therapist.launch("knee-replacement")
    seen = therapist.ehr.visit("generic", "knee-replacement")
    theirs = {
        "resourceType": "ChargeItem",
        "status": "billable",
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97530"}]},
        "subject": {"reference": f"Patient/{seen.patient}"},
        "context": {"reference": f"Encounter/{seen.encounter}"},
        "quantity": {"value": 2},
    }
    therapist.ehr.store("generic").put(theirs)
    assert "A charge is new on the encounter: 97530 x2, billable." in read_again(therapist).words


def test_minutes_edited_after_sending_are_no_line_in_the_ehr(therapist: Clinician) -> None:
    page = sent(therapist)
    fields = page.fields("minutes.")
    page = therapist.post("minutes", {**fields, min(fields): "38"})
    assert IN_ORDER not in page.words
    assert "The EHR does not hold these lines as they stand here." in page.words
    page = therapist.get(f"{therapist.home}preview")
    assert "In the EHR as 97110 x1 GP" in page.words
    assert "There is nothing left to send" in page.words
    assert "Copy or download" not in page.words, "an invitation to enter them a second time"
    assert "97110" not in therapist.get(f"{therapist.home}charges.csv").html


def test_no_reason_is_asked_for_a_line_that_is_not_sent(therapist: Clinician) -> None:
    """One line went out and was edited since, another waits: only what is sent is blocked, and named in the form."""
    page = sent(therapist)
    therapist.ehr.store("generic").put({**of_code(therapist, "generic", "97140"), "status": "entered-in-error"})
    key = key_of(page, "97140")
    read_again(therapist)
    therapist.post("amend", {"key": key, "what": "reversal"})
    page = therapist.get(therapist.home)
    fields = page.fields("minutes.")
    therapist.post("minutes", {**fields, min(fields): "38"})
    page = therapist.get(f"{therapist.home}preview")
    assert "Confirm and send 1 line" in page.words
    assert "Send 97110 all the same" not in page.words
    assert "In the EHR as 97110 x1 GP" in page.words
    assert "are entered here" not in page.words
    copied = page.html.partition('id="copy"')[2].partition("</textarea>")[0]
    assert "97140 x1 GP" in copied
    assert "97110" not in copied, "what went out is not copied to be entered by hand"
    assert "97140" in therapist.get(f"{therapist.home}charges.csv").html
    therapist.page = page
    therapist.post("confirm", {"digest": page.hidden("digest")})
    assert [charge["code"]["coding"][0]["code"] for charge in standing(therapist, "generic")] == ["97110", "97140"]
