"""From the confirming click to the verified result, against the EHR's own round trips.

The stand-in EHR runs in a process of its own and answers every FHIR request after the same delay. The app has served a
few clicks before; then every visit that can be confirmed is confirmed once, as on a working day. Of a click are told:
the whole time, the time in which a request to the EHR was under way, the durable commits by what they are for, with the
time that they took (on this machine's disk), and what is left: our own share. The CPU is this process's, so the EHR's
is not in it.
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
from threading import current_thread, main_thread
from typing import Any
from urllib.parse import urlsplit

import requests
from flask.testing import FlaskClient
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.test import TestResponse

from chargeline_plugin.demo import APP_HOST, free_port, stand_in_ehr, write_sites
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.serve import app_for

DELAY = 0.05
EHRS = ("generic", "oracle", "epic")
WARM = 3
TARGET = 15
AFTERWARDS = ("/Provenance", "/AuditEvent")
PURPOSES = {"begin": "intent, before the requests", "settle": "an answer", "remark": "read back", "": "the session"}


@dataclass(slots=True)
class Spent:
    """Where the time of one click went; spans are (begin, end), of commits by what they are for."""

    asked: list[tuple[float, float]] = field(default_factory=list)
    committed: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {why: [] for why in PURPOSES})
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
        return sum(end - begin for spans in self.committed.values() for begin, end in spans)

    @property
    def ours(self) -> float:
        return self.whole - self.ehr - self.commits


class Watch:
    """Every exchange and every commit that the clinician waits for, on the account that is open.

    They do not wait for the EHR to be told who confirmed.
    """

    def __init__(self) -> None:
        self.spent, self.purpose = Spent(), ""

    def anew(self) -> Spent:
        """Begin a new account."""
        self.spent = Spent()
        return self.spent

    def asking(self, send: Callable[..., Any]) -> Callable[..., Any]:
        def run(session: Any, request: Any, **named: Any) -> Any:
            begin = time.perf_counter()
            try:
                return send(session, request, **named)
            finally:
                if not request.url.endswith(AFTERWARDS):
                    self.spent.asked.append((begin, time.perf_counter()))

        return run

    def committing(self, commit: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            begin = time.perf_counter()
            commit(*given)
            if current_thread() is main_thread():
                self.spent.committed[self.purpose].append((begin, time.perf_counter()))

        return run

    def meaning(self, purpose: str, verb: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            if current_thread() is not main_thread():
                return verb(*given, **named)
            self.purpose = purpose
            try:
                return verb(*given, **named)
            finally:
                self.purpose = ""

        return run


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch this process."""
    watch, verbs = Watch(), {name: getattr(Ledger, name) for name in PURPOSES if name}
    send, commit = requests.Session.send, DefaultDialect.do_commit
    requests.Session.send = watch.asking(send)  # type: ignore[method-assign]
    DefaultDialect.do_commit = watch.committing(commit)  # type: ignore[method-assign]
    for name, verb in verbs.items():
        setattr(Ledger, name, watch.meaning(name, verb))
    try:
        yield watch
    finally:
        requests.Session.send, DefaultDialect.do_commit = send, commit  # type: ignore[method-assign]
        for name, verb in verbs.items():
            setattr(Ledger, name, verb)


class Clinician:
    """Somebody at one browser."""

    def __init__(self, client: FlaskClient, app: str, ehr: str) -> None:
        self.client, self.app, self.ehr = client, app, ehr

    def preview(self, name: str, story: str) -> tuple[str, dict[str, str]]:
        """A launch up to the preview: where it posts to, and the form, without a digest where nothing can be sent."""
        link = requests.post(f"{self.ehr}/_control/launch", json={"ehr": name, "story": story}, timeout=60).json()
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


def clicked(someone: Clinician, name: str, story: str, watch: Watch) -> Spent | None:
    """One click on a visit that was just opened, and where its time went; None where nothing can be sent."""
    address, form = someone.preview(name, story)
    if "digest" not in form:
        return None
    spent = watch.anew()
    begun, cpu = time.perf_counter(), time.process_time()
    page = someone.client.post(address, data=form, base_url=someone.app)
    spent.whole, spent.cpu = time.perf_counter() - begun, time.process_time() - cpu
    watch.anew()
    said = page.get_data(as_text=True)
    assert "Receipt" in said, re.sub(r"<[^>]+>|\s+", " ", said)[:900]
    spent.lines = said.count('<li class="sendline')
    return spent


def told(name: str, clicks: list[Spent]) -> None:
    """One EHR's figures: medians, in milliseconds."""

    def middle(of: Callable[[Spent], float]) -> float:
        return statistics.median(map(of, clicks))

    def milliseconds(of: Callable[[Spent], float]) -> float:
        return middle(of) * 1000

    whole, ehr, ours = (milliseconds(of) for of in (lambda s: s.whole, lambda s: s.ehr, lambda s: s.ours))
    print(
        f"{name}, {len(clicks)} visits of {middle(lambda s: s.lines):.0f} lines: click to verified {whole:.0f} ms;",
        end=" ",
    )
    print(f"the EHR {ehr:.0f} ms, in delays of {DELAY * 1000:.0f} ms; whole over the EHR's own {whole / ehr:.2f}")
    for purpose, words in PURPOSES.items():
        count = middle(lambda s, of=purpose: len(s.committed[of]))
        print(f"  durable commits, {words}: {count:.0f}")
    commits, cpu = milliseconds(lambda s: s.commits), milliseconds(lambda s: s.cpu)
    print(
        f"  durable commits together {commits:.1f} ms; the rest, ours: {ours:.1f} ms, CPU {cpu:.1f} (target {TARGET})"
    )


def main() -> None:
    """Each EHR in turn; its first clicks warm the app up and do not count."""
    port, ehr_port = free_port(8000), free_port(9000)
    with tempfile.TemporaryDirectory() as folder, watched() as watch:
        client = app_for(write_sites(Path(folder), port, ehr_port)).test_client()
        with stand_in_ehr(Path(folder), port, ehr_port) as ehr:
            someone = Clinician(client, f"http://{APP_HOST}:{port}", ehr)
            visits = requests.get(f"{ehr}/_control/visits", timeout=60).json()
            for name in EHRS:
                fault = {"kind": "delay", "path": f"/{name}/fhir/*", "seconds": DELAY, "times": None}
                requests.post(f"{ehr}/_control/faults", json=fault, timeout=60)
                clicks = [spent for story in visits[name] if (spent := clicked(someone, name, story, watch))]
                told(name, clicks[WARM:])


if __name__ == "__main__":
    main()
