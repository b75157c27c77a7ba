"""Clock times that show two codes apart."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.clock import span
from chargeline.model import Evidence, FieldValue
from chargeline.rules.rule import Case


def apart(case: Case, first: str, second: str) -> tuple[Evidence, ...] | None:
    """Where the clock times of both codes stand, when all are told and none overlap."""
    times = {code: list(_times(case, code)) for code in (first, second)}
    if not all(times.values()) or any(found is None for one in times.values() for found, _ in one):
        return None
    spans = {code: [found for found, _ in one if found] for code, one in times.items()}
    if any(a[0] < b[1] and b[0] < a[1] for a in spans[first] for b in spans[second]):
        return None
    return tuple(place for one in times.values() for _, place in one)


def _times(case: Case, code: str) -> Iterable[tuple[tuple[int, int] | None, Evidence]]:
    for service in case.treated:
        if service.code == code and service.position is not None:
            for number, segment in enumerate(case.encounter.services[service.position].segments):
                place = f"{service.place}/segments/{number}/start"
                yield span(segment), FieldValue(field=place, value=segment.start)
