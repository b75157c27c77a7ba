"""Codes with equal minutes left over, when there are fewer open units than codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chargeline.model import AnswerGiven, Because, Citation, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.units.counting import Counted
from chargeline.rules.words import listed, of


def question_id(among: tuple[str, ...]) -> str:
    """Made of the codes, in one order."""
    return f"equal_remainders:{':'.join(sorted(among))}"


def spelled(option: Mapping[str, int]) -> str:
    """An option as an answer's value: "97110=1,97112=2"."""
    return ",".join(f"{code}={units}" for code, units in sorted(option.items()))


def chosen(case: Case, counted: Counted) -> int:
    """The option that the clinician chose, else the first: the codes documented first."""
    answer = case.answer(question_id(counted.among)) if counted.choose else None
    values = [spelled(option) for option in counted.options] if answer else []
    return values.index(answer.value) if answer and answer.value in values else 0


def because(case: Case, counted: Counted, citation: Citation | None) -> Because:
    """Say that there is a choice, and how it stands."""
    asked = question_id(counted.among)
    answered = case.answer(asked) is not None
    how = "the clinician chose" if answered else "unless chosen otherwise, what is documented first comes first"
    return Because(
        rule=RULE.name,
        message=f"{listed(counted.among)} have equal minutes left over for {of(counted.choose, 'open unit')}: {how}.",
        citation=citation,
        evidence=(AnswerGiven(answer=asked),) if answered else (),
    )


def check(case: Case) -> Iterable[Finding]:
    """Offer the choice of the primary count."""
    for allocation in case.allocations:
        if allocation.choose and allocation.role == "primary" and allocation.chosen is not None:
            yield Question(
                id=question_id(allocation.choose.from_),
                rule=RULE.name,
                kind="choice",
                ask=f"Equal minutes are left over for {listed(allocation.choose.from_)}. Which way to bill?",
                why="Medicare leaves equal remainders to the clinician; the total is the same either way.",
                options=tuple(Option(value=spelled(o), label=_label(o)) for o in allocation.options),
                affects=("/allocations/0/chosen",),
                citation=RULE.citations[0],
            )


def _label(option: Mapping[str, int]) -> str:
    return listed([f"{code} x{units}" for code, units in option.items()])


RULE = Rule(
    code="CL103",
    name="equal_remainders",
    what="Says when equal remainders leave a choice of which code takes an open unit, and lets the clinician choose.",
    why="Only equal remainders leave a choice. The default is the order documented; prices play no part.",
    fix="Choose, or leave it: the default is as good.",
    citations=(Citation(source="CMS 100-04 ch. 5 s20.2", verified=True),),
    check=check,
)
