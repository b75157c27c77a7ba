"""An earlier measured value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import LATER, NOT_TODAY, UNTRUE
from chargeline.model import Evidence
from chargeline.rules.elements.documented import ANY, SUPPORTING, Judged, element, evidence, mentions
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Results of an earlier day."""
    return evidence(mentions(case, code, "baseline", but=UNTRUE | LATER))


def vague(case: Case, code: str | None) -> Iterable[Evidence]:
    """Results in the latest earlier note that measured what today's measured, or anything where today's did not."""
    if case.earlier is None or case.asked.unread:
        return
    names = {mention.name for mention in mentions(case, code, "measure", but=NOT_TODAY)}
    today = {name for joined in names for name in joined.split("|")}
    for page in case.earlier.before:
        results = page.measured.values()
        same = [one.evidence for one in results if not today or today.intersection(one.what[0].split("|"))]
        if same:
            yield from same
            return


_PAGE = Rule(
    code="CL804",
    name="objective_measure_baseline",
    what="Looks for a result of an earlier day beside which today can be read. One that only an earlier note of the "
    "case states is weak: today's note does not say it, and its words are shown.",
    why="Change shows only against a value from before.",
    fix="At ____ (evaluation or date) the same measure was ____.",
    citations=(SUPPORTING,),
)

_JUDGED = Judged(
    level="expected",
    codes=ANY,
    find=find,
    earlier=True,
    present="An earlier measured value is stated.",
    missing="No earlier measured value (evaluation, last visit, last report) is stated.",
    weak="An earlier note of this case states a measured value; this note does not.",
    vague=vague,
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
