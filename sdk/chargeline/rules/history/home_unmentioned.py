"""No word of a home program over the last visits."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import number

GAPS = ("notes", "history")


def check(case: Case) -> Iterable[Finding]:
    """Say that none of the last notes has a word of it. What was not read cannot be said to lack one."""
    if case.earlier is None or any(gap.what in GAPS for gap in case.encounter.not_read):
        return
    visits = case.number("history.home_visits")
    if visits is None:
        return
    days = sorted({page.on for page in case.earlier.before}, reverse=True)[: visits - 1]
    before = [page for page in case.earlier.before if page.on in days]
    looked_at = (*case.earlier.today, *before)
    if not case.earlier.today or len(days) < visits - 1 or any(page.empty or page.home for page in looked_at):
        return
    yield Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=f"None of the notes of the last {number(visits)} visits, this one counted, has a word of a home "
        "program or of the way to it.",
        fix="Say where the home program stands, or why there is none.",
        citation=RULE.citations[0],
        evidence=tuple(FieldValue(field=f"{page.place}/date", value=page.on.isoformat()) for page in before),
    )


RULE = Rule(
    code="CL904",
    name="home_unmentioned",
    what="Looks through today's note and those of the last visits for any word of a home program.",
    why="Therapy ends; reviewers commonly expect the notes of a case to show how the patient is brought to carry it "
    "on alone.",
    fix="Say where the home program stands, or why there is none.",
    citations=(Citation(source="Chargeline: what chart reviewers look for", verified=False),),
    check=check,
    values=("history.home_visits",),
)
