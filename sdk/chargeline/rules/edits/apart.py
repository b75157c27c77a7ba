"""Clock times that show two codes apart: those of the segments entered, else those that a note states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chargeline.clock import HALF_DAY, span
from chargeline.model import Evidence, FieldValue
from chargeline.rules.rule import Case
from chargeline.rules.treated import Treated


class _Time(NamedTuple):
    """When it was, in minutes since midnight: more than one where morning and afternoon are not told apart.

    `spans` is empty where a part of the service has no times.
    """

    spans: tuple[tuple[int, int], ...]
    evidence: Evidence | None = None


UNTOLD = _Time(())


def apart(case: Case, first: str, second: str) -> tuple[Evidence, ...] | None:
    """Where the clock times of both codes stand, when all are told and none overlap."""
    times = {code: list(_times(case, code)) for code in (first, second)}
    if not all(times.values()) or any(not one.spans for some in times.values() for one in some):
        return None
    spans = {code: [span for one in some for span in one.spans] for code, some in times.items()}
    if any(a[0] < b[1] and b[0] < a[1] for a in spans[first] for b in spans[second]):
        return None
    return tuple(one.evidence for some in times.values() for one in some if one.evidence)


def _times(case: Case, code: str) -> Iterator[_Time]:
    for service in case.treated:
        if service.code == code:
            entered = list(_entered(case, service))
            yield from entered or _noted(case, service)


def _entered(case: Case, service: Treated) -> Iterator[_Time]:
    if service.position is None:
        return
    for number, segment in enumerate(case.encounter.services[service.position].segments):
        place = f"{service.place}/segments/{number}/start"
        found = span(segment)
        yield _Time((found,) if found else (), FieldValue(field=place, value=segment.start))


def _noted(case: Case, service: Treated) -> Iterator[_Time]:
    """The times that the notes state, where these account for all its minutes; on a dial they are twice a day."""
    told = next((one for one in case.reading.services if one.id == service.id), None)
    times = told.times if told else ()
    if not times or sum(one.minutes for one in times) != service.minutes:
        yield UNTOLD
        return
    for one in times:
        since, until = one.since, one.since + one.minutes
        yield _Time(((since, until), (since + HALF_DAY, until + HALF_DAY)), one.evidence)
