"""Now set against before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import LATER, NOT_TODAY, UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, TREATMENT_NOTE, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Comparisons that hold."""
    return evidence(mentions(case, code, "comparison", but=UNTRUE | LATER))


def vague(case: Case, code: str | None) -> Iterable[Evidence]:
    """What comes near and says too little."""
    return evidence(mentions(case, code, "vague comparison", but=NOT_TODAY))


_PAGE = Rule(
    code="CL805",
    name="progress_comparison",
    what="Looks for a specific statement of now against before, or both values of one measure.",
    why="Words of praise can be written at any visit; a comparison cannot.",
    fix="Now ____ (measure or help needed) is ____; at ____ it was ____.",
    citations=(TREATMENT_NOTE,),
)

_JUDGED = Judged(
    level="expected",
    codes=ANY,
    find=find,
    earlier=True,
    present="Now is compared with before.",
    missing="Nothing compares today with an earlier visit.",
    weak="Progress is said but not shown: it names neither a value, a level nor what changed.",
    vague=vague,
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
