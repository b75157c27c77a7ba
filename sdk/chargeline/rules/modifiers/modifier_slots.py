"""More modifiers than a line holds."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import NotPublished
from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.weight import ours
from chargeline.rules.words import number


def check(case: Case) -> Iterable[Finding]:
    """Block each such line; which one to leave out is not ours to choose."""
    limit = case.value("claim.modifiers_per_line")
    if isinstance(limit, NotPublished):
        return
    slots = int(str(limit.value))
    for line in case.lines:
        if len(line.modifiers) > slots:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(line.code,),
                message=f"{line.code} has {number(len(line.modifiers))} modifiers; a line holds {number(slots)}.",
                fix="Decide with billing which modifiers this payer needs first.",
                citation=RULE.citations[0],
            )


RULE = Rule(
    code="CL405",
    name="modifier_slots",
    what="Blocks a line with more modifiers than it has places for.",
    why="A modifier without a place is lost, and with it what it attests.",
    fix="Decide with billing which ones come first.",
    citations=(
        ours("a line that has no room for all its modifiers is not sent"),
        Citation(source="CMS-1500 claim form", verified=False),
    ),
    check=check,
    values=("claim.modifiers_per_line",),
)
