"""What changed in the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ACTIVITY, EXERCISE, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Changes made today."""
    return evidence(mentions(case, code, "change", but=NOT_TODAY))


_PAGE = Rule(
    code="CL812",
    name="change_or_progression",
    what="Looks for something of the program that was changed today.",
    why="A program that never changes reads as one that the patient could do alone.",
    fix="Changed today: ____ (exercise or task), from ____ to ____, because ____.",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=(*EXERCISE, *ACTIVITY),
    find=find,
    earlier=True,
    present="A change of the program is described.",
    missing="Nothing says that the program was changed today, or why it was kept.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
