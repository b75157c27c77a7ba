"""A modifier on a charge of the day, for the sake of a pair that is an edit in old guides only."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.edits.pairs import acted_on, doubt, table_named
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Name each such pair and charge."""
    for found, charge in acted_on(case):
        yield Alert(
            rule=RULE.name,
            severity="info",
            codes=(found.column1, found.column2),
            message=f"{charge.value} goes out as a distinct service. {found.column1} with {found.column2} is no "
            f"edit by {table_named(case)}, though many guides say so; it was deleted ({found.deleted}). "
            f"{doubt(case)}".strip(),
            fix="Look whether that modifier is meant: it attests what nobody may have asked.",
            citation=found.cite,
            evidence=(charge,),
        )


RULE = Rule(
    code="CL503",
    name="believed_edit",
    what="Names a charge of the day that goes out as distinct where only old guides call the pair an edit, with the "
    "table's date. A payer that keeps such a pair says so in its policy file; then it is asked about as any other.",
    why="Pairs of 2020 were deleted, partly back in time, and old guides live on. A needless modifier attests what "
    "nobody asks and draws audits.",
    fix="Look whether the modifier is meant; if the payer still uses the edit, write it into its policy file.",
    citations=(
        Citation(
            source="CMS NCCI procedure-to-procedure edits, table effective 2024-07-01",
            dated="2024-07-01",
            verified=True,
        ),
    ),
    check=check,
)
