"""After the click: what was sent is shown, can be corrected and taken back; a second session has its own lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import sleep
from typing import Any

import pytest
from flask import Flask
from tests.plugin.web.clinic import Clinician, Page

from chargeline.cli import main as chargeline
from chargeline_plugin.ledger.journal import events
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.verify import verify
from chargeline_plugin.web.services import NAME
from chargeline_sandbox.faults import Fault

STORY = "knee-replacement"
BOTH = pytest.mark.parametrize("name", ["generic", "oracle"])
CREATE = {"generic": "/generic/fhir/ChargeItem", "oracle": "/oracle/fhir/ChargeItem/$create"}
EXTENSION = "https://fhir-ehr.cerner.com/r4/StructureDefinition/"


def standing(clinician: Clinician, name: str) -> list[dict[str, Any]]:
    """What the EHR charges for the story's patient today."""
    seen = clinician.ehr.visit(name, STORY)
    charges = clinician.ehr.store(name).all("ChargeItem")
    mine = [it for it in charges if it["context"]["reference"] == f"Encounter/{seen.encounter}"]
    return [it for it in mine if it["status"] in ("planned", "billable")]


def confirm(clinician: Clinician, reason: str | None = None) -> Page:
    page = clinician.get(f"{clinician.home}preview")
    asked = [part.split('"')[0] for part in page.html.split('name="reason.')[1:]]
    reasons = {f"reason.{name}": reason for name in asked} if reason else {}
    return clinician.post("confirm", {"digest": page.hidden("digest"), **reasons})


def sent(clinician: Clinician, name: str = "generic", *faults: Fault) -> Page:
    """The visit's page after a click that wrote both lines."""
    clinician.launch(STORY, name)
    for fault in faults:
        clinician.ehr.faults.add(fault)
    confirm(clinician)
    return clinician.get(clinician.home)


def amended(clinician: Clinician, key: str, what: str, reason: str = "Wrong line") -> Page:
    clinician.get(clinician.home)
    page = clinician.post("amend", {"key": key, "what": what})
    assert page.status == 200, page.words
    return clinician.post(
        "amend/confirm", {"key": key, "what": what, "digest": page.hidden("digest"), "reason": reason}
    )


def ledger_of(app: Flask) -> Ledger:
    ledger: Ledger = app.extensions[NAME].ledger
    return ledger


@BOTH
def test_the_page_of_the_visit_tells_what_was_sent_by_whom_and_when(therapist: Clinician, name: str) -> None:
    page = sent(therapist, name)
    assert page.words.count("In the EHR. Read back: the EHR holds what you confirmed.") == 2
    assert "Nothing more to do" not in page.words, "what is documented may have changed since it was sent"
    assert page.words.count("Confirmed and sent. (") == 2
    assert page.words.count("Reference ") == 2
    assert "entered by somebody else" not in page.words
    assert "Every charge line is in the EHR" in page.words


@BOTH
def test_a_dropped_modifier_is_shown_corrected_and_taken_back(therapist: Clinician, name: str) -> None:
    drop = Fault(kind="drop-fields", path=CREATE[name], method="POST", names=("extension",))
    page = sent(therapist, name, drop)
    assert "the EHR holds something else than you confirmed" in page.words
    assert "modifiers GP none" in page.words
    key = page.hidden("key")
    page = amended(therapist, key, "correction", "The modifier was lost")
    assert "Corrected in the EHR" in page.words
    assert "Read back: the EHR holds what you confirmed" in page.words
    assert len(standing(therapist, name)) == 2
    page = therapist.get(therapist.home)
    assert "Replaced by a correction" in page.words
    assert "Correction: 97110 x1 GP" in page.words
    keys = [part.split('"')[0] for part in page.html.split('name="key" value="')[1:]]
    corrected = next(it for it in keys if it != key and "Correction: " in page.html.split(it)[0][-900:])
    page = amended(therapist, corrected, "reversal", "Entered for the wrong visit")
    assert "Taken back" in page.words
    assert len(standing(therapist, name)) == 1


@BOTH
def test_a_line_taken_back_can_be_sent_anew(therapist: Clinician, name: str) -> None:
    page = sent(therapist, name)
    amended(therapist, page.hidden("key"), "reversal")
    assert len(standing(therapist, name)) == 1
    therapist.get(therapist.home)
    assert "In the EHR" in confirm(therapist).words
    assert len(standing(therapist, name)) == 2


def test_a_correction_follows_the_present_line_and_says_before_and_after(therapist: Clinician) -> None:
    page = sent(therapist)
    key = page.hidden("key")
    fields = page.fields("minutes.")
    therapist.post("minutes", {**fields, min(fields): "40"})
    therapist.get(therapist.home)
    page = therapist.post("amend", {"key": key, "what": "correction"})
    assert "In the EHR now 97110 x1 GP for M25.661, Z96.651" in page.words
    assert "After this 97110 x2 GP (40 min)" in page.words
    assert 'class="stop"' in page.html, "what speaks against the line is shown here too"


def test_no_amendment_goes_without_a_reason_or_another_than_was_shown(therapist: Clinician) -> None:
    page = sent(therapist)
    key = page.hidden("key")
    assert amended(therapist, key, "reversal", " ").code == "reason_needed"
    therapist.get(therapist.home)
    fields = {"key": key, "what": "reversal", "digest": "0" * 64, "reason": "Wrong line"}
    assert therapist.post("amend/confirm", fields).code == "preview_changed"
    therapist.get(therapist.home)
    assert therapist.post("amend", {"key": key, "what": "something"}).code == "input_choice"
    assert len(standing(therapist, "generic")) == 2


def test_a_charge_that_somebody_changed_meanwhile_is_left_alone(therapist: Clinician) -> None:
    page = sent(therapist)
    therapist.ehr.faults.add(Fault(kind="touched", path="/generic/fhir/ChargeItem/*", method="PUT"))
    page = amended(therapist, page.hidden("key"), "reversal")
    assert "Nothing was changed" in page.words
    assert len(standing(therapist, "generic")) == 2


def test_a_correction_on_a_note_that_was_amended_meanwhile_is_not_sent(therapist: Clinician) -> None:
    page = sent(therapist)
    key = page.hidden("key")
    page = therapist.post("amend", {"key": key, "what": "correction"})
    seen = therapist.ehr.visit("generic", STORY)
    therapist.ehr.faults.add(Fault(kind="empty", path="/generic/fhir/Binary/*", times=None))
    page = therapist.post(
        "amend/confirm", {"key": key, "what": "correction", "digest": page.hidden("digest"), "reason": "Wrong units"}
    )
    assert seen.notes
    assert page.code in ("note_changed", "note_unreadable")


def test_a_second_session_of_the_day_has_lines_of_its_own_once_somebody_says_so(therapist: Clinician) -> None:
    page = sent(therapist)
    assert "Were there two sessions that day?" in page.words
    page = therapist.post("session", {"ordinal": "2"})
    assert "This is taken for session 2 of the day." in page.words
    assert confirm(therapist).code == "reason_needed", "the charges of session 1 are there"
    therapist.get(therapist.home)
    assert "In the EHR" in confirm(therapist, "A second session in the afternoon").words
    assert len(standing(therapist, "generic")) == 4
    page = therapist.get(therapist.home)
    assert "Other visits of this encounter: 2 lines" in page.words


def test_without_saying_so_a_second_click_writes_nothing(another: Callable[[], Clinician]) -> None:
    first, second = another(), another()
    sent(first)
    second.launch(STORY)
    assert "it is not sent twice" in second.get(f"{second.home}preview").words
    assert len(standing(first, "generic")) == 2


@pytest.mark.parametrize("ordinal", ["0", "3", "x", "", "99", "२", "1" * 5000])
def test_a_session_that_cannot_be_is_refused(therapist: Clinician, ordinal: str) -> None:
    therapist.launch(STORY)
    assert therapist.post("session", {"ordinal": ordinal}).code == "input_choice"


def test_what_was_decided_on_repeats_byte_for_byte(
    therapist: Clinician, writing_app: Flask, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """With edited minutes, where the page adds an alert of its own."""
    page = therapist.launch(STORY)
    fields = page.fields("minutes.")
    therapist.post("minutes", {**fields, min(fields): "40"})
    therapist.get(therapist.home)
    assert "In the EHR" in confirm(therapist, "The flowsheet is behind").words
    ledger = ledger_of(writing_app)
    with ledger.reading() as connection:
        decided = [event.sequence for event in events(connection) if event.kind == "confirmed"]
    record = ledger.record(decided[0])
    assert record is not None
    assert set(record["reasons"].values()) == {"The flowsheet is behind"}
    assert record["decision"]["edited"]
    file = tmp_path / "decision.json"
    file.write_text(json.dumps({"record": record}))
    assert chargeline(["verify-decision", str(file)]) == 0, capsys.readouterr()
    assert verify(ledger).findings == ()


def steps_of(page: Page, name: str) -> str:
    """The words under "What happened" of the line that goes by `name`."""
    return page.words.split(f"What happened to {name}")[1].split("Reference")[0]


@BOTH
def test_what_happened_to_a_line_that_was_taken_back_never_says_that_it_is_there(
    therapist: Clinician, name: str
) -> None:
    key = sent(therapist, name).hidden("key")
    amended(therapist, key, "reversal")
    page = therapist.get(therapist.home)
    taken = steps_of(page, "Taking back 97110")
    assert "The charge in the EHR was taken back." in taken
    assert "The charge is in the EHR." not in taken
    assert steps_of(page, "97110").rstrip().endswith("The charge in the EHR was taken back.")


def test_that_the_ehr_was_told_who_confirmed_is_said_once(therapist: Clinician) -> None:
    """A Provenance and an AuditEvent are one thing to whoever reads it."""
    sent(therapist)
    for _ in range(50):
        page = therapist.get(therapist.home)
        if steps_of(page, "97110").count("The EHR was told who confirmed."):
            break
        sleep(0.05)
    assert steps_of(page, "97110").count("The EHR was told who confirmed.") == 1
