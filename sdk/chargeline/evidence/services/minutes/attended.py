"""How long a visit was by the clock: "Time in 9:00, time out 9:40", "seen 1400-1430"; of no single service."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from chargeline.clock import HALF_DAY
from chargeline.evidence.services.minutes.lines import Minutes, clocked
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_BEGAN = word_set("in start started begin began")
_ENDED = word_set("out end ended stop stopped finish finished")
_DEEDS = word_set("started began ended stopped finished")
"""What a machine or an exercise does too, unless the visit is named before it."""
_CALLED = word_set("time timed clock")
_OPENS = _CALLED | word_set("session visit treatment tx therapy pt patient")
_VISIT = word_set("session visit treatment tx therapy appointment seen treated times in")
_BESIDE = _VISIT | word_set(
    "pt patient ot st slp out total from today was for of length duration at clock start end / :"
)
_LINES = 2
"""Lines from a beginning to its end at the most, unless both are labelled."""
_LONGEST = 240
_FOUR = re.compile(r"[0-2]?[0-9][0-5][0-9]\Z")
_BEFORE_A_TIME = word_set(": - = @ at time (")


Place: TypeAlias = tuple[Segment, int, int]


class Attended(NamedTuple):
    """Minutes between two times of a visit, when they began on a dial of twelve hours, and where that stands."""

    minutes: int
    since: int
    places: tuple[Place, ...]


class _Mark(NamedTuple):
    """A time at which the visit began or ended; `labelled` where it is called a time in or out."""

    began: bool
    labelled: bool
    at: int
    segment: Segment
    start: int
    end: int


def attended(segments: list[Segment]) -> list[Attended]:
    """Each stretch of the visit whose beginning and end a note tells, once."""
    found: dict[tuple[int, int], Attended] = {}
    opened: _Mark | None = None
    for segment in segments:
        if not segment.has("clock", "range", "number"):
            continue
        of_service = bool(segment.services) and not segment.has("services")
        if not of_service and (told := of_visit(segment)) and told.since is not None:
            one = Attended(told.minutes, told.since, ((segment, segment.start, told.end),))
            found.setdefault((one.since, one.minutes), one)
        for mark in _marks(segment):
            if mark.began:
                opened = None if of_service else mark
            elif opened and _ends(opened, mark, of_service):
                one = _between(opened, mark)
                found.setdefault((one.since, one.minutes), one)
                opened = None
    return [one for one in found.values() if 0 < one.minutes <= _LONGEST]


def _ends(began: _Mark, ended: _Mark, of_service: bool) -> bool:
    """Whether a beginning has its end: near it, or wherever both are called so, below a service's heading too."""
    near = ended.segment.line - began.segment.line <= _LINES and not of_service
    return near or (began.labelled and ended.labelled)


def _between(began: _Mark, ended: _Mark) -> Attended:
    places: tuple[Place, ...] = ((began.segment, began.start, began.end), (ended.segment, ended.start, ended.end))
    if began.segment is ended.segment:
        places = ((began.segment, began.start, ended.end),)
    return Attended((ended.at - began.at) % HALF_DAY, began.at, places)


def _marks(segment: Segment) -> Iterator[_Mark]:
    """Each time of the clock behind "time in", "out", "start time" and the like; none behind a service's name."""
    words, service = segment.scan.words, segment.first("services")
    for hit in segment.kinds.get("quantity", ()):
        if service and hit.i > service.i:
            return
        at = _on_dial(segment, hit)
        k = _named(segment, hit) if at is not None else None
        if at is not None and k is not None:
            opens = k > segment.i and words[k - 1] in _OPENS
            labelled = words[k + 1] == "time" or (opens and words[k - 1] in _CALLED)
            start = segment.scan.starts[k - opens]
            yield _Mark(words[k] in _BEGAN, labelled, at, segment, start, hit.end)


def _on_dial(segment: Segment, hit: Hit) -> int | None:
    """A time in minutes on a dial of twelve hours: "9:00", "0900"; None for any other number."""
    quantity = hit.quantity
    if quantity is None or quantity.kind not in ("clock", "number") or not 0 <= quantity.value < 2400:
        return None
    hours, minutes = quantity.value, quantity.second or 0
    if quantity.kind == "number":
        if not _FOUR.match(segment.scan.folded[hit.start : hit.end]):
            return None
        hours, minutes = divmod(quantity.value, 100)
    return round(60 * hours + minutes) % HALF_DAY


def _named(segment: Segment, hit: Hit) -> int | None:
    """The word before a time that says whether the visit began or ended, where it is the visit's."""
    words, k = segment.scan.words, hit.i - 1
    while k >= segment.i and words[k] in _BEFORE_A_TIME:
        k -= 1
    if k < segment.i or words[k] not in _BEGAN | _ENDED:
        return None
    before = words[k - 1] if k > segment.i else ""
    if words[k] in _DEEDS:
        goes_on = words[k] in _ENDED and before in ("and", ",", "/", "-")
        return k if before in _OPENS or (goes_on and _VISIT.intersection(words[segment.i : k])) else None
    return k if before in _OPENS or words[k + 1] == "time" or not before[:1].isalpha() else None


def of_visit(segment: Segment) -> Minutes | None:
    """A range of times that is the visit's: "session 9:00-9:40", or before services that have minutes of their own."""
    ranges = [one for one in clocked(segment) if one.since is not None]
    if not ranges or segment.section in NOT_TREATMENT:
        return None
    told, scan, services = ranges[0], segment.scan, segment.kinds.get("services", ())
    before = scan.words[segment.i : bisect_left(scan.starts, told.start)]
    if not _BESIDE.issuperset(before):
        return None
    if services:
        own = told.end <= services[0].start and _have_minutes(segment, services, ranges)
        return told if own else None
    return None if _VISIT.isdisjoint(before) else told


def _have_minutes(segment: Segment, services: Sequence[Hit], ranges: list[Minutes]) -> bool:
    """Whether each service named has minutes of its own; a single one's stand behind its name and are fewer."""
    timed, codes = segment.kinds.get("minutes", ()), {hit.entries["services"].more[:5] for hit in services}
    if len(codes) > 1:
        return len(timed) >= len(codes)
    end = services[0].j
    for hit in services:
        end = max(end, hit.j) if hit.i - end <= 1 else end
    own = next((one.quantity for one in timed if 0 <= one.i - end <= 1), None)
    return own is not None and len(ranges) == 1 and own.value < ranges[0].minutes
