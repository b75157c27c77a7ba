"""What tells two visits of one encounter and day apart: the appointment, and the session's ordinal that day.

It must stay the same for the same visit whether its note is hidden, pasted, signed or amended, because the ledger's
keys hang on it; so a note's id is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import DocumentFact
from chargeline_plugin.visit.note_facts import kind_of, local_start


def visit_key(chart: Chart, day_notes: Iterable[DocumentFact], chosen: str | None, said: int | None = None) -> str:
    """`Appointment/<id>` when the encounter has one appointment, else `session`; then the ordinal that day.

    `day_notes` are those of the visit's discipline: a note of another one that comes to sight moves no session.
    `said` is the ordinal that the clinician gave.
    """
    appointments = chart.encounter.appointments
    place = f"Appointment/{appointments[0]}" if len(appointments) == 1 else "session"
    return f"{place}:{said or ordinal(day_notes, chosen)}"


def session_of(key: str) -> int:
    """The session's ordinal in a visit key."""
    return int(key.rpartition(":")[2])


def ordinal(day_notes: Iterable[DocumentFact], chosen: str | None) -> int:
    """Which session of the day the note tells of: the how manieth note of its kind; 1 when no note is chosen."""
    notes = tuple(day_notes)
    kind = next((kind_of(note) for note in notes if note.id == chosen), None)
    alike = sorted((note for note in notes if kind_of(note) == kind), key=_begins)
    return next((place for place, note in enumerate(alike, 1) if note.id == chosen), 1)


def _begins(note: DocumentFact) -> tuple[float, str]:
    start = local_start(note)
    return (start.timestamp() if isinstance(start, datetime) else 0.0), note.id
