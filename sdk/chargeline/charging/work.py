"""Who gave how many minutes of a service, as its segments tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from chargeline.clock import span
from chargeline.model import FieldValue, Role, Segment, Service
from chargeline.rules.treated import Work

SENIORITY: tuple[Role, ...] = ("therapist", "assistant", "student", "aide")
"""Time together is that of the first of these who took part."""


UNTOLD = Work()


class _Part(NamedTuple):
    role: Role | None
    minutes: int | None


def work_of(service: Service | None, roles: Mapping[str, Role]) -> Work:
    """Minutes of the segments by who gave them, and who gave the whole where no minutes are told."""
    if service is None or not service.segments:
        return UNTOLD
    parts = list(_parts(service.segments, roles))
    told = dict.fromkeys(("therapist", "assistant", "student", "aide", "unknown"), 0)
    for part in parts:
        told[part.role or "unknown"] += part.minutes or 0
    silent = {part.role for part in parts} if not any(told.values()) else set()
    whole = silent.pop() if len(silent) == 1 else None
    return Work(**told, whole=whole)


def _parts(segments: tuple[Segment, ...], roles: Mapping[str, Role]) -> Iterator[_Part]:
    """Each segment's minutes without those in which a more senior person gave the same service: they count once."""
    given = sorted(((_role(one, roles), one) for one in segments), key=lambda of: _rank(of[0]))
    covered = set[int]()
    for role, one in given:
        minutes, times = segment_minutes(one), span(one)
        clock = set(range(*times)) if times else set[int]()
        yield _Part(role, minutes if minutes is None else max(0, minutes - len(clock & covered)))
        covered |= clock


def _rank(role: Role | None) -> int:
    return SENIORITY.index(role) if role in SENIORITY else len(SENIORITY)


def stated(service: Service | None) -> int | None:
    """What a service's segments add up to, those that overlap included."""
    minutes = [segment_minutes(one) for one in service.segments] if service else []
    return sum(one or 0 for one in minutes) if any(minutes) else None


def segment_minutes(segment: Segment) -> int | None:
    """The segment's minutes, else what its clock times span; None when neither is told."""
    if segment.minutes is not None:
        return segment.minutes
    found = span(segment)
    return found[1] - found[0] if found else None


def minutes_told(service: Service | None, index: int | None) -> tuple[FieldValue, ...]:
    """Where the segments tell their minutes, or the clock times instead."""
    found = []
    for number, segment in enumerate(service.segments if service else ()):
        place = f"/services/{index}/segments/{number}"
        if segment.minutes is not None:
            found.append(FieldValue(field=f"{place}/minutes", value=segment.minutes))
        elif span(segment):
            found.append(FieldValue(field=f"{place}/start", value=segment.start))
            found.append(FieldValue(field=f"{place}/end", value=segment.end))
    return tuple(found)


def performers(service: Service | None) -> tuple[str, ...]:
    """Everybody who performed a part of the service, in the order told."""
    if service is None or not service.segments:
        return ()
    return tuple(dict.fromkeys([who for segment in service.segments for who in segment.performers]))


def _role(segment: Segment, roles: Mapping[str, Role]) -> Role | None:
    present = {roles[who] for who in segment.performers if who in roles}
    return next((role for role in SENIORITY if role in present), None)
