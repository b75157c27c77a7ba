"""A measured result of this visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Results of today."""
    return evidence(mentions(case, code, "measure", but=NOT_TODAY))


_PAGE = Rule(
    code="CL803",
    name="objective_measure_today",
    what="Looks for a result measured today: motion, strength grade, a test score, accuracy, a timed tolerance.",
    why="Without a result of the day nobody can tell whether the treatment works.",
    fix="Measured today: ____ (test, motion or task) = ____ (result).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=ANY,
    find=find,
    present="A result was measured at this visit.",
    missing="No result measured today is stated; doses, pain ratings, vital signs and copied values are none.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
