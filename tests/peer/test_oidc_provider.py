"""Launches against `oidc-provider`, a certified OpenID provider that nobody here wrote, with sekmet-fhir behind it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from joserfc.jwk import ECKey, RSAKey
from tests.peer.conftest import TOKEN, Server

from chargeline_launch import (
    AccessTokens,
    ActiveLaunch,
    Callback,
    EhrLaunch,
    FailureCode,
    NoAccessToken,
    PendingLaunch,
    Seal,
    Site,
    Store,
    World,
    begin,
    finish,
    new_key,
    open_engine,
    public_key_set,
    sign_out,
)
from chargeline_launch.clients import Client, KeyClient, PublicClient, SecretClient, SigningKey
from chargeline_launch.scopes import FEATURES
from chargeline_plugin.fhir import FhirClient
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.visit import Choices, read_visit
from chargeline_plugin.visit import Visit as Reading
from chargeline_sandbox import Sandbox
from chargeline_sandbox.site import Visit

pytestmark = pytest.mark.peer

REDIRECT = "https://chargeline.example.org/callback"
BROWSER = "one-browser"
SECRET = "a-secret:with/odd%characters+of 40 or more"
KEYS = {
    "ES384": SigningKey(kid="es", alg="ES384", key=ECKey.generate_key("P-384")),
    "RS384": SigningKey(kid="rs", alg="RS384", key=RSAKey.generate_key(2048)),
}
CLIENTS: Mapping[str, Client] = {
    "public": PublicClient(id="public"),
    "secret": SecretClient(id="secret", secret=SECRET),
    **{alg: KeyClient(id=alg, signing_key=key) for alg, key in KEYS.items()},
}


def registration(client: Client) -> dict[str, Any]:
    """The client as the provider is told of it."""
    common = {
        "client_id": client.id,
        "redirect_uris": [REDIRECT],
        "grant_types": ["authorization_code", "refresh_token"],
    }
    if isinstance(client, SecretClient):
        return {**common, "client_secret": client.secret, "token_endpoint_auth_method": "client_secret_basic"}
    if isinstance(client, KeyClient):
        alg = client.signing_key.alg
        keys = public_key_set([site_with(client, "")])
        method = {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": alg}
        return {**common, **method, "jwks": keys}
    return {**common, "token_endpoint_auth_method": "none"}


def site_with(client: Client, base: str) -> Site:
    return Site(
        id="peer",
        name="Peer",
        iss=f"{base}/fhir",
        vendor="generic",
        client=client,
        id_token_issuers=(base,),
        redirect_uri=REDIRECT,
        features=("read",),
        time_zone="America/Chicago",
        development=True,
    )


@pytest.fixture(scope="module")
def base(server: Server, told: Visit) -> Iterator[str]:
    """The provider's address, while it runs."""
    scopes = ["launch", "openid", "fhirUser", "online_access"]
    scopes += [f"user/{need.type}.{need.letters}" for need in FEATURES["read"]]
    registered = [registration(client) for client in CLIENTS.values()]
    context = {"patient": told.patient, "encounter": told.encounter}
    behind = {"base": server.base, "token": TOKEN}
    said = json.dumps({"clients": registered, "scopes": scopes, "context": context, "fhir": behind})
    command = ["node", str(Path(__file__).with_name("provider.mjs"))]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as provider:
        assert provider.stdin
        assert provider.stdout
        provider.stdin.write(said)
        provider.stdin.close()
        yield f"http://127.0.0.1:{provider.stdout.readline().strip()}"
        provider.terminate()


@pytest.fixture(scope="module")
def told(ehr: Sandbox) -> Visit:
    """The visit that the clinician has open."""
    return ehr.visit("generic", "knee-replacement")


@pytest.fixture(params=CLIENTS)
def site(request: pytest.FixtureRequest, base: str) -> Site:
    """The provider as a site, with each kind of client in turn; the public one asks for authorization by a form."""
    client = CLIENTS[request.param]
    return replace(site_with(client, base), authorize_by_post=isinstance(client, PublicClient))


@pytest.fixture
def world() -> World:
    return World.of()


def authorized(pending: PendingLaunch) -> Callback:
    """Through login and consent, as a browser goes, until it would leave for the app."""
    asked = pending.authorize
    data = dict(asked.fields) if asked.prefer == "POST" else None
    address = asked.action if data else asked.url
    with requests.Session() as browser:
        answer = browser.request(asked.prefer, address, data=data, allow_redirects=False, timeout=10)
        while not (address := urljoin(address, answer.headers["Location"])).startswith(REDIRECT):
            answer = browser.get(address, allow_redirects=False, timeout=10)
    return Callback.from_query(urlsplit(address).query, BROWSER)


def begun(site: Site, world: World) -> PendingLaunch:
    pending = begin(site, EhrLaunch(iss=site.iss, launch="opaque", browser=BROWSER), world=world)
    assert isinstance(pending, PendingLaunch), pending
    return pending


def launched(site: Site, world: World) -> ActiveLaunch:
    pending = begun(site, world)
    active = finish(pending, authorized(pending), world=world)
    assert isinstance(active, ActiveLaunch), active
    return active


def test_a_launch_becomes_active(site: Site, world: World, told: Visit) -> None:
    """Nonce, RFC 9207 `iss`, signature, audience and client authentication, as somebody else reads the standards."""
    active = launched(site, world)
    assert (active.patient, active.encounter, active.subject) == (told.patient, told.encounter, "therapist-1")
    assert "user/Encounter.rs" in active.scopes.split()


def test_the_token_opens_the_chart_behind_it_and_nothing_more(site: Site, world: World, tmp_path: Path) -> None:
    """The visit is read through somebody else's authorization, out of somebody else's store."""
    active = launched(site, world)
    store = Store(open_engine(f"sqlite:///{tmp_path}/peer.sqlite3"), Seal([new_key()]), {site.id: site})
    store.create_tables()
    tokens = AccessTokens(store, store.open_session(active, BROWSER), world=world)
    client = FhirClient(active.fhir_base, tokens, "generic")
    visit = read_visit(client, active, site, SiteSettings.parse({}), Choices(), datetime.now(UTC))
    assert isinstance(visit, Reading), visit
    assert "Ostrowski" in visit.patient.name
    assert any("step-over-step" in note.text for note in visit.notes)
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {tokens()}"}, 403)):
        assert requests.get(f"{active.fhir_base}/ChargeItem", headers=headers, timeout=10).status_code == status
    store.engine.dispose()


def test_a_code_works_once(site: Site, world: World) -> None:
    """Replay is refused."""
    pending = begun(site, world)
    callback = authorized(pending)
    assert isinstance(finish(pending, callback, world=world), ActiveLaunch)
    failure = finish(pending, callback, world=world)
    assert not isinstance(failure, ActiveLaunch)
    assert failure.code == FailureCode.TOKEN_CODE_REFUSED


def test_a_code_without_its_verifier_is_worthless(site: Site, world: World) -> None:
    """PKCE, enforced from the other side."""
    pending = begun(site, world)
    callback = authorized(pending)
    failure = finish(replace(pending, code_verifier="x" * 43), callback, world=world)
    assert not isinstance(failure, ActiveLaunch)
    assert failure.code == FailureCode.TOKEN_CODE_REFUSED


def test_tokens_rotate_and_sign_out_revokes(site: Site, world: World, tmp_path: Path) -> None:
    """Two renewals in a row; a token kept from before sign-out is dead."""
    store = Store(open_engine(f"sqlite:///{tmp_path}/peer.sqlite3"), Seal([new_key()]), {site.id: site})
    store.create_tables()
    active = launched(site, world)
    assert active.tokens.refresh_token
    session = store.open_session(active, BROWSER)
    tokens = AccessTokens(store, session, world=world)
    lifetime = active.tokens.expires_at - world.clock()
    assert len({active.tokens.access_token, tokens(valid_for=2 * lifetime), tokens(valid_for=2 * lifetime)}) == 3
    held = store.session(session, BROWSER)
    assert isinstance(held, ActiveLaunch)
    assert sign_out(store, session, world=world)
    again = store.open_session(held, BROWSER)
    with pytest.raises(NoAccessToken) as ended:
        AccessTokens(store, again, world=world)(valid_for=2 * lifetime)
    assert ended.value.failure.code == FailureCode.REFRESH_REFUSED
    store.engine.dispose()
