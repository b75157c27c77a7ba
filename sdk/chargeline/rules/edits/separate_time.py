"""Two services of an edit pair: given in separate time?"""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import (
    Alert,
    AnswerGiven,
    Because,
    ChargeLine,
    Citation,
    Evidence,
    Option,
    Question,
    Severity,
)
from chargeline.rules.denials import denied
from chargeline.rules.edits.apart import apart
from chargeline.rules.edits.distinct import offered
from chargeline.rules.edits.pairs import between, subject, table_named
from chargeline.rules.rule import Case, Finding, Rule, Stamp

NO = "no"


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The modifier on the second code of a pair, once somebody has attested it."""
    for first, second in between(case) if case.encounter.answers else ():
        chosen = _chosen(case, first, second)
        if chosen and line.code == second:
            asked = _id(first, second)
            evidence = (AnswerGiven(answer=asked), *(apart(case, first, second) or ()))
            message = f"{chosen}: the clinician attests that {second} was separate from {first}."
            yield Stamp(
                modifier=chosen,
                because=Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence),
            )


def check(case: Case) -> Iterable[Finding]:
    """Ask once for each pair; say so where the documented times are apart; block what was denied."""
    for first, second in between(case):
        times = apart(case, first, second)
        if times:
            yield _said(
                (first, second),
                "info",
                f"The documented times of {second} and {first} do not overlap.",
                "If they were separate, confirm it in the question.",
                times,
            )
        if case.said(_id(first, second), NO):
            evidence = (AnswerGiven(answer=_id(first, second)),)
            yield _said(
                (first, second),
                "block",
                f"{second} was not separate from {first} and is part of it{denied(case, 'edit_pair')}.",
                f"Take {second} off this claim; it stays documented.",
                evidence,
            )
        yield _question(case, first, second)


def _id(first: str, second: str) -> str:
    return f"separate_time:{subject(first, second)}"


def _question(case: Case, first: str, second: str) -> Question:
    options = [Option(value=value, label=label) for value, label in offered(case)]
    return Question(
        id=_id(first, second),
        rule=RULE.name,
        kind="choice",
        ask=f"Was {second} separate from {first}, and not in the same minutes?",
        why=f"By {table_named(case)} both are paid on one day only when they were separate. You attest it.",
        options=(*options, Option(value=NO, label="No")),
        affects=tuple(
            f"/charge_lines/{index}/modifiers" for index, line in enumerate(case.lines) if line.code == second
        ),
        citation=RULE.citations[0],
    )


def _chosen(case: Case, first: str, second: str) -> str | None:
    """The modifier that the answer attests."""
    answer = case.answer(_id(first, second))
    if answer is None or answer.value not in dict(offered(case)):
        return None
    return "59" if answer.value == "yes" else answer.value


def _said(codes: tuple[str, str], severity: Severity, message: str, fix: str, evidence: tuple[Evidence, ...]) -> Alert:
    return Alert(
        rule=RULE.name,
        severity=severity,
        codes=codes,
        message=message,
        fix=fix,
        citation=RULE.citations[0],
        evidence=evidence,
    )


RULE = Rule(
    code="CL501",
    name="separate_time",
    what="Asks whether two services of an edit pair were separate, and marks the second only on that word.",
    why="The pair is paid twice only when the services were separate, usually in separate intervals of time. The "
    "modifier attests that; it is never put on a line because a pair happens to be there.",
    fix="Answer from what was done and what the record shows.",
    citations=(Citation(source="CMS MLN1783722, modifiers 59 and X{EPSU}", dated="2024-02", verified=True),),
    check=check,
    stamp=stamp,
)
