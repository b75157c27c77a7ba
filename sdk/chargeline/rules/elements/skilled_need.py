"""What only a skilled person does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, SKILLED, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Skilled actions of today."""
    return evidence(mentions(case, code, "skill", but=NOT_TODAY))


_PAGE = Rule(
    code="CL819",
    name="skilled_need",
    what="Looks for a stated need for skill, or a skilled action: a cue at a fault, grading, monitoring.",
    why="Covered services need the skills of a therapist; what anyone could supervise does not.",
    fix="The therapist ____ (cued, facilitated, graded, corrected) ____ (fault or response), because ____.",
    citations=(SKILLED,),
)

_JUDGED = Judged(
    level="expected",
    codes=ANY,
    find=find,
    present="A skilled action or the need for it is described.",
    missing="No skilled action (what was cued, corrected, graded or decided, and why) is described.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
