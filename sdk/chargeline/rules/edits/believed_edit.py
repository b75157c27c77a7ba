"""Pairs that many guides still call an edit."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import BelievedPair
from chargeline.model import Alert, Citation, Option, Question
from chargeline.rules.edits.pairs import YES, believed, believed_id, doubt, sure, table_named
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Inform where the table at hand is sure, else ask."""
    for found in believed(case):
        yield _info(case, found) if sure(case) else _question(case, found)


def _info(case: Case, found: BelievedPair) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="info",
        codes=(found.column1, found.column2),
        message=f"{found.column1} with {found.column2} is no edit by {table_named(case)}, though many guides say so; "
        f"it was deleted ({found.deleted}).",
        fix="Nothing to mend: a modifier for it would attest what nobody asks.",
        citation=found.cite,
    )


def _question(case: Case, found: BelievedPair) -> Question:
    return Question(
        id=believed_id(found.column1, found.column2),
        rule=RULE.name,
        kind="choice",
        ask=f"Does this payer use an edit between {found.column1} and {found.column2} today?",
        why=f"By {table_named(case)} it was deleted ({found.deleted}), though many guides still name it. "
        f"{doubt(case, case.pairs)}",
        options=(Option(value="no", label="No"), Option(value=YES, label="Yes")),
        affects=tuple(
            f"/charge_lines/{index}/modifiers"
            for index, line in enumerate(case.lines)
            if line.code in (found.column1, found.column2)
        ),
        citation=found.cite,
    )


RULE = Rule(
    code="CL503",
    name="believed_edit",
    what="Tells that a pair widely believed to be an edit is none in the table at hand, with the table's date.",
    why="Pairs of 2020 were deleted, partly back in time, and old guides live on. A needless modifier attests what "
    "nobody asks and draws audits.",
    fix="Look at the payer's current table if in doubt.",
    citations=(
        Citation(
            source="CMS NCCI procedure-to-procedure edits, table effective 2024-07-01",
            dated="2024-07-01",
            verified=True,
        ),
    ),
    check=check,
)
