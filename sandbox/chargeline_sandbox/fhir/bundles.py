"""Searches: which resources, in which Bundle, on how many pages."""

import uuid
from datetime import UTC
from urllib.parse import parse_qsl, urlencode

from chargeline_sandbox.facts.model import RefusalFacts, ResourceFacts
from chargeline_sandbox.fhir import paging, search
from chargeline_sandbox.fhir.access import Access, facts_of
from chargeline_sandbox.fhir.outcomes import Json, Refusal, issue, outcome
from chargeline_sandbox.fhir.store import Page
from chargeline_sandbox.site import Ehr

_PROBLEMS = "problem-list-item"


def searched(ehr: Ehr, access: Access, kind: str, query: str) -> Json:
    """The Bundle that answers a search, or a further page of one."""
    pairs = parse_qsl(query, keep_blank_values=True)
    further = paging.following(ehr, kind, access.grant.family, pairs)
    if further is not None:
        return further
    facts = facts_of(ehr, kind)
    used, unknown = _sorted_out(ehr, facts, pairs)
    _demand(ehr, kind, facts, used)
    found = [r for r in ehr.store.all(kind) if access.sees(r) and _matches(ehr, kind, r, used)]
    sort = dict(used).get("_sort")
    found = search.ordered(found, sort) if sort else found
    page = Page(kind=kind, found=tuple(found), count=_count(ehr, used), family=access.grant.family)
    bundle = paging.bundle(ehr, page, urlencode(used, safe="|/,:"))
    for told in _warnings(ehr, kind, found, unknown):
        entry = {"fullUrl": f"urn:uuid:{uuid.uuid4()}", "resource": told, "search": {"mode": "outcome"}}
        bundle.setdefault("entry", []).append(entry)
    return bundle


def _sorted_out(ehr: Ehr, facts: ResourceFacts, pairs: search.Pairs) -> tuple[list[tuple[str, str]], list[str]]:
    """The parameters that count here, and the names of those that do not."""
    known = {*facts.search, "_count", "_format"}
    used = [(name, value) for name, value in pairs if name in known]
    unknown = [name for name, _ in pairs if name not in known]
    if any(":" in name for name in unknown) and ehr.facts.unknown_param != "ignored":
        raise Refusal("bad-param", "A search modifier is not supported")
    if unknown and ehr.facts.unknown_param == "refused":
        raise Refusal("unknown-param", "An unknown query parameter was supplied")
    if any(not value for _, value in used):
        raise Refusal("bad-param", "A search parameter has no value")
    return used, unknown


def _demand(ehr: Ehr, kind: str, facts: ResourceFacts, used: search.Pairs) -> None:
    """The parameters that this EHR requires, and the values it restricts."""
    names = {name for name, _ in used}
    if facts.required and not any(set(group) <= names for group in facts.required):
        raise Refusal("missing-param", _demanded(kind, facts))
    if "-status" in names and dict(used)["-status"] != "billable":
        raise Refusal("bad-param", "-status must be billable")
    dated = [value for name, value in used if name == "date"]
    if facts.dates_need_prefix and any(value[:2] not in ("ge", "gt", "le", "lt") for value in dated):
        raise Refusal("bad-param", "date must carry one of the prefixes ge, gt, le, lt")
    if kind == "DocumentReference" and ehr.name == "oracle" and len(names & {"date", "period", "_lastUpdated"}) > 1:
        raise Refusal("bad-param", "only one of date, period and _lastUpdated may be given")


def _demanded(kind: str, facts: ResourceFacts) -> str:
    if kind == "ChargeItem":
        return "context and -status are required"
    groups = " or ".join(" and ".join(group) for group in facts.required)
    return f"This resource requires a {groups} parameter"


def _matches(ehr: Ehr, kind: str, resource: Json, used: search.Pairs) -> bool:
    zone = ehr.site.zone
    wanted = [(name, value) for name, value in used if name not in search.CONTROLS]
    if kind == "Condition" and ehr.facts.problem_list_with_encounter and _on_problem_list(resource):
        wanted = [(name, value) for name, value in wanted if name != "encounter"]
    return all(search.matches(resource, name, value, zone) for name, value in wanted) and _own_patient(
        ehr, kind, resource, used
    )


def _on_problem_list(resource: Json) -> bool:
    return any(search.matches({"category": [c]}, "category", _PROBLEMS, UTC) for c in resource.get("category", []))


def _own_patient(ehr: Ehr, kind: str, resource: Json, used: search.Pairs) -> bool:
    """Oracle's problem list comes with an encounter, but only that of the encounter's patient."""
    encounter = dict(used).get("encounter")
    if kind != "Condition" or not encounter or not ehr.facts.problem_list_with_encounter:
        return True
    found = ehr.store.find(f"Encounter/{encounter.rpartition('/')[2]}")
    return found is not None and found["subject"]["reference"] == resource["subject"]["reference"]


def _count(ehr: Ehr, used: search.Pairs) -> int:
    text = dict(used).get("_count", str(ehr.facts.default_count))
    if not text.isdigit():
        raise Refusal("bad-param", "_count must be a number")
    return max(1, min(int(text), ehr.facts.max_count))


def _warnings(ehr: Ehr, kind: str, found: list[Json], unknown: list[str]) -> list[Json]:
    """Epic's OperationOutcomes inside a Bundle that succeeded."""
    if not ehr.facts.outcome_entries:
        return []
    notes: list[tuple[str, str]] = []
    if not found:
        notes.append(("4101", "Resource request returns no results."))
    if unknown:
        notes.append(("4122", "An unknown query parameter was supplied by the client"))
    if kind == "DocumentReference":
        notes.append(("59204", "The client is not authorized for a sub-type of this resource."))
    return [_warning(ehr, number, text) for number, text in notes]


def _warning(ehr: Ehr, number: str, text: str) -> Json:
    facts = RefusalFacts(status=200, issue="suppressed" if number == "59204" else "processing", number=number)
    return outcome(issue(facts, ehr.facts.error_system, text) | {"severity": "warning"})
