"""Settle each service: one code, one number of minutes, who gave them, and whether it is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from chargeline.charging.assistants import Given, assistants_part
from chargeline.charging.suggest import Suggestion, suggest, weigh
from chargeline.charging.tiers import choices
from chargeline.charging.work import UNTOLD, minutes_told, performers, stated, work_of
from chargeline.evidence.reading import DocumentedService
from chargeline.model import AnswerGiven, Because, Evidence, FieldValue, Role, Service, ServiceRead
from chargeline.rules.assistants import student_direction
from chargeline.rules.codes import code_entered, medicare_code, service_code
from chargeline.rules.codes.choice import question_id
from chargeline.rules.rule import Case, Hold
from chargeline.rules.treated import Treated, Work
from chargeline.rules.units import rest_within, same_minutes
from chargeline.rules.weight import sure


class _Input(NamedTuple):
    """A documented service beside its structured one."""

    told: DocumentedService
    given: Service | None
    position: int | None
    work: Work
    performers: tuple[str, ...]

    def field(self, name: str, value: int | str | None) -> FieldValue:
        return FieldValue(field=f"/services/{self.position}/{name}", value=value)


def settle(case: Case, holds: Iterable[Hold]) -> tuple[Treated, ...]:
    """Every service of the reading as it counts, in the reading's order."""
    places = {service.id: (position, service) for position, service in enumerate(case.encounter.services)}
    roles: dict[str, Role] = {person.id: person.role for person in case.encounter.clinicians}
    weighed = weigh(case)
    supported, untold = (weighed.supported, weighed.untold) if weighed else ({}, frozenset[str]())
    settled = []
    for told in _with_timed_total(case):
        position, given = places.get(told.id, (None, None))
        suggestion = suggest(case, told, supported.get(told.id))
        one = _Input(told, given, position, work_of(given, roles), performers(given))
        service = _settle(case, one, roles, suggestion)
        service = service._replace(untold=True) if told.id in untold else service
        held = next((reason for hold in holds if (reason := hold(case, service)) and sure(reason)), None)
        settled.append(service._replace(held=held) if held else service)
    return tuple(settled)


def _with_timed_total(case: Case) -> tuple[DocumentedService, ...]:
    """The reading's services; a timed total is the minutes of the one timed service entered, if it has none itself.

    What a note alone tells may leave out another one.
    """
    services = case.reading.services
    totals = {one.minutes for one in case.reading.timed_total}
    if len(totals) != 1 or any(one.told is None or one.origin != "input" for one in services):
        return services
    rows = [(one, case.book.code(one.told, case.on)) for one in services if one.told and one.performed]
    timed = [one for one, row in rows if row is None or row.timed]
    if len(timed) != 1 or timed[0].minutes is not None or timed[0].disagreeing:
        return services
    words = tuple(one.evidence for one in case.reading.timed_total)
    whole = timed[0]._replace(minutes=totals.pop(), evidence=(*timed[0].evidence, *words))
    return tuple(whole if one is timed[0] else one for one in services)


def read_out(service: Treated) -> ServiceRead:
    """The service as the report shows it."""
    return ServiceRead(
        id=service.id,
        origin="note" if service.position is None else "input",
        code=service.code,
        suggested_code=service.suggested,
        minutes=service.minutes,
        assistant_minutes=service.assistant,
        evidence=service.minutes_evidence or service.told_evidence,
    )


def _settle(case: Case, one: _Input, roles: Mapping[str, Role], suggestion: Suggestion | None) -> Treated:
    entered = one.told.code
    code, because = _code(case, one, entered, suggestion)
    minutes, evidence = _minutes(case, one)
    unknown = minutes is None
    if minutes is None:
        minutes, evidence = _answered(case, f"minutes_missing:{one.told.id}")
    treated, said = _answered(case, rest_within.question_id(one.told.id))
    if treated is not None and rest_within.is_told(case, one.told) and treated <= (minutes or 0):
        minutes, evidence = treated, said
    elsewhere, answers = same_minutes.taken(case, one.told.id)
    if answers and minutes is not None:
        minutes, evidence = max(minutes - elsewhere, 0), tuple(AnswerGiven(answer=answer) for answer in answers)
    row = case.book.code(code, case.on) if code else None
    given = Given(one.told, one.given, one.position, minutes, evaluates=row is not None and row.evaluates)
    assistant = assistants_part(case, given, roles)
    return Treated(
        id=one.told.id,
        position=one.position,
        code=code,
        code_origin="entered" if code == entered else "suggested",
        code_because=because,
        entered=entered,
        named=_named(case, one, suggestion),
        choices=() if suggestion else choices(case, one.told),
        suggested=suggestion.code if suggestion else None,
        suggested_because=suggestion.because if suggestion else None,
        row=row,
        minutes=minutes,
        minutes_unknown=unknown,
        minutes_evidence=evidence,
        assistant=assistant.minutes,
        assistant_unknown=assistant.unknown,
        assistant_evidence=assistant.evidence,
        wholly_assistant=assistant.whole,
        work=one.work,
        performers=one.performers,
        told_evidence=one.told.evidence,
    )


def _code(
    case: Case, one: _Input, entered: str | None, suggestion: Suggestion | None
) -> tuple[str | None, Because | None]:
    """The code that counts: one accepted by an answer, else the one entered or named, else the one suggested."""
    question = question_id(one.told.id)
    answer = case.answer(question)
    if answer and answer.value != entered and (entered is None or case.book.code(answer.value)):
        return answer.value, code_entered.accepted(question)
    if entered:
        evidence = one.told.evidence if one.position is None else (one.field("code", entered),)
        return entered, code_entered.entered(evidence)
    named = _named(case, one, suggestion)
    if named:
        return named, service_code.worded(named, one.told.evidence)
    return (suggestion.code, suggestion.because) if suggestion else (None, None)


def _named(case: Case, one: _Input, suggestion: Suggestion | None) -> str | None:
    """The code written, else what the note's own name stands for: none where that is several, or up to the payer."""
    by_payer = suggestion is not None and suggestion.because.rule == medicare_code.RULE.name
    if one.told.code is None and (by_payer or choices(case, one.told)):
        return None
    return one.told.told


def _minutes(case: Case, one: _Input) -> tuple[int | None, tuple[Evidence, ...]]:
    """Minutes that count, without an aide's or a student's, and where they stand: structure, segments or note."""
    if one.given and one.given.minutes is not None:
        return _billable(case, one, one.given.minutes), (one.field("minutes", one.given.minutes),)
    if one.work.told and one.told.minutes in (None, one.work.told, stated(one.given)):
        return _billable(case, one, one.work.told), minutes_told(one.given, one.position)
    minutes = one.told.minutes
    return None if minutes is None else _billable(case, one, minutes), one.told.evidence


def _billable(case: Case, one: _Input, minutes: int) -> int:
    """These minutes without those among them that an aide gave, or a student whom no therapist directed."""
    if one.work is UNTOLD:
        return minutes
    work, directed = one.work, _students_directed(case, one)
    if work.whole == "aide" or (work.whole == "student" and not directed):
        return 0
    return minutes - work.aide - (0 if directed else work.student) if work.told == minutes else minutes


def _students_directed(case: Case, one: _Input) -> bool:
    """Whether a therapist's presence and direction is attested for every student of the service."""
    students = {c.id for c in case.encounter.clinicians if c.role == "student"}.intersection(one.performers)
    return all(case.said(student_direction.question_id(student), "yes") for student in students)


def _answered(case: Case, question: str) -> tuple[int | None, tuple[Evidence, ...]]:
    """A number of minutes given as an answer, with the answer as its evidence."""
    answer = case.answer(question)
    if answer is None or not answer.value.isdecimal():
        return None, ()
    return int(answer.value), (AnswerGiven(answer=question),)
