"""How the patient took part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import REVIEWERS, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Modes of the treatment of today."""
    return evidence(mentions(case, code, "mode", but=NOT_TODAY))


_PAGE = Rule(
    code="CL811",
    name="participation_mode",
    what="Looks for the mode of the treatment: active, active-assisted, passive.",
    why="It shows that the patient took part and how much the therapist did.",
    fix="Performed ____ (active, active-assisted or passive, as it was).",
    citations=(REVIEWERS,),
)

_JUDGED = Judged(
    level="good_practice",
    codes=("97110", "97112", "97113", "97530"),
    find=find,
    present="The mode of participation is stated.",
    missing="The mode (active, active-assisted, passive) is not stated.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
