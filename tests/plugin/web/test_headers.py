"""What every answer carries, and who may frame it."""

from __future__ import annotations

import logging

import pytest
from tests.plugin.web.clinic import Clinician

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors "
)


def test_a_patients_page_may_be_framed_by_its_own_site_only(clinician: Clinician) -> None:
    clinician.launch("knee-replacement", "oracle")
    assert clinician.page.answer.headers["Content-Security-Policy"] == POLICY + "http://127.0.0.1:9001"


@pytest.mark.parametrize("address", ["/", "/launch", "/callback", "/nowhere", "/s/unknown/"])
def test_pages_before_a_session_may_be_framed_by_every_registered_site(clinician: Clinician, address: str) -> None:
    headers = clinician.get(address).answer.headers
    everyone = "http://127.0.0.1:9000 http://127.0.0.1:9001 http://127.0.0.1:9002"
    assert headers["Content-Security-Policy"] == POLICY + everyone


def test_every_page_is_kept_by_nobody_and_tells_nobody_where_it_was(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    for address in (clinician.home, f"{clinician.home}preview", f"{clinician.home}charges.csv", "/", "/callback"):
        headers = clinician.get(address).answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "X-Frame-Options" not in headers


def test_a_forged_host_changes_no_address(clinician: Clinician) -> None:
    link = clinician.ehr.launch("generic", clinician.ehr.visit("generic", "knee-replacement"))
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = clinician.client.get(f"/launch?iss={link.iss}&launch={link.launch}", headers=forged)
    assert answer.headers["Location"].startswith("/launch/")
    assert "evil.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/s/there-is-none", "/launch/", "//launch", "/s//nowhere/"])
def test_no_address_is_mended_by_a_redirect_to_the_host_of_the_request(clinician: Clinician, address: str) -> None:
    """Behind a proxy that is not the public host, and whoever forges one names it."""
    answer = clinician.client.get(address, base_url="http://evil.example")
    assert answer.headers.get("Location") is None


def test_the_patterns_are_shown_in_development(clinician: Clinician) -> None:
    assert "Patterns" in clinician.get("/patterns").words


def test_no_failure_shows_a_trace_or_what_was_asked_for(clinician: Clinician, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("patient Ostrowski, token abc")

    monkeypatch.setattr("chargeline_plugin.web.visit.open_visit", break_down)
    clinician.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    page = clinician.launch("knee-replacement")
    assert (page.status, page.code) == (500, "internal")
    assert "Ostrowski" not in page.html
    assert "Traceback" not in page.html


def test_what_a_launch_carries_reaches_no_log(clinician: Clinician, caplog: pytest.LogCaptureFixture) -> None:
    for noisy in ("", "urllib3", "urllib3.connectionpool"):
        caplog.set_level(logging.DEBUG, logger=noisy)
    link = clinician.ehr.launch("generic", clinician.ehr.visit("generic", "knee-replacement"))
    started = clinician.call(f"/launch?iss={link.iss}&launch={link.launch}")
    address = clinician.callback_address("knee-replacement")
    code, _, state = address.partition("?code=")[2].partition("&state=")
    home = clinician.call(address).headers["Location"]
    clinician.get(home)
    visit = clinician.ehr.visit("generic", "knee-replacement")
    [cookie] = [cookie.value for cookie in clinician.client._cookies.values()]
    secrets = {
        "launch": link.launch,
        "pending launch": started.headers["Location"].split("/")[2],
        "code": code,
        "state": state,
        "session": home.split("/")[2],
        "browser": cookie,
        "patient": visit.patient,
        "encounter": visit.encounter,
        "name": "Ostrowski",
        "note": "step-over-step",
    }
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "stand-in-ehr")
    assert "GET /s/<session>/ 200" in ours
    assert "/generic/fhir/Patient/" in ours, "urllib3 was made to tell what it asks for"
    assert [name for name, secret in secrets.items() if secret and secret in ours] == []
