"""Faults that act on a request, or on the answer to one that was carried out."""

import base64
import json
import socket
import time
from collections.abc import Callable, Iterator

from flask import Request, Response

from chargeline_sandbox.faults.model import Fault

HUGE_BYTES = 1_048_576
HUGE_LINE = b"therapy note line\n"
_PIECES = 10
_SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"


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
        return Response(_SIGN_IN, 200, content_type="text/html; charset=utf-8")
    return _merged(fault) if fault.kind == "merged" else None


def after(fault: Fault, request: Request, response: Response) -> Response:
    """Spoil the answer to a request that was carried out."""
    if fault.kind == "reset-after":
        return _cut(request)
    if fault.kind == "status-after":
        return _status(fault)
    if fault.kind in _BODIES:
        _change_body(response, _BODIES[fault.kind])
    elif fault.kind in _SPOIL:
        _SPOIL[fault.kind](response, fault)
    return response


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


def _cut(request: Request) -> Response:
    """Close the connection without an answer; without a socket (a test client) the nearest thing, 502."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    return Response("connection cut", 502)


def _truncate(response: Response, _: Fault) -> None:
    body = response.get_data()
    response.set_data(body[: len(body) * 2 // 3])


def _break_entry(response: Response, _: Fault) -> None:
    bundle = json.loads(response.get_data())
    for entry in bundle.get("entry", [])[:1]:
        entry["resource"] = {"resourceType": entry["resource"]["resourceType"], "id": 17, "status": {"no": []}}
    response.set_data(json.dumps(bundle))


def _relocate(response: Response, fault: Fault) -> None:
    response.headers.pop("Location", None)
    if fault.location:
        response.headers["Location"] = fault.location


def _slow_down(response: Response, fault: Fault) -> None:
    body = response.get_data()
    size = max(1, len(body) // _PIECES)

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), size):
            time.sleep(fault.seconds / _PIECES)
            yield body[start : start + size]

    response.response = pieces()
    response.content_length = len(body)


_SPOIL: dict[str, Callable[[Response, Fault], None]] = {
    "truncated": _truncate,
    "broken-entry": _break_entry,
    "location": _relocate,
    "slow": _slow_down,
}


def _wrong_charset(body: bytes) -> bytes:
    """The same text in windows-1252, whatever the label says."""
    return body.decode("utf-8", "replace").encode("cp1252", "replace")


_BODIES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "huge": lambda body: body + HUGE_LINE * (HUGE_BYTES // len(HUGE_LINE) + 1),
    "wrong-charset": _wrong_charset,
}


def _change_body(response: Response, change: Callable[[bytes], bytes]) -> None:
    """Change a body; of a Binary resource its data. A note's label says UTF-8 either way."""
    if "json" not in (response.mimetype or ""):
        response.set_data(change(response.get_data()))
        response.content_type = f"{response.mimetype}; charset=utf-8"
        return
    resource = json.loads(response.get_data() or b"{}")
    if resource.get("resourceType") == "Binary":
        resource["data"] = base64.b64encode(change(base64.b64decode(resource.get("data", "")))).decode()
        response.set_data(json.dumps(resource))
    else:
        response.set_data(change(response.get_data()))
