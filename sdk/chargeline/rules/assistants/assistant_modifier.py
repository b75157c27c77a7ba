"""CQ and CO: units that an assistant gave in whole or in part."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import AnswerGiven, Because, ChargeLine, Citation, Evidence
from chargeline.rules.assistants.share import KIND, modifier, question_id
from chargeline.rules.rule import Case, Rule, Stamp
from chargeline.rules.words import minutes


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The modifier, on a line of units that are an assistant's."""
    mark = modifier(case)
    if mark is None or line.id.split(":")[3] != KIND:
        return
    given = sum(service.assistant or 0 for service in case.treated if service.id in line.services)
    told = f"an assistant alone gave {minutes(given)}" if given else "an assistant gave this service"
    because = Because(
        rule=RULE.name,
        message=f"{line.code}: {told}; {mark} marks the units that this makes.",
        citation=RULE.citations[0],
        evidence=tuple(_evidence(case, line)),
    )
    yield Stamp(modifier=mark, because=because)


def _evidence(case: Case, line: ChargeLine) -> Iterable[Evidence]:
    """Where the assistant's part stands, and the answer about its share."""
    for service in case.treated:
        if service.id in line.services and (service.assistant or service.wholly_assistant):
            yield from service.assistant_evidence
    if case.answer(question_id(line.code)):
        yield AnswerGiven(answer=question_id(line.code))


RULE = Rule(
    code="CL301",
    name="assistant_modifier",
    what="Splits a code's units between the therapist and the assistant and marks the assistant's.",
    why="Whole blocks belong to whoever gave them. Of the last unit the therapist's own minutes decide first, then an "
    "assistant's part above the limit. Marking too little is an overpayment, too much a needless cut.",
    fix="Check the minutes that the assistant gave alone; time together is the therapist's.",
    citations=(
        Citation(source="42 CFR 410.59(a)(4) and 410.60(a)(4)", dated="2021-11-19", verified=True),
        Citation(source="Social Security Act s1834(v)", verified=True),
        Citation(source="CMS: billing examples using CQ/CO modifiers", verified=True),
    ),
    stamp=stamp,
    values=("assistant.de_minimis_percent", "assistant.therapist_minutes"),
)
