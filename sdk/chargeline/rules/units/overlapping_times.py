"""Start and end times of individual services that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from chargeline.clock import span
from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import listed


class _Stretch(NamedTuple):
    since: int
    until: int
    code: str
    place: str
    clock: str
    performers: frozenset[str]


def check(case: Case) -> Iterable[Finding]:
    """Name each pair of neighbouring times that overlap: of one performer, or of several under different codes."""
    times = sorted(_stretches(case), key=lambda one: one[:5])
    for one, other in pairwise(times):
        alone = not one.performers.isdisjoint(other.performers)
        if other.since >= one.until or not (alone or one.code != other.code):
            continue
        codes = tuple(dict.fromkeys((one.code, other.code)))
        whose = "one performer" if alone else "two performers"
        yield Alert(
            rule=RULE.name,
            severity="warn",
            codes=codes,
            message=f"Times of {whose} overlap under {listed(codes)}; the same minutes count once.",
            fix="Correct the start or the end in the chart, or under which service the shared minutes count.",
            citation=RULE.citations[0],
            evidence=tuple(FieldValue(field=f"{at.place}/start", value=at.clock) for at in (one, other)),
        )


def _stretches(case: Case) -> Iterator[_Stretch]:
    """Each stretch with its performers; supervised modalities may run beside."""
    for index, service in enumerate(case.encounter.services):
        row = case.book.code(service.code) if service.code else None
        if row is not None and row.supervised:
            continue
        for number, segment in enumerate(service.segments):
            found = span(segment)
            if found is not None and segment.performers:
                place = f"/services/{index}/segments/{number}"
                yield _Stretch(*found, service.code or "", place, segment.start or "", frozenset(segment.performers))


RULE = Rule(
    code="CL110",
    name="overlapping_times",
    what="Names start and end times that overlap: of one performer, or of several under different services.",
    why="One patient has one individual service at a time, whoever gives it, so some minutes would count "
    "twice. Supervised modalities may run beside another service.",
    fix="Correct the times.",
    citations=(Citation(source="NCCI policy manual, 2026", verified=True),),
    check=check,
)
