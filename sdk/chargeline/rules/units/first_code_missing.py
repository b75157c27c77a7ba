"""An additional code without its first code."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Say that the first unit is the first code's, where only the additional one is entered."""
    entered = {service.code for service in case.treated}
    for service in case.treated:
        first = case.book.additional.get(service.code or "")
        if first and first not in entered and service.code:
            yield Alert(
                rule=RULE.name,
                severity="warn",
                codes=(service.code, first),
                message=f"{service.code} is entered without {first}; the first unit is always {first}.",
                fix="Check both lines; each further unit stays with the additional code.",
                citation=RULE.citations[0],
                evidence=service.code_evidence,
            )


RULE = Rule(
    code="CL114",
    name="first_code_missing",
    what="Names an additional code that is entered without the first code of its family.",
    why="An additional code alone is denied: the first unit of the day is the first code's.",
    fix="Check both lines.",
    citations=(Citation(source="CPT code structure, consistent with CMS 100-04 ch. 5 s20", verified=False),),
    check=check,
)
