"""Launches against the stand-in EHR, which was written apart from the client: every client kind, every personality."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from joserfc.jwk import ECKey, RSAKey

from chargeline_launch import (
    AccessTokens,
    ActiveLaunch,
    Callback,
    EhrLaunch,
    FailureCode,
    LaunchFailure,
    LaunchRequest,
    PendingLaunch,
    Site,
    StandaloneLaunch,
    Store,
    World,
    allows,
    begin,
    finish,
    load_site_file,
    new_key,
    public_key_set,
    sign_out,
)
from chargeline_launch.clients import PublicClient, SecretClient
from chargeline_launch.doctor import examine
from chargeline_sandbox import Client, Config, Fault, Sandbox, running

pytestmark = pytest.mark.integration

BROWSER = "one-browser"
REDIRECT = "http://localhost:5000/callback"
SECRET = "s:cret %/+"
CLIENTS = {
    "public": '{ id = "app-public", kind = "public" }',
    "secret": '{ id = "app-secret", kind = "secret", secret_env = "EHR_SECRET" }',
    "ES384": '{ id = "app-es", kind = "key", key_file = "es.json", alg = "ES384", kid = "es" }',
    "RS384": '{ id = "app-rs", kind = "key", key_file = "rs.json", alg = "RS384", kid = "rs" }',
}
PERSONALITIES = ("generic", "oracle", "epic")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the app's own keys."""
    folder = tmp_path_factory.mktemp("launch")
    for name, key in (("es", ECKey.generate_key("P-384")), ("rs", RSAKey.generate_key(2048))):
        (folder / f"{name}.json").write_text(json.dumps(key.as_dict(private=True)))
        (folder / f"{name}.json").chmod(0o600)
    return folder


@pytest.fixture(scope="module")
def sandbox(home: Path) -> Iterator[Sandbox]:
    uris = (REDIRECT,)
    clients = (
        Client(id="app-public", redirect_uris=uris),
        Client(id="app-secret", redirect_uris=uris, secret=SECRET),
        *(Client(id=f"app-{name}", redirect_uris=uris, jwks_file=home / f"{name}.jwks") for name in ("es", "rs")),
    )
    with running(Config(clients=clients)) as started:
        yield started


@pytest.fixture
def site_of(home: Path, sandbox: Sandbox) -> Callable[[str, str], Site]:
    """The site of a personality with a kind of client, read from a site file; its keys published to the EHR."""

    def made(personality: str, client: str) -> Site:
        path = home / "sites.toml"
        path.write_text(
            f"""
            [app]
            base_url = "http://localhost:5000"
            database = "sqlite:///launch.sqlite3"
            [sites.clinic]
            name = "Clinic"
            iss = "{sandbox.iss(personality)}"
            vendor = "{personality}"
            development = true
            id_token_issuers = ["{sandbox.ehr(personality).openid_issuer}"]
            time_zone = "America/Chicago"
            features = ["read", "write-charge"]
            client = {CLIENTS[client]}
            """
        )
        site = load_site_file(path, {"CHARGELINE_KEYS": new_key(), "EHR_SECRET": SECRET}).sites["clinic"]
        for key in public_key_set([site])["keys"]:
            (home / f"{key['kid']}.jwks").write_text(json.dumps({"keys": [key]}))
        return site

    return made


@pytest.fixture
def world(sandbox: Sandbox) -> World:
    """Our clock is the EHR's, whatever time the tests let pass."""
    return World.of(clock=sandbox.clock.now)


@pytest.fixture
def let_pass(sandbox: Sandbox) -> Iterator[Callable[[int], None]]:
    """Lets seconds pass for both sides, and gives them back."""
    passed: list[int] = []

    def let(seconds: int) -> None:
        passed.append(seconds)
        sandbox.clock.advance(seconds)

    yield let
    sandbox.clock.advance(-sum(passed))


@pytest.fixture
def ehr_launch(sandbox: Sandbox) -> Callable[[str], LaunchRequest]:
    """An EHR launch of a visit that has an encounter."""

    def made(personality: str) -> LaunchRequest:
        visit = next(visit for visit in sandbox.visits(personality).values() if visit.encounter)
        link = sandbox.launch(personality, visit)
        return EhrLaunch(iss=link.iss, launch=link.launch, browser=BROWSER)

    return made


def authorized(pending: object, *, post: bool = False) -> Callback:
    """Goes to the EHR as the browser would, and comes back with its answer."""
    assert isinstance(pending, PendingLaunch), pending
    asked = pending.authorize
    if post:
        answer = requests.post(asked.action, data=dict(asked.fields), allow_redirects=False, timeout=10)
    else:
        answer = requests.get(asked.url, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return Callback.from_query(urlsplit(answer.headers["Location"]).query, BROWSER)


def launched(site: Site, request: LaunchRequest, world: World, *, post: bool = False) -> ActiveLaunch:
    pending = begin(site, request, world=world)
    callback = authorized(pending, post=post)
    assert isinstance(pending, PendingLaunch)
    active = finish(pending, callback, world=world)
    assert isinstance(active, ActiveLaunch), active
    return active


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("personality", PERSONALITIES)
def test_an_ehr_launch_reads_its_own_patient(site_of, ehr_launch, world, personality, client) -> None:
    """Patient, encounter and user arrive, and the token opens the chart."""
    active = launched(site_of(personality, client), ehr_launch(personality), world)
    headers = {"Authorization": f"Bearer {active.tokens.access_token}", "Accept": "application/fhir+json"}
    patient = requests.get(f"{active.fhir_base}/Patient/{active.patient}", headers=headers, timeout=10)
    assert patient.json()["id"] == active.patient
    assert active.encounter
    assert (active.user or "").startswith("Practitioner/")
    assert allows(active.scopes, "ChargeItem", "c") is (personality != "epic")


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_the_authorization_request_works_as_a_form_too(site_of, ehr_launch, world, personality) -> None:
    """For shells that cut long URLs."""
    assert launched(site_of(personality, "public"), ehr_launch(personality), world, post=True).patient


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("personality", PERSONALITIES)
def test_a_standalone_launch_brings_the_patient_that_was_picked(sandbox, site_of, world, personality, client) -> None:
    """The picker is the EHR's; the encounter comes where the vendor has one to give."""
    site = site_of(personality, client)
    pending = begin(site, StandaloneLaunch(browser=BROWSER), world=world)
    page = requests.get(pending.authorize.url, timeout=10).text
    key = page.partition('name="key" value="')[2].partition('"')[0]
    visit = next(visit for visit in sandbox.visits(personality).values() if visit.encounter)
    chosen = {"key": key, "user": visit.user, "patient": visit.patient, "encounter": visit.encounter}
    answer = requests.post(f"{sandbox.url}/{personality}/oauth/choose", data=chosen, allow_redirects=False, timeout=10)
    callback = Callback.from_query(urlsplit(answer.headers["Location"]).query, BROWSER)
    active = finish(pending, callback, world=world)
    assert isinstance(active, ActiveLaunch)
    assert active.patient == visit.patient
    assert active.user == f"Practitioner/{visit.user}"


def test_a_person_who_refuses_is_told_so(site_of, sandbox, world) -> None:
    """With Oracle's own page about it."""
    pending = begin(site_of("generic", "public"), StandaloneLaunch(browser=BROWSER), world=world)
    page = requests.get(pending.authorize.url, timeout=10).text
    key = page.partition('name="key" value="')[2].partition('"')[0]
    answer = requests.post(
        f"{sandbox.url}/generic/oauth/choose", data={"key": key, "deny": "1"}, allow_redirects=False, timeout=10
    )
    failure = finish(pending, Callback.from_query(urlsplit(answer.headers["Location"]).query, BROWSER), world=world)
    assert isinstance(failure, LaunchFailure)
    assert failure.code == FailureCode.AUTHORIZATION_DENIED


def test_a_launch_token_works_once(site_of, ehr_launch, world) -> None:
    """The second use is refused by the EHR, and named."""
    site, request = site_of("generic", "public"), ehr_launch("generic")
    launched(site, request, world)
    again = begin(site, request, world=world)
    failure = finish(again, authorized(again), world=world)
    assert (failure.code, failure.detail) == (FailureCode.AUTHORIZATION_FAILED, "invalid_request")


def test_a_code_works_once(site_of, ehr_launch, world) -> None:
    """Code replay is refused by the EHR, and named."""
    pending = begin(site_of("generic", "public"), ehr_launch("generic"), world=world)
    callback = authorized(pending)
    assert isinstance(finish(pending, callback, world=world), ActiveLaunch)
    assert finish(pending, callback, world=world).code == FailureCode.TOKEN_CODE_REFUSED


def test_a_wrong_secret_is_named(site_of, ehr_launch, world) -> None:
    """Whatever status the vendor answers with."""
    for personality in PERSONALITIES:
        pending = begin(site_of(personality, "secret"), ehr_launch(personality), world=world)
        callback = authorized(pending)
        mistaken = replace(pending.site, client=SecretClient(id="app-secret", secret="wrong"))
        failure = finish(replace(pending, site=mistaken), callback, world=world)
        assert failure.code == FailureCode.TOKEN_CLIENT_REFUSED


def test_a_rotated_signing_key_of_the_ehr_is_found(site_of, ehr_launch, world, sandbox) -> None:
    """The keys held are stale; they are fetched once more."""
    site = site_of("generic", "public")
    launched(site, ehr_launch("generic"), world)
    sandbox.site.signer.rotate()
    assert launched(site, ehr_launch("generic"), world).user


@pytest.mark.parametrize("client", ["secret", "ES384"])
@pytest.mark.parametrize("personality", ["generic", "oracle"])
def test_a_session_outlives_its_first_token_and_ends_at_sign_out(
    site_of, ehr_launch, sandbox, let_pass, world, home, personality, client
) -> None:
    """Rotating or not; the renewed token works, and after sign-out nothing does."""
    site = site_of(personality, client)
    site_file = load_site_file(home / "sites.toml", {"CHARGELINE_KEYS": new_key(), "EHR_SECRET": SECRET})
    store = Store.of(site_file, clock=sandbox.clock.now)
    active = launched(site, ehr_launch(personality), world)
    session = store.open_session(active, BROWSER)
    tokens = AccessTokens(store, session, world=world)
    seen = {tokens()}
    for _ in range(2):
        let_pass(1500)
        assert isinstance(store.session(session, BROWSER), ActiveLaunch)
        seen.add(tokens())
    assert len(seen) == 3
    patient = f"{active.fhir_base}/Patient/{active.patient}"
    headers = {"Authorization": f"Bearer {tokens()}", "Accept": "application/fhir+json"}
    assert requests.get(patient, headers=headers, timeout=10).status_code == 200
    sign_out(store, session, world=world)
    assert isinstance(store.session(session, BROWSER), LaunchFailure)
    store.engine.dispose()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "status", "status": 503}, FailureCode.DISCOVERY_REFUSED),
        ({"kind": "html"}, FailureCode.DISCOVERY_UNREADABLE),
        ({"kind": "reset"}, FailureCode.DISCOVERY_UNREACHABLE),
        ({"kind": "truncated"}, FailureCode.DISCOVERY_UNREADABLE),
        ({"kind": "huge"}, FailureCode.DISCOVERY_TOO_LARGE),
        ({"kind": "status", "status": 200, "body": ""}, FailureCode.DISCOVERY_UNREADABLE),
    ],
)
def test_a_server_that_misbehaves_at_discovery_is_diagnosed(site_of, ehr_launch, sandbox, world, fault, code) -> None:
    """Over a real connection."""
    sandbox.faults.add(Fault(path="/generic/fhir/.well-known/smart-configuration", **fault))
    outcome = begin(site_of("generic", "public"), ehr_launch("generic"), world=world)
    sandbox.faults.clear()
    assert isinstance(outcome, LaunchFailure), outcome
    assert outcome.code == code


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("personality", PERSONALITIES)
def test_the_doctor_gives_the_stand_in_a_clean_bill(site_of, home, world, personality, client) -> None:
    """For every kind of client; the public keys are a note, since no app is running here."""
    site = site_of(personality, client)
    app = load_site_file(home / "sites.toml", {"CHARGELINE_KEYS": new_key(), "EHR_SECRET": SECRET}).app
    report = examine(app, site, world=world)
    assert report.healthy, report.text


def test_the_doctor_finds_a_client_that_the_stand_in_does_not_know(site_of, home, world) -> None:
    """Both the token endpoint and the authorization endpoint refuse it."""
    site = replace(site_of("generic", "public"), client=PublicClient(id="nobody"))
    app = load_site_file(home / "sites.toml", {"CHARGELINE_KEYS": new_key(), "EHR_SECRET": SECRET}).app
    found = {finding.check: finding.code for finding in examine(app, site, world=world).findings if finding.code}
    assert found == {
        "client": FailureCode.TOKEN_CLIENT_REFUSED,
        "redirect": FailureCode.AUTHORIZATION_CLIENT,
    }
