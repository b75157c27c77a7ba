"""The certification of the plan of care."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from chargeline.book import NotPublished
from chargeline.model import Alert, Citation, FieldValue, Severity
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Say when the certification has ended or is about to; unread history stays silent."""
    until, near = case.encounter.history.certified_until, case.value("plan.near_days")
    if until is None or isinstance(near, NotPublished):
        return
    if case.on > until:
        yield _alert(case, "warn", f"The certification ended on {until.isoformat()}, before this visit.")
    elif case.on + timedelta(days=int(str(near.value))) >= until:
        yield _alert(case, "info", f"The certification ends on {until.isoformat()}.")


def _alert(case: Case, severity: Severity, message: str) -> Alert:
    until = case.encounter.history.certified_until
    return Alert(
        rule=RULE.name,
        severity=severity,
        codes=(),
        message=message,
        fix="Send the plan for recertification, or record the certification that is there.",
        citation=RULE.citations[0],
        evidence=(FieldValue(field="/history/certified_until", value=until.isoformat() if until else None),),
    )


RULE = Rule(
    code="CL602",
    name="certification_due",
    what="Says when the plan's certification has ended or is about to end.",
    why="A plan is certified for its own length and at most ninety days, and certification is a condition of payment. "
    "One that comes late may still count when a physician was involved in the care.",
    fix="Send the plan for recertification.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.1.3", dated="2008-01-01", verified=True),),
    check=check,
    values=("plan.certification_days", "plan.near_days"),
)
