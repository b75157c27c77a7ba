"""Metadata that must not lead a launch astray, slow it down or fill the memory."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
import requests

from chargeline_launch import FailureCode, LaunchFailure, PendingLaunch, SiteFile, Transport, World, begin
from chargeline_launch.clients import KeyClient, SecretClient
from chargeline_launch.pending import EhrLaunch
from chargeline_launch.sites import AppSettings

ISS = "https://fhir.generic.example.org/r4"
AUTHORIZE, TOKEN, REVOKE = "authorization_endpoint", "token_endpoint", "revocation_endpoint"
PKCE = "code_challenge_methods_supported"
METADATA = f"{ISS}/.well-known/smart-configuration"


def begun(site, world) -> PendingLaunch | LaunchFailure:
    return begin(site, EhrLaunch(iss=site.iss, launch="x", browser="b"), world=world)


@pytest.mark.parametrize(
    "iss",
    [
        "https://evil.example/fhir",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:5432/",
        "file:///etc/passwd",
        "https://fhir.generic.example.org/r4/../admin",
        "https://fhir.generic.example.org/R4",
        "https://fhir.generic.example.org/r4//",
        "https://fhir.generic.example.org/r4?x=1",
        "https://fhir.generic.example.org@evil.example/r4",
        "",
    ],
)
def test_an_issuer_that_is_not_registered_makes_no_outbound_request(site, network, tmp_path, iss) -> None:
    """Whatever it points to."""
    app = AppSettings(base_url="https://a.example", database="sqlite://", seal_keys=(), directory=tmp_path)
    failure = SiteFile(app=app, sites={site.id: site}).registered(iss)
    assert isinstance(failure, LaunchFailure)
    assert failure.code == (FailureCode.ISSUER_UNKNOWN if iss else FailureCode.ISSUER_MISSING)
    assert not network.calls


def test_a_trailing_slash_is_the_same_issuer_and_is_echoed_as_received(
    site, ehr, world, tmp_path, authorize_query
) -> None:
    """`aud` is byte for byte what came; the metadata's address has one slash."""
    app = AppSettings(base_url="https://a.example", database="sqlite://", seal_keys=(), directory=tmp_path)
    assert SiteFile(app=app, sites={site.id: site}).registered(f"{ISS}/") is site
    pending = begin(site, EhrLaunch(iss=f"{ISS}/", launch="x", browser="b"), world=world)
    assert isinstance(pending, PendingLaunch)
    assert authorize_query(pending)["aud"] == f"{ISS}/"
    assert len(ehr.requests_to(METADATA)) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_during_discovery_is_not_followed(site, world, network, status) -> None:
    """Neither to another host nor on the same one."""
    network.get(METADATA, status=status, headers={"Location": "https://evil.example/x"})
    assert begun(site, world) == LaunchFailure(code=FailureCode.DISCOVERY_REDIRECTED, site="clinic", detail=str(status))
    assert len(network.calls) == 1


def test_a_redirect_at_the_token_endpoint_does_not_carry_the_code_on(flow, site) -> None:
    """A 307 would repeat the POST with the code and the verifier elsewhere."""
    pending = flow.begin(site)
    flow.ehr.network.replace("POST", pending.token_endpoint, status=307, headers={"Location": "https://evil.example/"})
    failure = flow.finish(pending)
    assert (failure.code, failure.detail) == (FailureCode.TOKEN_REFUSED, "HTTP 307")
    assert not [call for call in flow.ehr.network.calls if "evil" in call.request.url]


@pytest.mark.parametrize(
    ("change", "code", "detail"),
    [
        ({PKCE: None}, FailureCode.PKCE_UNSUPPORTED, PKCE),
        ({PKCE: ["plain"]}, FailureCode.PKCE_UNSUPPORTED, PKCE),
        ({PKCE: "S256"}, FailureCode.PKCE_UNSUPPORTED, PKCE),
        ({AUTHORIZE: None}, FailureCode.DISCOVERY_INCOMPLETE, AUTHORIZE),
        ({TOKEN: ""}, FailureCode.DISCOVERY_INCOMPLETE, TOKEN),
        ({AUTHORIZE: "http://auth.generic.example.org/a"}, FailureCode.ENDPOINT_INSECURE, AUTHORIZE),
        ({TOKEN: "http://auth.generic.example.org/t"}, FailureCode.ENDPOINT_INSECURE, TOKEN),
        ({TOKEN: "https://localhost/t"}, FailureCode.ENDPOINT_INSECURE, TOKEN),
        ({TOKEN: "https://[::1]/t"}, FailureCode.ENDPOINT_INSECURE, TOKEN),
        ({TOKEN: "https://127.9.9.9/t"}, FailureCode.ENDPOINT_INSECURE, TOKEN),
        ({TOKEN: "https://u:p@auth.generic.example.org/t"}, FailureCode.ENDPOINT_INSECURE, TOKEN),
        ({TOKEN: "javascript:alert(1)"}, FailureCode.ENDPOINT_INSECURE, TOKEN),
        ({REVOKE: "http://auth.generic.example.org/r"}, FailureCode.ENDPOINT_INSECURE, REVOKE),
    ],
)  # fmt: skip
def test_metadata_that_would_weaken_the_launch_refuses_it(site, world, ehr, change, code, detail) -> None:
    """PKCE downgrade, endpoints in clear text or on this machine: named and refused before anybody logs in."""
    ehr.metadata.update(change)
    assert begun(site, world) == LaunchFailure(code=code, site="clinic", detail=detail)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bad.no-pkce", FailureCode.PKCE_UNSUPPORTED),
        ("bad.plain-pkce-and-http", FailureCode.ENDPOINT_INSECURE),
    ],
)
def test_the_bad_documents_are_refused(site, world, ehr, fixture, name, code) -> None:
    """Each for its first reason."""
    ehr.metadata = fixture(f"discovery/{name}.json")
    assert begun(site, world).code == code


def test_relative_endpoints_are_resolved_against_the_fhir_address(site, world, ehr, fixture) -> None:
    """A legacy server's `auth/authorize` lies below its FHIR address."""
    ehr.metadata = fixture("discovery/bad.relative-endpoints.json")
    pending = begun(site, world)
    assert (pending.authorize.action, pending.token_endpoint) == (f"{ISS}/auth/authorize", f"{ISS}/auth/token")


@pytest.mark.parametrize("name", ["epic", "cerner", "generic-full"])
def test_the_vendors_own_documents_are_accepted(site, world, ehr, fixture, name) -> None:
    """As captured."""
    ehr.metadata = fixture(f"discovery/{name}.smart-configuration.json")
    assert begun(site, world).token_endpoint == ehr.metadata[TOKEN]


def test_a_client_kind_that_the_server_does_not_take_is_reported_before_login(site, world, ehr, signing_keys) -> None:
    """A setting that contradicts the metadata."""
    secret = replace(site, client=SecretClient(id="a", secret="b"))
    ehr.metadata["token_endpoint_auth_methods_supported"] = ["private_key_jwt"]
    failure = begun(secret, world)
    assert failure.code == FailureCode.CLIENT_KIND_UNSUPPORTED
    key = replace(site, client=KeyClient(id="a", signing_key=signing_keys["RS384"]))
    ehr.metadata["token_endpoint_auth_signing_alg_values_supported"] = ["ES384"]
    assert begun(key, world).detail == "token_endpoint_auth_signing_alg_values_supported"


@pytest.mark.parametrize("body", ["<html>Please log in</html>", '{AUTHORIZE: "https:', "[]", "", "[" * 100_000])
def test_an_answer_that_is_no_json_object_is_unreadable(site, world, network, body) -> None:
    """A proxy's login page with status 200 is the usual one."""
    network.get(METADATA, body=body)
    assert begun(site, world).code == FailureCode.DISCOVERY_UNREADABLE


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_an_error_status_is_named(site, world, network, status) -> None:
    """The number is all that is shown."""
    network.get(METADATA, status=status, body="Jane Doe")
    assert begun(site, world) == LaunchFailure(code=FailureCode.DISCOVERY_REFUSED, site="clinic", detail=str(status))


def test_a_failed_discovery_is_tried_again_and_a_good_one_kept(site, world, network, ehr) -> None:
    """Failures are not cached."""
    good = ehr.metadata
    ehr.metadata = {}
    assert isinstance(begun(site, world), LaunchFailure)
    ehr.metadata = good
    assert isinstance(begun(site, world), PendingLaunch)
    ehr.metadata = {}
    assert isinstance(begun(site, world), PendingLaunch)


@pytest.mark.parametrize(
    ("control", "kept"),
    [("max-age=600", 600), ("max-age=5", 60), ("public, max-age=999999999", 3600), ("", 3600), ("no-store", 60)],
)
def test_metadata_expires(site, world, network, ehr, clock, control, kept) -> None:
    """What Cache-Control says, within a minute and an hour."""
    network.replace("GET", METADATA, json=ehr.metadata, headers={"Cache-Control": control})
    for wait, fetched in ((0, 1), (kept - 1, 1), (1, 2)):
        clock.pass_(seconds=wait)
        begun(site, world)
        assert len(network.calls) == fetched


def test_a_hundred_launches_at_once_fetch_the_metadata_once(site, world, ehr) -> None:
    """Many that ask for the same wait for one."""
    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(lambda _: begun(site, world), range(100)))
    assert all(isinstance(outcome, PendingLaunch) for outcome in outcomes)
    assert len(ehr.requests_to(METADATA)) == 1


@contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that sends bytes as it likes, on a free port, until the test ends."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            try:
                connection.recv(4096)
                serve(connection)
            except OSError:
                return

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/fhir"
    finally:
        listener.close()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def hasty(clock) -> World:
    """A world with little patience."""
    return World.of(Transport(connect_seconds=0.5, read_seconds=0.3, total_seconds=0.6), clock)


def local(site, iss: str):
    return replace(site, iss=iss, development=True)


def test_a_discovery_of_a_hundred_megabytes_is_cut_off(site, hasty) -> None:
    """Less than one of them is read."""
    sent = []

    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b" " * 100_000)
            sent.append(100_000)

    with raw_server(flood) as iss:
        assert begun(local(site, iss), hasty).code == FailureCode.DISCOVERY_TOO_LARGE
    assert sum(sent) < 20_000_000


def test_a_small_answer_that_unpacks_to_a_large_one_is_cut_off(site, world, network) -> None:
    """The limit counts what comes out of the compression."""
    network.get(METADATA, body=gzip.compress(b" " * 50_000_000), headers={"Content-Encoding": "gzip"})
    assert begun(site, world).code == FailureCode.DISCOVERY_TOO_LARGE


def test_a_discovery_that_drips_is_given_up(site, hasty) -> None:
    """One byte at a time, each in time, the whole never."""
    dripped = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not dripped.wait(0.05):
            connection.sendall(b" ")

    with raw_server(drip) as iss:
        assert begun(local(site, iss), hasty).code == FailureCode.DISCOVERY_SLOW
        dripped.set()


def test_headers_that_drip_are_given_up_too(site, hasty) -> None:
    """An answer that never gets to its body: we hang up, long before the server has said its piece."""
    hung_up = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-More: ")
        try:
            for _ in range(100):
                hung_up.wait(0.05)
                connection.sendall(b"1")
        except OSError:
            hung_up.set()

    with raw_server(drip) as iss:
        assert begun(local(site, iss), hasty).code == FailureCode.DISCOVERY_SLOW
    assert hung_up.is_set()


def test_a_discovery_that_never_answers_is_given_up(site, hasty) -> None:
    """Silence is slow, not unreachable."""
    answered = threading.Event()
    with raw_server(lambda _connection: answered.wait(5)) as iss:
        assert begun(local(site, iss), hasty).code == FailureCode.DISCOVERY_SLOW
        answered.set()


def test_a_server_that_hangs_up_is_unreachable(site, hasty) -> None:
    """Half an answer is none."""
    with raw_server(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{")) as iss:
        assert begun(local(site, iss), hasty).code == FailureCode.DISCOVERY_UNREACHABLE


def test_a_certificate_that_does_not_hold_is_said(site, world, network) -> None:
    """Not merely unreachable: the administrator must look at the certificate."""
    network.get(METADATA, body=requests.exceptions.SSLError(ssl.SSLError("Jane Doe")))
    assert begun(site, world) == LaunchFailure(code=FailureCode.DISCOVERY_CERTIFICATE, site="clinic")


def test_metadata_is_asked_for_as_json_without_credentials(site, world, ehr) -> None:
    """Some servers answer in XML otherwise."""
    begun(site, world)
    headers = ehr.network.calls[0].request.headers
    assert headers["Accept"] == "application/json"
    assert not {"Authorization", "Cookie"} & set(headers)


def test_a_password_in_the_machines_own_netrc_is_not_sent(site, world, ehr, tmp_path, monkeypatch) -> None:
    """It would also replace the client's own proof."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine fhir.generic.example.org login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    begun(site, world)
    assert "Authorization" not in ehr.network.calls[0].request.headers
