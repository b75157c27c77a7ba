"""A measure that has not moved over the last visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chargeline.evidence.earlier import Earlier, Measured, first_of_each
from chargeline.model import Alert, Citation, Evidence
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import number


def check(case: Case) -> Iterable[Finding]:
    """Name each measure that today and the last notes with it state alike; unread earlier notes stay silent."""
    if case.earlier is None or (visits := case.number("history.unmoved_visits")) is None:
        return
    stated = (one for page in case.earlier.today for one in page.measured.values())
    for today in first_of_each(stated).values():
        same = _same(today, case.earlier)
        if len(same) >= visits and not today.full:
            yield _alert(today.evidence, same)


def _same(today: Measured, earlier: Earlier) -> tuple[Evidence, ...]:
    """The same value in the earlier notes that state the measure, from the latest back to the first other value."""
    found: list[Evidence] = []
    for then in _stated(today, earlier):
        if then.values != today.values:
            break
        found.append(then.evidence)
    return tuple(found)


def _stated(today: Measured, earlier: Earlier) -> Iterator[Measured]:
    for page in earlier.before:
        if today.what in page.measured:
            yield page.measured[today.what]


def _alert(today: Evidence, same: tuple[Evidence, ...]) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=f"A measure of this note has the same value in the last {number(len(same))} notes that state it.",
        fix="If it was measured again, say what the standstill means for the plan; if not, give its date.",
        citation=RULE.citations[0],
        evidence=(today, *same),
    )


RULE = Rule(
    code="CL902",
    name="measure_unmoved",
    what="Looks for a measure with the same value today and in the last notes that state it. The same words must name "
    "it; a value that cannot be better is left out.",
    why="A value carried from note to note may not be a measurement of the day, and a true standstill is a question "
    "about the plan.",
    fix="Say what the standstill means for the plan, or give the date on which the value was measured.",
    citations=(Citation(source="Chargeline: what chart reviewers look for", verified=False),),
    check=check,
    values=("history.unmoved_visits",),
)
