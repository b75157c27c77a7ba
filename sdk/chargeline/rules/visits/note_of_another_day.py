"""A note given for the visit that bears another day's date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chargeline.model import Because, Citation, Evidence, FieldValue, Note, NoteSpan, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated


def hold(case: Case, service: Treated) -> Because | None:
    """Nothing is billed on the word of such a note alone, until a person says that it tells of this visit."""
    doubted = {note.id for _, note in _elsewhere(case) if not case.said(question_id(note.id), "yes")}
    if not doubted:
        return None
    words = tuple(one for one in _rests_on(case, service) if isinstance(one, NoteSpan) and one.note in doubted)
    if not words:
        return None
    message = "Only a note that bears another day's date tells of it."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=words)


def check(case: Case) -> Iterable[Finding]:
    """Ask about each such note on which a service rests."""
    resting = {one.note for s in case.treated for one in _rests_on(case, s) if isinstance(one, NoteSpan)}
    for place, note in _elsewhere(case):
        if note.id in resting:
            day = FieldValue(field=f"/notes/{place}/date", value=str(note.date))
            yield Question(
                id=question_id(note.id),
                rule=RULE.name,
                kind="choice",
                ask=f"A note of this visit bears the date {day.value}. Does it tell of the treatment on {case.on}?",
                why="A note may be written later than its visit, or belong to another. Until you say, nothing is "
                "billed on its word alone.",
                options=(
                    Option(value="yes", label=f"Yes, of the treatment on {case.on}"),
                    Option(value="no", label="No, of another day's"),
                ),
                affects=(f"/notes/{place}",),
                citation=RULE.citations[0],
            )


def question_id(note: str) -> str:
    """About one note of the visit."""
    return f"{RULE.name}:{note}"


def _elsewhere(case: Case) -> Iterator[tuple[int, Note]]:
    """The notes with another date than the visit's, each with its place."""
    for place, note in enumerate(case.encounter.notes):
        if note.date is not None and note.date != case.on:
            yield place, note


def _rests_on(case: Case, service: Treated) -> tuple[Evidence, ...]:
    """What tells that the service was given and for how long: of one that was entered, only its minutes."""
    if service.position is not None:
        return service.minutes_evidence
    return next(one.evidence for one in case.reading.services if one.id == service.id)


RULE = Rule(
    code="CL605",
    name="note_of_another_day",
    what="Asks of a note with another date than the visit's whether it tells of this visit, and bills nothing on its "
    "word alone until that is answered.",
    why="Each day's treatment needs its own record; what another day's note tells was given then, and is billed then.",
    fix="Answer the question, or take the note out of the visit.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    hold=hold,
)
