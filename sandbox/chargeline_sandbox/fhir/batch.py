"""Batch and transaction (FHIR R4 "RESTful API", 3.1.0.11): each entry is checked as if it came alone."""

import json
import re

from chargeline_sandbox.fhir import access, bundles, writes
from chargeline_sandbox.fhir.outcomes import Json, Refusal, issue, outcome
from chargeline_sandbox.oauth.grants import Grant
from chargeline_sandbox.site import Ehr

_TARGET = re.compile(r"([A-Z][A-Za-z]+)(?:/([A-Za-z0-9.-]+))?(?:\?(.*))?")


def run(ehr: Ehr, grant: Grant, bundle: Json) -> Json:
    """The response Bundle. A transaction leaves nothing behind when one entry fails."""
    kind = bundle.get("type")
    if bundle.get("resourceType") != "Bundle" or kind not in ("batch", "transaction"):
        raise Refusal("bad-json", "The body is not a batch or transaction Bundle")
    if kind not in ehr.facts.system_interactions:
        raise Refusal("interaction", f"{kind} is not supported")
    entries = bundle.get("entry", [])
    alone = kind == "batch"
    answers = [_alone(ehr, grant, e) for e in entries] if alone else _together(ehr, grant, entries)
    return {"resourceType": "Bundle", "type": f"{kind}-response", "entry": answers}


def _alone(ehr: Ehr, grant: Grant, entry: Json) -> Json:
    try:
        return _one(ehr, grant, entry)
    except Refusal as refusal:
        facts = ehr.facts.refusals[refusal.reason]
        told = outcome(issue(facts, ehr.facts.error_system, refusal.text, location=refusal.location))
        return {"response": {"status": str(facts.status), "outcome": told}}


def _together(ehr: Ehr, grant: Grant, entries: list[Json]) -> list[Json]:
    """POSTs in order; what they created replaces its urn:uuid in the entries that follow."""
    answers: list[Json] = []
    with ehr.store.lock:
        before = ehr.store.snapshot()
        try:
            known: dict[str, str] = {}
            for entry in entries:
                answer = _one(ehr, grant, _resolved(entry, known))
                known[entry.get("fullUrl", "")] = "/".join(answer["response"]["location"].split("/")[:2])
                answers.append(answer)
        except Refusal:
            ehr.store.restore(before)
            raise
    return answers


def _resolved(entry: Json, known: dict[str, str]) -> Json:
    text = json.dumps(entry)
    for placeholder, reference in known.items():
        if placeholder.startswith("urn:uuid:"):
            text = text.replace(json.dumps(placeholder), json.dumps(reference))
    resolved: Json = json.loads(text)
    return resolved


def _one(ehr: Ehr, grant: Grant, entry: Json) -> Json:
    asked = entry.get("request", {})
    match = _TARGET.fullmatch(str(asked.get("url", "")))
    if match is None:
        raise Refusal("bad-json", "An entry has no usable request.url")
    kind, id, query = match.groups()
    method = asked.get("method")
    if method == "GET" and id is None:
        may = access.permit(ehr, grant, kind, "search-type")
        return {"resource": bundles.searched(ehr, may, kind, query or ""), "response": {"status": "200 OK"}}
    if method == "GET":
        may = access.permit(ehr, grant, kind, "read")
        found = ehr.store.read(kind, id)
        if not may.sees(found):
            raise Refusal("not-found", f"{kind} not found")
        return {"resource": found, "response": {"status": "200 OK"}}
    return _write(ehr, grant, entry, kind, id)


def _write(ehr: Ehr, grant: Grant, entry: Json, kind: str, id: str | None) -> Json:
    asked, body = entry["request"], entry.get("resource", {})
    if asked.get("method") == "POST":
        access.permit(ehr, grant, kind, "create")
        condition = asked.get("ifNoneExist") if ehr.facts.conditional_create else None
        written = writes.create(ehr, kind, body, condition)
    elif asked.get("method") == "PUT" and id:
        access.permit(ehr, grant, kind, "update")
        written = writes.update(ehr, (kind, id), body, asked.get("ifMatch"))
    else:
        raise Refusal("interaction", "The method of an entry is not supported")
    kept, meta = written.resource, written.resource["meta"]
    answer = {
        "status": "201 Created" if written.status == 201 else "200 OK",
        "location": f"{kind}/{kept['id']}/_history/{meta['versionId']}",
        "etag": f'W/"{meta["versionId"]}"',
        "lastModified": meta["lastUpdated"],
    }
    return {"response": answer}
