"""Several units of one timed code without a reason for the longer time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chargeline.evidence.reading import NOT_TODAY
from chargeline.model import Alert, Citation
from chargeline.rules.elements.documented import mentions
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import of


def check(case: Case) -> Iterable[Finding]:
    """Name each such code of treatment. Without a note that could be read nothing is said to lack a reason."""
    if case.asked.unread or (least := case.number("units.longer_time_units")) is None:
        return
    units: Counter[str] = Counter()
    for line in case.lines:
        units[line.code] += line.units
    for code, count in units.items():
        row = case.book.code(code)
        if row is None or not (row.pooled and row.treats) or count < least:
            continue
        if not any(mentions(case, code, "longer", but=NOT_TODAY)):
            yield _alert(case, code, count)


def _alert(case: Case, code: str, count: int) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="info",
        codes=(code,),
        message=f"{code} has {of(count, 'unit')}, and the note does not say why it took that long.",
        fix="If something made it take longer, the note may say what: ____. It changes no unit.",
        citation=RULE.citations[0],
        evidence=tuple(one for service in case.services if service.code == code for one in service.evidence),
    )


RULE = Rule(
    code="CL117",
    name="longer_time",
    what="Looks for a stated reason where one timed code of treatment has many units in a visit.",
    why="Reviewers ask why one kind of treatment took so long: the size or complexity of the program, or what about "
    "the patient made it take longer. It changes no unit.",
    fix="If something made it take longer, the note may say what.",
    citations=(Citation(source="Chargeline: what chart reviewers look for", verified=False),),
    check=check,
    values=("units.longer_time_units",),
)
