"""Which diagnoses a line points to."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import NotPublished
from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import number


def check(case: Case) -> Iterable[Finding]:
    """Say when more diagnoses are given than a line points to, and when none are."""
    given, limit = len(case.encounter.diagnoses), case.value("claim.diagnoses_per_line")
    if not case.lines or isinstance(limit, NotPublished) or 0 < given <= int(str(limit.value)):
        return
    unread = any(one.what == "conditions" for one in case.encounter.not_read)
    if given == 0 and unread:
        return
    many = (
        f"{number(given)} diagnoses are given; each line points to the first {number(int(str(limit.value)))} by rank."
    )
    yield Alert(
        rule=RULE.name,
        severity="info" if given else "warn",
        codes=(),
        message=many.capitalize() if given else "No diagnosis is given; every line needs one that supports it.",
        fix="Rank the diagnoses by what was treated today." if given else "Name the diagnosis that was treated.",
        citation=RULE.citations[0],
        evidence=tuple(
            FieldValue(field=f"/diagnoses/{index}/code", value=one.code)
            for index, one in enumerate(case.encounter.diagnoses)
        ),
    )


RULE = Rule(
    code="CL406",
    name="diagnosis_pointers",
    what="Says when a visit has no diagnosis, or more than a line can point to.",
    why="A line points to the diagnoses that support it, in order; payers read the first.",
    fix="Rank the diagnoses by what was treated.",
    citations=(Citation(source="CMS-1500 claim form", verified=False),),
    check=check,
    values=("claim.diagnoses_per_line",),
)
