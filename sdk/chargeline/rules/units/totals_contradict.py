"""Stated totals of minutes, and times of the clock, that contradict the services."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.clock import span
from chargeline.evidence.reading import Stated
from chargeline.model import Alert, Citation, Evidence, FieldValue, NoteSpan
from chargeline.rules.codes.code_bundled import BUNDLED
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated


def check(case: Case) -> Iterable[Finding]:
    """Compare the timed total, the treatment total and the visit's time by the clock with the sums.

    What is bundled, an ice pack at the end, may be left out of the treatment total or counted in.
    """
    whole = _timed(case)
    for minutes, evidence in _timed_totals(case) if not _are_parts(case.reading.timed_total, whole) else ():
        if whole is not None and minutes not in (whole, _as_noted(case, _timed_services(case))):
            yield _alert(
                f"The timed minutes stated, {minutes}, are not the sum of the timed services, {whole}.",
                evidence,
                fix=_UNREAD if minutes > whole else _WRONG,
            )
    yield from _segments(case)
    counted = [service for service in _given(case) if service.row and service.row.medicare_status != BUNDLED]
    parts = any(_are_parts(case.reading.treatment_total, whole) for whole in (_sum(counted), _sum(_given(case))))
    for minutes, evidence in _treatment_totals(case) if not parts else ():
        if minutes < (least := _sum(counted)) and minutes < _as_noted(case, counted):
            yield _alert(
                f"The treatment minutes stated, {minutes}, are fewer than those of the services, {least}.", evidence
            )
    yield from _attended(case)


def _are_parts(stated: Iterable[Stated], whole: int | None) -> bool:
    """Whether the totals of several notes, one in each, add up to the whole: each is of its own session."""
    told = {(one.evidence.note, one.minutes) for one in stated if isinstance(one.evidence, NoteSpan)}
    notes = {note for note, _ in told}
    return 1 < len(notes) == len(told) and sum(minutes for _, minutes in told) == whole


def _given(case: Case) -> list[Treated]:
    """The services without those that a note says were not given: their minutes are in no total."""
    return [service for service in case.treated if service.held is None or service.held.rule != "not_performed"]


def _timed(case: Case) -> int | None:
    """The minutes of the timed services; None when there is none, or one whose minutes are not told."""
    timed = _timed_services(case)
    told = timed and all(service.minutes is not None for service in timed)
    return _sum(timed) if told else None


def _attended(case: Case) -> Iterable[Alert]:
    """Services of more minutes than lie between the visit's beginning and its end; others may run beside."""
    services = [one for one in _given(case) if one.row and not (one.row.supervised or one.row.window)]
    room, least = sum(stated.minutes for stated in case.reading.attended), _sum(services)
    if 0 < room < least:
        yield _alert(
            f"The times at which the visit began and ended leave {room} minutes, fewer than those of the services that "
            f"need somebody with the patient, {least}.",
            *(evidence for stated in case.reading.attended for evidence in stated.evidence),
            *(evidence for service in services for evidence in service.minutes_evidence),
        )


def _timed_services(case: Case) -> list[Treated]:
    return [service for service in _given(case) if service.row and service.row.timed and not service.row.window]


def _as_noted(case: Case, services: Iterable[Treated]) -> int:
    """The sum with the note's minutes where others were entered: that they differ is said of the service itself."""
    entered = {given.id: given.minutes for given in case.encounter.services if given.minutes is not None}
    noted = {
        told.id: told.minutes_in_note
        for told in case.reading.services
        if told.minutes_in_note is not None and entered.get(told.id, told.minutes_in_note) != told.minutes_in_note
    }
    return sum(noted.get(service.id, service.minutes or 0) for service in services)


def _segments(case: Case) -> Iterable[Alert]:
    """Segments of more minutes than their clock times hold, or than their service states."""
    for number, service in enumerate(case.encounter.services):
        name, told = service.code or "A service", 0
        for place, segment in enumerate(service.segments):
            clock = span(segment)
            told += segment.minutes or 0
            if clock and segment.minutes is not None and segment.minutes > (room := clock[1] - clock[0]):
                yield _alert(
                    f"{name}: {segment.minutes} minutes do not fit between the start and the end of their segment, "
                    f"{room} minutes.",
                    FieldValue(field=f"/services/{number}/segments/{place}/minutes", value=segment.minutes),
                )
        if service.minutes is not None and told > service.minutes:
            yield _alert(
                f"{name}: the segments' minutes, {told}, are more than the service's, {service.minutes}.",
                FieldValue(field=f"/services/{number}/minutes", value=service.minutes),
            )


def _sum(services: Iterable[Treated]) -> int:
    return sum(service.minutes or 0 for service in services)


def _timed_totals(case: Case) -> Iterable[tuple[int, Evidence]]:
    if case.encounter.timed_minutes is not None:
        yield case.encounter.timed_minutes, FieldValue(field="/timed_minutes", value=case.encounter.timed_minutes)
    yield from ((stated.minutes, stated.evidence) for stated in case.reading.timed_total)


def _treatment_totals(case: Case) -> Iterable[tuple[int, Evidence]]:
    if case.encounter.treatment_minutes is not None:
        minutes = case.encounter.treatment_minutes
        yield minutes, FieldValue(field="/treatment_minutes", value=minutes)
    yield from ((stated.minutes, stated.evidence) for stated in case.reading.treatment_total)


_WRONG = "Correct the total or the minutes of a service in the chart."
_UNREAD = (
    "Look first whether each service of the note is listed here with its minutes: one may not have been read. If all "
    "are, correct the total or the minutes of a service in the chart."
)


def _alert(message: str, *evidence: Evidence, fix: str = _WRONG) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="warn",
        codes=(),
        message=message,
        fix=fix,
        citation=RULE.citations[0],
        evidence=tuple(dict.fromkeys(evidence)),
    )


RULE = Rule(
    code="CL113",
    name="totals_contradict",
    what="Names a stated total of minutes, or a visit's time by the clock, that contradicts the services, and segments "
    "that contradict theirs.",
    why="The record must state the total of timed minutes and the total treatment time; reviewers compare them with "
    "the units.",
    fix="See that each service of the note was read; then correct the total or the minutes.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
)
