"""A service that was sent twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from chargeline.model import Alert, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.weight import ours


def check(case: Case) -> Iterable[Finding]:
    """Name timed services that are the same in every point but their id."""
    for code, places in _alike(case):
        yield Alert(
            rule=RULE.name,
            severity="warn",
            codes=(code,),
            message=f"{code}: {len(places)} services are the same in every point, and each is counted.",
            fix="If it was given once, send it once; if it was given again, state when each began and ended.",
            citation=RULE.citations[0],
            evidence=tuple(
                FieldValue(field=f"/services/{at}/minutes", value=case.encounter.services[at].minutes) for at in places
            ),
        )


def _alike(case: Case) -> Iterator[tuple[str, list[int]]]:
    """Codes of timed services with the places in the input at which the same stands."""
    services = case.encounter.services
    if len({(service.code, service.minutes) for service in services}) == len(services):
        return
    found: dict[object, list[int]] = {}
    for index, service in enumerate(services):
        row = case.book.code(service.code) if service.code else None
        if row is not None and row.timed and service.minutes:
            found.setdefault(replace(service, id=""), []).append(index)
    for places in found.values():
        if len(places) > 1:
            yield services[places[0]].code or "", places


RULE = Rule(
    code="CL119",
    name="repeated_service",
    what="Names timed services that are the same in every point: code, words, minutes, times and performers.",
    why="A service that was sent twice by mistake is billed twice. One that was given twice looks the same only where "
    "nothing says when.",
    fix="Send each service once, with its times where it was given again.",
    citations=(ours("what is sent is counted; nothing is dropped on a guess"),),
    check=check,
)
