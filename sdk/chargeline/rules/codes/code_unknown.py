"""Codes that the table does not have, or not on that day."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated
from chargeline.rules.weight import ours


def hold(case: Case, service: Treated) -> Because | None:
    """Nothing is counted on a code that is not valid on the date of service."""
    if service.code is None or service.row is not None:
        return None
    return Because(rule=RULE.name, message=_message(case, service.code), citation=RULE.citations[0])


def check(case: Case) -> Iterable[Finding]:
    """Name each such code and where it stands."""
    for service in case.treated:
        if service.code and service.row is None:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.code,),
                message=_message(case, service.code),
                fix="Correct the code or the date of service, or add the code to the site's table.",
                citation=RULE.citations[0],
                evidence=service.code_evidence,
            )


def _message(case: Case, code: str) -> str:
    row = case.book.code(code)
    if row is None:
        return f"{code} is not in the table of therapy codes."
    if row.valid_from and case.on < row.valid_from:
        return f"{code} is valid only from {row.valid_from.isoformat()}, after this date of service."
    return f"{code} is no longer valid on this date of service."


RULE = Rule(
    code="CL203",
    name="code_unknown",
    what="Names a code that is not in the table or not valid on the date of service.",
    why="A code that was retired or not yet valid that day is rejected; an unknown one cannot be counted.",
    fix="Correct the code or the date, or load the site's own table of codes.",
    citations=(ours("nothing is counted on a code that the book does not hold for the day"),),
    check=check,
    hold=hold,
)
