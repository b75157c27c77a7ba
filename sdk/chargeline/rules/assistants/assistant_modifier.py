"""CQ and CO: units that an assistant gave in whole or in part."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from chargeline.book import NotPublished
from chargeline.model import Because, ChargeLine, Citation, Evidence, FieldValue
from chargeline.rules.assistants.split import Share, split_units, untimed_marked
from chargeline.rules.rule import Case, Rule, Stamp
from chargeline.rules.words import minutes

KIND = "assistant"
"""The part of a line's id that says its units are an assistant's."""


def modifier(case: Case) -> str | None:
    """CQ or CO where this payer requires it for this discipline and day."""
    return case.policy.assistant_modifier(case.encounter.discipline, case.on) if case.policy else None


def share_of(case: Case, therapist: int, assistant: int, units: int, block: int | None) -> Share:
    """How many of a group's units carry the modifier; `block` None for an untimed code."""
    limit = _share(case)
    if not assistant or modifier(case) is None or limit is None:
        return Share(marked=0, plain=units)
    if block is None:
        marked = untimed_marked(therapist=therapist, assistant=assistant, share=limit)
        return Share(marked=0, plain=units) if marked is False else Share(marked=units, plain=0)
    least = case.value("assistant.therapist_minutes")
    return split_units(
        therapist=therapist,
        assistant=assistant,
        units=units,
        block=block,
        least=None if isinstance(least, NotPublished) else int(str(least.value)),
        share=limit,
    )


def _share(case: Case) -> Fraction | None:
    """The share above which an assistant's part counts, as a fraction; None before the rule existed."""
    percent = case.value("assistant.de_minimis_percent")
    if isinstance(percent, NotPublished) or not isinstance(percent.value, int | Decimal):
        return None
    return Fraction(percent.value) / 100


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The modifier, on a line of units that are an assistant's."""
    mark = modifier(case)
    if mark is None or line.id.split(":")[3] != KIND:
        return
    by_id = {service.id: service for service in case.treated}
    given = sum(by_id[i].assistant or 0 for i in line.services)
    because = Because(
        rule=RULE.name,
        message=f"{line.code}: an assistant alone gave {minutes(given)}; {mark} marks the units that this makes.",
        citation=RULE.citations[0],
        evidence=tuple(_evidence(case, line)),
    )
    yield Stamp(modifier=mark, because=because)


def _evidence(case: Case, line: ChargeLine) -> Iterable[Evidence]:
    for service in case.treated:
        if service.id in line.services and service.assistant:
            if service.index is None:
                yield from service.minutes_evidence
            else:
                yield FieldValue(field=f"{service.place}/assistant_minutes", value=service.assistant)


RULE = Rule(
    code="CL301",
    name="assistant_modifier",
    what="Splits a code's units between the therapist and the assistant and marks the assistant's.",
    why="Whole blocks belong to whoever gave them. Of the last unit the therapist's own minutes decide first, then an "
    "assistant's part above the limit. Marking too little is an overpayment, too much a needless cut.",
    fix="Check the minutes that the assistant gave alone; time together is the therapist's.",
    citations=(
        Citation(source="Social Security Act s1834(v)", verified=True),
        Citation(source="CMS: billing examples using CQ/CO modifiers", verified=True),
    ),
    stamp=stamp,
    values=("assistant.de_minimis_percent", "assistant.therapist_minutes"),
)
