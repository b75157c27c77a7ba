"""Questions, and what has been answered."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from chargeline.model import Question, Report
from chargeline_plugin.session.desk import Said
from chargeline_plugin.web.show.proof import source
from chargeline_templates.pieces import Ask, Pick


def asks(report: Report, said: tuple[Said, ...]) -> tuple[Ask, ...]:
    """What is still open."""
    answered = {it.question for it in said}
    return tuple(_ask(question) for question in report.questions if question.id not in answered)


def _ask(question: Question) -> Ask:
    return Ask(
        id="ask-" + re.sub(r"[^A-Za-z0-9]+", "-", question.id),
        name=question.id,
        kind=question.kind,
        ask=question.ask,
        why=question.why,
        picks=tuple(Pick(value=o.value, label=o.label, because="") for o in question.options),
        source=source(question.citation),
        answer=None,
        said=None,
    )


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
            said=f"{it.by or 'you'}, {it.at.astimezone(ZoneInfo(time_zone)):%H:%M}",
        )
        for place, it in enumerate(said, 1)
    )
