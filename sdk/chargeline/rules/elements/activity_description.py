"""Which task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ACTIVITY, TREATMENT_NOTE, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Tasks practiced today."""
    return evidence(mentions(case, code, "activity", but=NOT_TODAY))


_PAGE = Rule(
    code="CL814",
    name="activity_description",
    what="Looks for a description of the task that was practiced.",
    why="A task must be named to be compared with the charge; the name of the service does not describe it.",
    fix="Task practiced: ____ (what, with what, where, how often or how far).",
    citations=(TREATMENT_NOTE,),
)

_JUDGED = Judged(
    level="required",
    codes=(*ACTIVITY, "97760"),
    find=find,
    present="The task is described.",
    missing="The task that was practiced is not described.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
