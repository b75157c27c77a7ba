"""Two notes of a visit that give one service different minutes."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.weight import ours
from chargeline.rules.words import listed


def check(case: Case) -> Iterable[Finding]:
    """Name the minutes of each note; none of them is taken for the other, nor are they added."""
    for told in case.reading.services:
        if told.disagreeing:
            code = told.told
            stated = listed([str(one) for one in dict.fromkeys(one.minutes for one in told.disagreeing)])
            yield Alert(
                rule=RULE.name,
                severity="warn",
                codes=(code,) if code else (),
                message=f"{code or 'A service'}: the notes of this visit state different minutes, {stated}.",
                fix="Enter the minutes that were given, where one note corrects another or tells of another session; "
                "else amend the note that is wrong in the chart, then read again.",
                citation=RULE.citations[0],
                evidence=tuple(one.evidence for one in told.disagreeing),
            )


RULE = Rule(
    code="CL120",
    name="notes_disagree",
    what="Names a service that two notes of the visit give different minutes. The parts of two people do not "
    "contradict each other.",
    why="Whether a second note corrects the first, or tells of a second session, only the clinician knows.",
    fix="Amend the note that is wrong, or enter the minutes.",
    citations=(ours("nothing is guessed where notes contradict each other"),),
    check=check,
)
