"""Why this task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Reasons for the tasks of today."""
    return evidence(mentions(case, code, "rationale", but=UNTRUE | frozenset({"planned", "goal"})))


_PAGE = Rule(
    code="CL815",
    name="activity_rationale",
    what="Looks for why the task was chosen: the deficit that it works on.",
    why="It shows why this task, for this patient.",
    fix="The task ____ was chosen to work on ____ (deficit).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=("97530", "97535", "97542", "97116", "97129", "97760"),
    find=find,
    present="Why the task was chosen is stated.",
    missing="Why this task was chosen is not stated.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
