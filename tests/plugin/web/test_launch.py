"""From the EHR's launch to a session: what a browser sees, and what an attacker does not get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from tests.plugin.web.clinic import BASE, Clinician, Page, posted

import chargeline_sandbox
from chargeline_sandbox import Sandbox

COOKIE = "__Host-browser"


def test_a_launch_ends_on_the_visits_page_with_a_clean_address(clinician: Clinician) -> None:
    answer = clinician.to_callback("knee-replacement")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/s/")
    assert "?" not in answer.headers["Location"]
    page = clinician.get(answer.headers["Location"])
    assert page.status == 200
    assert "Charge lines" in page.words


def test_the_one_cookie_names_the_browser_and_is_kept_inside_a_frame(clinician: Clinician) -> None:
    link = clinician.ehr.launch("generic", clinician.ehr.visit("generic", "knee-replacement"))
    started = clinician.call(f"/launch?iss={link.iss}&launch={link.launch}")
    [cookie] = started.headers.getlist("Set-Cookie")
    name, _, attributes = cookie.partition(";")
    assert name.startswith(f"{COOKIE}=")
    assert {part.strip() for part in attributes.split(";")} == {
        "Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned",
    }  # fmt: skip


def test_no_later_answer_sets_another_cookie(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    assert list(clinician.client._cookies) == [("localhost", "/", COOKIE)]
    assert not clinician.page.answer.headers.getlist("Set-Cookie")


def test_a_request_too_long_for_an_address_is_a_form_that_sends_itself(
    clinician: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is too long for an address: only this page's form may leave the app, for the EHR alone."""
    monkeypatch.setattr("chargeline_launch.authorize.request.LONGEST_URL", 100)
    link = clinician.ehr.launch("generic", clinician.ehr.visit("generic", "knee-replacement"))
    started = clinician.call(f"/launch?{urlencode({'iss': link.iss, 'launch': link.launch})}")
    page = Page(clinician.call(started.headers["Location"]))
    action, fields = posted(page.html)
    assert action == f"{clinician.ehr.url}/generic/oauth/authorize"
    assert (fields["launch"], fields["aud"], fields["response_type"]) == (link.launch, link.iss, "code")
    assert "Go on" in page.words, "for who runs no script"
    policy = page.answer.headers["Content-Security-Policy"]
    assert f"form-action 'self' https: {clinician.ehr.url};" in policy
    assert "https:" not in clinician.get("/").answer.headers["Content-Security-Policy"]


def test_an_ehr_that_takes_no_form_gets_a_redirect(clinician: Clinician, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it is."""
    monkeypatch.setattr("chargeline_launch.authorize.request.LONGEST_URL", 100)
    told = chargeline_sandbox.conformance.smart_configuration

    def without(ehr: Any) -> dict[str, Any]:
        said = told(ehr)
        return {**said, "capabilities": [it for it in said["capabilities"] if it != "authorize-post"]}

    monkeypatch.setattr("chargeline_sandbox.conformance.smart_configuration", without)
    link = clinician.ehr.launch("generic", clinician.ehr.visit("generic", "knee-replacement"))
    started = clinician.call(f"/launch?iss={link.iss}&launch={link.launch}")
    gone = clinician.call(started.headers["Location"])
    assert gone.status_code == 303
    assert gone.headers["Location"].startswith(f"{clinician.ehr.url}/generic/oauth/authorize?response_type=code")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "issuer_missing"),
        ("?iss=https://evil.example/fhir&launch=x", "issuer_unknown"),
        ("?iss=http://169.254.169.254/latest&launch=x", "issuer_unknown"),
    ],
)
def test_an_issuer_that_is_not_registered_causes_a_page_and_no_request(
    clinician: Clinician, query: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_may_be_asked(*_: object, **__: object) -> None:
        raise AssertionError("an outbound request")

    monkeypatch.setattr("requests.Session.send", nothing_may_be_asked)
    page = clinician.get(f"/launch{query}")
    assert (page.status, page.code) == (400, code)
    assert "evil.example" not in page.html
    assert "What to do next" in page.words


def test_a_browser_that_keeps_no_cookie_is_offered_one_new_window(app: Flask, ehr: Sandbox) -> None:
    blocked = app.test_client(use_cookies=False)
    link = ehr.launch("generic", ehr.visit("generic", "knee-replacement"))
    started = blocked.get(f"/launch?iss={link.iss}&launch={link.launch}", base_url=BASE)
    page = Page(blocked.get(started.headers["Location"], base_url=BASE))
    assert page.code == "cookies_blocked"
    [window] = [part for part in page.html.split('"') if part.startswith("/launch/window/")]

    other = app.test_client()
    taken = other.get(window, base_url=BASE)
    assert taken.status_code == 303
    assert other.get(taken.headers["Location"], base_url=BASE).headers["Location"].startswith(ehr.url)
    assert Page(app.test_client().get(window, base_url=BASE)).status == 400, "the word works once"
    again = Page(blocked.get(started.headers["Location"], base_url=BASE))
    assert again.code == "cookies_blocked"
    assert "/launch/window/" not in again.html, "never a loop"


def test_a_head_uses_nothing_up(clinician: Clinician) -> None:
    """A proxy that looks first must not spend the launch of the person behind it."""
    link = clinician.ehr.launch("generic", clinician.ehr.visit("generic", "knee-replacement"))
    first = clinician.client.head("/launch", query_string={"iss": link.iss, "launch": link.launch}, base_url=BASE)
    assert (first.status_code, first.headers.getlist("Set-Cookie")) == (405, [])
    address = clinician.callback_address("knee-replacement")
    assert clinician.client.head(address, base_url=BASE).status_code == 405
    assert clinician.call(address).status_code == 303
    assert clinician.client.head("/.well-known/jwks.json", base_url=BASE).status_code == 200, "this one is for all"


def test_a_start_page_in_production_names_no_clinic(app: Flask, clinician: Clinician) -> None:
    assert "Demo clinic (generic)" in clinician.get("/").words
    services = app.extensions["chargeline"]
    settings = replace(services.config.site_file.app, production=True)
    site_file = replace(services.config.site_file, app=settings)
    app.extensions["chargeline"] = replace(services, config=replace(services.config, site_file=site_file))
    page = clinician.get("/")
    assert (page.status, "Demo clinic" in page.words) == (200, False)
    assert clinician.call("/launch/site/demo-generic").status_code == 303, "who knows the address may start there"


def test_a_callback_cannot_be_replayed(clinician: Clinician) -> None:
    address = clinician.callback_address("knee-replacement")
    assert clinician.call(address).status_code == 303
    assert Page(clinician.call(address)).code == "state_used"


def test_a_callback_in_another_browser_is_refused(clinician: Clinician, someone: Callable[[], Clinician]) -> None:
    address = clinician.callback_address("knee-replacement")
    assert Page(someone().call(address)).code == "browser_other"
    victim = someone()
    victim.launch("shoulder-poor")
    assert Page(victim.call(address)).code == "browser_other"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "state_missing"),
        ("?code=x&state=made-up", "state_unknown"),
        ("?code=x&state=a&state=b", "callback_repeated"),
    ],
)
def test_a_callback_that_answers_nothing_is_a_page_with_a_code(clinician: Clinician, query: str, code: str) -> None:
    page = clinician.get(f"/callback{query}")
    assert page.code == code
    assert "made-up" not in page.html


def test_what_the_ehr_answers_on_denial_is_told_and_not_quoted(clinician: Clinician) -> None:
    address = clinician.callback_address("knee-replacement")
    state = address.partition("state=")[2]
    denied = f"/callback?error=access_denied&error_description=<b>no</b>&state={state}"
    page = Page(clinician.call(denied))
    assert page.code == "authorization_denied"
    assert "<b>" not in page.html


def test_a_failure_page_holds_a_report_to_send(clinician: Clinician) -> None:
    """All that support needs, and nothing of the launch or the patient."""
    address = clinician.callback_address("knee-replacement")
    clinician.call(address)
    page = Page(clinician.call(address))
    report = page.html.partition("readonly>")[2].partition("</textarea>")[0]
    for line in ("Chargeline launch: state_used", "Site: demo-generic", "Time: 20", "Clinician: ", "Administrator: "):
        assert line in report
    told = clinician.ehr.visit("generic", "knee-replacement")
    secrets = [told.patient, told.encounter, "Ostrowski", *address.partition("?")[2].replace("&", "=").split("=")[1::2]]
    assert not [secret for secret in secrets if secret and secret in page.html]


def test_the_public_keys_are_published_without_private_members(clinician: Clinician) -> None:
    answer = clinician.call("/.well-known/jwks.json")
    assert answer.json == {"keys": []}
    assert "max-age" in answer.headers["Cache-Control"]
