"""Whose click counts, what is recorded of it, and what the page says when the EHR or our own database is away."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from tests.plugin.web.clinic import Clinician, Page

from chargeline_launch import AccessTokens, FailureCode, LaunchFailure, NoAccessToken, SealBroken
from chargeline_plugin.fhir import client as fhir_client
from chargeline_plugin.fhir.write import Sent, Writer
from chargeline_plugin.ledger import engine
from chargeline_plugin.ledger.journal import events
from chargeline_plugin.ledger.types import Event
from chargeline_plugin.session.store import Busy
from chargeline_plugin.web import sending
from chargeline_plugin.web.services import NAME
from chargeline_sandbox import Sandbox
from chargeline_sandbox.faults import Fault

STORY = "knee-replacement"


@pytest.fixture
def nobody_knows(fresh_ehr: Sandbox) -> str:
    """A user of whom neither roster, PractitionerRole nor qualification tells a license."""
    people = fresh_ehr.store("generic").all("Practitioner")
    return next(str(it["id"]) for it in people if it["name"][0]["family"] == "Whitfield")


@pytest.fixture
def forgetful() -> Iterator[None]:
    """The EHR's CapabilityStatement has to be asked for again."""
    fhir_client._capabilities.clear()
    yield
    fhir_client._capabilities.clear()


def events_of(app: Flask, kind: str) -> list[Event]:
    with app.extensions[NAME].ledger.reading() as connection:
        return [it for it in events(connection) if it.kind == kind]


def charges(clinician: Clinician) -> int:
    return len(list(clinician.ehr.store("generic").all("ChargeItem")))


def confirm(clinician: Clinician) -> Page:
    page = clinician.get(f"{clinician.home}preview")
    return clinician.post("confirm", {"digest": page.hidden("digest")})


def test_who_holds_which_license_is_asked_once_and_recorded(
    therapist: Clinician, nobody_knows: str, writing_app: Flask
) -> None:
    therapist.launch(STORY, user=nobody_knows)
    page = therapist.get(f"{therapist.home}preview")
    assert "Say which one you hold" in page.words
    assert "Confirm and send" not in page.words
    said = {"role": "therapist", "credentials": "PT, DPT", "then": "preview"}
    page = therapist.post("attest", said)
    assert "Confirm and send 2 lines" in page.words
    (told,) = events_of(writing_app, "attested")
    assert told.by == f"Practitioner/{nobody_knows}"
    assert "In the EHR" in confirm(therapist).words
    record = writing_app.extensions[NAME].ledger.record(events_of(writing_app, "confirmed")[0].sequence)
    assert (record["attested"]["credentials"], record["permission"]["code"]) == ("PT, DPT", "attested")
    page = therapist.get(therapist.home)
    page = therapist.post("read-again")
    assert "Say which one you hold" not in page.words, "once in a session"


def test_a_license_of_one_session_is_not_that_of_the_next(another: Callable[[], Clinician], nobody_knows: str) -> None:
    first, second = another(), another()
    first.launch(STORY, user=nobody_knows)
    first.get(f"{first.home}preview")
    first.post("attest", {"role": "therapist", "credentials": "PT", "then": "preview"})
    second.launch(STORY, user=nobody_knows)
    assert "Say which one you hold" in second.get(f"{second.home}preview").words


@pytest.mark.parametrize("said", [{"role": "therapist"}, {"role": "aide", "credentials": "x"}, {}])
def test_half_a_license_is_none(therapist: Clinician, nobody_knows: str, said: dict[str, str]) -> None:
    therapist.launch(STORY, user=nobody_knows)
    therapist.get(f"{therapist.home}preview")
    assert therapist.post("attest", said).code == "input_license"


def test_an_attested_assistant_may_not_confirm_where_the_site_wants_a_therapist(
    therapist: Clinician, nobody_knows: str
) -> None:
    therapist.launch(STORY, user=nobody_knows)
    therapist.get(f"{therapist.home}preview")
    page = therapist.post("attest", {"role": "assistant", "credentials": "PTA", "then": "preview"})
    assert "This site wants a therapist's click" in page.words
    assert "You may not confirm charges here" in page.words
    assert "Confirm and send" not in page.words


def test_opening_a_visit_is_recorded_once_with_who_and_when(therapist: Clinician, writing_app: Flask) -> None:
    therapist.launch(STORY)
    therapist.get(therapist.home)
    (told,) = events_of(writing_app, "opened")
    seen = therapist.ehr.visit("generic", STORY)
    assert told.by == f"Practitioner/{seen.user}"
    record = writing_app.extensions[NAME].ledger.record(told.sequence)
    assert (record["patient"], record["encounter"]) == (seen.patient, seen.encounter)


def test_a_visit_that_was_chosen_from_the_list_is_recorded_too(therapist: Clinician, writing_app: Flask) -> None:
    page = therapist.launch("no-encounter")
    value = page.html.split('name="value" value="')[1].split('"')[0]
    assert events_of(writing_app, "opened") == []
    therapist.post("choose", {"what": "encounter", "value": value})
    (told,) = events_of(writing_app, "opened")
    assert writing_app.extensions[NAME].ledger.record(told.sequence)["encounter"] == value


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("generic", "a planned charge, which the EHR takes only once"),
        ("oracle", "a charge by the EHR's own charge operation"),
        ("epic", "a draft note with the charge worksheet"),
    ],
)
def test_the_preview_says_which_way_why_and_why_not_the_others(therapist: Clinician, name: str, chosen: str) -> None:
    therapist.launch(STORY, name)
    page = therapist.get(f"{therapist.home}preview")
    assert chosen in page.words
    assert "Why this way" in page.words
    if name == "epic":
        assert "The note that is filed" in page.words
        assert "Ref: " in page.words
        assert "The site has not switched charges on" in page.words


def test_charges_that_are_there_already_are_shown_beside_the_line(therapist: Clinician) -> None:
    """Somebody entered one of them by hand before the page was opened."""
    seen = therapist.ehr.visit("generic", STORY)
    by_hand = {
        "resourceType": "ChargeItem",
        "status": "billable",
        "subject": {"reference": f"Patient/{seen.patient}"},
        "context": {"reference": f"Encounter/{seen.encounter}"},
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97110"}]},
        "quantity": {"value": 2},
    }
    therapist.ehr.store("generic").put(by_hand)
    therapist.launch(STORY)
    page = therapist.get(f"{therapist.home}preview")
    assert "2 units billable, entered by somebody else" in page.words
    assert "Your reason is kept with the charge" in page.words
    assert therapist.post("confirm", {"digest": page.hidden("digest")}).code == "reason_needed"


@pytest.mark.usefixtures("forgetful")
def test_an_ehr_that_cannot_say_what_it_takes_leaves_the_copy(therapist: Clinician) -> None:
    therapist.launch(STORY)
    shown = therapist.get(f"{therapist.home}preview").hidden("digest")
    fhir_client._capabilities.clear()
    therapist.ehr.faults.add(Fault(kind="status", status=503, path="/generic/fhir/metadata", times=None))
    before = charges(therapist)
    page = therapist.get(f"{therapist.home}preview")
    assert "cannot be asked just now" in page.words
    assert "97110 x1 GP" in page.words
    therapist.get(therapist.home)
    page = therapist.post("confirm", {"digest": shown})
    assert (page.status, page.code) == (502, "ehr_away")
    assert "Nothing was sent" in page.words
    assert charges(therapist) == before


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock here."""
    monkeypatch.setattr(engine, "LOCK_WAIT_SECONDS", 0.05)


@pytest.mark.usefixtures("quick")
def test_a_locked_database_at_the_click_sends_nothing_and_loses_nothing(therapist: Clinician, tmp_path: Path) -> None:
    therapist.launch(STORY)
    page = therapist.get(f"{therapist.home}preview")
    before = charges(therapist)
    with closing(sqlite3.connect(tmp_path / "app.sqlite3")) as other:
        other.execute("BEGIN EXCLUSIVE")
        failed = therapist.post("confirm", {"digest": page.hidden("digest")})
    assert "Nothing was sent" in failed.words
    assert failed.code in ("ledger_database", "database_away")
    assert charges(therapist) == before
    assert "In the EHR" in confirm(therapist).words
    assert charges(therapist) == before + 2


def test_a_full_database_at_the_click_sends_nothing(therapist: Clinician, writing_app: Flask) -> None:
    therapist.launch(STORY)
    page = therapist.get(f"{therapist.home}preview")
    before = charges(therapist)
    ledger = writing_app.extensions[NAME].ledger._engine

    def no_more_room(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

    event.listen(ledger, "connect", no_more_room)
    ledger.dispose()
    failed = therapist.post("confirm", {"digest": page.hidden("digest")})
    assert failed.code == "ledger_database"
    assert "Nothing was sent" in failed.words
    assert charges(therapist) == before


def test_a_failure_of_ours_after_sending_began_never_says_that_nothing_was_sent(
    therapist: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    therapist.launch(STORY)
    monkeypatch.setattr(sending, "receipt_page", fail)
    page = confirm(therapist)
    assert page.code == "unsure"
    assert "Nothing was sent" not in page.words
    monkeypatch.undo()
    assert "Sent from here" in therapist.get(therapist.home).words


def test_the_click_counts_only_the_lines_that_it_sends(therapist: Clinician) -> None:
    therapist.launch(STORY)
    page = therapist.get(f"{therapist.home}preview")
    [lines] = re.findall(r"Confirm and send (\d) lines", page.words)
    therapist.ehr.faults.add(Fault(kind="status", path="/generic/fhir/ChargeItem", method="POST", status=422))
    therapist.post("confirm", {"digest": page.hidden("digest")})
    assert int(lines) > 1
    assert "Confirm and send 1 line " in therapist.get(f"{therapist.home}preview").words


def test_a_session_that_ends_while_it_sends_leaves_no_line_without_an_outcome(
    therapist: Clinician, writing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out in another tab after the first line went out: the others certainly were not sent."""
    exchange = Writer._exchange

    def last(self: Writer, *args: Any, **rest: Any) -> Sent:
        sent = exchange(self, *args, **rest)
        monkeypatch.setattr(AccessTokens, "__call__", gone)
        return sent

    def gone(*_: object, **__: object) -> str:
        raise NoAccessToken(LaunchFailure(code=FailureCode.SESSION_UNKNOWN))

    therapist.launch(STORY)
    before = charges(therapist)
    monkeypatch.setattr(Writer, "_exchange", last)
    page = confirm(therapist)
    assert (page.status, charges(therapist)) == (200, before + 1)
    assert "sign in again" in page.words
    assert len(events_of(writing_app, "written")) == 1
    assert len(events_of(writing_app, "rejected")) == len(events_of(writing_app, "pending")) - 1 > 0


@pytest.mark.parametrize("failure", [Busy(), SealBroken(), NoAccessToken(LaunchFailure(code=FailureCode.SESSION_IDLE))])
def test_no_failure_after_sending_began_says_that_nothing_was_changed(
    therapist: Clinician, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    therapist.launch(STORY)
    monkeypatch.setattr(sending, "receipt_page", fail)
    assert confirm(therapist).code == "unsure"


def test_a_page_that_fails_before_sending_says_that_nothing_was_sent(
    therapist: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    therapist.launch(STORY)
    therapist.get(f"{therapist.home}preview")
    monkeypatch.setattr(sending, "preview_of", fail)
    assert therapist.post("confirm", {"digest": "x"}).code == "internal"


@pytest.mark.usefixtures("forgetful")
def test_what_was_sent_is_not_copied_while_the_ehr_cannot_say_what_it_takes(therapist: Clinician) -> None:
    """Without the EHR's word no line has a key; the lines are known as sent all the same."""
    therapist.launch(STORY)
    confirm(therapist)
    therapist.get(therapist.home)
    fhir_client._capabilities.clear()
    therapist.ehr.faults.add(Fault(kind="status", status=503, path="/generic/fhir/metadata", times=None))
    page = therapist.get(f"{therapist.home}preview")
    assert "cannot be asked just now" in page.words
    assert page.words.count("Sent before and in the EHR: it is not sent twice.") == 2
    assert "Copy or download" not in page.words
