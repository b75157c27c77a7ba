"""A clinician at a browser, the app, and the stand-in EHR."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chargeline_launch import new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config
from chargeline_sandbox import Config, Sandbox, demo_clients, running

BASE = "http://localhost:5000"
PAYERS = {
    "MEDICARE PART B": "medicare-part-b",
    "SUMMIT HEALTH MEDICARE ADVANTAGE": "medicare-advantage",
    "NORTHLAKE BLUE PPO": "commercial-ama",
    "STATE MEDICAID PLAN": "medicaid",
}


@pytest.fixture(scope="session")
def ehr() -> Iterator[Sandbox]:
    """The stand-in EHR, for all tests of this folder."""
    with running(Config(clients=demo_clients([f"{BASE}/callback"]))) as sandbox:
        yield sandbox


def site_table(ehr: Sandbox, name: str, framed_by: str) -> str:
    """One site's entry: a public client that may write charges."""
    return f"""
[sites.demo-{name}]
name = "Demo clinic ({name})"
iss = "{ehr.iss(name)}"
vendor = "{name}"
development = true
id_token_issuers = ["{ehr.ehr(name).openid_issuer}"]
time_zone = "America/Chicago"
frame_ancestors = ["{framed_by}"]
features = ["read", "write-charge"]
setting = "office"
client = {{ id = "chargeline-public", kind = "public" }}
[sites.demo-{name}.write]
charge = true
""" + "".join(
        f'[[sites.demo-{name}.payers]]\nname = "{payer}"\npolicy = "{policy}"\n' for payer, policy in PAYERS.items()
    )


@pytest.fixture
def site_file(tmp_path: Path, ehr: Sandbox) -> Path:
    """Three sites, one a personality, each framed by another origin."""
    app = f'[app]\nbase_url = "{BASE}"\ndatabase = "sqlite:///app.sqlite3"\n'
    sites = [site_table(ehr, name, f"http://127.0.0.1:{port}") for name, port in PORTS.items()]
    path = tmp_path / "sites.toml"
    path.write_text(app + "".join(sites))
    return path


PORTS = {"generic": 9000, "oracle": 9001, "epic": 9002}


@pytest.fixture
def app(site_file: Path) -> Flask:
    """The app as it is configured by a site file."""
    return create_app(load_config(site_file, {"CHARGELINE_KEYS": new_key()}))


@dataclass
class Page:
    """An answer as a person meets it."""

    answer: TestResponse

    @property
    def html(self) -> str:
        return self.answer.get_data(as_text=True)

    @property
    def words(self) -> str:
        """The visible words, in one line."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.html)))

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def code(self) -> str | None:
        """The stable code of a failure page."""
        found = re.search(r"<code>([\w-]+)</code>", self.html)
        return found[1] if found else None

    def hidden(self, name: str) -> str:
        """The first hidden field of that name."""
        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.html)
        assert found, f"no field {name}"
        return unescape(found[1])

    def fields(self, beginning: str) -> dict[str, str]:
        """All fields whose names begin so, with their values."""
        pattern = rf'name="({re.escape(beginning)}[^"]*)" value="([^"]*)"'
        return {unescape(name): unescape(value) for name, value in re.findall(pattern, self.html)}


@dataclass
class Clinician:
    """Somebody at one browser. Follows the app's redirects, never the EHR's."""

    client: FlaskClient
    ehr: Sandbox
    home: str = ""
    page: Page = field(init=False)

    def get(self, address: str, **options: Any) -> Page:
        self.page = Page(self.client.get(address, base_url=BASE, follow_redirects=True, **options))
        return self.page

    def post(self, action: str, fields: Mapping[str, str] | None = None, **options: Any) -> Page:
        """Submit a form of the page that is open; its csrf field goes along."""
        data = {"csrf": self.page.hidden("csrf"), **(fields or {})}
        self.page = Page(
            self.client.post(self.home + action, data=data, base_url=BASE, follow_redirects=True, **options)
        )
        return self.page

    def launch(self, story: str, name: str = "generic") -> Page:
        """Open the app from the chart, all the way to the visit's page."""
        answer = self.to_callback(story, name)
        self.home = answer.headers["Location"]
        return self.get(self.home)

    def to_callback(self, story: str, name: str = "generic") -> TestResponse:
        """Up to the app's answer to the EHR's callback."""
        return self.call(self.callback_address(story, name))

    def call(self, address: str) -> TestResponse:
        return self.client.get(address, base_url=BASE)

    def callback_address(self, story: str, name: str = "generic") -> str:
        """The callback's path and query that the EHR sends the browser to."""
        link = self.ehr.launch(name, self.ehr.visit(name, story))
        started = self.client.get("/launch", query_string={"iss": link.iss, "launch": link.launch}, base_url=BASE)
        assert started.status_code == 303, started.get_data(as_text=True)
        gone = self.client.get(started.headers["Location"], base_url=BASE)
        assert gone.status_code == 303, gone.get_data(as_text=True)
        authorized = requests.get(gone.headers["Location"], allow_redirects=False, timeout=10)
        back = urlsplit(authorized.headers["Location"])
        return f"{back.path}?{back.query}"


@pytest.fixture
def someone(app: Flask, ehr: Sandbox) -> Callable[[], Clinician]:
    """A browser of its own for each call."""
    return lambda: Clinician(client=app.test_client(), ehr=ehr)


@pytest.fixture
def clinician(someone: Callable[[], Clinician]) -> Clinician:
    """One clinician at one browser."""
    return someone()
