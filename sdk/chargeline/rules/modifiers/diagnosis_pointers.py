"""Which diagnoses a line points to."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import NotPublished
from chargeline.model import Alert, FieldValue, Option, Question
from chargeline.rules.modifiers.pointing import CITATION, NAME, pointed, question_id, spelled
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import listed, number


def check(case: Case) -> Iterable[Finding]:
    """Say when no diagnosis is given, and when more are than a line points to; ask where several could be meant."""
    if not case.lines:
        return
    if not case.encounter.diagnoses:
        yield from _none(case)
        return
    yield from _many(case)
    for code, services in {line.code: line.services for line in case.lines}.items():
        choices = pointed(case, code, services).choices
        if choices:
            yield _question(case, code, choices)


def _none(case: Case) -> Iterable[Alert]:
    if not any(one.what == "conditions" for one in case.encounter.not_read):
        yield Alert(
            rule=RULE.name,
            severity="warn",
            codes=(),
            message="No diagnosis is given; every line needs one that supports it.",
            fix="Name the diagnosis that was treated.",
            citation=RULE.citations[0],
        )


def _many(case: Case) -> Iterable[Alert]:
    given, limit = len(case.encounter.diagnoses), case.value("claim.diagnoses_per_line")
    if isinstance(limit, NotPublished) or given <= int(str(limit.value)):
        return
    most = number(int(str(limit.value)))
    yield Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=f"{number(given).capitalize()} diagnoses are given; a line points to {most} at most, by rank.",
        fix="Rank the diagnoses by what was treated today.",
        citation=RULE.citations[0],
        evidence=tuple(
            FieldValue(field=f"/diagnoses/{index}/code", value=one.code)
            for index, one in enumerate(case.encounter.diagnoses)
        ),
    )


def _question(case: Case, code: str, choices: tuple[tuple[str, ...], ...]) -> Question:
    return Question(
        id=question_id(code),
        rule=RULE.name,
        kind="choice",
        ask=f"Which diagnoses is {code} for?",
        why="They are about different parts of the body or different functions, and what is documented does not say "
        "which this service was for. Until you say, the line points to them by rank.",
        options=tuple(Option(value=spelled(choice), label=listed(choice)) for choice in choices),
        affects=tuple(f"/charge_lines/{n}/diagnoses" for n, line in enumerate(case.lines) if line.code == code),
        citation=RULE.citations[0],
    )


RULE = Rule(
    code="CL406",
    name=NAME,
    what="Points each line to the diagnoses whose part of the body, side or function is documented under its service, "
    "and asks where several could be meant. Says when a visit has no diagnosis, or more than a line can point to.",
    why="A line points to the diagnoses that support it, in order; payers read the first.",
    fix="Rank the diagnoses by what was treated; name the part of the body with the service.",
    citations=(CITATION,),
    check=check,
    values=("claim.diagnoses_per_line",),
)
