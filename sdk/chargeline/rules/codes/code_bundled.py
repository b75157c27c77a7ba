"""Services that Medicare pays only as part of another."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated

BUNDLED = "B"


def hold(case: Case, service: Treated) -> Because | None:
    """A bundled service is never a line of its own for Medicare."""
    if not _bundled(case, service) or service.row is None:
        return None
    message = f"{service.code} is bundled: Medicare never pays it as a line of its own."
    return Because(rule=RULE.name, message=message, citation=service.row.status_cite)


def check(case: Case) -> Iterable[Finding]:
    """Say that it is not charged."""
    for service in case.treated:
        if _bundled(case, service) and service.code and service.row:
            yield Alert(
                rule=RULE.name,
                severity="info",
                codes=(service.code,),
                message=f"{service.code} is bundled and not charged to Medicare{denied(case, 'bundled')}.",
                fix="Leave it documented; nothing is billed for it.",
                citation=service.row.status_cite,
            )


def _bundled(case: Case, service: Treated) -> bool:
    medicare = case.policy is not None and case.policy.payer == "medicare"
    return medicare and service.row is not None and service.row.medicare_status == BUNDLED


RULE = Rule(
    code="CL204",
    name="code_bundled",
    what="Keeps a service of status B off a Medicare claim and says so.",
    why="Its payment is part of the other services of the day. Some other payers do pay it.",
    fix="Nothing to mend.",
    citations=(Citation(source="CMS physician fee schedule: status indicators", verified=True),),
    check=check,
    hold=hold,
)
