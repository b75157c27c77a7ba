"""One site's EHR hangs: nobody of another site waits for it, and of its own no more than have a place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from tests.plugin.serving import until
from tests.plugin.web.clinic import Clinician

from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.transport import Transport, shared_transport
from chargeline_plugin.graceful import THREADS
from chargeline_plugin.web.places import PLACES
from chargeline_sandbox import Fault, Sandbox

STORY = "knee-replacement"


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch, ehr: Sandbox) -> Iterator[threading.Event]:
    """What is asked of one EHR hangs until this is set."""
    shared_transport.cache_clear()
    event, ask = threading.Event(), Transport.get

    def get(self: Transport, url: str, resource: str, **options: Any) -> Any:
        if not event.is_set() and options["issuer"] == ehr.iss("oracle"):
            event.wait()
            raise FhirFailure(Cause.TIMEOUT, resource)
        return ask(self, url, resource, **options)

    monkeypatch.setattr(Transport, "get", get)
    yield event
    event.set()


@pytest.fixture
def launched(app: Flask, ehr: Sandbox) -> Callable[[str], Clinician]:
    """A clinician who has come in; nothing is read yet."""

    def come(name: str) -> Clinician:
        made = Clinician(client=app.test_client(), ehr=ehr)
        made.home = made.to_callback(STORY, name).headers["Location"]
        return made

    return come


def test_one_hanging_ehr_holds_no_more_than_its_places(
    app: Flask, launched: Callable[[str], Clinician], let_go: threading.Event
) -> None:
    """Who finds none is told at once; other sites are read as ever, and afterwards the places are free again."""
    hung, late, other = [launched("oracle") for _ in range(PLACES)], launched("oracle"), launched("generic")
    places = app.extensions["chargeline"].places
    threads = [threading.Thread(target=one.get, args=(one.home,)) for one in hung]
    for thread in threads:
        thread.start()
    until(lambda: PLACES in places.taken.values(), seconds=60)
    page = late.get(late.home)
    assert (page.status, page.code) == (503, "crowded")
    assert other.get(other.home).status == 200
    assert all(thread.is_alive() for thread in threads)
    let_go.set()
    for thread in threads:
        thread.join()
    assert "encounter-timeout" in {one.page.code for one in hung}
    assert late.get(late.home).status == 200


def test_a_place_is_left_by_a_request_that_fails(app: Flask, clinician: Clinician, ehr: Sandbox) -> None:
    """Else a site would lock itself out."""
    fault = Fault(kind="status", path="/generic/fhir/Encounter/*", times=None)
    clinician.launch(STORY)
    ehr.faults.add(fault)
    assert clinician.post("read-again").code == "encounter-server-error"
    fault.times = 0
    assert dict(app.extensions["chargeline"].places.taken) == {ehr.iss("generic"): 0}


def test_two_hanging_ehrs_leave_threads() -> None:
    """Those of the server, for everybody else."""
    assert THREADS > 2 * PLACES
