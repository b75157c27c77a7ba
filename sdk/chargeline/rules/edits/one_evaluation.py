"""More than one evaluation or re-evaluation of a discipline in a day."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.denials import denied
from chargeline.rules.edits.pairs import evaluations
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import listed


def check(case: Case) -> Iterable[Finding]:
    """Block the second one."""
    for found in evaluations(case).values():
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
    citations=(Citation(source="NCCI policy manual, 2026", verified=True),),
    check=check,
)
