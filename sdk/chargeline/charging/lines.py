"""Draw the charge lines of the counted groups, with a reason for code, units and each modifier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from chargeline.book import Policy
from chargeline.charging.groups import Group
from chargeline.model import Because, ChargeLine, Unbilled
from chargeline.rules.assistants.share import KIND, plain_units
from chargeline.rules.codes import code_entered
from chargeline.rules.modifiers.pointing import pointed
from chargeline.rules.rule import Case, Put
from chargeline.rules.treated import Treated

PLAIN = "plain"


class _Part(NamedTuple):
    """A code's units that are all plain or all an assistant's."""

    kind: str
    code: str
    units: int
    minutes: int | None


def draw(case: Case, counted: Iterable[Group]) -> tuple[ChargeLine, ...]:
    """One line for each code and kind of units, in the order documented, still without modifiers."""
    lines, of_visit = [], rendered_by(case, ())
    for group in counted:
        told = any(service.performers for service in group.services)
        therapist = rendered_by(case, group.services) if told else of_visit
        lines += [_line(case, group, part, therapist) for part in _parts(case, group)]
    return tuple(lines)


def stamped(case: Case, policy: Policy, stamps: Iterable[Put]) -> tuple[ChargeLine, ...]:
    """The case's lines with the modifiers that the rules give each, in the payer's order, and their reasons."""
    lines = []
    for line in case.lines:
        found = [stamp for give in stamps for stamp in give(case, line)]
        modifiers = policy.in_order({stamp.modifier for stamp in found})
        reasons = {(stamp.modifier, stamp.because.message): stamp.because for stamp in found}
        lines.append(replace(line, modifiers=modifiers, because=line.because + tuple(reasons.values())))
    return tuple(lines)


def left_out(case: Case, counted: Iterable[Group]) -> tuple[Unbilled, ...]:
    """Services that earn no unit or are not counted, in the reading's order."""
    none = {s.id: group.because for group in counted if not group.units for s in group.services}
    return tuple(
        Unbilled(service=s.id, code=s.code, minutes=s.minutes, because=(reason,))
        for s in case.treated
        if (reason := s.held or none.get(s.id))
    )


def rendered_by(case: Case, services: Iterable[Treated]) -> str | None:
    """The therapist who gave or supervised the services, None when nothing tells: performers, their supervisors,
    the author of a note, then the only therapist there is."""
    people = {person.id: person for person in case.encounter.clinicians}
    performed = [people[who] for service in services for who in service.performers if who in people]
    authors = [people[note.author] for note in case.encounter.notes if note.author in people]
    for group in (performed, authors, list(people.values())):
        found = {p.id if p.role == "therapist" else p.supervised_by for p in group} - {None}
        therapists = [who for who in found if who in people and people[who].role == "therapist"]
        if len(therapists) == 1:
            return therapists[0]
    return None


def _parts(case: Case, group: Group) -> list[_Part]:
    """The group's units by code and by who gave them; the first code of a family goes to the therapist if it can."""
    minutes, assistant = group.minutes, group.assistant
    if not (assistant or group.wholly_assistant):
        return _runs(PLAIN, group.units, minutes, group.row.minutes_per_unit)
    codes = [code for code, units in group.units.items() for _ in range(units)]
    therapist = (minutes or 0) - assistant
    given = (0, 1) if minutes is None and group.wholly_assistant else (therapist, assistant)
    plain = plain_units(case, group.row, given, len(codes))
    kinds = {PLAIN: Counter(codes[:plain]), KIND: Counter(codes[plain:])}
    told = {PLAIN: therapist, KIND: assistant} if all(kinds.values()) else dict.fromkeys(kinds, minutes)
    parts = [part for kind, own in kinds.items() for part in _runs(kind, own, told[kind], group.row.minutes_per_unit)]
    order = list(group.units)
    return sorted(parts, key=lambda part: order.index(part.code))


def _runs(kind: str, of_code: Mapping[str, int], minutes: int | None, block: int | None) -> list[_Part]:
    """One part a code: whole blocks of minutes while another code follows, else all that is left."""
    parts: list[_Part] = []
    for code, units in of_code.items():
        taken = minutes
        if minutes is not None and block and len(parts) + 1 < len(of_code):
            taken = min(minutes, units * block)
            minutes -= taken
        parts.append(_Part(kind, code, units, taken))
    return parts


def _line(case: Case, group: Group, part: _Part, therapist: str | None) -> ChargeLine:
    encounter, services = case.encounter, tuple([service.id for service in group.services])
    pointer = pointed(case, part.code, services)
    suggested = any(service.code_origin == "suggested" for service in group.services)
    return ChargeLine(
        id=f"{encounter.date_of_service.isoformat()}:{encounter.discipline}:{part.code}:{part.kind}:1",
        code=part.code,
        code_origin="suggested" if suggested else "entered",
        units=part.units,
        modifiers=(),
        minutes=part.minutes,
        diagnoses=pointer.codes,
        services=services,
        rendered_by=therapist,
        because=(*_codes(group, part.code), group.because, *pointer.because),
    )


def _codes(group: Group, code: str) -> tuple[Because, ...]:
    """Why the line has its code: each different reason of the services that name it, else their family's."""
    named: dict[str, Because] = {}
    for service in group.services:
        if service.code == code and service.code_because:
            named.setdefault(service.code_because.message, service.code_because)
    if named:
        return tuple(named.values())
    entered = tuple(dict.fromkeys(service.code or "" for service in group.services))
    evidence = tuple(e for s in group.services if s.code_because for e in s.code_because.evidence)
    return (code_entered.further(code, entered, evidence),)
