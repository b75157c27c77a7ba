"""The stand-in EHR with a FHIR server behind it: here a small one that keeps what it is given and hears everything."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from chargeline_sandbox import Config, Sandbox, running
from chargeline_sandbox.__main__ import main

TOKEN = "the-servers-own-token"
SCOPE = "user/Patient.rs user/ChargeItem.c"


@dataclass
class Behind:
    """A FHIR server of thirty lines."""

    url: str = ""
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    heard: list[tuple[str, str, str]] = field(default_factory=list)
    body: bytes = b""

    def __call__(self, asked: Request) -> Response:
        self.body, path = asked.get_data(), asked.path.removeprefix("/fhir/")
        self.heard.append((asked.method, asked.full_path.rstrip("?"), asked.headers.get("Authorization", "")))
        said = self.said(asked.method, path)
        response = Response(json.dumps(said or {}), 200 if said else 404, content_type="application/fhir+json")
        response.headers["Location"] = f"{self.url}/{path}/new/_history/1"
        return response

    def said(self, method: str, path: str) -> dict[str, Any] | None:
        if method == "PUT":
            return self.kept.setdefault(path, json.loads(self.body))
        if method == "POST":
            return {**json.loads(self.body), "id": "new"}
        if path == "metadata":
            return {"resourceType": "CapabilityStatement", "url": self.url, "rest": [{"mode": "server"}]}
        if "/" in path:
            return self.kept.get(path)
        found = [
            {"fullUrl": f"{self.url}/{k}", "resource": v} for k, v in self.kept.items() if k.startswith(f"{path}/")
        ]
        return {"resourceType": "Bundle", "entry": found}


@pytest.fixture(scope="module")
def behind() -> Iterator[Behind]:
    server = Behind()
    listening = make_server("127.0.0.1", 0, Request.application(server), threaded=True)
    server.url = f"http://127.0.0.1:{listening.server_port}/fhir"
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield server
    listening.shutdown()
    listening.server_close()


@pytest.fixture(scope="module")
def front(behind: Behind) -> Iterator[Sandbox]:
    with running(Config(fhir=behind.url, fhir_token=TOKEN)) as sandbox:
        yield sandbox


@pytest.fixture
def headers(front: Sandbox) -> dict[str, str]:
    token = front.token("generic", front.visit("generic", "knee-replacement"), SCOPE)
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}


def test_the_synthetic_patients_are_put_there(front: Sandbox, behind: Behind) -> None:
    """Under their own ids and without our address; the other personalities keep theirs in memory."""
    visit = front.visit("generic", "knee-replacement")
    assert behind.kept[f"Patient/{visit.patient}"]["resourceType"] == "Patient"
    assert front.url not in json.dumps(behind.kept)
    assert front.ehr("epic").store.find(f"Patient/{front.visit('epic', 'knee-replacement').patient}")
    assert {authorization for _, _, authorization in behind.heard} == {f"Bearer {TOKEN}"}


def test_an_answer_comes_from_there_with_our_address(front: Sandbox, behind: Behind, headers: dict[str, str]) -> None:
    """The app's token stays here, the server's there."""
    behind.heard.clear()
    found = requests.get(f"{front.iss('generic')}/Patient?name=x&_count=2", headers=headers, timeout=10)
    assert found.json()["entry"][0]["fullUrl"].startswith(f"{front.iss('generic')}/Patient/")
    assert behind.heard == [("GET", "/fhir/Patient?name=x&_count=2", f"Bearer {TOKEN}")]
    assert behind.url not in found.text


def test_what_is_written_goes_there_with_its_address(front: Sandbox, behind: Behind, headers: dict[str, str]) -> None:
    body = {"resourceType": "ChargeItem", "subject": {"reference": f"{front.iss('generic')}/Patient/1"}}
    made = requests.post(f"{front.iss('generic')}/ChargeItem", json=body, headers=headers, timeout=10)
    assert made.json()["id"] == "new"
    assert made.headers["Location"] == f"{front.iss('generic')}/ChargeItem/new/_history/1"
    assert f"{behind.url}/Patient/1".encode() in behind.body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "Encounter?patient=1", 403),
        ("GET", "Encounter/1", 403),
        ("POST", "Encounter/_search", 403),
        ("PUT", "ChargeItem/1", 403),
        ("DELETE", "Patient/1", 403),
        ("PATCH", "Patient/1", 404),
        ("GET", "Patient/1/$everything", 404),
        ("POST", "", 403),
    ],
)
def test_what_was_not_granted_never_gets_there(
    front: Sandbox, behind: Behind, headers: dict[str, str], method: str, path: str, status: int
) -> None:
    """Entries of a transaction are looked at one by one."""
    behind.heard.clear()
    entries = [{"request": {"method": "GET", "url": "Patient?x=1"}}, {"request": {"method": "POST", "url": "Claim"}}]
    body = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    address = f"{front.iss('generic')}/{path}"
    refused = requests.request(method, address, json=body, headers=headers, timeout=10)
    assert refused.status_code in (status, 405)
    assert behind.heard == []


@pytest.mark.parametrize("scope", ["patient/Patient.rs", "user/Patient.rs?gender=male", "user/Encounter.rs"])
def test_a_scope_that_hides_some_is_not_enough(front: Sandbox, behind: Behind, scope: str) -> None:
    """What it would hide cannot be told from outside."""
    behind.heard.clear()
    token = front.token("generic", front.visit("generic", "knee-replacement"), scope)
    address = f"{front.iss('generic')}/Patient/1"
    assert requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 403
    assert requests.get(address, timeout=10).status_code == 401
    assert behind.heard == []


def test_what_it_can_do_is_what_the_server_says(front: Sandbox, behind: Behind) -> None:
    """With our authorization in it."""
    told = requests.get(f"{front.iss('generic')}/metadata", timeout=10)
    assert told.json()["url"] == front.iss("generic")
    assert "security" in told.json()["rest"][0]
    assert behind.url not in told.text
    configuration = requests.get(f"{front.iss('generic')}/.well-known/smart-configuration", timeout=10).json()
    assert configuration["token_endpoint"].startswith(front.url)


@pytest.mark.parametrize(
    "options", [["--fhir", "http://127.0.0.1:9/fhir"], ["--fhir-token-env", "NO_SUCH_VARIABLE_HERE"]]
)
def test_a_server_that_cannot_be_used_is_said_at_the_start(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(options) == 2
    assert "chargeline-sandbox: " in capsys.readouterr().err
