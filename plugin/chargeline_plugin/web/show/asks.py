"""Questions, and what has been answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from chargeline.model import Alert, Question, Report
from chargeline_plugin.session.desk import Said
from chargeline_plugin.web.show import words
from chargeline_plugin.web.show.proof import Anchors, quotes, source
from chargeline_templates.pieces import Ask, Pick, Quote

MOST_WORDS: Final = 3
"""Pieces of evidence beside a question: enough to tell one service from another."""
NOTE_FIRST: Final = (
    "A charge rests on the note: put the minutes there first, then Read again. Answered only here, the line is sent "
    "only with a reason that you state."
)
"""Beside a question for a service's minutes: an answer is no documentation (docs/decisions/0011)."""


def asks(report: Report, said: tuple[Said, ...], texts: Mapping[str, str], anchors: Anchors) -> tuple[Ask, ...]:
    """What is still open. `texts` are the services' own words in the chart, by service id."""
    answered = {it.question for it in said}
    return tuple(
        _ask(question, tuple(dict.fromkeys(_about(question, report, texts, anchors))))
        for question in report.questions
        if question.id not in answered
    )


def is_asked(alert: Alert, report: Report) -> bool:
    """Whether a question offers the alert's codes as its very choices: then it is said there, once."""
    return any(_offers(question, alert) for question in report.questions)


def _offers(question: Question, alert: Alert) -> bool:
    return bool(alert.codes) and {option.value for option in question.options} == set(alert.codes)


def _about(question: Question, report: Report, texts: Mapping[str, str], anchors: Anchors) -> Iterator[Quote]:
    """The words of the services that it is about, since two may go by one code; and what speaks for a choice."""
    named = question.id.split(":")[1:]
    for service in report.services:
        if service.id in named:
            yield from [Quote(text=texts[service.id], target=None)] if texts.get(service.id) else []
            yield from quotes(service.evidence, anchors)[:MOST_WORDS]
    for alert in report.alerts:
        if _offers(question, alert):
            yield from quotes(alert.evidence, anchors)[:MOST_WORDS]


def _ask(question: Question, about: tuple[Quote, ...]) -> Ask:
    return Ask(
        id="ask-" + re.sub(r"[^A-Za-z0-9]+", "-", question.id),
        name=question.id,
        kind=question.kind,
        ask=question.ask,
        why=f"{question.why} {NOTE_FIRST}" if _of_a_services_time(question) else question.why,
        picks=tuple(Pick(value=o.value, label=o.label, because="") for o in question.options),
        source=source(question.citation),
        answer=None,
        said=None,
        about=about,
    )


def _of_a_services_time(question: Question) -> bool:
    return question.kind == "minutes" and any(place.endswith("/minutes") for place in question.affects)


def answered(said: tuple[Said, ...], time_zone: str) -> tuple[Ask, ...]:
    """What was said, by whom and when, with a way to take it back."""
    return tuple(
        Ask(
            id=f"said-{place}",
            name=it.question,
            kind="text",
            ask=it.ask,
            why="",
            picks=(),
            source=None,
            answer=it.label,
            said=f"{it.by or 'you'}, {words.clock(it.at, time_zone)}",
        )
        for place, it in enumerate(said, 1)
    )
