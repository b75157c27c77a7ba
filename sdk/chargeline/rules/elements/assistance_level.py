"""How much help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ACTIVITY, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Help and cues of today."""
    return evidence(mentions(case, code, "assistance", but=NOT_TODAY))


_PAGE = Rule(
    code="CL818",
    name="assistance_level",
    what="Looks for the level of assistance, or the amount or type of cueing.",
    why="It shows what the patient cannot do alone yet, and lets progress be seen.",
    fix="The task ____ with ____ (level of assistance) and ____ (amount and type of cues).",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=ACTIVITY,
    find=find,
    present="The level of assistance or cueing is stated.",
    missing="No level of assistance and no amount or type of cueing is stated.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
