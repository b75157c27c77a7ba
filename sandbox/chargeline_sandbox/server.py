"""A running stand-in EHR: a threaded HTTP/1.1 server, and the handle that tests hold."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from chargeline_sandbox.app import create_sandbox
from chargeline_sandbox.clock import Clock
from chargeline_sandbox.config import Config
from chargeline_sandbox.faults import Faults
from chargeline_sandbox.fhir.store import Store
from chargeline_sandbox.oauth.grants import Context, Grant
from chargeline_sandbox.site import Ehr, LaunchLink, Site, Visit

POLL_SECONDS = 0.01  # how soon the server notices that it is to stop


class _Handler(WSGIRequestHandler):
    """Keep-alive, and no log lines with addresses in them."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """The access log says what is to be said."""


class Sandbox:
    """What a test holds of a running stand-in EHR."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app, self.url = app, url
        self.site: Site = app.extensions["site"]

    @property
    def faults(self) -> Faults:
        """Arm misbehaviour here."""
        return self.site.faults

    @property
    def clock(self) -> Clock:
        """Let time pass here."""
        return self.site.clock

    def ehr(self, name: str) -> Ehr:
        """One personality's state."""
        return self.site.ehrs[name]

    def iss(self, name: str) -> str:
        """The FHIR base of a personality."""
        return self.ehr(name).base

    def store(self, name: str) -> Store:
        """The FHIR store of a personality, for looking behind the scenes."""
        return self.ehr(name).store

    def visits(self, name: str) -> dict[str, Visit]:
        """All visits of a personality by story."""
        return self.ehr(name).visits

    def visit(self, name: str, story: str) -> Visit:
        """The visit of one story."""
        return self.visits(name)[story]

    def tagged(self, name: str, tag: str) -> list[Visit]:
        """The visits whose story carries a tag."""
        return [visit for visit in self.visits(name).values() if tag in visit.tags]

    def launch(self, name: str, visit: Visit, *, user: str | None = None, app: str | None = None) -> LaunchLink:
        """A fresh EHR launch of a visit."""
        return self.ehr(name).launch(user=user or visit.user, patient=visit.patient, encounter=visit.encounter, app=app)

    def token(self, name: str, visit: Visit, scope: str, *, client_id: str = "test") -> str:
        """An access token for a visit's context, without the OAuth dance."""
        ehr = self.ehr(name)
        context = Context(user=visit.user, patient=visit.patient, encounter=visit.encounter)
        grant = Grant(family=secrets.token_hex(8), client_id=client_id, context=context, scopes=tuple(scope.split()))
        return ehr.grants.issue_access(grant, ehr.facts.token_seconds)

    def chart_url(self, name: str, visit: Visit) -> str:
        """The chart page of a visit."""
        address = f"{self.url}/chart/{name}/{visit.patient}"
        return f"{address}?encounter={visit.encounter}" if visit.encounter else address


def serve(config: Config) -> tuple[BaseWSGIServer, Sandbox]:
    """Bind a server (port 0: a free one) without running it yet."""
    app = create_sandbox(config)
    server = make_server(config.host, config.port, app, threaded=True, request_handler=_Handler)
    url = f"http://{config.host}:{server.server_port}"
    app.extensions["site"].origin = url
    return server, Sandbox(app, url)


@contextmanager
def running(config: Config | None = None) -> Iterator[Sandbox]:
    """A stand-in EHR in a thread of this process, until the block ends."""
    server, sandbox = serve(config or Config())
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name="stand-in-ehr", daemon=True)
    thread.start()
    try:
        yield sandbox
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
