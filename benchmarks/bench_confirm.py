"""From the confirming click to the verified result, against the EHR's own round trips.

The stand-in EHR runs in a process of its own and answers every FHIR request after the same delay. Of each click are
told: the whole time, the time in which a request to the EHR was under way, the durable commits with the time that they
took (on this machine's disk), and what is left: our own share. The CPU is this process's, so the EHR's is not in it.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from flask.testing import FlaskClient
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.test import TestResponse

from chargeline_plugin.demo import APP_HOST, free_port, stand_in_ehr, write_sites
from chargeline_plugin.serve import app_for

DELAY = 0.05
ROUNDS, WARM = 11, 2
STORIES = {"generic": "balance-tie", "oracle": "knee-replacement", "epic": "knee-replacement"}
TARGET_CPU = 15


@dataclass(slots=True)
class Spent:
    """Where the time of one click went; spans are (begin, end)."""

    asked: list[tuple[float, float]] = field(default_factory=list)
    committed: list[tuple[float, float]] = field(default_factory=list)
    whole: float = 0.0
    cpu: float = 0.0
    lines: int = 0

    @property
    def ehr(self) -> float:
        """Seconds in which at least one request to the EHR was under way."""
        total, reached = 0.0, 0.0
        for begin, end in sorted(self.asked):
            total += max(0.0, end - max(begin, reached))
            reached = max(reached, end)
        return total

    @property
    def commits(self) -> float:
        return sum(end - begin for begin, end in self.committed)

    @property
    def ours(self) -> float:
        return self.whole - self.ehr - self.commits


@contextmanager
def watched() -> Iterator[Callable[[], Spent]]:
    """Every exchange and every commit of this process; call it to begin a new account."""
    send, commit, current = requests.Session.send, DefaultDialect.do_commit, Spent()

    def spanned(kept: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            begin = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                getattr(current, kept).append((begin, time.perf_counter()))

        return run

    def anew() -> Spent:
        nonlocal current
        current = Spent()
        return current

    requests.Session.send = spanned("asked", send)  # type: ignore[method-assign]
    DefaultDialect.do_commit = spanned("committed", commit)  # type: ignore[method-assign]
    try:
        yield anew
    finally:
        requests.Session.send, DefaultDialect.do_commit = send, commit  # type: ignore[method-assign]


class Clinician:
    """Somebody at one browser."""

    def __init__(self, client: FlaskClient, app: str, ehr: str) -> None:
        self.client, self.app, self.ehr = client, app, ehr

    def preview(self, name: str) -> tuple[str, dict[str, str]]:
        """A launch of the story up to the preview: where it posts to, and the form."""
        told = requests.post(f"{self.ehr}/_control/launch", json={"ehr": name, "story": STORIES[name]}, timeout=60)
        link = told.json()
        query = {"iss": link["iss"], "launch": link["launch"]}
        page = self.client.get("/launch", query_string=query, base_url=self.app)
        page = self.client.get(page.headers["Location"], base_url=self.app)
        back = _authorized(page).headers["Location"]
        where = urlsplit(back)
        home = self.client.get(f"{where.path}?{where.query}", base_url=self.app).headers["Location"]
        self.client.get(home, base_url=self.app)
        html = self.client.get(f"{home}preview", base_url=self.app).get_data(as_text=True)
        fields = dict(re.findall(r'name="(csrf|digest)" value="([^"]*)"', html))
        reasons = dict.fromkeys(re.findall(r'name="(reason\.[^"]*)"', html), "a second charge for the measurement")
        return f"{home}confirm", {**fields, **{unescape(name): why for name, why in reasons.items()}}


def _authorized(page: TestResponse) -> requests.Response:
    """The EHR's answer to the request to authorize, which goes by GET or, when it is long, by a form."""
    if "Location" in page.headers:
        return requests.get(page.headers["Location"], allow_redirects=False, timeout=60)
    html = page.get_data(as_text=True)
    to = re.search(r'<form[^>]* action="([^"]*)"', html)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html))
    plain = {name: unescape(value) for name, value in fields.items()}
    return requests.post(unescape(to[1] if to else ""), data=plain, allow_redirects=False, timeout=60)


def clicked(someone: Clinician, name: str, anew: Callable[[], Spent]) -> Spent:
    """One click on a visit that was just opened, and where its time went."""
    address, form = someone.preview(name)
    spent = anew()
    begun, cpu = time.perf_counter(), time.process_time()
    page = someone.client.post(address, data=form, base_url=someone.app)
    spent.whole, spent.cpu = time.perf_counter() - begun, time.process_time() - cpu
    anew()
    said = page.get_data(as_text=True)
    assert "Receipt" in said, re.sub(r"<[^>]+>|\s+", " ", said)[:900]
    spent.lines = said.count('<li class="sendline')
    return spent


def told(name: str, rounds: list[Spent]) -> None:
    """One EHR's figures: medians of the warm rounds, in milliseconds."""
    rounds = rounds[WARM:]

    def middle(of: Callable[[Spent], float]) -> float:
        return statistics.median(map(of, rounds)) * 1000

    whole, ehr, ours = (middle(of) for of in (lambda s: s.whole, lambda s: s.ehr, lambda s: s.ours))
    count, commits = statistics.median(len(s.committed) for s in rounds), middle(lambda s: s.commits)
    cpu = middle(lambda s: s.cpu)
    lines, delay = rounds[0].lines, DELAY * 1000
    print(f"{name}, {lines} lines: click to verified {whole:.0f} ms; the EHR {ehr:.0f} ms, in delays of {delay:.0f} ms")
    print(f"  durable commits: {count:.0f}, {commits:.1f} ms; the rest, ours: {ours:.1f} ms")
    print(f"  whole over the EHR's own: {whole / ehr:.2f}; CPU {cpu:.1f} ms (target {TARGET_CPU})")


def main() -> None:
    """Each personality in turn; each round has a ledger of its own, in which nothing was sent yet."""
    port, ehr_port = free_port(8000), free_port(9000)
    with tempfile.TemporaryDirectory() as folder, watched() as anew:
        sites = write_sites(Path(folder), port, ehr_port)
        with stand_in_ehr(Path(folder), port, ehr_port) as ehr:
            for name in STORIES:
                fault = {"kind": "delay", "path": f"/{name}/fhir/*", "seconds": DELAY, "times": None}
                requests.post(f"{ehr}/_control/faults", json=fault, timeout=60)
                told(name, [_round(sites, name, f"http://{APP_HOST}:{port}", ehr, anew) for _ in range(WARM + ROUNDS)])


def _round(sites: Path, name: str, app: str, ehr: str, anew: Callable[[], Spent]) -> Spent:
    for kept in sites.parent.glob("demo.sqlite3*"):
        kept.unlink()
    client = app_for(sites).test_client()
    return clicked(Clinician(client, app, ehr), name, anew)


if __name__ == "__main__":
    main()
