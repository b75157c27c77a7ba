"""Which payer policy the encounter falls under."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.weight import ours

ID = "payer_policy:primary"


def check(case: Case) -> Iterable[Finding]:
    """Ask for the policy where the encounter names none."""
    if case.encounter.policy is None and (case.policy is None or case.answer(ID)):
        yield Question(
            id=ID,
            rule=RULE.name,
            kind="choice",
            ask="Which payer's rules apply to this visit?",
            why="Payers count timed minutes in two ways. Both counts are shown; no line is drawn until this is known.",
            options=tuple(Option(value=name, label=case.book.policy(name).name) for name in case.book.policies),
            affects=("/allocations", "/charge_lines"),
            citation=RULE.citations[0],
        )


RULE = Rule(
    code="CL115",
    name="payer_policy",
    what="Asks which payer's rules apply when the encounter does not say.",
    why="The counting method, the modifiers and the edits are the payer's. Nothing is guessed.",
    fix="Map the payer in the site's settings, or answer the question.",
    citations=(ours("nothing is guessed about a payer"),),
    check=check,
)
