"""Codes of which one rules out the other, whatever the edit tables say."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Block each such two."""
    for a, b in case.together.values():
        found = case.book.exclusive(a, b)
        if found:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(a, b),
                message=f"{a} and {b} rule each other out: {found.why}.",
                fix="Keep the one that describes what was done.",
                citation=found.cite,
            )


RULE = Rule(
    code="CL506",
    name="mutually_exclusive",
    what="Names two codes of which one rules out the other by what they mean.",
    why="One contains the other, or both are for the same stretch of time.",
    fix="Keep the one that describes what was done.",
    citations=(Citation(source="CPT code structure, consistent with CMS 100-04 ch. 5 s20", verified=False),),
    check=check,
)
