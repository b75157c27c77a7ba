"""An earlier measured value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.context import LATER, UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Results of an earlier day."""
    return evidence(mentions(case, code, "baseline", but=UNTRUE | LATER))


_PAGE = Rule(
    code="CL804",
    name="objective_measure_baseline",
    what="Looks for a result of an earlier day beside which today can be read.",
    why="Change shows only against a value from before.",
    fix="At ____ (evaluation or date) the same measure was ____.",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=ANY,
    find=find,
    present="An earlier measured value is stated.",
    missing="No earlier measured value (evaluation, last visit, last report) is stated.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
