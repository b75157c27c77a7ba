"""A running stand-in EHR, and a small SMART client that plays the app."""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from chargeline_sandbox import Client, Config, LaunchLink, Sandbox, Visit, running

CALLBACK = "http://localhost:9/callback"
SECRET = "a secret: with % and +"
TODAY = date(2026, 11, 23)
READ = "launch openid fhirUser online_access user/Patient.r user/Encounter.rs"


@dataclass
class App:
    """An app in a test: public by default; with `secret` or `key` a confidential one."""

    sandbox: Sandbox
    ehr: str = "generic"
    client_id: str = "public"
    secret: str | None = None
    key: RSAKey | ECKey | None = None
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def root(self) -> str:
        return f"{self.sandbox.url}/{self.ehr}"

    def query(self, link: LaunchLink | None, **changed: Any) -> dict[str, str]:
        """The authorization request; a value of None leaves the parameter out."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked: dict[str, Any] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "scope": READ,
            "state": "s" * 32,
            "aud": f"{self.root}/fhir",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "nonce": "n-1",
            "launch": link.launch if link else None,
        }
        return {name: value for name, value in (asked | changed).items() if value is not None}

    def authorize(self, link: LaunchLink | None, **changed: Any) -> requests.Response:
        query = self.query(link, **changed)
        return requests.get(f"{self.root}/oauth/authorize", params=query, allow_redirects=False, timeout=5)

    def code(self, link: LaunchLink, **changed: Any) -> str:
        return callback(self.authorize(link, **changed))["code"]

    def assertion(self, **changed: Any) -> str:
        """A client assertion; `header` and claims can be changed."""
        assert self.key is not None
        now = int(self.sandbox.clock.seconds())
        alg = "RS384" if isinstance(self.key, RSAKey) else "ES384"
        header = {"alg": alg, "typ": "JWT", "kid": self.key.kid} | changed.pop("header", {})
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{self.root}/oauth/token",
            "iat": now,
            "exp": now + 240,
            "jti": secrets.token_hex(8),
        } | changed
        return jwt.encode(
            {k: v for k, v in header.items() if v is not None},
            {k: v for k, v in claims.items() if v is not None},
            self.key,
            algorithms=["RS384", "ES384", "RS256"],
        )

    def authentication(self) -> tuple[dict[str, str], dict[str, str]]:
        """What goes into the form and what into the headers to say who the client is."""
        if self.key is not None:
            kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            return {"client_assertion_type": kind, "client_assertion": self.assertion()}, {}
        if self.secret is not None:
            return {}, {"Authorization": basic(self.client_id, self.secret)}
        return {"client_id": self.client_id}, {}

    def post(self, form: dict[str, Any], path: str = "token", **kwargs: Any) -> requests.Response:
        mine, headers = self.authentication()
        data = {name: value for name, value in (mine | form).items() if value is not None}
        headers |= kwargs.pop("headers", {})
        return requests.post(f"{self.root}/oauth/{path}", data=data, headers=headers, timeout=5, **kwargs)

    def exchange(self, code: str, /, **changed: Any) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
        }
        return self.post(form | changed)

    def refresh(self, token: str, /, **changed: Any) -> requests.Response:
        return self.post({"grant_type": "refresh_token", "refresh_token": token} | changed)

    def launched(self, visit: Visit, **changed: Any) -> dict[str, Any]:
        """A whole EHR launch: the token response."""
        link = self.sandbox.launch(self.ehr, visit)
        answer = self.exchange(self.code(link, **changed))
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


@dataclass
class Fhir:
    """FHIR calls with a token."""

    base: str
    token: str | None = None

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        sent = {"Accept": "application/fhir+json"}
        sent |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {"Content-Type": "application/fhir+json"} if body is not None else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method, f"{self.base}/{path}", json=body, headers=sent, allow_redirects=False, timeout=5
        )

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.call("GET", path, **headers)

    def found(self, path: str) -> list[dict[str, Any]]:
        """The matches of a search."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return [e["resource"] for e in answer.json().get("entry", []) if e["search"]["mode"] == "match"]


def basic(name: str, secret: str) -> str:
    from urllib.parse import quote_plus

    pair = f"{quote_plus(name)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def callback(answer: requests.Response) -> dict[str, str]:
    """The query of the redirect to the app."""
    assert answer.status_code == 302, answer.text
    where = answer.headers["Location"]
    assert where.startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


KEYS = {
    "rsa": RSAKey.generate_key(2048, parameters={"kid": "rsa-1"}),
    "ec": ECKey.generate_key("P-384", parameters={"kid": "ec-1"}),
}


@pytest.fixture
def config() -> Config:
    keys = KeySet(list(KEYS.values())).as_dict(private=False)
    clients = (
        Client(id="public", redirect_uris=(CALLBACK,)),
        Client(id="secret", redirect_uris=(CALLBACK,), secret=SECRET),
        Client(id="key", redirect_uris=(CALLBACK,), jwks=keys),
        Client(id="narrow", redirect_uris=(CALLBACK,), scopes=("launch", "user/Encounter.rs")),
    )
    return Config(clients=clients, today=TODAY, app_launch_url="http://localhost:9/launch")


@pytest.fixture
def sandbox(config: Config) -> Iterator[Sandbox]:
    with running(config) as found:
        yield found


@pytest.fixture
def app(sandbox: Sandbox) -> App:
    return App(sandbox)


@pytest.fixture
def secret_app(sandbox: Sandbox) -> App:
    return App(sandbox, client_id="secret", secret=SECRET)


@pytest.fixture(params=sorted(KEYS))
def key_app(sandbox: Sandbox, request: pytest.FixtureRequest) -> App:
    return App(sandbox, client_id="key", key=KEYS[request.param])


@pytest.fixture
def visit(sandbox: Sandbox) -> Visit:
    return sandbox.visit("generic", "knee-replacement")


@pytest.fixture
def fhir(sandbox: Sandbox) -> Any:
    """`fhir(ehr, scope, story)`: FHIR calls with a token of that scope."""

    def make(ehr: str = "generic", scope: str = "user/*.cruds", story: str = "knee-replacement") -> Fhir:
        token = sandbox.token(ehr, sandbox.visit(ehr, story), scope)
        return Fhir(sandbox.iss(ehr), token)

    return make


@pytest.fixture
def anonymous(sandbox: Sandbox) -> Any:
    return lambda ehr: Fhir(sandbox.iss(ehr))


@pytest.fixture
def callback_of() -> Any:
    return callback
