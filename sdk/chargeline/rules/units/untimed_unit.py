"""Untimed codes: one unit a day, whatever the minutes."""

from __future__ import annotations

from chargeline.model import Because, Citation, Evidence
from chargeline.rules.rule import Case, Rule
from chargeline.rules.treated import Treated
from chargeline.rules.words import of


def hold(_: Case, service: Treated) -> Because | None:
    """An untimed service of zero minutes was not given."""
    if service.minutes != 0 or service.row is None or service.row.timed:
        return None
    return Because(
        rule=RULE.name,
        message=f"{service.code}: documented with no minutes of treatment, so nothing is billed.",
        citation=RULE.citations[0],
        evidence=service.minutes_evidence,
    )


RULE = Rule(
    code="CL105",
    name="untimed_unit",
    what="Gives an untimed code one unit a day and keeps its minutes out of the pool of timed minutes. A code for "
    "further areas has the units that are entered, or one.",
    why="Untimed codes are paid by the day. Minutes of an evaluation or of a group never make units of timed codes.",
    fix="Nothing to mend.",
    citations=(Citation(source="CMS 100-04 ch. 5 s20.2", verified=True),),
    hold=hold,
)


def billed(code: str, evidence: tuple[Evidence, ...]) -> Because:
    """Why a code has its unit."""
    message = f"{code}: untimed, one unit a day whatever the minutes."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)


def further(code: str, entered: int, evidence: tuple[Evidence, ...]) -> Because:
    """Why a code for further areas has its units."""
    count = f"{of(entered, 'unit')} as entered" if entered else "nothing entered says how many, so one is counted"
    message = f"{code}: each unit is a further area, whatever the minutes; {count}."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)
