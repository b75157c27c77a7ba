"""A page that stays open: the session ends under it, another patient is opened, an earlier session left something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.plugin.web.clinic import BASE, Clinician, Page

from chargeline_launch import FailureCode, new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config, now
from chargeline_plugin.web.services import NAME
from chargeline_sandbox import Sandbox

STILL = {"HX-Request": "true"}
USER = "Practitioner"


def look(clinician: Clinician, told: str = "") -> Page:
    """What the open page does every minute and whenever it comes to the front."""
    return Page(clinician.client.get(f"{clinician.home}still{told}", headers=STILL, base_url=BASE))


@pytest.fixture
def same(ehr: Sandbox) -> str:
    """One clinician who opens every chart."""
    return ehr.visit("generic", "knee-replacement").user


@pytest.fixture
def later() -> list[timedelta]:
    """How far the app's clock is ahead."""
    return [timedelta(0)]


@pytest.fixture
def waiting(site_file: Path, ehr: Sandbox, later: list[timedelta]) -> Clinician:
    """A clinician whose app's clock can be moved."""

    def clock() -> datetime:
        return now() + later[0]

    config = replace(load_config(site_file, {"CHARGELINE_KEYS": new_key()}), clock=clock)
    return Clinician(client=create_app(config).test_client(), ehr=ehr)


# --- another patient, another person --------------------------------------------------------------------------------


def test_a_page_says_when_another_patient_was_opened_and_blocks_confirming(clinician: Clinician, same: str) -> None:
    """Until the clinician says that this page's patient is meant. The newer page is not disturbed."""
    clinician.launch("knee-replacement", user=same)
    first, preview = clinician.home, clinician.get(f"{clinician.home}preview")
    assert look(clinician).status == 204
    clinician.launch("shoulder-poor", user=same)
    assert "Another patient" not in clinician.page.words
    second, clinician.home = clinician.home, first
    assert "Another patient has been opened since" in look(clinician).words
    assert look(clinician, "?told=patient").status == 204, "told once is enough"
    clinician.page = preview
    refused = clinician.post("confirm", {"digest": preview.hidden("digest")})
    assert (refused.status, refused.code) == (409, "another_launch")
    assert "Ostrowski" in clinician.get(first).words
    assert "Another patient has been opened since" in clinician.page.words
    assert "Another patient" not in clinician.post("stay").words
    assert look(clinician).status == 204
    assert "Another patient" not in clinician.get(second).words


def test_the_same_patient_opened_again_is_no_other_patient(clinician: Clinician, same: str) -> None:
    """Back in the first chart, the first page is right again."""
    clinician.launch("knee-replacement", user=same)
    first = clinician.home
    clinician.launch("shoulder-poor", user=same)
    clinician.launch("knee-replacement", user=same)
    assert "Another patient" not in clinician.get(first).words


def test_saying_so_counts_for_that_launch_and_not_for_the_next(clinician: Clinician, same: str) -> None:
    clinician.launch("knee-replacement", user=same)
    first = clinician.home
    clinician.launch("shoulder-poor", user=same)
    clinician.home = first
    clinician.get(first)
    clinician.post("stay")
    clinician.launch("stroke-same-day", user=same)
    assert "Another patient has been opened since" in clinician.get(first).words


def test_another_browser_disturbs_nobody(clinician: Clinician, someone: Callable[[], Clinician], same: str) -> None:
    clinician.launch("knee-replacement", user=same)
    someone().launch("shoulder-poor", user=same)
    assert look(clinician).status == 204


def test_the_next_person_at_a_workstation_is_asked_who_they_are(clinician: Clinician, ehr: Sandbox) -> None:
    """The former one's page stays, and names them; nothing is confirmed in their name by a stray click."""
    others = {visit.user for visit in ehr.visits("generic").values()} - {ehr.visit("generic", "knee-replacement").user}
    clinician.launch("knee-replacement")
    first, preview = clinician.home, clinician.get(f"{clinician.home}preview")
    clinician.launch("knee-replacement", user=min(others))
    clinician.home, clinician.page = first, preview
    assert "Somebody else has opened Chargeline here since" in look(clinician).words
    assert clinician.post("confirm", {"digest": preview.hidden("digest")}).code == "another_launch"


# --- the session ends under the page --------------------------------------------------------------------------------


def test_a_page_that_only_looks_idles_out_and_then_reloads(waiting: Clinician, later: list[timedelta]) -> None:
    """Looking every minute keeps nothing awake; what the reload shows is no patient's."""
    waiting.launch("knee-replacement")
    for minute in range(30):
        later[0] = timedelta(minutes=minute)
        assert look(waiting).status == 204
    later[0] = timedelta(minutes=31)
    ended = look(waiting)
    assert (ended.status, ended.answer.headers["HX-Refresh"]) == (403, "true")
    page = waiting.get(waiting.home)
    assert page.code == "session_idle"
    assert "Ostrowski" not in page.html


def test_without_scripts_the_page_reloads_itself_once_it_has_idled(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    assert '<noscript><meta http-equiv="refresh" content="1860"></noscript>' in clinician.page.html


def test_a_fault_of_ours_does_not_reload_a_page_that_only_looked(
    clinician: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is half typed there stays."""
    clinician.launch("knee-replacement")
    clinician.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("chargeline_plugin.web.gate.Seat.frame", None)
    broken = look(clinician, "?told=patient")
    assert broken.status == 500
    assert "HX-Refresh" not in broken.answer.headers


# --- what an earlier session left behind ----------------------------------------------------------------------------


def edited(clinician: Clinician, minutes: str = "31") -> dict[str, str]:
    """Edit the first service's minutes; the fields as they are then."""
    fields = clinician.page.fields("minutes.")
    clinician.post("minutes", {**fields, min(fields): minutes})
    return clinician.page.fields("minutes.")


def end(clinician: Clinician) -> None:
    """The token can not be renewed any more: the EHR ended the session."""
    store = clinician.client.application.extensions[NAME].launches
    store.sessions.end(clinician.home.split("/")[2], FailureCode.REFRESH_REFUSED)
    assert clinician.get(clinician.home).code == "refresh_refused"
    assert "kept for twelve hours" in clinician.page.words


def test_edits_of_a_session_that_ended_are_offered_and_brought_back_by_a_click(clinician: Clinician) -> None:
    """Never silently: until the click the page counts what the chart says."""
    before = clinician.launch("knee-replacement").fields("minutes.")
    after = edited(clinician)
    assert after != before
    end(clinician)
    page = clinician.launch("knee-replacement")
    assert "had 1 edited time" in page.words
    assert page.fields("minutes.") == before
    page = clinician.post("kept", {"what": "back"})
    assert page.fields("minutes.") == after
    assert "From your last session" not in page.words


def test_discarding_destroys_what_was_kept(clinician: Clinician) -> None:
    before = clinician.launch("knee-replacement").fields("minutes.")
    edited(clinician)
    end(clinician)
    clinician.launch("knee-replacement")
    assert clinician.post("kept", {"what": "discard"}).fields("minutes.") == before
    assert "From your last session" not in clinician.launch("knee-replacement").words


def test_it_is_offered_to_nobody_else(clinician: Clinician, someone: Callable[[], Clinician], ehr: Sandbox) -> None:
    """Another browser of the same person, yes; another person or patient, no."""
    others = {visit.user for visit in ehr.visits("generic").values()} - {ehr.visit("generic", "knee-replacement").user}
    clinician.launch("knee-replacement")
    edited(clinician)
    end(clinician)
    assert "From your last session" not in someone().launch("knee-replacement", user=min(others)).words
    assert "From your last session" not in someone().launch("shoulder-poor").words
    assert "From your last session" in someone().launch("knee-replacement").words


def test_after_signing_out_nothing_is_offered(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    edited(clinician)
    clinician.post("sign-out")
    assert "From your last session" not in clinician.launch("knee-replacement").words


def test_after_twelve_hours_nothing_is_offered(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    edited(clinician)
    clinician.client.application.extensions[NAME].desks.sweep(now() + timedelta(hours=12, minutes=1))
    assert "From your last session" not in clinician.launch("knee-replacement").words


@pytest.mark.parametrize("what", ["", "take", "BACK"])
def test_only_taking_and_discarding_are_understood(clinician: Clinician, what: str) -> None:
    clinician.launch("knee-replacement")
    assert clinician.post("kept", {"what": what}).code == "input_choice"


# --- the token ------------------------------------------------------------------------------------------------------


def token_left(clinician: Clinician, *, seconds: int, refresh: bool) -> None:
    """The session's token lives so much longer, with or without a way to renew it."""
    sessions = clinician.client.application.extensions[NAME].launches.sessions
    session = clinician.home.split("/")[2]
    held = sessions.held(session)
    tokens = replace(held.active.tokens, expires_at=now() + timedelta(seconds=seconds))
    tokens = tokens if refresh else replace(tokens, refresh_token=None)
    sessions.renewed(session, replace(held.active, tokens=tokens), held.version)


def test_a_click_after_the_token_ended_says_so_and_begins_nothing(therapist: Clinician) -> None:
    """Nothing stands in the ledger as tried; what was answered is offered at the next launch."""
    therapist.launch("knee-replacement")
    edited(therapist)
    preview = therapist.get(f"{therapist.home}preview")
    token_left(therapist, seconds=-1, refresh=False)
    page = therapist.post("confirm", {"digest": preview.hidden("digest")})
    assert (page.status, page.code) == (403, "session_expired")
    assert "From your last session" in therapist.launch("knee-replacement").words
    assert "Already on this encounter" not in therapist.page.words


def test_a_token_that_would_end_during_the_write_is_renewed_before_it(therapist: Clinician) -> None:
    """It has a minute left, and the longest write takes two."""
    therapist.launch("knee-replacement")
    preview = therapist.get(f"{therapist.home}preview")
    token_left(therapist, seconds=60, refresh=True)
    sessions = therapist.client.application.extensions[NAME].launches.sessions
    before = sessions.held(therapist.home.split("/")[2]).active.tokens.access_token
    assert "In the EHR" in therapist.post("confirm", {"digest": preview.hidden("digest")}).words
    assert sessions.held(therapist.home.split("/")[2]).active.tokens.access_token != before
