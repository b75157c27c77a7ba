"""Search parameters over resources as plain dictionaries: where each looks, and how it compares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

from chargeline_sandbox.fhir import dates
from chargeline_sandbox.fhir.outcomes import Json, Refusal

Pairs = Sequence[tuple[str, str]]
CONTROLS = frozenset({"_count", "_sort", "_offset", "_format", "_total", "_summary"})


@dataclass(frozen=True, slots=True)
class Param:
    """How one search parameter looks into a resource."""

    kind: Literal["reference", "token", "date", "string"]
    paths: tuple[str, ...]


def _reference(*paths: str) -> Param:
    return Param("reference", paths)


def _token(*paths: str) -> Param:
    return Param("token", paths)


def _date(*paths: str) -> Param:
    return Param("date", paths)


_CLINICAL_DATES = (
    "effectiveDateTime",
    "effectivePeriod",
    "performedDateTime",
    "performedPeriod",
    "period",
    "date",
    "start",
    "recorded",
)

PARAMS: dict[str, Param] = {
    "_id": _token("id"),
    "_lastUpdated": _date("meta.lastUpdated"),
    "-status": _token("status"),
    "account": _reference("account"),
    "author": _reference("author"),
    "beneficiary": _reference("beneficiary"),
    "category": _token("category"),
    "class": _token("class"),
    "clinical-status": _token("clinicalStatus"),
    "code": _token("code"),
    "context": _reference("context"),
    "date": _date(*_CLINICAL_DATES),
    "docstatus": _token("docStatus"),
    "encounter": _reference("encounter", "context.encounter", "context"),
    "focus": _reference("focus"),
    "identifier": _token("identifier"),
    "lifecycle-status": _token("lifecycleStatus"),
    "name": Param("string", ("name", "name.text", "name.family", "name.given")),
    "occurrence": _date("occurrenceDateTime", "occurrencePeriod"),
    "patient": _reference("subject", "patient", "beneficiary", "for", "participant.actor"),
    "period": _date("context.period"),
    "practitioner": _reference("practitioner"),
    "recorded": _date("recorded"),
    "status": _token("status"),
    "subject": _reference("subject"),
    "target": _reference("target"),
    "target-date": _date("target.dueDate"),
    "type": _token("type"),
}


def values(resource: Any, path: str) -> Iterator[Any]:
    """Everything that stands at a dotted path, lists flattened."""
    head, _, rest = path.partition(".")
    found = resource.get(head) if isinstance(resource, dict) else None
    for item in found if isinstance(found, list) else [found] if found is not None else []:
        if rest:
            yield from values(item, rest)
        else:
            yield item


def matches(resource: Json, name: str, wanted: str, zone: tzinfo) -> bool:
    """Whether the resource satisfies one parameter; a comma means or."""
    param = PARAMS.get(name)
    if param is None:
        raise Refusal("bad-param", f"The parameter or modifier {name!r} is not supported")
    found = [value for path in param.paths for value in values(resource, path)]
    return any(_compare(param.kind, found, one, zone) for one in wanted.split(","))


def _compare(kind: str, found: list[Any], wanted: str, zone: tzinfo) -> bool:
    if kind == "date":
        return any(dates.matches(i, wanted, zone) for value in found for i in dates.covered(value, zone))
    if kind == "reference":
        return any(isinstance(v, dict) and _refers(v.get("reference"), wanted) for v in found)
    if kind == "string":
        return any(isinstance(v, str) and v.lower().startswith(wanted.lower()) for v in found)
    return any(_token_matches(value, wanted) for value in found)


def _refers(reference: Any, wanted: str) -> bool:
    return isinstance(reference, str) and wanted in (reference, reference.partition("/")[2])


def _token_matches(value: Any, wanted: str) -> bool:
    if isinstance(value, str):
        return value == wanted
    if not isinstance(value, dict):
        return False
    if "coding" in value:
        return any(_token_matches(coding, wanted) for coding in value["coding"])
    system, bar, code = wanted.rpartition("|")
    mine = value.get("code", value.get("value"))
    same_code = not code or mine == code
    return same_code and (not bar or (value.get("system") or "") == system)


def ordered(found: list[Json], sort: str) -> list[Json]:
    """The resources by `_sort`: `date`, `_lastUpdated` or `_id`, with a leading minus for the reverse."""
    for part in reversed(sort.split(",")):
        param = PARAMS.get(part.lstrip("-"))
        if param is None:
            raise Refusal("bad-param", "_sort names an unknown parameter")
        found = sorted(found, key=lambda r, p=param: _sort_key(r, p), reverse=part.startswith("-"))  # type: ignore[misc]
    return found


def _sort_key(resource: Json, param: Param) -> str:
    for path in param.paths:
        for value in values(resource, path):
            return str(value.get("start", value) if isinstance(value, dict) else value)
    return ""
