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
from chargeline.rules.edits.pairs import Bypassed, between, subject
from chargeline.rules.rule import Case, Finding, Rule, Stamp

NO = "no"
CHECKED = "checked"


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The modifier on the second code of a pair, once somebody has attested it."""
    for pair in between(case) if case.encounter.answers else ():
        chosen = _chosen(case, pair)
        if chosen and line.code == pair.second:
            evidence = (AnswerGiven(answer=_id(pair)), *(apart(case, pair.first, pair.second) or ()))
            message = f"{chosen}: the clinician attests that {pair.second} was separate from {pair.first}."
            yield Stamp(
                modifier=chosen,
                because=Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence),
            )


def left_off(case: Case) -> dict[str, Because]:
    """The second codes of pairs that somebody said were not separate: each with why its line is not drawn."""
    found: dict[str, Because] = {}
    lines = {line.code for line in case.lines}
    for pair in between(case) if case.encounter.answers else ():
        if case.said(_id(pair), NO) and pair.second in lines and pair.first not in found:
            found[pair.second] = Because(
                rule=RULE.name,
                message=f"{pair.second} is left off: it was given in the same minutes as {pair.first}.",
                citation=RULE.citations[0],
                evidence=(AnswerGiven(answer=_id(pair)),),
            )
    return found


def check(case: Case) -> Iterable[Finding]:
    """Ask once for each pair; say so where the documented times are apart, and where one was left off."""
    off = {service.code for service in case.treated if service.held and service.held.rule == RULE.name}
    for pair in between(case):
        first, second = pair.first, pair.second
        times = apart(case, first, second)
        if times:
            yield _said(
                pair,
                "info",
                f"The documented times of {second} and {first} do not overlap.",
                "If they were separate, confirm it in the question.",
                times,
            )
        if case.said(_id(pair), NO) and second in off:
            yield _not_separate(case, pair, "info", f"{second} is left off this claim")
        elif case.said(_id(pair), NO):
            yield _not_separate(case, pair, "block" if pair.sure else "warn", f"Take {second} off this claim")
        yield _question(case, pair)


def _not_separate(case: Case, pair: Bypassed, severity: Severity, fix: str) -> Alert:
    part = f"{pair.second} is part of {pair.first} when it was not separate"
    message = f"By {pair.by}, {part}{denied(case, 'edit_pair')}."
    return _said(pair, severity, message, f"{fix}; it stays documented.", (AnswerGiven(answer=_id(pair)),))


def _id(pair: Bypassed) -> str:
    return f"separate_time:{subject(pair.first, pair.second)}"


def _question(case: Case, pair: Bypassed) -> Question:
    why = f"By {pair.by} both are paid on one day only when they were separate. You attest it."
    return Question(
        id=_id(pair),
        rule=RULE.name,
        kind="choice",
        ask=f"Was {pair.second} separate from {pair.first}, and not in the same minutes?",
        why=f"{why} {pair.doubt}".strip(),
        options=tuple(Option(value=value, label=label) for value, label in _options(case, pair)),
        affects=tuple(
            f"/charge_lines/{index}/modifiers" for index, line in enumerate(case.lines) if line.code == pair.second
        ),
        citation=RULE.citations[0],
    )


def _options(case: Case, pair: Bypassed) -> Iterable[tuple[str, str]]:
    """The ways to be separate, that it was not, and where the pair is in doubt that there is none."""
    yield from offered(case)
    yield NO, "No"
    if not pair.sure:
        yield CHECKED, "This payer has no such edit, I have checked"


def _chosen(case: Case, pair: Bypassed) -> str | None:
    """The modifier that the answer attests."""
    answer = case.answer(_id(pair))
    if answer is None or answer.value not in dict(offered(case)):
        return None
    return "59" if answer.value == "yes" else answer.value


def _said(pair: Bypassed, severity: Severity, message: str, fix: str, evidence: tuple[Evidence, ...]) -> Alert:
    return Alert(
        rule=RULE.name,
        severity=severity,
        codes=(pair.first, pair.second),
        message=message,
        fix=fix,
        citation=RULE.citations[0],
        evidence=evidence,
    )


RULE = Rule(
    code="CL501",
    name="separate_time",
    what="Asks whether two services of an edit pair were separate; marks the second only on that word, and leaves it "
    "off where they were not.",
    why="The pair is paid twice only when the services were separate, usually in separate intervals of time. The "
    "modifier attests that; it is never put on a line because a pair happens to be there.",
    fix="Answer from what was done and what the record shows.",
    citations=(Citation(source="CMS MLN1783722, modifiers 59 and X{EPSU}", dated="2024-02", verified=True),),
    check=check,
    stamp=stamp,
)
