"""What comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, REVIEWERS, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Plans."""
    return evidence(mentions(case, code, "plan", but=UNTRUE))


def vague(case: Case, code: str | None) -> Iterable[Evidence]:
    """What comes near and says too little."""
    return evidence(mentions(case, code, "vague plan", but=UNTRUE))


_PAGE = Rule(
    code="CL825",
    name="plan_next_visit",
    what="Looks for anything planned for the next or later visits.",
    why="A plan shows that the course is directed, not repeated.",
    fix="Next visit: ____ (what will be added, changed or measured).",
    citations=(REVIEWERS,),
)

_JUDGED = Judged(
    level="good_practice",
    codes=ANY,
    find=find,
    present="A plan for the next visits is stated.",
    missing="Nothing is planned for the next visits.",
    weak="The plan only continues: it does not say what comes next.",
    vague=vague,
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
