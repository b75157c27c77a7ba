"""A task done otherwise: set up farther or higher, the same with something more, all of it in another posture."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.finding import names_home
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def otherwise(segment: Segment) -> Hit | None:
    """What is done otherwise, where nothing of it is a result, a plan or done at home."""
    if segment.has("ratings", "symptoms", "plans", "limits") or names_home(segment):
        return None
    return _placed(segment) or _same_but(segment) or _all_otherwise(segment) or _worn_elsewhere(segment)


def _placed(segment: Segment) -> Hit | None:
    """A task set up otherwise: "reaches placed farther out", "pegs hung higher", "word list in a noisier room"."""
    words = segment.scan.words
    for one in segment.all(*_SET_UP):
        after = words[one.j : min(one.j + _NEAR_BY, segment.j)]
        if (not _PUT.isdisjoint(after) and not _FARTHER.isdisjoint(after)) or _surrounds(after):
            return one
    return None


_SET_UP = ("exercises", "activities", "equipment", "programme")
_NEAR_BY = 6
_PUT = word_set("placed positioned hung set put moved spaced spread arranged held")
_FARTHER = word_set("farther further closer higher lower wider apart")


def _surrounds(after: list[str]) -> bool:
    """ "In a noisier room": the place is more than it was."""
    return any(one in ("in", "on", "with", "over") and other in _SURROUNDING for one, other in pairwise(_plain(after)))


def _plain(words: list[str]) -> list[str]:
    return [word for word in words if word not in ("a", "the", "an")]


_SURROUNDING = word_set("noisier busier louder darker rougher softer steeper narrower crowded")


def _same_but(segment: Segment) -> Hit | None:
    """The same done otherwise: "same cone taps but had him carry a cup", "same task now on foam"."""
    words = segment.scan.words
    k = next((k for k in range(segment.i, min(segment.i + 2, segment.j)) if words[k] == "same"), None)
    if k is None or segment.has("measures", "responses"):
        return None
    item = next((one for one in segment.all(*_SET_UP) if 0 <= one.i - k - 1 <= 1), None)
    turned = item and any(word in _OTHERWISE for word in words[item.j : min(item.j + _NEAR_BY, segment.j)])
    return item if turned else None


_OTHERWISE = word_set("but except only now graded minus plus")


def _all_otherwise(segment: Segment) -> Hit | None:
    """All of it in another posture, for a reason: "everything seated today d/t orthostasis"."""
    words = segment.scan.words
    for one in segment.kinds.get("programme", ()):
        before, after = words[max(segment.i, one.i - 4) : one.i], words[one.j : min(one.j + 4, segment.j)]
        if one.entries["programme"].more == "position" and not _ALL.isdisjoint(before):
            return one if not _REASONS.isdisjoint(after) or "rather" in after else None
    return None


_ALL = word_set("everything all whole entire")


def _worn_elsewhere(segment: Segment) -> Hit | None:
    """What loads or supports a part put on another: "moved band from thighs to ankles"."""
    words = segment.scan.words
    for k in range(segment.i, segment.j - 2):
        behind = words[k + 1 : k + 3]
        worn = words[k] in _MOVED and not _ON_PARTS.isdisjoint(behind)
        if worn and not _WHERE.isdisjoint(words[k + 2 : k + 5]) and segment.has("body", "exercises"):
            return next((one for one in segment.hits if one.i > k), None)
    return None


_MOVED = word_set("moved shifted slid switched brought")
_ON_PARTS = word_set("band theraband tubing loop cuff cuffs weight weights strap roll bolster wedge towel pillow")
_WHERE = word_set("from up down above below under around to")
_REASONS = word_set("d/t due because today given since until")
OTHERWISE = _FARTHER | _SURROUNDING | _MOVED | word_set("same everything all whole entire")
"""Words without one of which nothing here is done otherwise."""
