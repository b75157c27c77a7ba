"""A session's pages open for one browser, and change only through their own forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from tests.plugin.web.clinic import BASE, Clinician, Page

from chargeline_launch import new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config, now
from chargeline_sandbox import Sandbox

FORMS = [
    *("minutes", "answer", "choose", "read-again", "draft", "history", "confirm", "stay", "kept"),
    *("look", "looked", "deleted", "amend", "amend/confirm", "attest", "session", "sign-out"),
]


def timeless(page: Page) -> str:
    """What it says, whenever it says it."""
    return re.sub(r"Time: [\d: -]+ UTC", "", page.html)


def test_another_browser_with_the_path_gets_nothing(clinician: Clinician, someone: Callable[[], Clinician]) -> None:
    clinician.launch("knee-replacement")
    thief = someone()
    for stranger in (thief, someone()):
        page = stranger.get(clinician.home)
        assert (page.status, page.code) == (403, "session_unknown")
        assert "Ostrowski" not in page.html
    thief.launch("shoulder-poor")
    page = thief.get(clinician.home)
    assert (page.status, page.code) == (403, "session_unknown")
    nothing = thief.get("/s/there-is-no-such-session/")
    assert timeless(page) == timeless(nothing), "not even that it exists"


def test_a_session_whose_clinic_was_taken_out_of_the_site_file_says_so(app: Flask, clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    services = app.extensions["chargeline"]
    left = {name: site for name, site in services.config.site_file.sites.items() if name != "demo-generic"}
    services.launches.sites = left
    for page in (clinician.get(clinician.home), clinician.get(f"{clinician.home}still")):
        assert (page.status, page.code) == (403, "session_site_gone")
        assert "site file" in page.words
        assert "Ostrowski" not in page.html


def test_the_list_of_forms_is_complete(app: Flask) -> None:
    """So that a new form is tried below; outside a session nothing takes a POST."""
    taken = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert sorted(taken) == sorted(f"/s/<session>/{form}" for form in FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_taken_without_its_token(clinician: Clinician, form: str) -> None:
    clinician.launch("knee-replacement")
    before = clinician.get(clinician.home).html
    for csrf in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
        page = Page(clinician.client.post(clinician.home + form, data=csrf, base_url=BASE))
        assert (page.status, page.code) == (403, "form_expired")
    assert clinician.get(clinician.home).html == before


def test_a_token_of_another_session_is_worthless(clinician: Clinician) -> None:
    """Two tabs, two patients, one browser: neither can act in the other's name."""
    clinician.launch("knee-replacement")
    first, foreign = clinician.home, clinician.page.hidden("csrf")
    clinician.launch("shoulder-poor")
    page = Page(clinician.client.post(f"{clinician.home}sign-out", data={"csrf": foreign}, base_url=BASE))
    assert page.code == "form_expired"
    assert "Ostrowski" in clinician.get(first).words
    assert "Lindqvist" in clinician.get(clinician.home).words


def test_a_post_from_another_site_is_refused_even_with_the_token(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    page = clinician.post("minutes", headers={"Sec-Fetch-Site": "cross-site"})
    assert page.code == "form_expired"


def test_an_answer_that_is_opened_by_its_address_leads_back_and_says_nothing_of_what_was_done(
    clinician: Clinician,
) -> None:
    """No GET does what a form does. After the click that sent lines "nothing was changed" would be wrong; and a frame
    has no button to go back.
    """
    clinician.launch("knee-replacement")
    for form in FORMS:
        page = clinician.get(clinician.home + form)
        assert (page.status, page.code) == (405, "form_only")
        assert "Nothing was" not in page.words
        assert f'href="{clinician.home}"' in page.html
    too_large = {"draft": "x" * 1_100_000}
    assert f'href="{clinician.home}"' in clinician.client.post(
        clinician.home + "draft", data=too_large, base_url=BASE
    ).get_data(as_text=True)
    assert "Back to the visit" not in clinician.get("/nowhere").words


def test_signing_out_destroys_the_session(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    page = clinician.post("sign-out")
    assert "Signed out" in page.words
    assert "Ostrowski" not in page.html
    assert clinician.get(clinician.home).code == "session_unknown"


def test_idling_hides_the_patient(site_file: Path, ehr: Sandbox) -> None:
    later = [timedelta(0)]

    def clock() -> datetime:
        return now() + later[0]

    config = replace(load_config(site_file, {"CHARGELINE_KEYS": new_key()}), clock=clock)
    clinician = Clinician(client=create_app(config).test_client(), ehr=ehr)
    clinician.launch("knee-replacement")
    later[0] = timedelta(minutes=31)
    page = clinician.get(clinician.home)
    assert (page.status, page.code) == (403, "session_idle")
    assert "Ostrowski" not in page.html


def test_a_partial_update_of_an_ended_session_reloads_the_page(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    token = clinician.page.hidden("csrf")
    clinician.post("sign-out")
    answer = clinician.client.post(
        f"{clinician.home}minutes", data={"csrf": token}, headers={"HX-Request": "true"}, base_url=BASE
    )
    assert answer.status_code == 403
    assert answer.headers["HX-Refresh"] == "true"
