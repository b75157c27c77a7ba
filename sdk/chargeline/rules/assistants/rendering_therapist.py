"""Who a line is billed under."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.weight import ours
from chargeline.rules.words import listed


def check(case: Case) -> Iterable[Finding]:
    """One alert for all lines without their therapist."""
    codes = tuple(dict.fromkeys(line.code for line in case.lines if line.rendered_by is None))
    if codes:
        yield Alert(
            rule=RULE.name,
            severity="block",
            codes=codes,
            message=f"Nothing says which therapist gave or supervised {listed(codes)}{denied(case, 'information')}.",
            fix="Name the therapist of the visit, and for an assistant the supervising one.",
            citation=RULE.citations[0],
        )


RULE = Rule(
    code="CL308",
    name="rendering_therapist",
    what="Blocks lines whose rendering or supervising therapist is not known.",
    why="A line is billed under one therapist; an assistant's work under the one who supervises.",
    fix="Name the therapist in the chart or in the encounter.",
    citations=(
        ours("no line goes out without the therapist whom it is billed under"),
        Citation(source="CMS 100-02 ch. 15 s230.1", verified=True),
    ),
    check=check,
)
