"""What the exercise is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import EXERCISE, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Purposes of the exercises of today."""
    return evidence(mentions(case, code, "purpose", but=UNTRUE | frozenset({"planned", "goal"})))


_PAGE = Rule(
    code="CL809",
    name="exercise_purpose",
    what="Looks for what an exercise is meant to do.",
    why="The purpose ties the exercise to the deficit, and tells exercise for strength from practice of a task.",
    fix="The exercise ____ was done for ____ (deficit it works on).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=EXERCISE,
    find=find,
    present="The purpose of the exercise is stated.",
    missing="What the exercises are for is not stated.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
