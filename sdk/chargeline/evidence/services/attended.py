"""How long a visit was by the clock: "Time in 9:00, time out 9:40", "seen 1400-1430"; of no single service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chargeline.clock import HALF_DAY
from chargeline.evidence.services.minutes import clocked
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_BEGAN = word_set("in start started begin began")
_ENDED = word_set("out end ended stop stopped finish finished")
_DEEDS = word_set("started began ended stopped finished")
"""What a machine or an exercise does too, unless the visit is named before it."""
_OPENS = word_set("time clock session visit treatment tx therapy pt patient")
_VISIT = word_set("session visit treatment tx therapy appointment seen treated time times in")
_BESIDE = _VISIT | word_set(
    "pt patient ot st slp out total from today was for of length duration at clock start end / :"
)
_LINES = 2
"""Lines from a beginning to its end at the most."""
_LONGEST = 240
_FOUR = re.compile(r"[0-2]?[0-9][0-5][0-9]\Z")
_BEFORE_A_TIME = word_set(": - = @ at time (")


class Attended(NamedTuple):
    """Minutes between two times of a visit, when they began on a dial of twelve hours, and where that stands."""

    minutes: int
    since: int
    segment: Segment
    start: int
    end: int


class _Mark(NamedTuple):
    began: bool
    at: int
    segment: Segment
    hit: Hit


def attended(segments: list[Segment]) -> list[Attended]:
    """Each stretch of the visit whose beginning and end a note tells, once."""
    found: dict[tuple[int, int], Attended] = {}
    opened: _Mark | None = None
    for segment in segments:
        if segment.services or segment.has("services") or not segment.has("clock", "range", "number"):
            continue
        for one in _spans(segment):
            found.setdefault((one.since, one.minutes), one)
        for mark in _marks(segment):
            if mark.began:
                opened = mark
            elif opened and segment.line - opened.segment.line <= _LINES:
                one = _between(opened, mark)
                found.setdefault((one.since, one.minutes), one)
                opened = None
    return [one for one in found.values() if 0 < one.minutes <= _LONGEST]


def _between(began: _Mark, ended: _Mark) -> Attended:
    start = began.segment.scan.starts[_label(began.segment, began.hit)]
    return Attended((ended.at - began.at) % HALF_DAY, began.at, began.segment, start, ended.hit.end)


def _marks(segment: Segment) -> Iterator[_Mark]:
    """Each time of the clock behind "time in", "out", "start time" and the like."""
    for hit in segment.kinds.get("quantity", ()):
        at = _on_dial(segment, hit)
        k = _named(segment, hit) if at is not None else None
        if at is not None and k is not None:
            yield _Mark(segment.scan.words[k] in _BEGAN, at, segment, hit)


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


def _label(segment: Segment, hit: Hit) -> int:
    """Where the words begin that open a beginning's time."""
    k = _named(segment, hit)
    assert k is not None
    return k - 1 if k > segment.i and segment.scan.words[k - 1] in _OPENS else k


def _spans(segment: Segment) -> Iterator[Attended]:
    """A range of times behind words of the visit: "session 9:00-9:40", "pt seen 1400-1430"."""
    if segment.section in NOT_TREATMENT:
        return
    scan = segment.scan
    for one in clocked(segment):
        before = [
            word for k, word in enumerate(scan.words[segment.i : segment.j], segment.i) if scan.ends[k] <= one.start
        ]
        if one.since is not None and not _VISIT.isdisjoint(before) and _BESIDE.issuperset(before):
            yield Attended(one.minutes, one.since, segment, segment.start, one.end)
