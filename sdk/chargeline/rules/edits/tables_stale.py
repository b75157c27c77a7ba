"""Edit tables older than the service."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from chargeline.model import Alert, Citation
from chargeline.rules.edits.limits import exceeded
from chargeline.rules.edits.pairs import acted_on, active
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """One line a report, where something is asked that rests on them; which table is how old, every report says."""
    pairs = case.pairs.stale(case.on) and any(chain(active(case), acted_on(case)))
    limits = case.limits.stale(case.on) and any(exceeded(case))
    stale = [table.dated for table, told in ((case.pairs, pairs), (case.limits, limits)) if told and table.dated]
    if not stale:
        return
    oldest = min(stale).isoformat()
    yield Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=f"The edit tables at hand are of {oldest}, older than the quarter of this service; what rests on them "
        "is asked, not concluded.",
        fix="For the site's administrator, nothing in the chart: import the current quarter's tables "
        "(chargeline import-ncci).",
        citation=RULE.citations[0],
    )


RULE = Rule(
    code="CL508",
    name="tables_stale",
    what="Says once in a report that the edit tables are older than the quarter of the service, where something in the "
    "report rests on them. Their dates stand in every report.",
    why="The tables change every quarter, at times back in time. An old table cannot settle a claim of today.",
    fix="The site's administrator imports the current quarter's tables; nothing in the chart changes that.",
    citations=(Citation(source="NCCI policy manual, 2026", verified=True),),
    check=check,
)
