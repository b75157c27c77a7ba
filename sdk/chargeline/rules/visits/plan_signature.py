"""The signature under a new plan of care."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import NotPublished
from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Say on an evaluation's day what certifies the plan, with the order's exception where the plan is the first."""
    if case.policy is None or case.policy.payer != "medicare" or case.encounter.history.certified_until:
        return
    rows = [row for line in case.lines if (row := case.book.code(line.code)) and row.plans]
    if not rows:
        return
    days, order = case.value("plan.signature_days"), case.value("plan.order_exception_days")
    if isinstance(days, NotPublished):
        return
    exception = (
        ""
        if isinstance(order, NotPublished) or not any(row.starts_plan for row in rows)
        else f" A signed and dated order, with the plan sent to its author within {order.value} days of the first "
        "treatment, replaces the initial signature."
    )
    yield Alert(
        rule=RULE.name,
        severity="info",
        codes=tuple(row.code for row in rows),
        message=f"A new plan is signed by the physician or practitioner within {days.value} days of the first "
        f"treatment.{exception}",
        fix="Send the plan, and keep proof of the day it was sent.",
        citation=days.cite,
    )


RULE = Rule(
    code="CL603",
    name="plan_signature",
    what="Says on the day of an evaluation how its plan of care is certified.",
    why="Certification is a condition of payment. From 2025 an order on file eases the initial one, and only that.",
    fix="Send the plan in time.",
    citations=(
        Citation(
            source="Noridian: outpatient therapy certification and plan of care",
            url="https://med.noridianmedicare.com/web/jea/provider-types/outpatient-therapy-certification-plan-of-care",
            verified=True,
        ),
    ),
    check=check,
    values=("plan.signature_days", "plan.order_exception_days"),
)
