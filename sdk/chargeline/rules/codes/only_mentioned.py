"""A service counted by the visit that the note mentions, without a word that it was given."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Because, Citation, Evidence, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated


def hold(case: Case, service: Treated) -> Because | None:
    """Nothing is billed for it until a person says that it was given."""
    words = _mentioned(case, service)
    if words is None or case.said(question_id(service.id), "yes"):
        return None
    message = f"{service.code}: the note mentions it, and does not tell that it was given."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=words)


def check(case: Case) -> Iterable[Finding]:
    """Ask of each whether it was given."""
    for service in case.treated:
        if _mentioned(case, service) is not None and (service.held is None or service.held.rule == RULE.name):
            yield Question(
                id=question_id(service.id),
                rule=RULE.name,
                kind="choice",
                ask=f"The note mentions {service.code}. Was it given at this visit?",
                why="No words of the note tell that it was given, so it is not billed until you say.",
                options=(Option(value="yes", label="Yes, it was given"), Option(value="no", label="No")),
                affects=(service.place,),
                citation=RULE.citations[0],
            )


def question_id(service: str) -> str:
    """About one service of the visit."""
    return f"{RULE.name}:{service}"


def _mentioned(case: Case, service: Treated) -> tuple[Evidence, ...] | None:
    """The words that name it, where no more is told; None of what is entered, timed, or told to have been given."""
    if service.position is not None or service.row is None or service.row.timed:
        return None
    return next((one.evidence for one in case.reading.services if one.id == service.id and one.mentioned), None)


RULE = Rule(
    code="CL211",
    name="only_mentioned",
    what="Asks whether a service was given that a note mentions without its code, minutes, a dose, a count or any word "
    "of treating. Only of codes that are counted by the visit; of the others the minutes are asked for.",
    why="Only treatment that was given may be billed. A note speaks of much that was not: a device at home, what is "
    "available, what was talked about.",
    fix="Answer the question, and say in the chart what was given.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    hold=hold,
)
