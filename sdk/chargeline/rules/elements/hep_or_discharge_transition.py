"""The way to a home program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ACTIVITY, EXERCISE, REVIEWERS, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Home programs given, reviewed or kept up."""
    return evidence(mentions(case, code, "home", but=NOT_TODAY))


_PAGE = Rule(
    code="CL813",
    name="hep_or_discharge_transition",
    what="Looks for a home program given, reviewed or kept up, or a planned discharge to one.",
    why="Therapy ends; the note shows how the patient carries it on.",
    fix="Home program: ____ (given, reviewed, changed), patient ____ (showed it, does it how often).",
    citations=(REVIEWERS,),
)

_JUDGED = Judged(
    level="good_practice",
    codes=(*EXERCISE, *ACTIVITY),
    find=find,
    present="The home program is documented.",
    missing="Nothing is said of a home program or of the way to it.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
