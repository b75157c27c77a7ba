"""How much of a service an assistant gave alone: as told, as performers or authors of notes show, or as answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from chargeline.charging.work import performers, work_of
from chargeline.evidence.reading import DocumentedService, Mention
from chargeline.model import AnswerGiven, Encounter, Evidence, FieldValue, NoteSpan, Role, Service
from chargeline.rules.assistants.performed import performed, present
from chargeline.rules.rule import Case


class Part(NamedTuple):
    """Minutes that an assistant gave alone, where that stands, and whether only a person can say them.

    `whole` when nobody but an assistant took part, whatever the minutes.
    """

    minutes: int | None
    evidence: tuple[Evidence, ...]
    unknown: bool = False
    whole: bool = False


class Given(NamedTuple):
    """A documented service with its structured one, its minutes, and whether it evaluates."""

    told: DocumentedService
    service: Service | None
    position: int | None
    minutes: int | None
    evaluates: bool


def assistants_part(case: Case, given: Given, roles: Mapping[str, Role]) -> Part:
    """What an assistant gave alone: as told, as the performers show, as the notes' authors do, else as answered."""
    part = _part(case, given, roles)
    shown = {roles[who] for who in performers(given.service) if who in roles} or set(roles.values())
    return part if part.whole or "assistant" not in shown or "therapist" in shown else part._replace(whole=True)


def _part(case: Case, given: Given, roles: Mapping[str, Role]) -> Part:
    there, noted, told = set(roles.values()), _noted(case, given.told.id), given.told.assistant_minutes
    if told is not None:
        stands = given.service is not None and given.service.assistant_minutes is not None
        field = FieldValue(field=f"/services/{given.position}/assistant_minutes", value=told)
        return Part(told, (field,) if stands else given.told.evidence)
    if "assistant" not in there and not noted:
        return Part(0, ())
    work = work_of(given.service, roles)
    if work.told or work.whole:
        minutes = given.minutes if work.whole == "assistant" else work.assistant
        return Part(minutes, performed(case.encounter, given.position, "assistant"))
    if roles and "therapist" not in there:
        return Part(given.minutes, present(case.encounter, "assistant"))
    if gave := _gave_all(case, given):
        return Part(None, gave, whole=True)
    question = f"assistant_minutes:{given.told.id}"
    answer = case.answer(question)
    if answer is not None and answer.value.isdecimal():
        return Part(int(answer.value), (AnswerGiven(answer=question),), unknown=True)
    return _by_author(case, given, roles, noted) or Part(None, tuple(one.evidence for one in noted), unknown=True)


def _gave_all(case: Case, given: Given) -> tuple[Evidence, ...]:
    """Where a note says that an assistant gave a service without minutes, and nobody else had a part in it."""
    if given.minutes is not None:
        return ()
    told = {role: [one for one in _givers(case, role) if given.told.id in one.services] for role in _TREATING}
    alone = not told["therapist"] and not told["student"]
    return tuple(one.evidence for one in told["assistant"]) if alone else ()


_TREATING = ("assistant", "therapist", "student")


def _by_author(case: Case, given: Given, roles: Mapping[str, Role], noted: list[Mention]) -> Part | None:
    """What follows from who wrote the notes that tell of a service; None where that leaves it open.

    An evaluation that a therapist wrote is the therapist's. Where each wrote a note of their own, what only one of
    them tells is that one's, unless it names the other; so is what an assistant tells as the note's author.
    """
    notes = {one.note for one in given.told.evidence if isinstance(one, NoteSpan)}
    writers = {_writer(case, note.id, note.author, roles) for note in case.encounter.notes if note.id in notes}
    written = tuple(_author(case.encounter, notes))
    if writers == {"therapist"} and given.evaluates:
        return None if any(given.told.id in one.services for one in noted) else Part(0, written)
    others = {_writer(case, note.id, note.author, roles) for note in case.encounter.notes if note.id not in notes}
    if writers == {"therapist"} and "assistant" in others and not any(_in(one, notes) for one in noted):
        return Part(0, written)
    joined = [one for one in _givers(case, "therapist") if not one.services or given.told.id in one.services]
    told = bool(written) or "therapist" in others
    if writers == {"assistant"} and told and not any(_in(one, notes) for one in joined):
        return Part(given.minutes, written or tuple(one.evidence for one in noted), whole=True)
    return None


def _writer(case: Case, note: str, author: str | None, roles: Mapping[str, Role]) -> str | None:
    """Whose a note is: its author's; where none is told, of the one role that signed it."""
    if author is not None:
        return roles.get(author)
    signed = {one.name for one in case.reading.by_kind.get("signature", ()) if _in(one, {note})}
    return signed.pop() if len(signed) == 1 else None


def _author(encounter: Encounter, notes: set[str]) -> list[FieldValue]:
    told = [(n, one) for n, one in enumerate(encounter.notes) if one.id in notes and one.author]
    return [FieldValue(field=f"/notes/{n}/author", value=one.author) for n, one in told if one.author]


def _in(one: Mention, notes: set[str]) -> bool:
    return isinstance(one.evidence, NoteSpan) and one.evidence.note in notes


def _noted(case: Case, service: str) -> list[Mention]:
    """Where the notes show an assistant: who signed one, or gave this service by its words.

    Nowhere where the encounter itself tells who treated, or anybody's part of it.
    """
    if case.reading.by_kind.keys().isdisjoint(_SHOWING):
        return []
    if any(one.assistant_minutes is not None or one.segments for one in case.encounter.services):
        return []
    gave = [*_givers(case, "assistant"), *_givers(case, "student")]
    signed = (one for one in case.reading.by_kind.get("signature", ()) if not any(_overlap(one, of) for of in gave))
    told = (*signed, *(one for one in gave if not one.services or service in one.services))
    return [one for one in told if one.name == "assistant"]


_SHOWING = ("signature", "giver")


def _givers(case: Case, role: str) -> list[Mention]:
    return [one for one in case.reading.by_kind.get("giver", ()) if one.name == role]


def _overlap(one: Mention, other: Mention) -> bool:
    """Whether two mentions are of the same words, so that a name inside a sentence is no signature."""
    a, b = one.evidence, other.evidence
    return (
        isinstance(a, NoteSpan) and isinstance(b, NoteSpan) and a.note == b.note and a.start < b.end and b.start < a.end
    )
