"""More units of a code in a day than the medically unlikely edits let pass."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import UnitLimit
from chargeline.model import Alert, Citation, Option, Question, Severity
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import of

PER_LINE = "1"
ABSOLUTE = "2"
APPLIES = "applies"


def check(case: Case) -> Iterable[Finding]:
    """Compare each code's units of the day, or of its largest line, with its limit.

    A limit of none is a code that Medicare does not pay at all: the code's status says so.
    """
    if case.policy is None or case.policy.ncci is False:
        return
    sure = case.policy.ncci is True and not case.limits.stale(case.on)
    for code in dict.fromkeys(line.code for line in case.lines):
        limit = case.limits.limit(code, case.on, case.known_on)
        units = _units(case, code, limit) if limit else 0
        if limit is None or limit.units == 0 or units <= limit.units:
            continue
        if sure or case.said(f"{RULE.name}:{code}", APPLIES):
            yield _alert(case, limit, units)
        if not sure:
            yield _question(case, limit, units)


def _units(case: Case, code: str, limit: UnitLimit) -> int:
    lines = [line.units for line in case.lines if line.code == code]
    if limit.adjudication == PER_LINE:
        return max(lines)
    charged = case.encounter.history.same_day_charges or ()
    return sum(lines) + sum(charge.units for charge in charged if charge.code == code)


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
    dated = case.limits.dated.isoformat() if case.limits.dated else "unknown date"
    return Question(
        id=f"{RULE.name}:{limit.code}",
        rule=RULE.name,
        kind="choice",
        ask=f"Does the payer's table of today still let only {limit.units} of {limit.code} pass in a day?",
        why=f"{of(units, 'unit').capitalize()} are counted. The table at hand, of {dated}, is older than the service, "
        "or this payer may not follow it.",
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
