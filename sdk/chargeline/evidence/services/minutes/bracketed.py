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


def tagged(segment: Segment, name: Hit, told: list[Minutes], *, alone: bool) -> Minutes | None:
    """The minutes of what is told before a name in brackets that ends it: "cone taps x 12 min for ankle control (NMR)".

    Beside other names, of its own item of the list: "cone taps 12 min (NMR), TE 10 min". None where something that goes
    on by itself, or what stands behind them, may be all that took so long.
    """
    words, starts = segment.scan.words, segment.scan.starts
    behind = words[name.j : segment.j]
    ends = behind in ([")"], [")", "."]) if alone else behind[:1] == [")"] and behind[1:2] in _ENDS_ITEM
    if words[name.i - 1] != "(" or not ends:
        return None
    begin = segment.i if alone else _item(words, segment.i, name.i)
    own = told if alone else [one for one in told if starts[begin] <= one.start < name.start]
    if len(own) != 1 or own[0].segment is not segment or own[0].minutes < FEWEST:
        return None
    first, last = bisect_left(starts, own[0].start), bisect_left(starts, own[0].end)
    before = words[begin:first]
    free = last <= name.i and not says_nothing(before) and not goes_on(before) and not works(segment, last)
    return own[0] if free and not segment.unfilled else None


def _item(words: list[str], first: int, name: int) -> int:
    """Where the item of a list begins in which a name stands."""
    return max((k + 1 for k in range(first, name) if words[k] in _PARTS), default=first)


_PARTS = frozenset(",;+")
_ENDS_ITEM: tuple[list[str], ...] = ([], [","], [";"], ["+"], ["."])
