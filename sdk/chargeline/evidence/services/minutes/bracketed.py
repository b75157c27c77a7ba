"""Brackets between a service's name and its minutes: a remark, "TE (BLE) 25 min"; or the name, "SLR (TE) 25 min"."""

from __future__ import annotations

from bisect import bisect_left

from chargeline.evidence.services.minutes.closing import goes_on, says_nothing, works
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_OPENERS = frozenset({"", ",", ";", "+", "and", "&", ":", "-", "•", "*", ".", ")"})
_LINKS = frozenset({":", "-", "=", "x", "for"})


def past_brackets(between: list[str], before: str) -> list[str]:
    """The words between a name and its minutes, past a remark in brackets: "97535 (posture, sleep) x 5 min".

    `before` is the word before the name: behind "with" it may only tell how another service was given.
    """
    if before not in _OPENERS or ")" not in between:
        return between
    behind = between[between.index(")") + 1 :]
    return behind if _LINKS.issuperset(behind) else between


def tagged(segment: Segment, name: Hit, told: list[Minutes]) -> Minutes | None:
    """The minutes of what is told before a name in brackets that ends it: "cone taps x 12 min for ankle control (NMR)".

    None where something that goes on by itself, or what stands behind them, may be all that took so long.
    """
    words = segment.scan.words
    ends = words[name.i - 1] == "(" and words[name.j : segment.j] in ([")"], [")", "."])
    if not ends or len(told) != 1 or told[0].segment is not segment or told[0].minutes < FEWEST:
        return None
    first, last = bisect_left(segment.scan.starts, told[0].start), bisect_left(segment.scan.starts, told[0].end)
    before = words[segment.i : first]
    free = last <= name.i and not says_nothing(before) and not goes_on(before) and not works(segment, last)
    return told[0] if free and not segment.unfilled else None
