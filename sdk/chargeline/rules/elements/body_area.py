"""The body area treated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.model import Evidence
from chargeline.rules.elements.documented import SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Areas of the body, with their sides; of an orthosis given, the part that its name tells too."""
    kinds = ("area", "braced area") if code == _ORTHOTIC else ("area",)
    return evidence(one for kind in kinds for one in mentions(case, code, kind, but=frozenset({"other_person"})))


_ORTHOTIC = "97760"


_PAGE = Rule(
    code="CL806",
    name="body_area",
    what="Looks for the body area that was treated, in the note or in the text of the service.",
    why="A reader must be able to tell which part was treated and that it is the one in the plan.",
    fix="Area treated: ____ (side and region).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=("97110", "97113", "97140", "97035", "G0283", "97010", "97760"),
    find=find,
    present="The body area is named.",
    missing="The body area treated is not named.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
