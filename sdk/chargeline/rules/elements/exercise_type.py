"""Which exercises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import EXERCISE, TREATMENT_NOTE, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Exercises performed today."""
    return evidence(mentions(case, code, "exercise", but=NOT_TODAY))


_PAGE = Rule(
    code="CL807",
    name="exercise_type",
    what="Looks for exercises by name.",
    why="Each intervention must be named so that it can be compared with what is charged.",
    fix="Exercises performed: ____, ____.",
    citations=(TREATMENT_NOTE,),
)

_JUDGED = Judged(
    level="required",
    codes=EXERCISE,
    find=find,
    present="Exercises are named.",
    missing='No exercise is named; a reference to a flowsheet or "strengthening" alone does not name one.',
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
