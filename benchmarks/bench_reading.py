"""From token to visit, against the EHR's own two slowest round trips in series.

A local server answers every request after the same delay. The visit has nine searches, four reads and three note
bodies that are known only when the list of notes is in, so no client can be faster than two delays.
"""

from __future__ import annotations

import base64
import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chargeline_launch import ActiveLaunch, Site, Tokens
from chargeline_launch.clients import PublicClient
from chargeline_plugin.fhir import FhirClient
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.visit import Choices, Visit, read_visit

DELAY = 0.08
ROUNDS, WARM = 30, 3
NOW = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
WORDS = "Therapeutic exercise 23 min: SLR 3x10, heel slides 2x15. Manual therapy 15 min. Timed 38, total 42. "
SUBJECT = {"reference": "Patient/p"}
INSIDE = {"reference": "Encounter/e"}
Json = dict[str, Any]


def note(number: int) -> Json:
    """A note of one of three days, with its body elsewhere."""
    day = f"2026-03-0{number}"
    return {
        "resourceType": "DocumentReference",
        "id": f"d{number}",
        "status": "current",
        "docStatus": "final",
        "type": {"text": "PT Daily Note"},
        "subject": SUBJECT,
        "author": [{"reference": "Practitioner/pt", "display": "Pat Therapist, PT"}],
        "content": [{"attachment": {"contentType": "text/html", "url": f"Binary/b{number}"}}],
        "context": {"encounter": [INSIDE], "period": {"start": f"{day}T16:00:00Z"}},
    }


def condition(number: int) -> Json:
    category = [{"coding": [{"code": "encounter-diagnosis"}]}]
    code = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": f"M25.5{number}"}]}
    return {
        "resourceType": "Condition",
        "id": f"c{number}",
        "category": category,
        "code": code,
        "subject": SUBJECT,
        "encounter": INSIDE,
    }


READS: dict[str, Json] = {
    "Encounter/e": {
        "resourceType": "Encounter",
        "id": "e",
        "status": "in-progress",
        "class": {"code": "AMB"},
        "subject": SUBJECT,
        "period": {"start": "2026-03-03T16:00:00Z", "end": "2026-03-03T16:45:00Z"},
        "participant": [{"individual": {"reference": "Practitioner/pt"}}],
    },
    "Patient/p": {"resourceType": "Patient", "id": "p", "name": [{"text": "Example, Ann"}]},
    "Practitioner/pt": {"resourceType": "Practitioner", "id": "pt", "name": [{"text": "Pat", "suffix": ["PT"]}]},
} | {
    f"Binary/b{number}": {
        "resourceType": "Binary",
        "id": f"b{number}",
        "contentType": "text/html",
        "data": base64.b64encode(f"<p>{WORDS * 40}</p>".encode()).decode(),
    }
    for number in (1, 2, 3)
}
SEARCHES: dict[str, list[Json]] = {
    "DocumentReference": [note(number) for number in (1, 2, 3)],
    "Condition": [condition(number) for number in range(1, 9)],
}


class Ehr(BaseHTTPRequestHandler):
    """Every answer after the same delay, on a connection that stays open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(DELAY)
        path = self.path.partition("?")[0].removeprefix("/fhir/")
        entries = [{"resource": resource} for resource in SEARCHES.get(path, [])]
        found = READS.get(path) or {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        body = json.dumps(found).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def ehr() -> Iterator[str]:
    """The server, and its FHIR base."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ehr)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/fhir"
    server.shutdown()
    server.server_close()


def read(base: str) -> Visit:
    """One visit, as the page reads it."""
    launch = ActiveLaunch(
        site="bench",
        fhir_base=base,
        tokens=Tokens(access_token="t", expires_at=NOW),
        scopes="user/*.rs",
        patient="p",
        encounter="e",
        user="Practitioner/pt",
    )
    site = Site(
        id="bench",
        name="Bench",
        iss=base,
        vendor="generic",
        client=PublicClient(id="app"),
        id_token_issuers=(),
        redirect_uri="",
        features=(),
        time_zone="America/Chicago",
    )
    visit = read_visit(FhirClient(base, lambda: "t"), launch, site, SiteSettings(), Choices(), NOW)
    assert isinstance(visit, Visit), visit
    assert [found.id for found in visit.notes if found.chosen] == ["d3"], visit.decisions
    return visit


def timed(base: str) -> tuple[float, float]:
    """Wall and CPU seconds of one reading (the CPU's share includes the server's)."""
    wall, cpu = time.perf_counter(), time.process_time()
    read(base)
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    """Print the ratio to two delays; the first reading opens the connections."""
    with ehr() as base:
        cold = timed(base)[0]
        for _ in range(WARM):
            read(base)
        rounds = [timed(base) for _ in range(ROUNDS)]
    walls = sorted(wall for wall, _ in rounds)
    bound, middle, worst = 2 * DELAY, statistics.median(walls), walls[int(len(walls) * 0.95)]
    print(f"bound, two delays of {DELAY * 1000:.0f} ms: {bound * 1000:.0f} ms")
    print(
        f"median of {ROUNDS} warm readings: {middle * 1000:.0f} ms, {middle / bound:.2f} times the bound (target 1.15)"
    )
    print(f"95th percentile: {worst * 1000:.0f} ms, {worst / bound:.2f} times; first, cold: {cold * 1000:.0f} ms")
    print(f"CPU a reading, server included: {statistics.median(cpu for _, cpu in rounds) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
