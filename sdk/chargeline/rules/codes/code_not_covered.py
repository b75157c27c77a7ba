"""Services that Medicare never covers."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule

NOT_COVERED = "N"
EXCLUDED = "GY"


def check(case: Case) -> Iterable[Finding]:
    """Block a line that is not covered, unless it goes out as excluded."""
    if case.policy is None or case.policy.payer != "medicare":
        return
    for line in case.lines:
        row = case.book.code(line.code)
        if row and row.medicare_status == NOT_COVERED and EXCLUDED not in line.modifiers:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(line.code,),
                message=f"Medicare does not cover {line.code}{denied(case, 'not_covered')}.",
                fix="Say in the encounter who is liable, or take the service off this claim.",
                citation=row.status_cite,
            )


RULE = Rule(
    code="CL206",
    name="code_not_covered",
    what="Blocks a Medicare line of status N unless it goes out as statutorily excluded.",
    why="A service that is never covered is denied; who is liable for it must be settled first.",
    fix="Settle the liability, or leave the line out.",
    citations=(Citation(source="CMS physician fee schedule: status indicators", verified=True),),
    check=check,
)
