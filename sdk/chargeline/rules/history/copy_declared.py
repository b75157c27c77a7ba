"""A part of the note that the note itself calls copied."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Show where the note says so."""
    said = case.reading.by_kind.get("copied", ())
    if said:
        yield Alert(
            rule=RULE.name,
            severity="warn",
            codes=(),
            message="The note calls a part of itself copied from an earlier visit; what stands there is not counted as "
            "this visit's.",
            fix="Keep what is still true as this visit's own account, and take out of the chart what is not.",
            citation=RULE.citations[0],
            evidence=tuple(mention.evidence for mention in said),
        )


RULE = Rule(
    code="CL905",
    name="copy_declared",
    what="Names a part of the note that the note itself calls copied, pulled or carried over from an earlier one.",
    why="A note that could stand for any visit shows neither what was found that day nor why skill was needed.",
    fix="Keep what is true of this visit and correct the rest in the chart.",
    citations=(Citation(source="Chargeline: what chart reviewers look for", verified=False),),
    check=check,
)
