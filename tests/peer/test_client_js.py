"""client-js, the SMART project's own client, drives the stand-in EHR: if it cannot launch, the stand-in is wrong."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from joserfc.jwk import ECKey

from chargeline_sandbox import Client, Config, Sandbox, running

pytestmark = pytest.mark.peer

KEY = ECKey.generate_key("P-384", {"kid": "peer", "alg": "ES384"})
SECRET = "a secret of a test"
CLIENTS = {
    "public": {"clientId": "js-public"},
    "secret": {"clientId": "js-secret", "clientSecret": SECRET},
    "key": {"clientId": "js-key", "clientPrivateJwk": {**KEY.as_dict(private=True), "key_ops": ["sign"]}},
}
READ = "user/Patient.r user/Practitioner.r user/Condition.rs"
PERSONALITIES = ("generic", "oracle", "epic")


@pytest.fixture(scope="module")
def app() -> Iterator[str]:
    """The small app around client-js: its address."""
    command = ["node", str(Path(__file__).with_name("client.mjs"))]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"clients": CLIENTS}))
        process.stdin.close()
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


@pytest.fixture(scope="module")
def ehr(app: str) -> Iterator[Sandbox]:
    public = Client(id="js-public", redirect_uris=(f"{app}/app",))
    secret = replace(public, id="js-secret", secret=SECRET)
    key = replace(public, id="js-key", jwks={"keys": [KEY.as_dict(private=False)]})
    with running(Config(clients=(public, secret, key))) as sandbox:
        yield sandbox


def asked(app: str, **query: str) -> requests.Response:
    """The EHR's answer to the authorization request that client-js makes."""
    began = requests.get(f"{app}/launch?{urlencode(query)}", allow_redirects=False, timeout=20)
    assert began.status_code == 302, began.text
    return requests.get(began.headers["Location"], allow_redirects=False, timeout=20)


def back_in_the_app(answer: requests.Response) -> dict[str, object]:
    """What client-js read once the browser is back."""
    ended = requests.get(answer.headers["Location"], timeout=30)
    assert ended.status_code == 200, ended.text
    read: dict[str, object] = ended.json()
    return read


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("personality", PERSONALITIES)
def test_it_launches_reads_and_renews(app: str, ehr: Sandbox, personality: str, client: str) -> None:
    """Discovery, PKCE, client authentication, id_token, context, a search, and a renewal where the vendor gives one."""
    visit = ehr.visit(personality, "knee-replacement")
    link = ehr.launch(personality, visit)
    scope = f"launch openid fhirUser online_access {READ}"
    read = back_in_the_app(asked(app, iss=link.iss, launch=link.launch, client=client, scope=scope))
    assert read["patient"]["id"] == visit.patient
    assert read["encounter"] == visit.encounter
    assert read["user"].endswith(f"Practitioner/{visit.user}")
    assert read["practitioner"]["id"] == visit.user
    assert "Condition" in {entry["resource"]["resourceType"] for entry in read["conditions"]["entry"]}
    assert read.get("renewed") == (visit.patient if read["refreshes"] else None)


def test_some_are_renewed(app: str, ehr: Sandbox) -> None:
    """So that the renewal above is not left out everywhere."""
    link = ehr.launch("generic", ehr.visit("generic", "knee-replacement"))
    scope = f"launch openid fhirUser online_access {READ}"
    read = back_in_the_app(asked(app, iss=link.iss, launch=link.launch, client="secret", scope=scope))
    assert read["refreshes"]


def test_it_launches_standalone(app: str, ehr: Sandbox) -> None:
    """The patient is picked on the EHR's page."""
    scope = f"launch/patient openid fhirUser {READ}"
    page = asked(app, iss=ehr.iss("generic"), client="public", scope=scope).text
    key = page.partition('name="key" value="')[2].partition('"')[0]
    visit = ehr.visit("generic", "knee-replacement")
    chosen = {"key": key, "user": visit.user, "patient": visit.patient}
    answer = requests.post(f"{ehr.url}/generic/oauth/choose", data=chosen, allow_redirects=False, timeout=10)
    assert back_in_the_app(answer)["patient"]["id"] == visit.patient
