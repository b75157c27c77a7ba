"""Goals that nobody has touched for many visits."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from chargeline.evidence.earlier import Page, goal_words, goals
from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import number


def check(case: Case) -> Iterable[Finding]:
    """Name goals that stand word for word in the last notes with goals; unread earlier notes stay silent."""
    if case.earlier is None or (visits := case.number("history.goals_visits")) is None:
        return
    with_goals = [goal_words(page) for page in case.earlier.before if page.goals]
    for today in case.earlier.today:
        words = goal_words(today)
        same = len(list(takewhile(words.__eq__, with_goals)))
        if words and same >= visits:
            yield _alert(today, same)


def _alert(today: Page, same: int) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=f"The goals of this note stand word for word in the last {number(same)} notes that state goals.",
        fix="Say of each goal where the patient stands: met, changed or still open, and why.",
        citation=RULE.citations[0],
        evidence=goals(today),
    )


RULE = Rule(
    code="CL903",
    name="goals_unchanged",
    what="Compares the goals of a note with those of the earlier notes, word for word.",
    why="Each report gives the progress toward each goal. Goals that never change over many visits do not show it.",
    fix="Say of each goal where the patient stands.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    values=("history.goals_visits",),
)
