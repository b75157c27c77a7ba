"""A note that could not be read: empty, no text, or not in English."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Evidence, FieldValue, Note, NoteSpan, Severity
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.weight import ours

_SAID: dict[str, tuple[Severity, str, str]] = {
    "empty": (
        "info",
        "A note of this visit has no words.",
        "Open it in the chart; once it is written, read again.",
    ),
    "not_text": (
        "warn",
        "A note of this visit is not text that can be read, so nothing in it was weighed.",
        "Open it in the chart and judge it yourself; if it looks right there, tell who runs this software.",
    ),
    "other_language": (
        "warn",
        "A note of this visit is not in English, so nothing in it was weighed.",
        "Judge this note yourself: what it documents, and the minutes it states, are not counted here.",
    ),
}

SHOWN = 60
"""Characters of a note that show which one is meant."""


def check(case: Case) -> Iterable[Finding]:
    """One finding for each note, with its first words."""
    for place, note in enumerate(case.encounter.notes):
        if note.id in case.reading.unread:
            severity, message, fix = _SAID[case.reading.unread[note.id]]
            yield Alert(
                rule=RULE.name,
                severity=severity,
                codes=(),
                message=message,
                fix=fix,
                citation=RULE.citations[0],
                evidence=(_beginning(note, place),),
            )


def _beginning(note: Note, place: int) -> Evidence:
    text = note.text[:SHOWN]
    if not text:
        return FieldValue(field=f"/notes/{place}/text", value=text)
    return NoteSpan(note=note.id, start=0, end=len(text), text=text)


RULE = Rule(
    code="CL604",
    name="note_illegible",
    what="Names each note that could not be read: no words, no text, or a language that is not English.",
    why="What a reader cannot read must not be called missing, and nobody should believe that it was weighed.",
    fix="Judge the note yourself, or write it and read again.",
    citations=(ours("evidence or silence"),),
    check=check,
)
