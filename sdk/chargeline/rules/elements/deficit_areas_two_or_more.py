"""Two areas of deficit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule

_NOT_TRAINED = frozenset({"edema"})
"""Areas that no task works on."""


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Deficits of at least two areas, those of a purpose with them."""
    found = list(mentions(case, code, "deficit", "areas aimed at", but=NOT_TODAY))
    areas = {area for mention in found for area in mention.name.split("|")} - _NOT_TRAINED
    return evidence(found) if len(areas) > 1 else ()


def vague(case: Case, code: str | None) -> Iterable[Evidence]:
    """One area alone."""
    return evidence(mentions(case, code, "deficit", but=NOT_TODAY))


_PAGE = Rule(
    code="CL816",
    name="deficit_areas_two_or_more",
    what="Looks for two or more distinct areas of deficit: strength, balance, coordination, endurance and the like.",
    why="A functional task works on several areas at once; an exercise works on one.",
    fix="This task works on ____ (each area of deficit that it trained).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=("97530",),
    find=find,
    present="Two or more areas of deficit are named.",
    missing="Fewer than two distinct areas of deficit are named.",
    weak="Only one area of deficit is named.",
    vague=vague,
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
