"""Start and end times of one performer that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from chargeline.clock import span
from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import listed


def check(case: Case) -> Iterable[Finding]:
    """Name each pair of neighbouring times of a performer that overlap."""
    for times in _by_performer(case).values():
        for one, other in pairwise(sorted(times)):
            if other[0] >= one[1]:
                continue
            codes = tuple(dict.fromkeys((one[2], other[2])))
            yield Alert(
                rule=RULE.name,
                severity="warn",
                codes=codes,
                message=f"Times of one performer overlap under {listed(codes)}; the same minutes count once.",
                fix="Correct the start or the end in the chart.",
                citation=RULE.citations[0],
                evidence=tuple(FieldValue(field=f"{at[3]}/start", value=at[4]) for at in (one, other)),
            )


def _by_performer(case: Case) -> dict[str, list[tuple[int, int, str, str, str]]]:
    """Start, end, code, place and clock of each stretch with a performer; supervised modalities may run beside."""
    times: dict[str, list[tuple[int, int, str, str, str]]] = {}
    for index, service in enumerate(case.encounter.services):
        row = case.book.code(service.code) if service.code else None
        if row is not None and row.supervised:
            continue
        for number, segment in enumerate(service.segments):
            found = span(segment)
            if found is None:
                continue
            for who in segment.performers:
                place = f"/services/{index}/segments/{number}"
                times.setdefault(who, []).append((*found, service.code or "", place, segment.start or ""))
    return times


RULE = Rule(
    code="CL110",
    name="overlapping_times",
    what="Names start and end times of one performer that overlap.",
    why="Nobody treats one patient with two individual services in the same minutes, so some minutes would count "
    "twice. Supervised modalities may run beside another service.",
    fix="Correct the times.",
    citations=(Citation(source="NCCI policy manual, 2026", verified=True),),
    check=check,
)
