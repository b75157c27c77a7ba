"""The same flow against the vendors' own sandboxes. A person signs in; everything else is the app's own code.

    CHARGELINE_EPIC_SITES=sites.toml make outside

The site file's `base_url` is http://localhost with a port, registered as redirect address. Nothing is written there.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chargeline import evaluate
from chargeline_launch import ActiveLaunch, Callback, PendingLaunch, Site, StandaloneLaunch, begin, finish
from chargeline_launch.doctor import examine
from chargeline_plugin.config import Config, load_config
from chargeline_plugin.fhir import FhirClient
from chargeline_plugin.visit import Choices, NeedsEncounter, Reading, Visit, read_visit
from chargeline_plugin.writeback import ladder

pytestmark = pytest.mark.outside

BROWSER = "one-browser"
PATIENCE_SECONDS = 300
DRAFT = """\
Physical therapy treatment note.
Therapeutic exercise: 25 minutes, knee extension 3x10 at 5 lb to restore strength for stairs.
Manual therapy: 15 minutes, patellar mobilization. Total timed minutes: 40. Total treatment time: 45 minutes.
"""
RUNGS = {"epic": {"draft_note", "export"}, "oracle": {"charge_create_op", "signed_note", "export"}}


@pytest.fixture(scope="module")
def config(sites: Path) -> Config:
    return load_config(sites)


@pytest.fixture(scope="module")
def site(config: Config, vendor: str) -> Site:
    """The one entry of this vendor."""
    [found] = [site for site in config.site_file.sites.values() if site.vendor == vendor]
    return found


@pytest.fixture(scope="module")
def launched(site: Site, config: Config) -> ActiveLaunch:
    """A standalone launch: a person opens the address that is printed, signs in and picks a patient."""
    pending = begin(site, StandaloneLaunch(browser=BROWSER))
    assert isinstance(pending, PendingLaunch), pending
    print(f"\nOpen this address and sign in, within {PATIENCE_SECONDS} seconds:\n{pending.authorize.url}\n", flush=True)
    query = query_that_comes_back(config.site_file.app.base_url)
    active = finish(pending, Callback.from_query(query, BROWSER))
    assert isinstance(active, ActiveLaunch), active
    return active


def query_that_comes_back(base_url: str) -> str:
    """Wait at our own callback for one visit of the browser."""
    came: list[str] = []

    class Once(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            came.extend([query] if path == "/callback" else [])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"Back in the test. This page can be closed.")

        def log_message(self, *_: object) -> None:
            """Nothing: the address holds the code."""

    with HTTPServer(("localhost", urlsplit(base_url).port or 80), Once) as server:
        server.timeout = PATIENCE_SECONDS
        until = time.monotonic() + PATIENCE_SECONDS
        while not came and time.monotonic() < until:
            server.handle_request()
    assert came, "nobody came back"
    return came[0]


@pytest.fixture(scope="module")
def client(launched: ActiveLaunch, vendor: str) -> FhirClient:
    return FhirClient(launched.fhir_base, lambda: launched.tokens.access_token, vendor)


@pytest.fixture(scope="module")
def visit(launched: ActiveLaunch, site: Site, config: Config, client: FhirClient) -> Visit:
    """The visit of the token's encounter, or of the patient's latest, with what a clinician would add on the page."""

    def read(choices: Choices) -> Reading:
        return read_visit(client, launched, site, config.settings[site.id], choices, datetime.now(UTC))

    choices = Choices()
    found = read(choices)
    if isinstance(found, NeedsEncounter):
        assert found.choices, "this patient had no encounter in the last 14 days: launch again with another"
        choices = replace(choices, encounter=found.choices[0].id)
        found = read(choices)
    assert isinstance(found, Visit), found
    if not any(note.chosen for note in found.notes):
        choices = replace(choices, pasted_note=DRAFT)
    if found.date_of_service is None:
        choices = replace(choices, date_of_service=found.read_at.date())
    found = read(choices)
    assert isinstance(found, Visit), found
    return found


def test_the_doctor_is_content(site: Site, config: Config) -> None:
    """Discovery, metadata, scopes, keys, clock, client and redirect, before anybody launches."""
    report = examine(config.site_file.app, site)
    assert report.healthy, report.text


def test_the_launch_brings_a_patient_and_a_user(launched: ActiveLaunch) -> None:
    """What a page needs to say whose chart is open, and for whom."""
    assert launched.patient
    assert launched.user


def test_the_visit_is_read_and_judged(visit: Visit) -> None:
    """The SDK takes what was read; what could not be read is named."""
    report = evaluate(visit.encounter)
    assert report.elements or report.questions
    assert all(unread.code for unread in visit.unread)


def test_the_rung_is_one_that_the_vendor_has(
    client: FhirClient, launched: ActiveLaunch, site: Site, config: Config, visit: Visit, vendor: str
) -> None:
    """Chosen from the real CapabilityStatement and the scopes that were granted. Nothing is sent."""
    rung = ladder.choose(
        capability=client.capability(),
        scopes=launched.scopes,
        settings=config.settings[site.id].write,
        vendor=vendor,
        has_encounter=bool(visit.encounter_id),
        user_may_confirm=True,
    )
    assert rung.name in RUNGS[vendor], rung
