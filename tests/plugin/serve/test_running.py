"""The app as it is served: what it takes from a request, what it writes to its log, and how it stops."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask, request
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from tests.plugin.serving import Browser, Served, hidden, serving, until

from chargeline_plugin.graceful import Server
from chargeline_sandbox import Fault, LaunchLink, Sandbox

pytestmark = pytest.mark.integration

FORGED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Prefix": "/evil.example",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/evil.example",
}
TALKATIVE = """
import logging, sys
from chargeline_plugin import app
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from chargeline_plugin.cli import main
for name in ("urllib3", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "waitress", "werkzeug", "authlib"):
    logging.getLogger(name).setLevel(logging.DEBUG)
sys.exit(main(sys.argv[1:]))
"""


def opened(ehr: Sandbox, story: str = "knee-replacement") -> LaunchLink:
    return ehr.launch("generic", ehr.visit("generic", story))


def test_a_body_larger_than_any_form_is_refused_before_it_is_sent() -> None:
    """By whoever asks, at any address: no disk is filled with what is thrown away."""
    server = Server(Flask("empty"), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(b"POST /s/x/draft HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n")
        answer = client.recv(1000)
    server.stop()
    thread.join(10)
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("options", [(), ("--trusted-proxies", "1")], ids=["no proxy", "one proxy"])
def test_a_forged_host_reaches_no_address_and_no_page(sites: Path, ehr: Sandbox, options: tuple[str, ...]) -> None:
    """The public address is the configured one, whatever a request claims and whoever is trusted."""
    headers = {name: value for name, value in FORGED.items() if name != "Forwarded" or not options}
    with serving(sites, *options) as served:
        browser = Browser(served.url, headers=headers)
        home = browser.launch(opened(ehr))
        page = browser.get(home)
        assert page.status_code == 200
        assert browser.asked["redirect_uri"] == "http://localhost:5000/callback"
        failures = [browser.get(path) for path in ("/", "/launch?iss=https://evil.example", "/nowhere", "/s/x/")]
        for answer in (page, *failures):
            assert "evil" not in answer.text + str(answer.headers)
        assert not [address for address in browser.seen if "evil" in address]


def test_the_log_holds_no_query_no_id_and_no_token(sites: Path, ehr: Sandbox) -> None:
    """With every library at its most talkative, a whole visit from launch to receipt, and failures too."""
    visit = ehr.visit("generic", "knee-replacement")
    with serving(sites, script=TALKATIVE) as served:
        browser, link = Browser(served.url), opened(ehr)
        home = browser.launch(link)
        preview = browser.get(f"{home}preview").text if browser.get(home).ok else ""
        fields = {name: hidden(preview, name) for name in ("csrf", "digest")}
        assert "In the EHR" in browser.post(f"{home}confirm", fields).text
        browser.get("/callback?code=canary-code&state=canary-state")
        browser.get("/launch?iss=https://canary.example/fhir&launch=canary-launch")
        browser.get("/s/canary-session-canary-session/")
        browser.post(f"{home}sign-out", fields)
        served.stop()
        log = served.log
    assert "GET /s/<session>/ 200" in log
    assert "INSERT INTO ledger_events" in log, "SQLAlchemy was talking"
    assert "urllib3" in log, "urllib3 was talking"
    session = home.strip("/").rpartition("/")[2]
    planted = ["canary", link.launch, visit.patient, visit.encounter, *visit.notes, visit.user, session]
    planted += [browser.cookie, fields["csrf"], "Ostrowski", "eyJ", "Bearer ey", ehr.url + "/generic/oauth"]
    leaked = [str(secret) for secret in planted if str(secret) in log]
    assert not leaked, [line for line in log.splitlines() if any(secret in line for secret in leaked)][:5]


def test_health_and_readiness(served: Served, database_url: str) -> None:
    """Alive whatever happens to the database; ready only while it answers and is of this version."""
    assert requests.get(f"{served.url}/healthz", timeout=10).text == "ok\n"
    assert requests.get(f"{served.url}/readyz", timeout=10).text == "ready\n"
    database = create_engine(database_url, poolclass=NullPool)
    with database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO ledger_steps VALUES (99)")
    later = requests.get(f"{served.url}/readyz", timeout=10)
    assert (later.status_code, later.text) == (503, "the tables are those of another version\n")
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TABLE launch_pending")
    broken = requests.get(f"{served.url}/readyz", timeout=10)
    assert (broken.status_code, broken.text) == (503, "the database does not answer as it should\n")
    assert requests.get(f"{served.url}/healthz", timeout=10).status_code == 200


def test_it_stops_when_asked(served: Served) -> None:
    """With nothing in flight, at once and without complaint; a keep-alive connection does not hold it."""
    with requests.Session() as session:
        session.get(f"{served.url}/healthz", timeout=10)
        assert served.stop() == 0
    assert "Traceback" not in served.log


def test_a_write_in_flight_is_finished_and_its_receipt_shown(served: Served, ehr: Sandbox) -> None:
    """SIGTERM between the click and the EHR's answer: nobody new is let in, the clinician sees how it ended."""
    browser = Browser(served.url)
    home = browser.launch(opened(ehr, "balance-tie"))
    browser.get(home)
    preview = browser.get(f"{home}preview").text
    before, answers = len(list(ehr.store("generic").all("ChargeItem"))), []
    slow = ehr.faults.add(Fault(kind="delay", path="/generic/fhir/ChargeItem", method="POST", seconds=2.0))
    fields = {name: hidden(preview, name) for name in ("csrf", "digest")}
    click = threading.Thread(target=lambda: answers.append(browser.post(f"{home}confirm", fields)))
    click.start()
    until(lambda: slow.times == 0)
    served.process.send_signal(signal.SIGTERM)
    until(lambda: not reachable(served.url))
    assert served.process.poll() is None, "it still works on the write"
    click.join()
    assert served.process.wait(timeout=30) == 0
    assert "In the EHR" in answers[0].text
    assert len(list(ehr.store("generic").all("ChargeItem"))) > before


def reachable(url: str) -> bool:
    host, _, port = url.rpartition("/")[2].partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.fixture
def slow_server() -> Iterator[tuple[Server, threading.Event, threading.Event]]:
    """A server whose one view waits to be told, and a word that it has begun."""
    app, begun, go_on = Flask("slow"), threading.Event(), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        go_on.wait(20)
        return f"{request.remote_addr} {request.scheme} {request.headers.get('X-Forwarded-Host')}"

    server = Server(app, "127.0.0.1", 0, trusted_proxies=1)
    yield server, begun, go_on
    go_on.set()


def test_a_request_whose_person_has_gone_is_finished_all_the_same(slow_server) -> None:
    """A browser that closed its connection must not cut a write in two."""
    server, begun, go_on = slow_server
    running = threading.Thread(target=server.run)
    running.start()
    with socket.create_connection(("127.0.0.1", server.port)) as gone:
        gone.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        begun.wait(10)
    server.stop()
    running.join(2.5)
    assert running.is_alive()
    go_on.set()
    running.join(10)
    assert not running.is_alive()


def test_asked_twice_it_stops_at_once(slow_server) -> None:
    """For whoever cannot wait."""
    server, begun, _ = slow_server
    running = threading.Thread(target=server.run)
    running.start()
    with socket.create_connection(("127.0.0.1", server.port)) as held:
        held.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        begun.wait(10)
        server.stop()
        server.stop()
        running.join(10)
        assert not running.is_alive()


def test_a_trusted_proxy_tells_the_client_and_the_scheme_and_never_the_host(slow_server) -> None:
    """And only the last of what is claimed: what the client itself wrote before it is not believed."""
    server, _, go_on = slow_server
    go_on.set()
    running = threading.Thread(target=server.run)
    running.start()
    headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "e"}
    answer = requests.get(f"http://127.0.0.1:{server.port}/slow", headers=headers, timeout=10)
    server.stop()
    running.join(10)
    assert answer.text == "198.51.100.7 https None"
