"""Create, update and delete, with conditions (FHIR R4 "RESTful API")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from chargeline_sandbox.faults import Fault
from chargeline_sandbox.fhir import documents, rules, search
from chargeline_sandbox.fhir.access import facts_of
from chargeline_sandbox.fhir.outcomes import Json, Refusal
from chargeline_sandbox.fhir.store import Key
from chargeline_sandbox.site import ChartNote, Ehr


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the status, the version that now stands, and further headers."""

    status: int
    resource: Json
    headers: Mapping[str, str] = field(default_factory=dict)


def create(ehr: Ehr, kind: str, body: Json, condition: str | None, fault: Fault | None = None) -> Written:
    """Keep a new resource; with `If-None-Exist` only when nothing matches it."""
    _same_type(kind, body)
    with ehr.store.lock:
        if condition is not None:
            found = _matching(ehr, kind, condition)
            if len(found) > 1:
                raise Refusal("multiple", f"Conditional create matched more than one {kind}")
            if found:
                return Written(200, found[0])
        body = {name: value for name, value in body.items() if name != "id"}
        _check(ehr, kind, body)
        kept = ehr.keep(body, fault)
    _remember_note(ehr, kept)
    return Written(201, kept)


def update(ehr: Ehr, key: Key, body: Json, if_match: str | None, fault: Fault | None = None) -> Written:
    """Keep a new version, when `If-Match` names the present one."""
    kind, id = key
    _same_type(kind, body)
    if body.get("id") != id:
        raise Refusal("bad-json", "The id in the body is not the id in the address")
    if if_match is None and ehr.facts.update_needs_if_match:
        raise Refusal("no-if-match", "If-Match is required")
    with ehr.store.lock:
        present = ehr.store.read(kind, id)
        if if_match is not None and if_match != f'W/"{present["meta"]["versionId"]}"':
            raise Refusal("stale", "Version mismatch")
        rules.check(ehr, body)
        return Written(200, ehr.keep(body, fault))


def _same_type(kind: str, body: Json) -> None:
    if body.get("resourceType") != kind:
        raise Refusal("bad-json", f"The body is not a {kind}")


def _check(ehr: Ehr, kind: str, body: Json) -> None:
    if kind == "DocumentReference":
        documents.check(ehr, body)
    if kind == "Condition" and ehr.name == "epic":
        _provisional(body)
    rules.check(ehr, body)


def _provisional(body: Json) -> None:
    """Epic takes a new Condition only as provisional (59012)."""
    codings = (body.get("verificationStatus") or {}).get("coding", [])
    if not any(coding.get("code") == "provisional" for coding in codings):
        raise Refusal("invalid", "verificationStatus must be provisional", issue="business-rule", number="59012")


def _matching(ehr: Ehr, kind: str, condition: str) -> list[Json]:
    pairs = parse_qsl(condition, keep_blank_values=True)
    known = set(facts_of(ehr, kind).search) - search.CONTROLS
    if not pairs or any(name not in known or not value for name, value in pairs):
        raise Refusal("bad-param", "If-None-Exist needs search parameters that this server knows")
    zone = ehr.site.zone
    return [r for r in ehr.store.all(kind) if all(search.matches(r, name, value, zone) for name, value in pairs)]


def _remember_note(ehr: Ehr, kept: Json) -> None:
    if kept["resourceType"] == "DocumentReference":
        text, form = documents.text_of(ehr, kept)
        ehr.notes[kept["id"]] = ChartNote(text=text, format=form, from_app=True)
