"""Time that a line tells by the clock, and how long it is: "2:00-2:28 PM", "1305-1328", "0:20"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from chargeline.clock import HALF_DAY
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.quantity import Quantity
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_LONGEST_VISIT = 240
_LINKS = word_set("- to until till stop end ended stopped out , time : in / thru through")


class Stretch(NamedTuple):
    """Minutes told by a clock at a place; `since` is when they began, on a dial of twelve hours, if that is told."""

    since: int | None
    minutes: int
    start: int
    end: int


def stretches(segment: Segment) -> list[Stretch]:
    """Minutes between a start and a stop, then those of a clock of minutes, then times without colons."""
    if not segment.has("clock", "range", "reps"):
        return []
    clocks = segment.kinds.get("clock", [])
    found: list[Stretch] = []
    for start, stop in pairwise(clocks):
        if not (found and found[-1].end > start.start) and (one := stretch(segment, start, stop)):
            found.append(one)
    for hit in clocks:
        quantity = hit.quantity
        counts = quantity is not None and quantity.value == 0 and bool(quantity.second)
        if quantity and counts and not any(one.start <= hit.start < one.end for one in found):
            found.append(Stretch(None, round(quantity.second or 0), hit.start, hit.end))
    military = (_military(segment, hit, hit.quantity) for hit in segment.all("range", "reps") if hit.quantity)
    return found + [one for one in military if one]


def stretch(segment: Segment, start: Hit, stop: Hit) -> Stretch | None:
    """The minutes between two times of a line, where nothing but words of starting and stopping parts them."""
    words = segment.scan.words[start.j : stop.i]
    parted = segment.scan.folded[start.end : stop.start].strip()
    if start.quantity is None or stop.quantity is None or not parted:
        return None
    if len(words) > 3 or not _LINKS.issuperset(words) or not (_is_time(start.quantity) and _is_time(stop.quantity)):
        return None
    since, until = _on_dial(start.quantity), _on_dial(stop.quantity)
    minutes = (until - since) % HALF_DAY
    return Stretch(since, minutes, start.start, stop.end) if 0 < minutes <= _LONGEST_VISIT else None


def _is_time(clock: Quantity) -> bool:
    return clock.value < 24 and (clock.second or 0) < 60


def _on_dial(clock: Quantity) -> int:
    """A clock time in minutes on a dial of twelve hours."""
    return round(60 * clock.value + (clock.second or 0)) % HALF_DAY


_FOUR = re.compile(r"[0-2][0-9][0-5][0-9]\s?(?:-|to)\s?[0-2][0-9][0-5][0-9]\b")


def _military(segment: Segment, hit: Hit, quantity: Quantity) -> Stretch | None:
    """A range of clock times without colons; None when its numbers are none.

    What follows may have been read as their unit: "1305-1328 bridges".
    """
    if quantity.second is None or not _FOUR.match(segment.scan.folded[hit.start : hit.end]):
        return None
    start, stop = (60 * (time // 100) + time % 100 for time in (round(quantity.value), round(quantity.second)))
    minutes = stop - start
    return Stretch(start % HALF_DAY, minutes, hit.start, hit.end) if 0 < minutes <= _LONGEST_VISIT else None
