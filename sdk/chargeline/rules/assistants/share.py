"""How a case's values and payer share units between therapist and assistant."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from chargeline.book import CodeRow, NotPublished
from chargeline.rules.assistants.split import split_units, untimed_marked
from chargeline.rules.rule import Case

KIND = "assistant"
"""The part of a line's id that says its units are an assistant's."""


def modifier(case: Case) -> str | None:
    """CQ or CO where this payer requires it for this discipline and day."""
    return case.policy.assistant_modifier(case.encounter.discipline, case.on) if case.policy else None


def limit(case: Case) -> Fraction | None:
    """The share above which an assistant's part counts, as a fraction; None before the rule existed."""
    percent = case.value("assistant.de_minimis_percent")
    if isinstance(percent, NotPublished) or not isinstance(percent.value, int | Decimal):
        return None
    return Fraction(percent.value) / 100


def question_id(code: str) -> str:
    """The question about an untimed code whose share the two published readings judge differently."""
    return f"assistant_share:{code}"


def plain_units(case: Case, row: CodeRow, minutes: tuple[int, int], units: int) -> int:
    """How many units of a code or family carry no modifier, of the therapist's and the assistant's minutes.

    All of an evaluation do: it is the therapist's, or refused.
    """
    therapist, assistant = minutes
    share = limit(case) if assistant and modifier(case) else None
    if share is None or row.evaluates:
        return units
    if row.minutes_per_unit is None:
        marked = untimed_marked(therapist=therapist, assistant=assistant, share=share)
        if marked is None:
            marked = not case.said(question_id(row.code), "no")
        return 0 if marked else units
    least = case.value("assistant.therapist_minutes")
    split = split_units(
        therapist=therapist,
        assistant=assistant,
        units=units,
        block=row.minutes_per_unit,
        least=None if isinstance(least, NotPublished) else int(str(least.value)),
        share=share,
    )
    return split.plain
