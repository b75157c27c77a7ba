"""Units told of services say that one was given, and nothing of its minutes: "TE 2 units", "MT x 1 u"."""

from __future__ import annotations

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_MOST = 8
"""A bare number counts units below this."""
_BILLED = word_set("billed billing bill charged charges")
_LINKS = word_set("x : ( - = of")


def has_units(segment: Segment, first: Hit, last: Hit) -> bool:
    """Whether units stand beside a service's name: "2 units TE", "MT (1 unit)", "3 units billed: 2 TE, 1 MT"."""
    return any(_is_beside(segment, count, first, last) for count in (*segment.kinds.get("units", ()), *_bare(segment)))


def is_counted(segment: Segment, first: Hit, last: Hit) -> bool:
    """Whether units stand beside a name, or a number behind a sign that may count them: "97110 x2"."""
    times = (one for one in segment.kinds.get("times", ()) if _is_few(one))
    return has_units(segment, first, last) or any(_is_beside(segment, one, first, last) for one in times)


def _bare(segment: Segment) -> list[Hit]:
    """Bare numbers of a segment that tells of units or of billing."""
    told = "units" in segment.kinds or not _BILLED.isdisjoint(segment.scan.words[segment.i : segment.j])
    return [one for one in segment.kinds.get("number", ()) if _is_few(one)] if told else []


def _is_few(count: Hit) -> bool:
    return count.quantity is not None and 0 < count.quantity.value < _MOST and count.quantity.second is None


def _is_beside(segment: Segment, count: Hit, first: Hit, last: Hit) -> bool:
    words = segment.scan.words
    between = words[count.j : first.i] if count.j <= first.i else words[last.j : count.i]
    return len(between) <= 1 and _LINKS.issuperset(between)
