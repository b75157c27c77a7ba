"""An EHR that hangs: it is noticed, left alone for a moment, asked again, and nobody else's threads wait for it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests
import responses

from chargeline_plugin.fhir import Cause, FhirClient, FhirFailure, transport
from chargeline_plugin.fhir.silence import REST_SECONDS
from chargeline_plugin.fhir.transport import CONNECT_SECONDS, READ_SECONDS, Transport

HANGS, ANSWERS = "https://hangs.example.org/r4", "https://answers.example.org/r4"


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Two:
    """An EHR that hangs beside one that answers, and how often each was asked."""

    def __init__(self, mock: responses.RequestsMock, clock: Clock) -> None:
        self.clock, self.hangs = clock, True
        self.waits = READ_SECONDS
        self.asked: list[str] = []
        self.transport = Transport(threads=2, clock=clock)
        for base in (HANGS, ANSWERS):
            for name in ("Patient/p", "Observation"):
                mock.add_callback("GET", f"{base}/{name}", callback=self._answer)

    def _answer(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        self.asked.append(str(request.url))
        if self.hangs and str(request.url).startswith(HANGS):
            self.clock.now += self.waits
            raise requests.ReadTimeout
        return 200, {}, '{"resourceType": "Patient", "id": "p"}'

    def ask(self, base: str) -> Cause | None:
        client = FhirClient(base, lambda: "token", transport=self.transport)
        try:
            client.read("Patient", "p")
        except FhirFailure as failure:
            return failure.cause
        return None


@pytest.fixture
def two(mock: responses.RequestsMock) -> Two:
    return Two(mock, Clock())


def test_who_was_not_answered_is_not_asked_again_at_once(two: Two) -> None:
    """The refusal takes no time, and no request."""
    assert two.ask(HANGS) is Cause.TIMEOUT
    before = two.clock.now
    assert two.ask(HANGS) is Cause.TIMEOUT
    assert (len(two.asked), two.clock.now) == (1, before)


def test_another_ehr_is_asked_as_ever(two: Two) -> None:
    two.ask(HANGS)
    assert two.ask(ANSWERS) is None


def test_it_heals_by_itself(two: Two) -> None:
    """After the moment it is asked again; if it still hangs the moment begins anew, if it answers all is well."""
    two.ask(HANGS)
    two.clock.now += REST_SECONDS
    two.ask(HANGS)
    assert len(two.asked) == 2
    two.ask(HANGS)
    assert len(two.asked) == 2
    two.clock.now += REST_SECONDS
    two.hangs = False
    assert [two.ask(HANGS), two.ask(HANGS)] == [None, None]


def test_one_slow_search_beside_answers_is_not_silence(two: Two) -> None:
    """Somebody was answered while it waited."""
    two.hangs = False

    def slow(_: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        two.clock.now += READ_SECONDS / 2
        assert two.ask(HANGS) is None
        two.clock.now += READ_SECONDS / 2
        raise requests.ReadTimeout

    client = FhirClient(HANGS, lambda: "token", transport=two.transport)
    with responses.RequestsMock() as other:
        other.add_callback("GET", f"{HANGS}/Observation", callback=slow)
        other.add_callback("GET", f"{HANGS}/Patient/p", callback=two._answer)
        with pytest.raises(FhirFailure):
            client.search("Observation", {})
        assert two.ask(HANGS) is None


def test_a_timeout_that_took_no_time_says_nothing(two: Two) -> None:
    """The network's own, perhaps; an EHR that hangs lets us wait."""
    two.waits = CONNECT_SECONDS / 2
    assert [two.ask(HANGS), two.ask(HANGS)] == [Cause.TIMEOUT, Cause.TIMEOUT]
    assert len(two.asked) == 2


def test_its_threads_are_its_own() -> None:
    """With every thread of one EHR held, another's work begins at once."""
    made = Transport(threads=2)
    hanging, answering = (FhirClient(base, lambda: "token", transport=made) for base in (HANGS, ANSWERS))
    let_go = threading.Event()
    for _ in range(4):
        hanging.submit(let_go.wait)
    try:
        assert answering.submit(lambda: "done").result(timeout=5) == "done"
    finally:
        let_go.set()
        made.close()


@contextmanager
def accepting(talk: Callable[[socket.socket], object]) -> Iterator[tuple[str, list[int]]]:
    """A server that says this much to each that comes, and then nothing more; and how many came."""
    came: list[socket.socket] = []
    count: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    one = server.accept()[0]
                except OSError:
                    return
                came.append(one)
                count.append(1)
                one.recv(10_000)
                talk(one)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/r4", count
        server.shutdown(socket.SHUT_RDWR)
    for one in came:
        one.close()


SAYS = {
    "nothing": b"",
    "its status, and a letter": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{",
}


@pytest.mark.parametrize("said", SAYS.values(), ids=SAYS)
def test_an_ehr_that_says(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a real line: it is waited for once, not twice, and then left alone."""
    monkeypatch.setattr(transport, "READ_SECONDS", 0.3)
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.2)
    with accepting(lambda one: one.sendall(said)) as (base, came):
        client = FhirClient(base, lambda: "token", transport=Transport(threads=2))
        for _ in range(2):
            with pytest.raises(FhirFailure) as failed:
                client.read("Patient", "p")
            assert failed.value.cause is Cause.TIMEOUT
        assert len(came) == 1
