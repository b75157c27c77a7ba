"""A small EHR inside the process that can misbehave in every way a network and a vendor can.

It answers the app's own transport, so that everything from the click down to the bytes of the answer is the real
thing. One `Fault` at a time decides what goes wrong with the next write. It keeps count of what reached it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

BASE = "https://ehr.example.org/fhir"
CERNER = "https://fhir-ehr.cerner.com/r4/StructureDefinition/"
JSON = {"Content-Type": "application/fhir+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with a write, and for how many writes in a row.

    `before` and `after` the commit: "refused", "reset", "timeout", or a status with its headers. `change` names what
    the EHR does to the resource that it stores. `answer` names what it does to its own answer.
    """

    name: str
    before: str | int | None = None
    after: str | int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    change: str | None = None
    answer: str | None = None
    times: int = 1


NONE = Fault(name="none", times=0)


@dataclass(slots=True)
class Counts:
    """What reached the EHR."""

    writes: int = 0
    committed: int = 0
    altered: int = 0


class Ehr(BaseAdapter):
    """One patient, one encounter, its charges and its documents."""

    def __init__(self, vendor: str = "generic", patient: str = "p1") -> None:
        super().__init__()
        self.vendor = vendor
        self.encounter: dict[str, Any] = {
            "resourceType": "Encounter",
            "id": "e1",
            "status": "in-progress",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "meta": {"versionId": "1"},
            "subject": {"reference": f"Patient/{patient}"},
        }
        kinds = ("ChargeItem", "DocumentReference", "Provenance", "AuditEvent")
        self.stored: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in kinds}
        self.hidden: set[str] = set()
        self.held_back: list[Callable[[], object]] = []
        self.sent_under: dict[str, str] = {}
        self.fault, self.left = NONE, 0
        self.searches_fail = False
        self.counts = Counts()

    def misbehave(self, fault: Fault) -> None:
        """Let `fault` happen to the next writes."""
        self.fault, self.left = fault, fault.times

    @property
    def charges(self) -> list[dict[str, Any]]:
        """The charges that stand."""
        gone = ("entered-in-error",)
        return [item for item in self.stored["ChargeItem"].values() if item["status"] not in gone]

    def arrive(self) -> None:
        """What was still under way arrives now: no request is longer on its way than the vendor's table says."""
        for arrives in self.held_back:
            arrives()
        self.held_back.clear()

    def settle(self) -> None:
        """All that was under way has arrived, and what was held back is shown."""
        self.arrive()
        self.hidden.clear()

    # --- requests -------------------------------------------------------------------------------------------

    def send(self, request: requests.PreparedRequest, **_given: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(request.url or "")
        path = parts.path.removeprefix(urlsplit(BASE).path).strip("/")
        if request.method == "GET":
            status, body = self._read(path, {name: found[0] for name, found in parse_qs(parts.query).items()})
            return self._respond(request, status, JSON, body)
        return self._write(request, path, json.loads(request.body or b"{}"))

    def close(self) -> None:
        """Nothing is open."""

    def _respond(
        self, request: requests.PreparedRequest, status: int, headers: Mapping[str, str], body: Any
    ) -> requests.Response:
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        raw = HTTPResponse(body=io.BytesIO(content), headers=dict(headers), status=status, preload_content=False)
        return HTTPAdapter().build_response(request, raw)

    def _read(self, path: str, query: Mapping[str, str]) -> tuple[int, Any]:
        kind, _, identity = path.partition("/")
        if kind == "metadata":
            return 200, {"resourceType": "CapabilityStatement"}
        if identity:
            found = self.encounter if kind == "Encounter" else self.stored.get(kind, {}).get(identity)
            return (200, found) if found else (404, None)
        if self.searches_fail:
            return 500, None
        wanted = query.get("identifier", "").partition("|")[2]
        entries = [
            {"resource": resource}
            for identity, resource in self.stored.get(kind, {}).items()
            if identity not in self.hidden
            and (not wanted or wanted in [given["value"] for given in resource.get("identifier", ())])
        ]
        return 200, {"resourceType": "Bundle", "type": "searchset", "entry": entries}

    def _write(self, request: requests.PreparedRequest, path: str, body: dict[str, Any]) -> requests.Response:
        fault = self.fault if self.left else NONE
        self.left = max(0, self.left - 1)
        if fault.before == "refused":
            raise requests.ConnectionError(MaxRetryError(None, path, NewConnectionError(None, "refused")))  # type: ignore[arg-type]
        self.counts.writes += 1
        if fault.before is not None:
            return self._fail(request, fault.before, fault)
        status, headers, answer = self._commit(request, path, body, fault)
        if fault.change == "delivered-twice":
            self._commit(request, path, body, NONE)
        if fault.after is not None:
            return self._fail(request, fault.after, fault)
        return self._respond(request, *_spoilt(status, headers, answer, fault.answer))

    def _fail(self, request: requests.PreparedRequest, how: str | int, fault: Fault) -> requests.Response:
        if how == "timeout":
            raise requests.ReadTimeout
        if how == "reset":
            raise requests.ConnectionError(ProtocolError("reset"))
        return self._respond(request, int(how), {**JSON, **fault.headers}, {"resourceType": "OperationOutcome"})

    # --- writing --------------------------------------------------------------------------------------------

    def _commit(
        self, request: requests.PreparedRequest, path: str, body: dict[str, Any], fault: Fault
    ) -> tuple[int, dict[str, str], Any]:
        if path.startswith("ChargeItem/") and request.method == "PUT":
            return self._update(path.partition("/")[2], body, request.headers.get("If-Match"), fault)
        if path == "ChargeItem/$create":
            self._take("ChargeItem", self._billable(body), fault, _transaction(body))
            return 200, {"Location": f"{BASE}/ChargeItem/$create", "ETag": 'W/"0"', "Content-Type": "text/html"}, None
        if path == "ChargeItem/$modify":
            return self._modify(body, fault)
        if path.endswith("/$credit"):
            return self._credit(path.split("/")[1], body, fault)
        return self._create(path, body, request.headers.get("If-None-Exist"), fault)

    def _create(
        self, kind: str, body: dict[str, Any], if_none_exist: str | None, fault: Fault
    ) -> tuple[int, dict[str, str], Any]:
        key = (if_none_exist or "").partition("|")[2]
        for resource in self.stored[kind].values():
            if key and key in [given["value"] for given in resource.get("identifier", ())]:
                return 200, {**JSON, "ETag": 'W/"1"'}, resource
        identity = self._take(kind, body, fault, _key(body))
        made = self.stored[kind].get(identity)
        headers = {"Location": f"{kind}/{identity}/_history/1", "ETag": 'W/"1"'}
        return 201, ({**headers, **JSON} if made else headers), made

    def _take(self, kind: str, body: dict[str, Any], fault: Fault, key: str) -> str:
        self.counts.committed += 1
        if fault.change == "late":
            self.held_back.append(partial(self._store, kind, body, key))
            return "not-yet"
        resources = [deepcopy(body)]
        if kind == "ChargeItem":
            _alter(resources, fault.change)
        self.counts.altered += resources != [body]
        identities = [self._store(kind, resource, key) for resource in resources]
        if fault.change == "held":
            self.hidden.update(identities)
        return identities[0]

    def _store(self, kind: str, resource: dict[str, Any], key: str = "") -> str:
        identity = f"{kind.lower()}-{len(self.stored[kind]) + 1}"
        self.sent_under[identity] = key
        self.stored[kind][identity] = {**resource, "id": identity, "meta": {"versionId": "1"}}
        return identity

    def _update(
        self, identity: str, body: dict[str, Any], if_match: str | None, fault: Fault
    ) -> tuple[int, dict[str, str], Any]:
        held = self.stored["ChargeItem"].get(identity)
        if held is None:
            return 404, JSON, None
        version = held["meta"]["versionId"]
        if if_match != f'W/"{version}"':
            return (409 if self.vendor == "oracle" else 412), JSON, {"resourceType": "OperationOutcome"}
        if fault.change == "late":
            self.held_back.append(partial(self._update, identity, body, if_match, NONE))
            return 200, {**JSON, "ETag": 'W/"0"'}, None
        kept = deepcopy(body)
        if body.get("status") != "entered-in-error":
            _alter([kept], fault.change)
        self.counts.altered += kept != body
        updated = {**kept, "id": identity, "meta": {"versionId": str(int(version) + 1)}}
        self.stored["ChargeItem"][identity] = updated
        self.counts.committed += 1
        return 200, {**JSON, "ETag": f'W/"{int(version) + 1}"'}, updated

    def _billable(self, body: dict[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = next(part["resource"] for part in body["parameter"] if part["name"] == "chargeItem")
        return {**item, "status": "billable"}

    def _modify(self, body: dict[str, Any], fault: Fault) -> tuple[int, dict[str, str], Any]:
        item = self._billable(body)
        replacing = next(part for part in item["extension"] if part["url"] == f"{CERNER}replacing")
        old = replacing["valueReference"]["reference"].partition("/")[2]
        if not self._current(old, replacing["extension"][0]["valueId"]):
            return 409, {}, None
        identity = self._take("ChargeItem", item, fault, _transaction(body))
        self._put_aside(old)
        return 201, {"Location": f"{BASE}/ChargeItem/{identity}", "ETag": 'W/"0"'}, None

    def _credit(self, identity: str, body: dict[str, Any], fault: Fault) -> tuple[int, dict[str, str], Any]:
        if not self._current(identity, next(p["valueId"] for p in body["parameter"] if p["name"] == "versionId")):
            return 409, {}, None
        if fault.change == "late":
            self.held_back.append(partial(self._put_aside, identity))
        else:
            self._put_aside(identity)
        self.counts.committed += 1
        return 201, {"Location": f"{BASE}/ChargeItem/{identity}-credit", "ETag": 'W/"0"'}, None

    def _current(self, identity: str, version: str) -> bool:
        held = self.stored["ChargeItem"][identity]
        return held["status"] != "entered-in-error" and version == held["meta"]["versionId"]

    def _put_aside(self, identity: str) -> None:
        self.stored["ChargeItem"][identity]["status"] = "entered-in-error"


def _key(body: dict[str, Any]) -> str:
    return next((given["value"] for given in body.get("identifier", ())), "")


def _transaction(body: dict[str, Any]) -> str:
    found = next(part["valueUuid"] for part in body["parameter"] if part["name"] == "transactionId")
    return str(found).removeprefix("urn:uuid:")


def _alter(resources: list[dict[str, Any]], change: str | None) -> None:
    """What an EHR does to a charge behind one's back."""
    item = resources[0]
    if change == "drop-modifiers":
        item["extension"] = [part for part in item.get("extension", ()) if "modifier" not in part["url"]]
    elif change == "drop-diagnoses":
        item.pop("reason", None)
    elif change == "fewer-units":
        item["quantity"] = {"value": item["quantity"]["value"] + 1}
    elif change == "recode":
        item["code"]["coding"][0]["code"] = "97139"
    elif change == "split":
        resources.append(deepcopy(item))


def _spoilt(status: int, headers: dict[str, str], body: Any, how: str | None) -> tuple[int, dict[str, str], Any]:
    """What happens to an answer on its way."""
    if how == "empty":
        return 200, {}, None
    if how == "no-location":
        return status, {name: value for name, value in headers.items() if name != "Location"}, None
    if how == "foreign-location":
        return status, {**headers, "Location": "https://elsewhere.example.net/fhir/ChargeItem/1"}, None
    if how == "page":
        return 200, {"Content-Type": "text/html"}, b"<html>Please sign in</html>"
    if how == "truncated":
        return status, headers, json.dumps(body or {"a": 1}).encode()[:-1]
    return status, headers, body


class Relay(BaseAdapter):
    """Sends the app's requests on to an EHR that another process serves at `address`, byte for byte."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address, self._plain = address, HTTPAdapter()

    def send(self, request: requests.PreparedRequest, **given: Any) -> requests.Response:  # type: ignore[override]
        request.url = (request.url or "").replace(BASE, self._address)
        return self._plain.send(request, **given)

    def close(self) -> None:
        self._plain.close()


@contextmanager
def served(ehr: Ehr, on_write: Callable[[], None] = lambda: None) -> Iterator[str]:
    """`ehr` over HTTP on a free port. `on_write` is called when a write has come in whole, before it is carried out."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            if self.command != "GET":
                on_write()
            request = requests.Request(self.command, BASE + self.path, headers=dict(self.headers), data=body).prepare()
            answer = ehr.send(request)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = _serve  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            """Nothing is logged."""

        def handle_one_request(self) -> None:
            with suppress(ConnectionError):
                super().handle_one_request()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
