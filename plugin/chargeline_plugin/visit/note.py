"""Which note is this visit's? By date, discipline and author; what else there is stays listed.

Addenda are appended to their note. Superseded and entered-in-error notes are never read. What the clinician chose
or pasted comes before what the evidence suggests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import DocumentFact
from chargeline_plugin.fhir.uris import WORKSHEET
from chargeline_plugin.visit.note_facts import days_of, discipline_of, kind_of, written_day
from chargeline_plugin.visit.visit import Candidate, Choices, Decision, NoteSeen, UserSeen
from chargeline_plugin.visit.words import day_words

PASTED = "pasted"
VISIT_KINDS = ("treatment-note", "evaluation", "re-evaluation", "discharge")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChoice:
    """The decision and the notes with it: those of this visit are marked as chosen."""

    decision: Decision
    notes: tuple[NoteSeen, ...]

    @property
    def chosen(self) -> tuple[NoteSeen, ...]:
        """The notes that are this visit's, the deciding one first."""
        return tuple(note for note in self.notes if note.chosen)


class Notes(Protocol):
    """The part of a chart that notes are read from."""

    @property
    def documents(self) -> tuple[DocumentFact, ...]: ...
    @property
    def texts(self) -> Mapping[str, str]: ...


def base_notes(chart: Notes) -> tuple[DocumentFact, ...]:
    """The notes that may be read and stand for themselves: no addendum, nothing replaced, no worksheet of ours."""
    readable = [note for note in chart.documents if note.readable and not worksheet(chart.texts.get(note.id))]
    known = {note.id for note in readable}
    replaced = {target for note in readable for code, target in note.relates if code in ("replaces", "transforms")}
    return tuple(
        note
        for note in readable
        if note.id not in replaced and not any(code == "appends" and to in known for code, to in note.relates)
    )


def worksheet(text: str | None) -> bool:
    """Whether a text is a charge worksheet that this app filed as a note."""
    return (text or "").lstrip().startswith(WORKSHEET)


def notes_of_day(chart: Chart, day: date | None, zone: tzinfo) -> tuple[DocumentFact, ...]:
    """The notes whose visit was that day; one that names no day counts on the day it was filed."""
    return tuple(note for note in base_notes(chart) if day and day in note_days(note, chart, zone))


def note_days(note: DocumentFact, chart: Chart, zone: tzinfo) -> set[date]:
    """The days a note may belong to."""
    filed = written_day(note, zone)
    return {dated.day for dated in days_of(note, chart.texts.get(note.id), zone)} or ({filed} if filed else set())


def decide_note(
    chart: Chart, day: date | None, discipline: str | None, user: UserSeen, *, zone: tzinfo, choices: Choices
) -> NoteChoice:
    """The note of this visit, and every other that could be read here."""
    bases = base_notes(chart)
    of_day = [note for note in notes_of_day(chart, day, zone) if suits(note, discipline, chart)]
    chosen, because, clinician = _choose(bases, of_day, chart, user, choices)
    beside = [] if chosen is None else _beside(chosen, of_day, chart)
    taken = [note.id for note in ([chosen] if chosen else []) + beside]
    notes = [_seen(note, chart, taken, because, day=day, zone=zone) for note in bases]
    pasted = bool(choices.pasted_note) and chosen is None
    if choices.pasted_note:
        notes.insert(0, _pasted(choices.pasted_note, day, discipline, user, chosen=pasted))
    decision = Decision(
        what="note",
        value=PASTED if pasted else chosen.id if chosen else None,
        because=because,
        candidates=tuple(_candidate(note) for note in sorted(notes, key=_latest_first)),
        chosen_by="clinician" if clinician else "evidence",
    )
    return NoteChoice(decision=decision, notes=tuple(sorted(notes, key=lambda seen: _place(seen, taken))))


def suits(note: DocumentFact, discipline: str | None, chart: Chart) -> bool:
    """Whether the note is of the discipline, or does not say of which it is."""
    return discipline is None or discipline_of(note, chart)[0] in (None, discipline)


def _choose(
    bases: Iterable[DocumentFact], of_day: list[DocumentFact], chart: Chart, user: UserSeen, choices: Choices
) -> tuple[DocumentFact | None, str, bool]:
    """The note, why, and whether the clinician said so."""
    picked = next((note for note in bases if note.id == choices.note and note.id in chart.texts), None)
    if picked:
        return picked, "You chose it.", True
    if choices.pasted_note:
        return None, "You pasted it; it is not in the chart.", True
    usable = [note for note in of_day if note.id in chart.texts]
    visits = [note for note in usable if kind_of(note) in VISIT_KINDS] or usable
    if not visits:
        return None, _none_visible(of_day), False
    mine = [note for note in visits if user.reference in {f"Practitioner/{author.id}" for author in note.authors}]
    pool = mine if mine and len(_same_kind(visits)) > 1 else visits
    if len(_same_kind(pool)) > 1:
        return None, "Several notes of that day could be this visit's. Choose one.", False
    first = min(pool, key=_rank)
    why = (
        "The only note of that day"
        if len(visits) == 1
        else "Yours among the notes of that day"
        if mine
        else ("The visit's own note among those of that day")
    )
    return first, f"{why}, by {' and '.join(_reasons(first, chart))}.", False


def _none_visible(of_day: list[DocumentFact]) -> str:
    if of_day:
        return "The note of that day could not be read. Paste it, or read it again."
    return (
        "No note of that day is visible here. An EHR often hides a note until it is signed. "
        "Sign it and choose Read again, or paste the draft."
    )


def _same_kind(notes: list[DocumentFact]) -> list[DocumentFact]:
    """The notes of the first kind that there is: two of one kind are two visits or a copy, two kinds are one visit."""
    first = min((_rank(note) for note in notes), default=0)
    return [note for note in notes if _rank(note) == first]


def _rank(note: DocumentFact) -> int:
    kind = kind_of(note)
    return VISIT_KINDS.index(kind) if kind in VISIT_KINDS else len(VISIT_KINDS)


def _reasons(note: DocumentFact, chart: Chart) -> list[str]:
    found = ["its date"]
    if discipline_of(note, chart)[0]:
        found.append(f"its discipline ({discipline_of(note, chart)[1]})")
    return found


def _beside(chosen: DocumentFact, of_day: list[DocumentFact], chart: Chart) -> list[DocumentFact]:
    """The other notes of the same day and discipline that are not another visit's: an evaluation, a report, a plan."""
    return [
        note for note in of_day if note.id != chosen.id and note.id in chart.texts and kind_of(note) != kind_of(chosen)
    ]


def _seen(
    note: DocumentFact, chart: Chart, taken: list[str], because: str, *, day: date | None, zone: tzinfo
) -> NoteSeen:
    """A note as the page shows it. Only a chosen note keeps its text: the others are named, not kept."""
    days = note_days(note, chart, zone)
    chosen = note.id in taken
    text = with_addenda(note, chart) if chosen else ""
    author = note.authors[0] if note.authors else None
    held = chart.practitioners.get(author.id or "") if author else None
    return NoteSeen(
        id=note.id,
        title=note.words,
        kind=kind_of(note),
        date=day if day in days else min(days, default=None),
        author=(author.words or (held.name if held else None)) if author else None,
        author_id=author.id if author else None,
        discipline=discipline_of(note, chart)[0],
        signed=signed(note),
        origin="ehr",
        text=text,
        digest=digest(text),
        chosen=chosen,
        because=(because if note.id == taken[0] else "Same day and discipline.") if chosen else "",
    )


def signed(note: DocumentFact) -> bool | None:
    """Whether the EHR calls it signed; None when it does not say."""
    return {"final": True, "amended": True, "preliminary": False}.get(note.doc_status or "")


def with_addenda(note: DocumentFact, chart: Notes) -> str:
    """A note's text with its addenda after it, oldest first."""
    addenda = [each for each in chart.documents if each.readable and ("appends", note.id) in each.relates]
    known = [each for each in addenda if each.id in chart.texts]
    ordered = sorted(known, key=lambda each: str(each.date or ""))
    return "\n\n".join([chart.texts[note.id], *(chart.texts[each.id] for each in ordered)])


def _pasted(text: str, day: date | None, discipline: str | None, user: UserSeen, *, chosen: bool) -> NoteSeen:
    """The draft that the clinician pasted. Its newlines are made one kind, as for every note."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return NoteSeen(
        id=PASTED,
        title="Pasted draft",
        kind="treatment-note",
        date=day,
        author=user.name,
        author_id=(user.reference or "").removeprefix("Practitioner/") or None,
        discipline=discipline,
        signed=False,
        origin="pasted",
        text=plain,
        digest=digest(plain),
        chosen=chosen,
        because="You pasted it; it is not in the chart.",
    )


def digest(text: str) -> str:
    """What proves that a text has not changed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _candidate(note: NoteSeen) -> Candidate:
    parts = (note.title, day_words(note.date) if note.date else None, note.author)
    status = {True: "Signed.", False: "Not signed.", None: ""}[note.signed]
    return Candidate(value=note.id, label=", ".join(part for part in parts if part), because=status)


def _latest_first(note: NoteSeen) -> tuple[int, str]:
    return -(note.date.toordinal() if note.date else 0), note.id


def _place(note: NoteSeen, taken: list[str]) -> tuple[int, int]:
    """Chosen notes first, in their order; then the others, latest first."""
    if note.origin == "pasted":
        return 0, 0
    return (1, taken.index(note.id)) if note.id in taken else (2, _latest_first(note)[0])
