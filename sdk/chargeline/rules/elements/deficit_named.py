"""A deficit is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Deficits that are there today."""
    return evidence(mentions(case, code, "deficit", but=NOT_TODAY))


_PAGE = Rule(
    code="CL801",
    name="deficit_named",
    what="Looks for an impairment of body, mind or movement quality, named in words or by a muscle grade.",
    why="A diagnosis or pain alone does not say what the treatment works on.",
    fix="Deficit treated today: ____ (what is impaired, where).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=ANY,
    find=find,
    present="A deficit is named.",
    missing="No deficit is named; a diagnosis, an operation or pain alone does not say what is impaired.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
