"""Answers that no rule asked for, or that no question offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chargeline.model import Alert, Answer, AnswerGiven, Citation, Question
from chargeline.rules.rule import Case, Rule


def fits(question: Question, answer: Answer) -> bool:
    """Whether the answer is one that the question can take."""
    if question.kind == "minutes":
        return answer.value.isascii() and answer.value.isdecimal()
    if question.kind == "choice":
        return answer.value in {option.value for option in question.options}
    return bool(answer.value.strip())


def unasked(case: Case, asked: Mapping[str, Question]) -> Iterable[Alert]:
    """Report each answer that no rule asked for or that its question does not offer."""
    for answer in case.encounter.answers:
        question = asked.get(answer.question)
        if question is None:
            yield _alert(answer, "An answer was given that no rule asked for; it changes nothing.")
        elif not fits(question, answer):
            yield _alert(answer, "An answer is not one that its question offers; the question stays open.")


def _alert(answer: Answer, message: str) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=message,
        fix="Answer the questions of this report, with the values that they offer.",
        citation=RULE.citations[0],
        evidence=(AnswerGiven(answer=answer.question),),
    )


RULE = Rule(
    code="CL701",
    name="answer_unasked",
    what="Reports an answer that no rule asked for, or that is not among those offered.",
    why="An answer is an attestation with a name and a time. One that rests on nothing must not pass unseen.",
    fix="Read the report again and answer what it asks now.",
    citations=(Citation(source="Chargeline: the contract of the report", verified=True),),
)
