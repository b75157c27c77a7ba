"""The FHIR addresses, below `/{personality}/fhir`."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, g, request

from chargeline_sandbox import conformance
from chargeline_sandbox.fhir import access, batch, behind, bundles, charges, documents, writes
from chargeline_sandbox.fhir.outcomes import FHIR_JSON, Json, Refusal, outcome, refuse
from chargeline_sandbox.fhir.remote import RemoteStore
from chargeline_sandbox.fhir.writes import Written
from chargeline_sandbox.here import ehr_named
from chargeline_sandbox.site import Ehr

fhir = Blueprint("fhir", __name__, url_prefix="/<ehr_name>/fhir")


@fhir.url_value_preprocessor
def _choose_ehr(_: str | None, values: dict[str, Any] | None) -> None:
    g.ehr = ehr_named((values or {}).pop("ehr_name", ""))


@fhir.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    return refuse(_ehr().facts, refusal)


def _ehr() -> Ehr:
    ehr: Ehr = g.ehr
    return ehr


@fhir.before_request
def _from_behind() -> Response | None:
    """A real server answers in our place, when one stands behind us; what is ours alone stays ours."""
    store, path = _ehr().store, request.path.partition("/fhir")[2].strip("/")
    if not isinstance(store, RemoteStore) or path.startswith(".well-known/") or request.method == "OPTIONS":
        return None
    return (
        behind.metadata(_ehr(), store.server)
        if path == "metadata"
        else behind.answered(_ehr(), store.server, path, request)
    )


@fhir.before_request
def _acceptable() -> None:
    """Oracle answers only who accepts FHIR JSON, with 406 otherwise; a Binary has its own rule."""
    open_paths = ("/metadata", "/.well-known/")
    open_to_all = request.method == "OPTIONS" or any(part in request.path for part in open_paths)
    if open_to_all or not _ehr().facts.accept_required:
        return
    if "/Binary/" not in request.path and FHIR_JSON not in request.headers.get("Accept", ""):
        raise Refusal("accept", "Accept must be application/fhir+json")


@fhir.after_request
def _traced(response: Response) -> Response:
    if _ehr().facts.request_id_header:
        response.headers["X-Request-Id"] = secrets.token_hex(16)
    return response


@fhir.get("/.well-known/smart-configuration")
def smart_configuration() -> Response:
    """JSON, whatever is asked for."""
    return _json(conformance.smart_configuration(_ehr()), "application/json")


@fhir.get("/.well-known/openid-configuration")
def openid_configuration() -> Response:
    """Beside the FHIR base only where this vendor puts it."""
    if not _ehr().facts.openid_beside_fhir:
        abort(404)
    return _json(conformance.openid_configuration(_ehr()), "application/json")


@fhir.get("/metadata")
def metadata() -> Response:
    """The CapabilityStatement; Epic's is XML unless FHIR JSON is asked for."""
    statement = conformance.capability_statement(_ehr())
    asked = request.headers.get("Accept", "") + request.args.get("_format", "")
    if _ehr().facts.metadata_xml and "json" not in asked:
        return Response(conformance.as_xml(statement), content_type="application/fhir+xml;charset=utf-8")
    return _json(statement, FHIR_JSON)


@fhir.get("/<kind>")
def search_type(kind: str) -> Response:
    """Search by GET."""
    return _search(kind, request.query_string.decode())


@fhir.post("/<kind>/_search")
def search_by_post(kind: str) -> Response:
    """Search by POST; the query string is ignored but for `_format`."""
    return _search(kind, request.get_data(as_text=True))


def _search(kind: str, query: str) -> Response:
    ehr = _ehr()
    may = access.permit(ehr, access.grant_of(ehr, request), kind, "search-type")
    return _json(bundles.searched(ehr, may, kind, query), FHIR_JSON)


@fhir.get("/<kind>/<id>")
def read(kind: str, id: str) -> Response:
    """Read one resource; a Binary also as its bytes."""
    ehr = _ehr()
    may = access.permit(ehr, access.grant_of(ehr, request), kind, "read")
    resource = ehr.store.read(kind, id)
    if not may.sees(resource) or (kind == "Binary" and _hidden_body(ehr, id)):
        raise Refusal("not-found", f"{kind} not found")
    if kind == "Binary" and not documents.wanted_as_json(
        ehr, request.headers.get("Accept", ""), resource["contentType"]
    ):
        return Response(documents.body_of(resource), content_type=resource["contentType"])
    return _json(resource, FHIR_JSON, headers=_version_headers(resource))


def _hidden_body(ehr: Ehr, id: str) -> bool:
    wanted = f"Binary/{id}"
    return any(
        ehr.hidden(d) and any(c["attachment"].get("url") == wanted for c in d.get("content", []))
        for d in ehr.store.all("DocumentReference")
    )


@fhir.get("/<kind>/<id>/_history")
def history(kind: str, id: str) -> Response:
    """All versions, newest first."""
    ehr = _ehr()
    may = access.permit(ehr, access.grant_of(ehr, request), kind, "history-instance")
    past = [r for r in reversed(ehr.store.history(kind, id)) if r is not None and may.sees(r)]
    entries = [{"fullUrl": f"{ehr.base}/{kind}/{id}", "resource": r} for r in past]
    return _json({"resourceType": "Bundle", "type": "history", "total": len(entries), "entry": entries}, FHIR_JSON)


@fhir.get("/<kind>/<id>/_history/<version>")
def vread(kind: str, id: str, version: str) -> Response:
    """One version."""
    ehr = _ehr()
    may = access.permit(ehr, access.grant_of(ehr, request), kind, "vread")
    for resource in ehr.store.history(kind, id):
        if resource and resource["meta"]["versionId"] == version and may.sees(resource):
            return _json(resource, FHIR_JSON, headers=_version_headers(resource))
    raise Refusal("not-found", f"{kind} has no such version")


@fhir.post("")
@fhir.post("/")
def system() -> Response:
    """A batch or a transaction."""
    ehr = _ehr()
    grant = access.grant_of(ehr, request)
    return _json(batch.run(ehr, grant, _body()), FHIR_JSON)


@fhir.post("/<kind>")
def create(kind: str) -> Response:
    """Create, conditionally where the EHR can."""
    ehr = _ehr()
    access.permit(ehr, access.grant_of(ehr, request), kind, "create")
    condition = request.headers.get("If-None-Exist") if ehr.facts.conditional_create else None
    return _written(writes.create(ehr, kind, _body(), condition, g.get("fault")))


@fhir.put("/<kind>/<id>")
def update(kind: str, id: str) -> Response:
    """Update, under If-Match where it is given or required."""
    ehr = _ehr()
    access.permit(ehr, access.grant_of(ehr, request), kind, "update")
    return _written(writes.update(ehr, (kind, id), _body(), request.headers.get("If-Match"), g.get("fault")))


@fhir.delete("/<kind>/<id>")
def delete(kind: str, id: str) -> Response:
    """Delete; the versions stay."""
    ehr = _ehr()
    access.permit(ehr, access.grant_of(ehr, request), kind, "delete")
    ehr.store.delete(kind, id)
    return Response(status=204)


@fhir.post("/ChargeItem/$<name>")
def charge_operation(name: str) -> Response:
    """Oracle's `$create` and `$modify`."""
    return _charge_operation(name, None)


@fhir.post("/ChargeItem/<id>/$<name>")
def charge_operation_on(id: str, name: str) -> Response:
    """Oracle's `$credit`."""
    return _charge_operation(name, id)


def _charge_operation(name: str, id: str | None) -> Response:
    ehr = _ehr()
    access.permit_operation(ehr, access.grant_of(ehr, request), "ChargeItem", name)
    status, path = charges.operate(ehr, name, id, _body(), g.get("fault"))
    response = Response(status=status, content_type="text/html")
    response.headers.update({"Location": f"{ehr.base}/{path}", "ETag": 'W/"0"', "Cache-Control": "no-cache"})
    return response


def _body() -> Json:
    if request.mimetype not in (FHIR_JSON, "application/json") or (
        _ehr().facts.accept_required and request.mimetype != FHIR_JSON
    ):
        raise Refusal("media", "Content-Type must be application/fhir+json")
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise Refusal("bad-json", "The body is not JSON") from error
    if not isinstance(body, dict):
        raise Refusal("bad-json", "The body is not a resource")
    return body


def _version_headers(resource: Json) -> dict[str, str]:
    return {"ETag": f'W/"{resource["meta"]["versionId"]}"'}


def _written(written: Written) -> Response:
    """The answer to a write: who wants the resource back says so with Prefer, where that is honoured."""
    ehr, resource = _ehr(), written.resource
    kind, id, version = resource["resourceType"], resource["id"], resource["meta"]["versionId"]
    headers = _version_headers(resource) if ehr.facts.etag_on_create else {}
    place = f"{kind}/{id}" if not ehr.facts.prefer_honoured else f"{kind}/{id}/_history/{version}"
    headers["Location"] = place if ehr.facts.relative_location else f"{ehr.base}/{place}"
    prefer = request.headers.get("Prefer", "") if ehr.facts.prefer_honoured else "return=minimal"
    if "return=minimal" in prefer:
        response = Response(status=written.status)
        response.headers.update(headers)
    elif "return=OperationOutcome" in prefer:
        told = outcome({"severity": "information", "code": "informational"})
        response = _json(told, FHIR_JSON, written.status, headers)
    else:
        response = _json(resource, FHIR_JSON, written.status, headers)
    response.autocorrect_location_header = False
    return response


def _json(body: Json, content_type: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type=content_type)
    response.headers["Cache-Control"] = "no-store" if content_type == FHIR_JSON else "max-age=60"
    response.headers.update(headers or {})
    return response
