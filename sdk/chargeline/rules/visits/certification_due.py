"""The certification of the plan of care."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue, Severity
from chargeline.rules.rule import Case, Finding, Rule

RENEW = "Send the plan for recertification, or record the certification that is there."


def check(case: Case) -> Iterable[Finding]:
    """Say when the certification has ended or is about to, or cannot run so long; unread history stays silent."""
    until = case.encounter.history.certified_until
    near, most = case.number("plan.near_days"), case.number("plan.certification_days")
    if until is None or near is None or most is None:
        return
    left = (until - case.on).days
    if left < 0:
        yield _alert(case, "warn", f"The certification ended on {until.isoformat()}, before this visit.", RENEW)
    elif left <= near:
        yield _alert(case, "info", f"The certification ends on {until.isoformat()}.", RENEW)
    elif left > most:
        said = f"The certification is said to run until {until.isoformat()}; none runs longer than {most} days."
        yield _alert(case, "warn", said, "Correct the day, or record the certification that is there.")


def _alert(case: Case, severity: Severity, message: str, fix: str) -> Alert:
    until = case.encounter.history.certified_until
    return Alert(
        rule=RULE.name,
        severity=severity,
        codes=(),
        message=message,
        fix=fix,
        citation=RULE.citations[0],
        evidence=(FieldValue(field="/history/certified_until", value=until.isoformat() if until else None),),
    )


RULE = Rule(
    code="CL602",
    name="certification_due",
    what="Says when the plan's certification has ended, is about to end, or is said to run longer than one can.",
    why="A plan is certified for its own length and at most ninety days, and certification is a condition of payment. "
    "One that comes late may still count when a physician was involved in the care.",
    fix="Send the plan for recertification.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.1.3", dated="2008-01-01", verified=True),),
    check=check,
    values=("plan.certification_days", "plan.near_days"),
)
