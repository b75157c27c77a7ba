"""A code that Medicare does not take and has replaced by another."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation
from chargeline.rules.rule import Case, Finding, Rule


def replacement(case: Case, code: str | None) -> tuple[str, Because] | None:
    """Medicare's own code for this one, and why; None when the payer takes it."""
    row = case.book.code(code, case.on) if code else None
    if row is None or row.medicare_code is None or case.policy is None or case.policy.payer != "medicare":
        return None
    message = f"Medicare does not take {row.code}; its code for this service is {row.medicare_code}."
    return row.medicare_code, Because(rule=RULE.name, message=message, citation=row.status_cite)


def check(case: Case) -> Iterable[Finding]:
    """Name the replacement; block while the other code stands."""
    for service in case.treated:
        found = replacement(case, service.entered)
        if found is None or service.entered is None:
            continue
        code, because = found
        if service.code == service.entered:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.entered,),
                message=because.message,
                fix=f"Use {code} for this payer, in the chart or through the question.",
                citation=because.citation,
                evidence=service.code_evidence,
            )


RULE = Rule(
    code="CL205",
    name="medicare_code",
    what="Names the code that Medicare uses instead of the one entered.",
    why="A code of status I is invalid for Medicare: the line is rejected although the service may be payable under "
    "Medicare's own code.",
    fix="Use the code that Medicare takes. Other payers may want the code as entered.",
    citations=(Citation(source="CMS physician fee schedule: status indicators", verified=True),),
    check=check,
)
