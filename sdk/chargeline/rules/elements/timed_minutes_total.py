"""Total of timed minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.model import Evidence
from chargeline.rules.elements.documented import TIMED, TREATMENT_NOTE, Judged, element
from chargeline.rules.rule import Case, Rule


def find(case: Case, _: str | None) -> Iterable[Evidence]:
    """Totals that are called timed."""
    return [stated.evidence for stated in case.reading.timed_total]


_PAGE = Rule(
    code="CL821",
    name="timed_minutes_total",
    what="Looks for a total of the minutes of timed services, called timed.",
    why="The total of timed minutes must be in the note; units are counted on it.",
    fix="Total minutes of timed services: ____.",
    citations=(TREATMENT_NOTE,),
)

_JUDGED = Judged(
    level="required",
    codes=TIMED,
    find=find,
    present="The total of timed minutes is stated.",
    missing="The total of timed minutes is not stated as such.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
