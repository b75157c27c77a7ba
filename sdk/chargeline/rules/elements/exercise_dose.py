"""How much exercise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import EXERCISE, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Doses of today."""
    return evidence(mentions(case, code, "dose", but=NOT_TODAY))


_PAGE = Rule(
    code="CL808",
    name="exercise_dose",
    what="Looks for sets, repetitions, resistance, hold or time of an exercise.",
    why="The dose shows that the exercise was graded to this patient, and lets the next visit progress it.",
    fix="Dose of ____ (exercise): ____ sets, ____ repetitions or time, ____ resistance.",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=EXERCISE,
    find=find,
    present="The dose of an exercise is stated.",
    missing="No sets, repetitions, resistance, hold or time of an exercise is stated.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
