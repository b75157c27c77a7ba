"""Edit tables older than the service."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.edits.pairs import follows
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """One line a report, where the tables were looked into."""
    stale = [table for table in (case.pairs, case.limits) if table.stale(case.on) and table.dated]
    if not stale or not case.lines or not follows(case):
        return
    oldest = min(table.dated for table in stale if table.dated).isoformat()
    yield Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=f"The edit tables at hand are of {oldest}, older than the quarter of this service; what rests on them "
        "is asked, not concluded.",
        fix="Import the current quarter's tables: chargeline import-ncci.",
        citation=RULE.citations[0],
    )


RULE = Rule(
    code="CL508",
    name="tables_stale",
    what="Says once in a report that the edit tables are older than the quarter of the service.",
    why="The tables change every quarter, at times back in time. An old table cannot settle a claim of today.",
    fix="Import the current quarter's tables.",
    citations=(Citation(source="NCCI policy manual, 2026", verified=True),),
    check=check,
)
