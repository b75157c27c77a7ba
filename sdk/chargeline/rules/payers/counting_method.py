"""How a known payer counts, where its policy does not say."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Method, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.weight import ours

LABELS: dict[Method, str] = {
    "cms-8-minute": "All timed minutes together (the CMS 8-minute rule)",
    "ama-midpoint": "Each code alone (the midpoint rule)",
}


def question_id(policy: str) -> str:
    """About the policy, not about the visit."""
    return f"counting_method:{policy}"


def is_counted(case: Case) -> bool:
    """Whether lines are drawn from a count: the payer's method is known, or both come to the same."""
    return any(one.role == "primary" and one.chosen is not None for one in case.allocations)


def check(case: Case) -> Iterable[Finding]:
    """Ask for the method of the policy at hand, unless both come to the same."""
    policy = case.book.policy(case.policy.id) if case.policy else None
    if policy is not None and policy.method is None and (case.answer(question_id(policy.id)) or not is_counted(case)):
        yield Question(
            id=question_id(policy.id),
            rule=RULE.name,
            kind="choice",
            ask=f"How does this plan count timed minutes ({policy.name})?",
            why="Each plan decides this, and nothing here says how this one does. Both counts are shown; no line is "
            "drawn yet.",
            options=tuple(Option(value=method, label=label) for method, label in LABELS.items()),
            affects=("/allocations", "/charge_lines"),
            citation=RULE.citations[0],
        )


RULE = Rule(
    code="CL116",
    name="counting_method",
    what="Asks how a plan counts timed minutes when its policy does not say and the two methods differ.",
    why="Federal money does not settle the method: Medicare Advantage plans and TRICARE decide for themselves.",
    fix="Copy the policy's file for the plan and name the method with its source, or answer the question.",
    citations=(ours("nothing is guessed about a payer"),),
    check=check,
)
