"""How the patient took it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import LATER, NOT_TODAY, OTHER_DAY, UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, REVIEWERS, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Responses to the treatment of today."""
    return evidence(mentions(case, code, "response", but=UNTRUE | LATER | OTHER_DAY))


def vague(case: Case, code: str | None) -> Iterable[Evidence]:
    """What comes near and says too little."""
    return evidence(mentions(case, code, "vague response", but=NOT_TODAY))


_PAGE = Rule(
    code="CL820",
    name="patient_response",
    what="Looks for the response to the treatment or its tolerance.",
    why="The response justifies the next step.",
    fix="During or after treatment the patient ____ (tolerance, symptoms, effort).",
    citations=(REVIEWERS,),
)

_JUDGED = Judged(
    level="good_practice",
    codes=ANY,
    find=find,
    present="The response to treatment is described.",
    missing="The response to the treatment is not described.",
    weak="The response is only praised: it says neither tolerance, symptoms nor effort.",
    vague=vague,
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
