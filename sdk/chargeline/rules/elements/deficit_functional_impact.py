"""What the deficit keeps the patient from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Limitations that hold today."""
    return evidence(mentions(case, code, "impact", but=NOT_TODAY))


_PAGE = Rule(
    code="CL802",
    name="deficit_functional_impact",
    what="Looks for a present limitation of daily life, work, school or play.",
    why="Treatment is covered for what it restores in life; a goal says only what is wished, not what is limited.",
    fix="Because of ____ the patient cannot or can hardly ____ (activity of daily life, work, school or play).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=ANY,
    find=find,
    present="A limitation of daily life is described.",
    missing="No present limitation of daily life, work, school or play is described.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
