"""Total treatment minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, TREATMENT_NOTE, Judged, element
from chargeline.rules.rule import Case, Rule


def find(case: Case, _: str | None) -> Iterable[Evidence]:
    """Totals of the whole treatment."""
    return [stated.evidence for stated in case.reading.treatment_total]


_PAGE = Rule(
    code="CL822",
    name="treatment_minutes_total",
    what="Looks for the total of treatment minutes, timed and untimed together. Clock times alone state none.",
    why="The total treatment time must be in the note.",
    fix="Total treatment time: ____ minutes.",
    citations=(TREATMENT_NOTE,),
)

_JUDGED = Judged(
    level="required",
    codes=ANY,
    find=find,
    present="The total treatment time is stated.",
    missing="The total treatment time is not stated.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
