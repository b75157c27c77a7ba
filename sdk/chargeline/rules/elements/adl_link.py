"""The tie to daily life."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Ties to daily life."""
    return evidence(mentions(case, code, "adl", but=UNTRUE | frozenset({"planned", "goal"})))


_PAGE = Rule(
    code="CL817",
    name="adl_link",
    what="Looks for a function of daily life to which the activity is tied; a task of daily life is itself the tie.",
    why="Functional activities are covered for what they do for daily life.",
    fix="The task ____ is practiced so that the patient can ____ (activity of daily life).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=("97530", "97535", "97542", "97129"),
    find=find,
    present="The activity is tied to daily life.",
    missing="Nothing ties the activity to daily life.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
