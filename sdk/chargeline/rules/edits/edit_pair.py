"""Two services that no modifier makes payable on one day."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import EditPair
from chargeline.model import Alert, AnswerGiven, Citation, Evidence, Option, Question
from chargeline.rules.denials import denied
from chargeline.rules.edits.pairs import active, doubt, subject, sure, table_named
from chargeline.rules.rule import Case, Finding, Rule

NEVER = "0"
APPLIES = "applies"


def check(case: Case) -> Iterable[Finding]:
    """Block the second code where the table at hand is sure; else ask for a look at the current one."""
    for pair in active(case):
        if pair.indicator != NEVER:
            continue
        asked = f"{RULE.name}:{subject(pair.column1, pair.column2)}"
        if sure(case):
            yield _alert(case, pair, ())
            continue
        if case.said(asked, APPLIES):
            yield _alert(case, pair, (AnswerGiven(answer=asked),))
        yield _question(case, pair, asked)


def _alert(case: Case, pair: EditPair, evidence: tuple[Evidence, ...]) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="block",
        codes=(pair.column1, pair.column2),
        message=f"{pair.column2} is part of {pair.column1} on the same day, and no modifier changes that"
        f"{denied(case, 'edit_pair')}.",
        fix=f"Take {pair.column2} off this claim; it stays documented.",
        citation=pair.cite,
        evidence=evidence,
    )


def _question(case: Case, pair: EditPair, asked: str) -> Question:
    return Question(
        id=asked,
        rule=RULE.name,
        kind="choice",
        ask=f"Does the edit table that this payer uses today still make {pair.column2} part of {pair.column1}?",
        why=f"By {table_named(case)} it does, and no modifier changes that. {doubt(case)}".strip(),
        options=(
            Option(value=APPLIES, label="Yes, it still does"),
            Option(value="checked", label="No, I have checked"),
        ),
        affects=tuple(f"/charge_lines/{index}" for index, line in enumerate(case.lines) if line.code == pair.column2),
        citation=pair.cite,
    )


RULE = Rule(
    code="CL502",
    name="edit_pair",
    what="Blocks the second code of an edit pair that no modifier bypasses.",
    why="The first code is paid, the second denied. Practitioner and hospital claims have tables of their own.",
    fix="Take the second code off the claim.",
    citations=(Citation(source="CMS MLN1783722, modifiers 59 and X{EPSU}", dated="2024-02", verified=True),),
    check=check,
)
