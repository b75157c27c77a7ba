"""Misbehaviour on request: what goes wrong, on which path, how many times.

A test adds a `Fault`; the first one that matches a request acts on it and counts down. `before` kinds act
instead of the request, `after` kinds let it happen and spoil the answer.
"""

import base64
import fnmatch
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from flask import Request, Response

Kind = Literal[
    "delay",
    "timeout",
    "status",
    "reset",
    "html",
    "merged",
    "status-after",
    "reset-after",
    "truncated",
    "broken-entry",
    "huge",
    "empty",
    "wrong-charset",
    "drop-fields",
]
BEFORE: frozenset[str] = frozenset({"delay", "timeout", "status", "reset", "html", "merged"})
KINDS: frozenset[str] = BEFORE | {
    "status-after",
    "reset-after",
    "truncated",
    "broken-entry",
    "huge",
    "empty",
    "wrong-charset",
    "drop-fields",
}
HUGE_BYTES = 1_048_576
HUGE_LINE = b"therapy note line\n"


@dataclass(slots=True, kw_only=True)
class Fault:
    """One misbehaviour.

    `path` is a shell pattern over the request's path with its query (`/generic/fhir/Binary/*`). `times` counts
    down to 0 (None: for ever). `seconds` is for delay and timeout, `status`, `headers` and `body` for the
    status kinds, `location` for merged, `names` for drop-fields (top-level fields that a write loses).
    """

    kind: Kind
    path: str
    method: str | None = None
    times: int | None = 1
    seconds: float = 0.0
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    location: str = ""
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Fault":
        """A fault from JSON. Raises ValueError naming what is wrong."""
        known = {f.name for f in fields(cls)}
        if not raw.keys() <= known or raw.get("kind") not in KINDS or "path" not in raw:
            raise ValueError(f"a fault needs path and kind (one of {sorted(KINDS)}); known: {sorted(known)}")
        return cls(**{**raw, "names": tuple(raw.get("names", ()))})

    def matches(self, method: str, path: str) -> bool:
        """Whether this fault is meant for a request."""
        return self.times != 0 and self.method in (None, method) and fnmatch.fnmatchcase(path, self.path)


class Faults:
    """The faults that are armed, in the order in which they were added."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Arm a fault."""
        with self._lock:
            self._armed.append(fault)
        return fault

    def clear(self) -> None:
        """Disarm everything."""
        with self._lock:
            self._armed.clear()

    def listed(self) -> list[dict[str, Any]]:
        """The armed faults as JSON."""
        return [asdict(fault) for fault in self._armed]

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that acts on this request, counted down."""
        with self._lock:
            for fault in self._armed:
                if fault.matches(method, path):
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None


def before(fault: Fault, request: Request) -> Response | None:
    """Act instead of the request, or let it pass."""
    if fault.kind in ("delay", "timeout"):
        time.sleep(fault.seconds)
        return None if fault.kind == "delay" else _cut(request)
    if fault.kind == "reset":
        return _cut(request)
    if fault.kind == "status":
        return _status(fault)
    if fault.kind == "html":
        page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"
        return Response(page, 200, content_type="text/html; charset=utf-8")
    if fault.kind == "merged":
        return _merged(fault)
    return None


def after(fault: Fault, request: Request, response: Response) -> Response:
    """Spoil the answer to a request that was carried out."""
    if fault.kind == "reset-after":
        return _cut(request)
    if fault.kind == "status-after":
        return _status(fault)
    if fault.kind == "truncated":
        body = response.get_data()
        response.set_data(body[: len(body) * 2 // 3])
    if fault.kind == "broken-entry":
        _break_entry(response)
    if fault.kind in _BODIES:
        _change_body(response, _BODIES[fault.kind])
    return response


def _wrong_charset(body: bytes) -> bytes:
    """The same text in windows-1252, whatever the label says."""
    return body.decode("utf-8", "replace").encode("cp1252", "replace")


_BODIES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "huge": lambda body: body + HUGE_LINE * (HUGE_BYTES // len(HUGE_LINE) + 1),
    "wrong-charset": _wrong_charset,
}


def _change_body(response: Response, change: Callable[[bytes], bytes]) -> None:
    """Change a note's body, sent as bytes or inside a Binary; the label says UTF-8 either way."""
    if "json" not in (response.mimetype or ""):
        response.set_data(change(response.get_data()))
        response.content_type = f"{response.mimetype}; charset=utf-8"
        return
    binary = json.loads(response.get_data())
    binary["data"] = base64.b64encode(change(base64.b64decode(binary.get("data", "")))).decode()
    response.set_data(json.dumps(binary))


def drop_fields(fault: Fault | None, resource: dict[str, Any]) -> dict[str, Any]:
    """What a server keeps that silently loses the named fields of what it is sent."""
    if fault is None or fault.kind != "drop-fields":
        return resource
    return {name: value for name, value in resource.items() if name not in fault.names}


def _status(fault: Fault) -> Response:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "transient"}]}
    body = json.dumps(outcome) if fault.body is None else fault.body
    response = Response(body, fault.status, content_type="application/fhir+json")
    response.headers.update(fault.headers)
    return response


def _merged(fault: Fault) -> Response:
    coding = {"system": "urn:oid:1.2.840.114350.1.13.0.1.7.2.657369", "code": "4107"}
    text = "The read resource request has been merged"
    issue = {"severity": "fatal", "code": "not-found", "details": {"coding": [coding], "text": text}}
    body = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]})
    response = Response(body, 301, content_type="application/fhir+json")
    response.headers["Location"] = fault.location
    return response


def _break_entry(response: Response) -> None:
    bundle = json.loads(response.get_data())
    for entry in bundle.get("entry", [])[:1]:
        entry["resource"] = {"resourceType": entry["resource"]["resourceType"], "id": 17, "status": {"no": []}}
    response.set_data(json.dumps(bundle))


def _cut(request: Request) -> Response:
    """Close the connection without an answer; without a socket (a test client) the nearest thing, 502."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    return Response("connection cut", 502)
