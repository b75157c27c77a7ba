"""More than one evaluation or re-evaluation of a discipline in a day."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import listed

DISCIPLINES = ("GP", "GO")


def check(case: Case) -> Iterable[Finding]:
    """Block the second one; speech-language evaluations of different functions may stand side by side."""
    codes = [line.code for line in case.lines]
    codes += [charge.code for charge in case.encounter.history.same_day_charges or ()]
    evaluations = [row for code in dict.fromkeys(codes) if (row := case.book.code(code)) and row.evaluates]
    for modifier in DISCIPLINES:
        found = tuple(row.code for row in evaluations if row.modifiers == (modifier,))
        if len(found) > 1 and any(line.code in found for line in case.lines):
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=found,
                message=f"{listed(found)} are evaluations of one discipline on one day; one is paid"
                f"{denied(case, 'edit_pair')}.",
                fix="Keep the one that was given.",
                citation=RULE.citations[0],
            )


RULE = Rule(
    code="CL505",
    name="one_evaluation",
    what="Blocks a second evaluation or re-evaluation of one discipline on one day.",
    why="One evaluation or re-evaluation code of a discipline is paid a day.",
    fix="Keep the one that was given.",
    citations=(
        Citation(
            source="CMS NCCI procedure-to-procedure edits, table effective 2024-07-01",
            dated="2024-07-01",
            verified=True,
        ),
    ),
    check=check,
)
