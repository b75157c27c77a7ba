"""What is no treatment within the minutes of a service: rest ("30 min incl. 10 min rest"), time with an aide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chargeline.evidence.reading import NotTreated
from chargeline.evidence.services.minutes.unattended import beside_aide, unattended, unsupervised
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_REST = word_set("rests rested resting breaks waiting")
_HOW = word_set(
    "of which was were spent seated supine standing sitting sidelying prone short brief cumulative total water"
)
_OF = word_set("of ( = totaling totalling")
_WITHIN = word_set("incl including include included inclusive counting which")
_WITHOUT = word_set(
    "excl excluding excludes excluded not minus less plus + after without besides apart unbilled untimed before"
)
_BETWEEN = word_set("between btw b each ea every per")
_NEAR = 5
"""Words back from rest's minutes in which it may be said that they are within or left out."""
_FEW = 3


class Rest(NamedTuple):
    """Rest within a service's minutes: how long, where that is told, and the words that say so.

    `why` tells where it was no rest: nobody who may bill it treated this patient alone, or two disciplines did.
    """

    minutes: int | None
    segment: Segment
    start: int
    end: int
    why: NotTreated = "rest"

    @property
    def services(self) -> tuple[str, ...]:
        """The services of the words."""
        return self.segment.services_at(self.start)


def of_rest(segment: Segment, minutes: Hit) -> tuple[int, int] | None:
    """The tokens of rest with its minutes ("10 min seated rest", "breaks (10 min)"); None for any other minutes."""
    words = segment.scan.words
    k = minutes.j
    while k < segment.j and words[k] in _HOW and k - minutes.j < _NEAR:
        k += 1
    if k < segment.j and words[k] in _REST and not _opens(segment, minutes):
        return minutes.i, k + 1
    k = minutes.i - 1
    if k > segment.i and words[k] in _OF and words[k - 1] in _REST:
        return k - 1, minutes.j
    return None


def _opens(segment: Segment, minutes: Hit) -> bool:
    """Whether minutes stand right behind a service's name, whose they are: "TE 25 min rest breaks prn"."""
    k = minutes.i - (minutes.i > segment.i and segment.scan.words[minutes.i - 1] in (":", "-", "x", "="))
    return any(hit.j == k for hit in segment.kinds.get("services", ()))


def rests(segments: list[Segment]) -> Iterator[Rest]:
    """Each rest that a note tells of as part of a service's minutes."""
    for segment in segments:
        if not segment.services or segment.section in NOT_TREATMENT or "minutes" not in segment.kinds:
            continue
        yield from _unattended(segment)
        if not _REST.isdisjoint(segment.scan.words[segment.i : segment.j]):
            yield from _timed(segment)
            yield from _untimed(segment)


def _timed(segment: Segment) -> Iterator[Rest]:
    starts = segment.scan.starts
    minutes = segment.kinds["minutes"]
    for n, hit in enumerate(minutes):
        place = of_rest(segment, hit)
        if place and n and hit.quantity and _is_within(segment, *place):
            yield Rest(round(hit.quantity.value), segment, starts[place[0]], segment.scan.ends[place[1] - 1])


def _unattended(segment: Segment) -> Iterator[Rest]:
    """Minutes of a service's without anybody who may bill them, unless they are told as left out."""
    scan, untimed = segment.scan, unsupervised(segment) or beside_aide(segment)
    for hit in segment.kinds["minutes"]:
        place = unattended(segment, hit)
        if place and hit.quantity and _WITHOUT.isdisjoint(scan.words[max(segment.i, place[0] - _NEAR) : place[1]]):
            yield Rest(
                round(hit.quantity.value), segment, scan.starts[place[0]], scan.ends[place[1] - 1], why="unattended"
            )
            return
    if untimed:
        yield Rest(None, segment, scan.starts[untimed[0]], scan.ends[untimed[1] - 1], why="unattended")


def _is_within(segment: Segment, begin: int, end: int) -> bool:
    """Whether rest is told as part of the minutes before it, and not as left out or as a dose's pause."""
    words = segment.scan.words
    before = words[max(segment.i, begin - _NEAR) : begin]
    if not _WITHOUT.isdisjoint(before) or not _BETWEEN.isdisjoint(words[end : min(end + _FEW, segment.j)]):
        return False
    return not _WITHIN.isdisjoint(before) or before[-1:] in (["with"], ["("], [","]) or before[-2:] == ["w", "/"]


def _untimed(segment: Segment) -> Iterator[Rest]:
    """Rest said to be included, without its minutes: "30 min including rest breaks"."""
    words, told = segment.scan.words, segment.kinds["minutes"]
    for k in range(told[0].j, segment.j):
        if words[k] in _REST and not any(hit.j <= k < hit.j + _FEW or hit.i - _FEW < k < hit.i for hit in told[1:]):
            before = words[max(told[0].j, k - _FEW) : k]
            within = not _WITHIN.isdisjoint(before) or words[k + 1 : k + 2] == ["included"]
            if within and _WITHOUT.isdisjoint(before) and words[k - 1] not in _REST:
                yield Rest(None, segment, segment.scan.starts[k], segment.scan.ends[k])
