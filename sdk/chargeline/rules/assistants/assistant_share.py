"""An untimed service whose assistant's part lies between the two published readings of the limit."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Citation, Option, Question
from chargeline.rules.assistants.share import limit, modifier, question_id
from chargeline.rules.assistants.split import untimed_marked
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Ask; until answered the limit as written stands."""
    for service in case.treated:
        if service.row is None or service.row.timed or not service.minutes:
            continue
        share, assistant = limit(case), min(service.assistant or 0, service.minutes)
        if share is None or modifier(case) is None:
            return
        if untimed_marked(therapist=service.minutes - assistant, assistant=assistant, share=share) is None:
            yield Question(
                id=question_id(service.code or ""),
                rule=RULE.name,
                kind="choice",
                ask=f"{service.code}: was the assistant's part of this service more than the limit of {share * 100} %?",
                why="Exactly counted, as the regulation says, it is; rounded to a whole percent first, as is commonly "
                "done, it is not. Until you say, the exact count stands.",
                options=(Option(value="yes", label="Yes"), Option(value="no", label="No, rounded it is not")),
                affects=("/charge_lines",),
                citation=RULE.citations[0],
            )


RULE = Rule(
    code="CL303",
    name="assistant_share",
    what="Asks when the two published readings of the assistant's share of an untimed service disagree.",
    why="Exactly above the limit and above it after rounding differ in a narrow band.",
    fix="Answer by your contractor's reading.",
    citations=(
        Citation(source="42 CFR 410.59(a)(4)(iii) and 410.60(a)(4)(iii)", dated="2021-11-19", verified=True),
        Citation(source="CMS: billing examples using CQ/CO modifiers", verified=False),
    ),
    check=check,
    values=("assistant.de_minimis_percent",),
)
