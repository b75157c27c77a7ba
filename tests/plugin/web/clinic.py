"""A clinician at a browser, and a clinic's site file, for tests of the whole app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chargeline_plugin.demo import WRITES
from chargeline_sandbox import Sandbox

BASE = "http://localhost:5000"
PAYERS = {
    "MEDICARE PART B": "medicare-part-b",
    "SUMMIT HEALTH MEDICARE ADVANTAGE": "medicare-advantage",
    "NORTHLAKE BLUE PPO": "commercial-ama",
    "STATE MEDICAID PLAN": "medicaid",
}
NAMES = ("generic", "oracle", "epic")


def site_file_text(ehr: Sandbox, *, base: str = BASE, framed_by: Mapping[str, str], writing: bool = False) -> str:
    """A site file with one site a personality, each framed by its own origin.

    `writing`: each has switched on the way of writing that its EHR knows, as the demo's sites have.
    """
    app = f'[app]\nbase_url = "{base}"\ndatabase = "sqlite:///app.sqlite3"\n'
    return app + "".join(site_table(ehr, name, framed_by[name], writing) for name in NAMES)


def site_table(ehr: Sandbox, name: str, framed_by: str, writing: bool = False) -> str:
    """One site's entry: a public client that may write charges."""
    features, write = WRITES[name] if writing else ('"write-charge"', "charge = true")
    return f"""
[sites.demo-{name}]
name = "Demo clinic ({name})"
iss = "{ehr.iss(name)}"
vendor = "{name}"
development = true
id_token_issuers = ["{ehr.ehr(name).openid_issuer}"]
time_zone = "America/Chicago"
frame_ancestors = ["{framed_by}"]
features = ["read", {features}]
setting = "office"
client = {{ id = "chargeline-public", kind = "public" }}
[sites.demo-{name}.write]
{write}
""" + "".join(
        f'[[sites.demo-{name}.payers]]\nname = "{payer}"\npolicy = "{policy}"\n' for payer, policy in PAYERS.items()
    )


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


def asked_of_ehr(location: str | None, html: str) -> tuple[str, dict[str, str]]:
    """Where a launch goes for authorization, and with what: by redirect, or by a form that sends itself."""
    return redirected(location) if location else posted(html)


def redirected(location: str) -> tuple[str, dict[str, str]]:
    """Where a redirect goes, and with what."""
    action, _, query = location.partition("?")
    return action, dict(parse_qsl(query))


def posted(html: str) -> tuple[str, dict[str, str]]:
    """Where the form that sends itself goes, and with what."""
    action = re.search(r'<form id="forward" method="post" action="([^"]+)">', html)
    assert action, html
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    return unescape(action[1]), {unescape(name): unescape(value) for name, value in fields}


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

    def launch(self, story: str, name: str = "generic", *, user: str | None = None) -> Page:
        """Open the app from the chart, all the way to the visit's page; as `user` instead of who treats."""
        answer = self.to_callback(story, name, user)
        self.home = answer.headers["Location"]
        return self.get(self.home)

    def to_callback(self, story: str, name: str = "generic", user: str | None = None) -> TestResponse:
        """Up to the app's answer to the EHR's callback."""
        return self.call(self.callback_address(story, name, user))

    def call(self, address: str) -> TestResponse:
        return self.client.get(address, base_url=BASE)

    def callback_address(self, story: str, name: str = "generic", user: str | None = None) -> str:
        """The callback's path and query that the EHR sends the browser to."""
        link = self.ehr.launch(name, self.ehr.visit(name, story), user=user)
        started = self.client.get("/launch", query_string={"iss": link.iss, "launch": link.launch}, base_url=BASE)
        assert started.status_code == 303, started.get_data(as_text=True)
        gone = self.client.get(started.headers["Location"], base_url=BASE)
        action, fields = asked_of_ehr(gone.headers.get("Location"), gone.get_data(as_text=True))
        authorized = requests.get(action, fields, allow_redirects=False, timeout=10)
        back = urlsplit(authorized.headers["Location"])
        return f"{back.path}?{back.query}"
