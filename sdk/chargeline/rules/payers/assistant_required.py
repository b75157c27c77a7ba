"""Whether a known payer wants an assistant's units marked, where its policy does not say."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Citation, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated

ANSWERS = {"yes": True, "no": False}


def question_id(policy: str) -> str:
    """About the policy, not about the visit."""
    return f"assistant_required:{policy}"


def check(case: Case) -> Iterable[Finding]:
    """Ask when an assistant took part in something that may be billed."""
    policy = case.book.policy(case.policy.id) if case.policy else None
    if policy is None or policy.assistant_required is not None:
        return
    modifier, shared = policy.assistant_modifiers.get(case.encounter.discipline), list(filter(_shared, case.treated))
    if modifier and shared:
        yield Question(
            id=question_id(policy.id),
            rule=RULE.name,
            kind="choice",
            ask=f"Does this plan want units that an assistant gave marked with {modifier} ({policy.name})?",
            why="An assistant took part in this visit. The plan decides, and its policy here does not say. Until you "
            "say, nothing is marked. Whoever keeps the site's policies can write it there once: then no visit asks.",
            options=(Option(value="yes", label="Yes, it does"), Option(value="no", label="No, it does not")),
            affects=("/charge_lines",),
            citation=RULE.citations[0],
        )


def _shared(service: Treated) -> bool:
    """Whether an assistant gave a part of it, or may have."""
    return service.held is None and bool(service.assistant or service.assistant_unknown or service.wholly_assistant)


RULE = Rule(
    code="CL118",
    name="assistant_required",
    what="Asks whether a plan wants an assistant's units marked when its policy does not say.",
    why="The law speaks of Medicare Part B; several other payers ask for the same mark, and others do not.",
    fix="Copy the policy's file for the plan and say there whether it requires the mark, or answer the question.",
    citations=(Citation(source="Social Security Act s1834(v)", verified=True),),
    check=check,
)
