"""Codes of a month, of thirty days or of an episode."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import AnswerGiven, Because, Citation, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated
from chargeline.rules.weight import ours

COMPLETE = "complete"


def hold(case: Case, service: Treated) -> Because | None:
    """Nothing is counted until somebody says that the window's condition is met."""
    if service.row is None or service.row.window is None or case.said(_id(service), COMPLETE):
        return None
    message = f"{service.code} is counted over its own window of time, not over one visit."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0])


def check(case: Case) -> Iterable[Finding]:
    """Ask whether it is met."""
    for service in case.treated:
        if service.row is not None and service.row.window is not None:
            window = service.row.window.replace("-", " ")
            yield Question(
                id=_id(service),
                rule=RULE.name,
                kind="choice",
                ask=f"Is everything that {service.code} needs for its window ({window}) met and documented?",
                why="This encounter shows one visit only, so it cannot be counted from here.",
                options=(Option(value=COMPLETE, label="Yes"), Option(value="open", label="Not yet")),
                affects=(service.place,),
                citation=service.row.class_cite,
            )


def billed(code: str) -> Because:
    """One unit on the clinician's word."""
    message = f"{code}: one unit for its window, as the clinician attests."
    evidence = (AnswerGiven(answer=f"{RULE.name}:{code}"),)
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)


def _id(service: Treated) -> str:
    return f"{RULE.name}:{service.code}"


RULE = Rule(
    code="CL106",
    name="window_code",
    what="Keeps monitoring codes of a month, thirty days or an episode out of every pool and asks about them.",
    why="Their units come from days or from a calendar month's minutes, which one visit does not show.",
    fix="Answer once the window is complete.",
    citations=(
        ours("a code of a month or an episode is not counted from one visit"),
        Citation(source="CMS Change Request 14250 (therapy code list 2026)", verified=False),
    ),
    check=check,
    hold=hold,
)
