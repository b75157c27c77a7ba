"""Both legs of a launch without the network: our CPU, in the library and through the app; many at once, none lost."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from chargeline_launch import (
    ActiveLaunch,
    Callback,
    EhrLaunch,
    PendingLaunch,
    Site,
    Store,
    Transport,
    World,
    begin,
    finish,
    load_site_file,
    new_key,
)
from chargeline_launch.transport import Answer
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config
from chargeline_plugin.web.services import NAME

ISS, ISSUER = "https://fhir.example.org/r4", "https://auth.example.org"
AT_ONCE, WORKERS, ROUNDS = 200, 16, 100
SITES = f"""
[app]
base_url = "https://chargeline.example.org"
database = "sqlite:///launch.sqlite3"
[sites.clinic]
name = "Clinic"
iss = "{ISS}"
vendor = "generic"
id_token_issuers = ["{ISSUER}"]
time_zone = "America/Chicago"
features = ["read", "write-charge"]
client = {{ id = "rehab-app", kind = "public" }}
"""


class Ehr(Transport):
    """An EHR in memory; what it signs is signed before the clock is looked at."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048)
        self.id_tokens: dict[str, str] = {}
        keys = {"keys": [{**self.key.as_dict(private=False), "kid": "k", "alg": "RS256", "use": "sig"}]}
        metadata = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "code_challenge_methods_supported": ["S256"],
            "capabilities": ["permission-v2", "authorize-post"],
        }
        self.documents: dict[str, Mapping[str, object]] = {
            f"{ISS}/.well-known/smart-configuration": metadata,
            f"{ISSUER}/.well-known/openid-configuration": {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"},
            f"{ISSUER}/jwks": keys,
        }

    def get(self, url: str) -> Answer:
        return _answer(self.documents[url])

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:  # noqa: ARG002
        granted = {"access_token": "a", "token_type": "Bearer", "expires_in": 900, "scope": "launch", "patient": "p"}
        return _answer({**granted, "id_token": self.id_tokens[form["code"]]})

    def sign(self, pending: PendingLaunch) -> str:
        """Prepare the id_token of a launch and return its code."""
        return self.signed(pending.id, parse_qs(urlsplit(pending.authorize.url).query)["nonce"][0])

    def signed(self, code: str, nonce: str) -> str:
        """Prepare the id_token that goes for this code, and return the code."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": "rehab-app", "sub": "u", "nonce": nonce, "iat": now, "exp": now + 300}
        self.id_tokens[code] = jwt.encode({"alg": "RS256", "kid": "k"}, claims, self.key)
        return code


def main() -> None:
    """Print our CPU for one launch, its ratio to what cannot be avoided, and the losses of many at once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sites.toml"
        path.write_text(SITES)
        site_file = load_site_file(path, {"CHARGELINE_KEYS": new_key()})
        store, ehr = Store.of(site_file), Ehr()
        bench = Launches(site_file.sites["clinic"], store, ehr)
        bench.one(0)
        _cpu(bench)
        _app_cpu(path, ehr)
        _at_once(bench)
        store.engine.dispose()


class Launches:
    """Whole launches of one site through a store on disk."""

    def __init__(self, site: Site, store: Store, ehr: Ehr) -> None:
        self.site, self.store, self.ehr = site, store, ehr
        self.world = World.of(ehr)

    def first_leg(self, number: int) -> PendingLaunch:
        """The EHR's request up to the redirect."""
        asked = EhrLaunch(iss=ISS, launch=f"launch-{number}", browser=f"browser-{number}")
        pending = begin(self.site, asked, world=self.world)
        assert isinstance(pending, PendingLaunch)
        self.store.put_pending(pending)
        return pending

    def second_leg(self, number: int, pending: PendingLaunch, code: str) -> bool:
        """The callback up to an open session that can be read; False when anything is lost."""
        callback = Callback.from_query(urlencode({"code": code, "state": pending.state}), f"browser-{number}")
        taken = self.store.take_pending(callback)
        active = finish(taken, callback, world=self.world) if isinstance(taken, PendingLaunch) else taken
        if not isinstance(active, ActiveLaunch):
            return False
        session = self.store.open_session(active, callback.browser)
        return isinstance(self.store.session(session, callback.browser), ActiveLaunch)

    def one(self, number: int) -> bool:
        """A whole launch."""
        pending = self.first_leg(number)
        return self.second_leg(number, pending, self.ehr.sign(pending))


def _cpu(bench: Launches) -> None:
    first = _spent(lambda: [bench.first_leg(number) for number in range(ROUNDS)])
    prepared = [(number, pending := bench.first_leg(number), bench.ehr.sign(pending)) for number in range(ROUNDS)]
    second = _spent(lambda: [bench.second_leg(*each) for each in prepared])
    tokens = list(bench.ehr.id_tokens.values())[-ROUNDS:]
    bare = _spent(lambda: [jwt.decode(token, bench.ehr.key, algorithms=["RS256"]) for token in tokens])
    both = first + second
    print(f"both legs: {1e3 * both / ROUNDS:.2f} ms of our CPU, {both / bare:.0f} times one bare signature check")


def _app_cpu(path: Path, ehr: Ehr) -> None:
    """What a browser asks of the app: launch, on to the EHR, callback. Reading the visit comes after."""
    app = create_app(load_config(path, {"CHARGELINE_KEYS": new_key()}))
    app.extensions[NAME] = replace(app.extensions[NAME], world=World.of(ehr))
    clients = [app.test_client() for _ in range(ROUNDS + 1)]
    _through(clients.pop(), ehr)
    spent = sum(_through(client, ehr) for client in clients)
    print(f"both legs through the app: {1e3 * spent / ROUNDS:.2f} ms of our CPU, logs and pages included")


def _through(client: FlaskClient, ehr: Ehr) -> float:
    """The CPU of one launch, without the EHR's signing."""

    def get(address: str) -> TestResponse:
        return client.get(address, base_url="https://chargeline.example.org")

    before = time.process_time()
    gone = get(get(f"/launch?{urlencode({'iss': ISS, 'launch': 'x'})}").headers["Location"]).headers["Location"]
    first = time.process_time() - before
    asked = dict(parse_qsl(urlsplit(gone).query))
    answer = f"/callback?{urlencode({'code': ehr.signed(asked['state'], asked['nonce']), 'state': asked['state']})}"
    before = time.process_time()
    assert get(answer).headers["Location"].startswith("/s/")
    return first + time.process_time() - before


def _at_once(bench: Launches) -> None:
    before = time.process_time()
    with ThreadPoolExecutor(WORKERS) as pool:
        finished = list(pool.map(bench.one, range(AT_ONCE)))
    spent = time.process_time() - before
    lost = finished.count(False)
    print(f"{AT_ONCE} at once: {lost} lost, {1e3 * spent / AT_ONCE:.2f} ms of CPU each (with the EHR's own signing)")


def _spent(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _answer(document: Mapping[str, object]) -> Answer:
    return Answer(status=200, headers={}, body=json.dumps(document).encode())
