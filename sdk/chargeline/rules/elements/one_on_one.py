"""One patient, one clinician."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Evidence
from chargeline.rules.elements.documented import REVIEWERS, WITH_PATIENT, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """One-on-one contact today."""
    return evidence(mentions(case, code, "contact", but=NOT_TODAY))


_PAGE = Rule(
    code="CL810",
    name="one_on_one",
    what="Looks for words that say the contact was one-on-one.",
    why="Services counted by time are one-on-one; treated together with others they are a group service.",
    fix="If it was so: ____ (who) treated this patient alone throughout.",
    citations=(REVIEWERS,),
)

_JUDGED = Judged(
    level="expected",
    codes=WITH_PATIENT,
    find=find,
    present="One-on-one contact is stated.",
    missing="Nothing says whether the contact was one-on-one.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
