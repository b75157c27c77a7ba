"""A registered site, a fixed clock, an EHR's keys, and a mocked network: what every launch test stands on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import responses
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from chargeline_launch import (
    ActiveLaunch,
    Callback,
    EhrLaunch,
    LaunchFailure,
    PendingLaunch,
    Seal,
    Site,
    Store,
    Transport,
    World,
    begin,
    finish,
    new_key,
    open_engine,
)
from chargeline_launch.clients import KeyClient, PublicClient, SecretClient, SigningKey

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
START = datetime(2026, 9, 21, 13, 34, tzinfo=UTC)
BROWSER = "browser-of-the-clinician"
ISS = "https://fhir.generic.example.org/r4"
ISSUER = "https://auth.generic.example.org"


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text("utf-8"))


@pytest.fixture(name="fixture")
def fixture_reader() -> Callable[[str], Any]:
    """Reads a vendor's answer from tests/fixtures."""
    return fixture


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World.of(Transport(), clock)


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """Every outbound request is answered from here; one that is not expected fails."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


@pytest.fixture(scope="session")
def signing_keys() -> Mapping[str, SigningKey]:
    """The app's own keys, one per algorithm that the standard asks for."""
    return {
        "ES384": SigningKey(kid="app-es", alg="ES384", key=ECKey.generate_key("P-384")),
        "RS384": SigningKey(kid="app-rs", alg="RS384", key=RSAKey.generate_key(2048)),
    }


@pytest.fixture
def site() -> Site:
    """A registered site of a server that follows the standard, with a public client."""
    return Site(
        id="clinic",
        name="Clinic",
        iss=ISS,
        vendor="generic",
        client=PublicClient(id="rehab-app"),
        id_token_issuers=(ISSUER,),
        redirect_uri="https://chargeline.example.org/callback",
        features=("read", "write-charge"),
        time_zone="America/Chicago",
        frame_ancestors=("https://ehr.generic.example.org",),
    )


@pytest.fixture(params=["public", "secret", "ES384", "RS384"])
def any_client_site(request: pytest.FixtureRequest, site: Site, signing_keys: Mapping[str, SigningKey]) -> Site:
    """The site with each kind of client in turn."""
    if request.param == "public":
        return site
    if request.param == "secret":
        return replace(site, client=SecretClient(id="rehab-app", secret="s3cret"))
    return replace(site, client=KeyClient(id="rehab-app", signing_key=signing_keys[request.param]))


@dataclass
class Ehr:
    """The issuer as the network shows it. Change `metadata`, `answer` or `claims` to make it behave."""

    network: responses.RequestsMock
    clock: Clock
    key: RSAKey
    kid: str = "k1"
    metadata: dict[str, Any] = field(default_factory=lambda: fixture("discovery/generic-full.smart-configuration.json"))
    answer: dict[str, Any] = field(default_factory=lambda: fixture("token/generic.ehr-launch.full-context.json"))
    claims: dict[str, Any] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=lambda: {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks.json"})
    nonce: str = ""

    def serve(self) -> None:
        """Answer discovery, OpenID configuration, keys and token requests."""
        self.network.add_callback("GET", f"{ISS}/.well-known/smart-configuration", self._json("metadata"))
        self.network.add_callback("GET", f"{ISSUER}/.well-known/openid-configuration", self._json("configuration"))
        self.network.add_callback("GET", f"{ISSUER}/jwks.json", self._json("public_keys"))
        self.network.add_callback("POST", f"{ISSUER}/token", self._json("token_answer"))

    def public_keys(self) -> dict[str, Any]:
        return {"keys": [{**self.key.as_dict(private=False), "kid": self.kid, "alg": "RS256", "use": "sig"}]}

    def token_answer(self) -> dict[str, Any]:
        return {**self.answer, "id_token": self.id_token()}

    def id_token(self, header: Mapping[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        """A signed id_token for the present launch; claims given as None are left out."""
        at = int(self.clock.now.timestamp())
        base = {
            "iss": ISSUER,
            "aud": "rehab-app",
            "sub": "u1",
            "fhirUser": "Practitioner/pt-1",
            "iat": at,
            "exp": at + 300,
        }
        said = {**base, "nonce": self.nonce, **self.claims, **claims}
        head = {"alg": "RS256", "kid": self.kid, **(header or {})}
        return jwt.encode(
            head, {k: v for k, v in said.items() if v is not None}, key or self.key, algorithms=[head["alg"]]
        )

    def requests_to(self, url: str) -> list[Any]:
        return [call.request for call in self.network.calls if call.request.url.split("?")[0] == url]

    def token_forms(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(request.body)) for request in self.requests_to(f"{ISSUER}/token")]

    def _json(self, name: str) -> Callable[[Any], tuple[int, dict[str, str], str]]:
        """Answers with the attribute of that name as it is at the time, called when it is a function."""

        def answer(_request: Any) -> tuple[int, dict[str, str], str]:
            body = getattr(self, name)
            return 200, {"Content-Type": "application/json"}, json.dumps(body() if callable(body) else body)

        return answer


@pytest.fixture(scope="session")
def ehr_key() -> RSAKey:
    return RSAKey.generate_key(2048)


@pytest.fixture
def ehr(network: responses.RequestsMock, clock: Clock, ehr_key: RSAKey) -> Ehr:
    served = Ehr(network, clock, ehr_key)
    served.serve()
    return served


@dataclass
class Flow:
    """A launch step by step, as the views take it."""

    ehr: Ehr
    world: World

    def begin(self, site: Site, *, launch: str = "opaque", browser: str = BROWSER) -> PendingLaunch:
        pending = begin(site, EhrLaunch(iss=site.iss, launch=launch, browser=browser), world=self.world)
        assert isinstance(pending, PendingLaunch), pending
        self.ehr.nonce = authorize_query(pending)["nonce"]
        return pending

    def callback(self, pending: PendingLaunch, browser: str = BROWSER, **changed: str | None) -> Callback:
        """What the EHR's redirect brings; a parameter given as None is left out."""
        said = {"code": "code-1", "state": authorize_query(pending)["state"], **changed}
        return Callback.from_query(urlencode({k: v for k, v in said.items() if v is not None}), browser)

    def finish(self, pending: PendingLaunch, **changed: str | None) -> ActiveLaunch | LaunchFailure:
        return finish(pending, self.callback(pending, **changed), world=self.world)

    def active(self, site: Site) -> ActiveLaunch:
        active = self.finish(self.begin(site))
        assert isinstance(active, ActiveLaunch), active
        return active


@pytest.fixture
def flow(ehr: Ehr, world: World) -> Flow:
    return Flow(ehr, world)


def authorize_query(pending: PendingLaunch) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(pending.authorize.url).query).items()}


@pytest.fixture(name="authorize_query")
def authorize_query_reader() -> Callable[[PendingLaunch], dict[str, str]]:
    """The authorization request's parameters as the server reads them."""
    return authorize_query


@pytest.fixture
def seal() -> Seal:
    return Seal([new_key()])


@pytest.fixture
def store(database_url: str, seal: Seal, site: Site, clock: Clock) -> Iterator[Store]:
    engine = open_engine(database_url)
    made = Store(engine, seal, {site.id: site}, clock=clock)
    made.create_tables()
    yield made
    engine.dispose()


@pytest.fixture
def every_log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any library logs, at the most talkative level."""
    loggers = [logging.getLogger(name) for name in ("", "urllib3", "sqlalchemy", "requests", "authlib")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    yield caplog
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
