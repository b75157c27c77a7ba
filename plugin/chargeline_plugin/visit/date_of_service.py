"""Which day was the visit? The notes' visit time, the appointment, a date in a note's header, the encounter's day.

All in the site's time zone. An encounter that lasts for weeks says nothing about the day (Oracle's recurring
outpatient encounter). Sources that disagree make a question, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import AppointmentFact, DocumentFact
from chargeline_plugin.fhir.moments import local_day
from chargeline_plugin.visit.note_facts import Dated, days_of, header_day
from chargeline_plugin.visit.visit import Candidate, Choices, Decision
from chargeline_plugin.visit.words import day_words

NOT_KEPT = frozenset({"cancelled", "noshow", "entered-in-error", "waitlist", "proposed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One note, appointment or record, and the days it names."""

    days: tuple[Dated, ...]
    note: bool = False

    def names(self, day: date) -> bool:
        """Whether it names that day, perhaps beside others."""
        return any(dated.day == day for dated in self.days)


def decide_date(chart: Chart, notes: Iterable[DocumentFact], zone: tzinfo, today: date, choices: Choices) -> Decision:
    """The date of service. `value` is an ISO date, None when a person must say."""
    sources = tuple(source for source in evidence(chart, notes, zone, today, choices) if source.days)
    if choices.date_of_service:
        return Decision(
            what="date_of_service",
            value=choices.date_of_service.isoformat(),
            because="You chose it.",
            candidates=_candidates(sources, today),
            chosen_by="clinician",
        )
    speaking = _speaking(sources, encounter_day(chart, zone, today), today, choices)
    days = {dated.day for source in speaking for dated in source.days}
    if len(days) != 1:
        return _question(sources, today)
    because = dict.fromkeys(dated.source for source in speaking for dated in source.days)
    return Decision(
        what="date_of_service",
        value=days.pop().isoformat(),
        because=f"By {' and '.join(because)}.",
        candidates=_candidates(sources, today),
    )


def evidence(
    chart: Chart, notes: Iterable[DocumentFact], zone: tzinfo, today: date, choices: Choices
) -> Iterator[Source]:
    """Everything that names a day. A note that the clinician chose, or pasted, speaks alone among the notes."""
    pasted = choices.pasted_note if not choices.note else None
    if pasted:
        day = header_day(pasted)
        yield Source(days=(Dated(day=day, source="the date in the pasted note's header"),) if day else (), note=True)
    for note in () if pasted else notes:
        if choices.note in (None, note.id):
            yield Source(days=days_of(note, chart.texts.get(note.id), zone), note=True)
    for appointment in chart.appointments:
        yield Source(days=_appointment_days(appointment, zone))
    own_day = encounter_day(chart, zone, today)
    if own_day:
        yield Source(days=(Dated(day=own_day, source="the encounter's own day"),))
        return
    for procedure in chart.procedures:
        day = procedure.performed.one_day(zone)
        if day and procedure.encounter in (None, chart.encounter.id):
            yield Source(days=(Dated(day=day, source="a procedure recorded that day"),))


def encounter_day(chart: Chart, zone: tzinfo, today: date) -> date | None:
    """The encounter's day when it lies within one local day; one still open counts on its first day only.

    None where the encounter holds several visits, or may.
    """
    period = chart.encounter.period
    if chart.encounter.recurring:
        return None
    if period.start and not period.end:
        first = local_day(period.start, zone)
        return first if first == today else None
    return period.one_day(zone)


def _speaking(sources: tuple[Source, ...], own_day: date | None, today: date, choices: Choices) -> tuple[Source, ...]:
    """The sources that speak of this visit.

    Of an encounter of one day: what names that day, and everything when all its notes name other days. Of a longer
    one: what names today; the notes of its other days are other visits. A chosen note speaks whatever its day.
    """
    if choices.note:
        return tuple(source for source in sources if source.note) or sources
    anchor = own_day or today
    named = tuple(source for source in sources if source.names(anchor))
    if own_day:
        notes = [source for source in sources if source.note]
        return sources if notes and not any(note.names(own_day) for note in notes) else named
    return named


def _appointment_days(appointment: AppointmentFact, zone: tzinfo) -> tuple[Dated, ...]:
    start = appointment.period.start
    if appointment.status in NOT_KEPT or start is None:
        return ()
    return (Dated(day=local_day(start, zone), source="the appointment"),)


def _question(sources: tuple[Source, ...], today: date) -> Decision:
    why = "No single day is named for this visit." if sources else "Nothing that was read names the day of the visit."
    return Decision(
        what="date_of_service",
        value=None,
        because=f"{why} Choose the day of treatment.",
        candidates=_candidates(sources, today),
    )


def _candidates(sources: tuple[Source, ...], today: date) -> tuple[Candidate, ...]:
    """Each day once, latest first, with what names it; today is always one of them."""
    named: dict[date, dict[str, None]] = {today: {}}
    for dated in (dated for source in sources for dated in source.days):
        named.setdefault(dated.day, {})[dated.source] = None
    return tuple(
        Candidate(
            value=day.isoformat(),
            label=day_words(day) + (" (today)" if day == today else ""),
            because=f"By {', and '.join(said)}." if said else "The day you opened Chargeline.",
        )
        for day, said in sorted(named.items(), reverse=True)
    )
