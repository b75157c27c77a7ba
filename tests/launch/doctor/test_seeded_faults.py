"""One seeded fault per row of the closed list, each diagnosed right."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests

from chargeline_launch import (
    AccessTokens,
    Callback,
    EhrLaunch,
    FailureCode,
    LaunchFailure,
    NoAccessToken,
    Seal,
    SiteFile,
    Store,
    begin,
    new_key,
)
from chargeline_launch.clients import SecretClient
from chargeline_launch.sites import AppSettings

ISS = "https://fhir.generic.example.org/r4"
METADATA = f"{ISS}/.well-known/smart-configuration"
TOKEN = "https://auth.generic.example.org/token"
BROWSER = "browser-of-the-clinician"


class Bench:
    """A registered site, its EHR and a store, ready to be broken."""

    def __init__(self, flow: Any, site: Any, store: Store, clock: Any, tmp_path: Any) -> None:
        self.flow, self.site, self.store, self.clock = flow, site, store, clock
        self.network, self.ehr, self.world = flow.ehr.network, flow.ehr, flow.world
        app = AppSettings(base_url="https://a.example", database="sqlite://", seal_keys=(), directory=tmp_path)
        self.site_file = SiteFile(app=app, sites={site.id: site})

    def begun(self, *, launch: str = "x", **metadata: Any) -> object:
        self.ehr.metadata.update(metadata)
        return begin(self.site, EhrLaunch(iss=ISS, launch=launch, browser=BROWSER), world=self.world)

    def discovered(self, **answer: Any) -> object:
        self.network.replace("GET", METADATA, **answer)
        return self.begun()

    def finished(self, **callback: str | None) -> object:
        return self.flow.finish(self.flow.begin(self.site), **callback)

    def exchanged(self, **answer: Any) -> object:
        pending = self.flow.begin(self.site)
        self.network.replace("POST", TOKEN, **answer)
        return self.flow.finish(pending)

    def claimed(self, **claims: Any) -> object:
        self.ehr.claims = claims
        return self.finished()

    def proven(self, text: str) -> object:
        self.ehr.id_token = lambda: text
        return self.finished()

    def taken(self, *, twice: bool = False, wait: float = 0, **callback: Any) -> object:
        pending = self.flow.begin(self.site)
        self.store.put_pending(pending)
        answer = self.flow.callback(pending, **callback)
        if twice:
            self.store.take_pending(answer)
        self.clock.pass_(minutes=wait)
        return self.store.take_pending(answer)

    def session(self, *, wait: float = 0, browser: str = BROWSER, busy: int = 0) -> object:
        session = self.store.open_session(self.flow.active(self.site), BROWSER)
        for _ in range(busy):
            self.clock.pass_(minutes=20)
            self.store.session(session, BROWSER)
        self.clock.pass_(minutes=wait)
        return self.store.session(session, browser)

    def resealed(self) -> object:
        session = self.store.open_session(self.flow.active(self.site), BROWSER)
        other = Store(self.store.engine, Seal([new_key()]), self.store.sites, clock=self.clock)
        return other.session(session, BROWSER)

    def without_its_site(self) -> object:
        session = self.store.open_session(self.flow.active(self.site), BROWSER)
        self.store.sites = {}
        return self.store.session(session, BROWSER)

    def renewed(self, **answer: Any) -> object:
        session = self.store.open_session(self.flow.active(self.site), BROWSER)
        self.network.replace("POST", TOKEN, **answer)
        self.clock.pass_(minutes=16)
        try:
            return AccessTokens(self.store, session, world=self.world)()
        except NoAccessToken as ended:
            return ended.failure

    def as_secret_client(self) -> object:
        self.site = replace(self.site, client=SecretClient(id="a", secret="b"))
        return self.begun(token_endpoint_auth_methods_supported=["private_key_jwt"])

    def repeated(self) -> object:
        return self.store.take_pending(Callback.from_query("state=a&state=b", BROWSER))

    def without_keys(self) -> object:
        self.ehr.configuration["jwks_uri"] = None
        return self.finished()


SEEDED: dict[FailureCode, Callable[[Bench], object]] = {
    FailureCode.ISSUER_MISSING: lambda b: b.site_file.registered(None),
    FailureCode.ISSUER_UNKNOWN: lambda b: b.site_file.registered("https://evil.example"),
    FailureCode.LAUNCH_MISSING: lambda b: b.begun(launch=""),
    FailureCode.DISCOVERY_UNREACHABLE: lambda b: b.discovered(body=requests.ConnectionError()),
    FailureCode.DISCOVERY_SLOW: lambda b: b.discovered(body=requests.Timeout()),
    FailureCode.DISCOVERY_CERTIFICATE: lambda b: b.discovered(body=requests.exceptions.SSLError(ssl.SSLError())),
    FailureCode.DISCOVERY_REFUSED: lambda b: b.discovered(status=404),
    FailureCode.DISCOVERY_REDIRECTED: lambda b: b.discovered(status=302, headers={"Location": "https://evil.example"}),
    FailureCode.DISCOVERY_TOO_LARGE: lambda b: b.discovered(body=b" " * 600_000),
    FailureCode.DISCOVERY_UNREADABLE: lambda b: b.discovered(body="<html>"),
    FailureCode.DISCOVERY_INCOMPLETE: lambda b: b.begun(token_endpoint=None),
    FailureCode.ENDPOINT_INSECURE: lambda b: b.begun(token_endpoint="http://auth.generic.example.org/token"),
    FailureCode.PKCE_UNSUPPORTED: lambda b: b.begun(code_challenge_methods_supported=["plain"]),
    FailureCode.CLIENT_KIND_UNSUPPORTED: Bench.as_secret_client,
    FailureCode.CALLBACK_REPEATED: Bench.repeated,
    FailureCode.STATE_MISSING: lambda b: b.taken(state=None),
    FailureCode.STATE_UNKNOWN: lambda b: b.taken(state="made-up"),
    FailureCode.STATE_USED: lambda b: b.taken(twice=True),
    FailureCode.STATE_EXPIRED: lambda b: b.taken(wait=11),
    FailureCode.BROWSER_OTHER: lambda b: b.taken(browser="another"),
    FailureCode.ISSUER_MIXED_UP: lambda b: b.finished(iss="https://evil.example"),
    FailureCode.AUTHORIZATION_DENIED: lambda b: b.finished(error="access_denied"),
    FailureCode.AUTHORIZATION_SCOPE: lambda b: b.finished(error="invalid_scope"),
    FailureCode.AUTHORIZATION_LOGIN: lambda b: b.finished(error="login_required"),
    FailureCode.AUTHORIZATION_CLIENT: lambda b: b.finished(error="unauthorized_client"),
    FailureCode.AUTHORIZATION_FAILED: lambda b: b.finished(error="server_error"),
    FailureCode.CODE_MISSING: lambda b: b.finished(code=None),
    FailureCode.TOKEN_UNREACHABLE: lambda b: b.exchanged(body=requests.ConnectionError()),
    FailureCode.TOKEN_CLIENT_REFUSED: lambda b: b.exchanged(status=401, json={"error": "invalid_client"}),
    FailureCode.TOKEN_CLIENT_UNAUTHORIZED: lambda b: b.exchanged(status=400, json={"error": "unauthorized_client"}),
    FailureCode.TOKEN_CODE_REFUSED: lambda b: b.exchanged(status=400, json={"error": "invalid_grant"}),
    FailureCode.TOKEN_REFUSED: lambda b: b.exchanged(status=503),
    FailureCode.TOKEN_UNREADABLE: lambda b: b.exchanged(body="<html>"),
    FailureCode.ID_TOKEN_UNREADABLE: lambda b: b.proven("no-token"),
    FailureCode.ID_TOKEN_ISSUER: lambda b: b.claimed(iss="https://evil.example"),
    FailureCode.ID_TOKEN_KEYS: Bench.without_keys,
    FailureCode.ID_TOKEN_ALGORITHM: lambda b: b.proven(b.ehr.id_token(header={"alg": "RS512"})),
    FailureCode.ID_TOKEN_SIGNATURE: lambda b: b.proven(b.ehr.id_token(header={"kid": "made-up"})),
    FailureCode.ID_TOKEN_AUDIENCE: lambda b: b.claimed(aud="another"),
    FailureCode.ID_TOKEN_TIMES: lambda b: b.claimed(exp=1),
    FailureCode.ID_TOKEN_NONCE: lambda b: b.claimed(nonce="another"),
    FailureCode.FHIR_USER_FOREIGN: lambda b: b.claimed(fhirUser="https://evil.example/Practitioner/1"),
    FailureCode.SESSION_UNKNOWN: lambda b: b.session(browser="another"),
    FailureCode.SESSION_IDLE: lambda b: b.session(wait=30),
    FailureCode.SESSION_EXPIRED: lambda b: b.session(busy=36),
    FailureCode.SESSION_UNREADABLE: Bench.resealed,
    FailureCode.SESSION_SITE_GONE: Bench.without_its_site,
    FailureCode.REFRESH_REFUSED: lambda b: b.renewed(status=400, json={"error": "invalid_grant"}),
    FailureCode.REFRESH_UNREACHABLE: lambda b: b.renewed(status=503),
}


@pytest.fixture
def bench(flow, site, store, clock, tmp_path) -> Bench:
    return Bench(flow, site, store, clock, tmp_path)


def test_every_code_has_its_seeded_fault() -> None:
    """A code without one would be a diagnosis that nobody has ever seen. Blocked cookies are the page's to notice."""
    assert set(SEEDED) == set(FailureCode) - {FailureCode.COOKIES_BLOCKED}


@pytest.mark.parametrize("code", SEEDED)
def test_a_seeded_fault_is_diagnosed_right(bench, code) -> None:
    """By the code that its row of the list promises."""
    outcome = SEEDED[code](bench)
    assert isinstance(outcome, LaunchFailure), outcome
    assert outcome.code == code
