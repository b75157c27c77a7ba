"""More units of a code in a day than the medically unlikely edits let pass."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import UnitLimit
from chargeline.model import Alert, Citation, Option, Question, Severity
from chargeline.rules.denials import denied
from chargeline.rules.edits.limits import exceeded
from chargeline.rules.edits.pairs import doubt
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import of

ABSOLUTE = "2"
APPLIES = "applies"


def check(case: Case) -> Iterable[Finding]:
    """Say what is above its limit where the table at hand is sure; else ask for a look at the current one."""
    sure = case.policy is not None and case.policy.ncci is True and not case.limits.stale(case.on)
    for limit, units in exceeded(case):
        if sure or case.said(f"{RULE.name}:{limit.code}", APPLIES):
            yield _alert(case, limit, units)
        if not sure:
            yield _question(case, limit, units)


def _alert(case: Case, limit: UnitLimit, units: int) -> Alert:
    severity: Severity = "block" if limit.adjudication == ABSOLUTE else "warn"
    what = "an absolute limit" if severity == "block" else "a limit that records can answer on appeal"
    return Alert(
        rule=RULE.name,
        severity=severity,
        codes=(limit.code,),
        message=f"{limit.code}: {of(units, 'unit')} in a day; the table lets {limit.units} pass, {what}"
        f"{denied(case, 'frequency')}.",
        fix="Check the minutes and the units; keep the records at hand.",
        citation=limit.cite,
    )


def _question(case: Case, limit: UnitLimit, units: int) -> Question:
    return Question(
        id=f"{RULE.name}:{limit.code}",
        rule=RULE.name,
        kind="choice",
        ask=f"Does the payer's table of today still let only {limit.units} of {limit.code} pass in a day?",
        why=f"{of(units, 'unit').capitalize()} are counted, and by the table of {case.limits.dated} that is too many. "
        f"{doubt(case)}".strip(),
        options=(
            Option(value=APPLIES, label="Yes, it still does"),
            Option(value="checked", label="No, I have checked"),
        ),
        affects=tuple(f"/charge_lines/{n}/units" for n, line in enumerate(case.lines) if line.code == limit.code),
        citation=limit.cite,
    )


RULE = Rule(
    code="CL504",
    name="unit_limit",
    what="Compares each code's units of the day with the medically unlikely edits.",
    why="Units above the limit are denied: absolutely, or until records show them.",
    fix="Check the minutes and the units.",
    citations=(
        Citation(source="CMS medically unlikely edits, table effective 2024-07-01", dated="2024-07-01", verified=True),
    ),
    check=check,
)
