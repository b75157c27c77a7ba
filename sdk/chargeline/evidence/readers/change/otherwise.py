"""A task done otherwise: set up farther or higher, the same with something more, all of it in another posture."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.change.programme import COMPARATIVES
from chargeline.evidence.readers.finding import Asked, first_found, names_home
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def otherwise(segment: Segment) -> Hit | None:
    """What is done otherwise, where nothing of it is a result, a plan or done at home."""
    if segment.has("ratings", "symptoms", "plans", "limits") or names_home(segment):
        return None
    return first_found(segment, _READERS)


def _placed(segment: Segment) -> Hit | None:
    """A task set up otherwise: "reaches placed farther out", "pegs hung higher", "word list in a noisier room"."""
    words = segment.scan.words
    for one in segment.all(*_SET_UP):
        after = words[one.j : min(one.j + _NEAR_BY, segment.j)]
        put = next((k for k, word in enumerate(after) if word in _PUT), len(after))
        if not _FARTHER.isdisjoint(after[put:]) or _surrounds(after):
            return one
    return None


_SET_UP = ("exercises", "activities", "equipment", "programme")
_NEAR_BY = 6
_PUT = word_set("placed positioned hung put moved spaced spread arranged held")
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


def _partway(segment: Segment) -> Hit | None:
    """What came or went during treatment: "eyes closed for the final two rounds", "no rail on the last set"."""
    words = segment.scan.words
    if segment.has("responses", "deficits", "assistance"):
        return None
    for one in segment.all("programme", "equipment"):
        begin = one.j + (words[one.j : one.j + 1] != [] and words[one.j] in _TAKEN)
        after = words[begin : min(begin + _PART_REACH, segment.j)]
        part = after[:1] != [] and after[0] in _DURING and not _LAST.isdisjoint(after) and not _PARTS.isdisjoint(after)
        if part and _more(one) in _TURNED:
            return one
    return None


_PART_REACH = 6
_DURING = word_set("for on in during")
_LAST = word_set("last final second 2nd first third")
_PARTS = word_set("half set sets round rounds lap laps reps rep trials bout bouts minute minutes min")
_TURNED = ("stance", "support", "surface", "load", "difficulty", "device")
_TAKEN = word_set("dropped removed added off out used")


def _more(one: Hit) -> str:
    return next((one.entries[kind].more for kind in ("programme", "equipment") if kind in one.entries), "")


def _without(segment: Segment) -> Hit | None:
    """ "SLR without brace today": an exercise, and a support that it is done without today."""
    words = segment.scan.words
    for one in segment.all("programme", "equipment"):
        spared = words[one.i - 1] in _LACKING and any(0 <= now.i - one.j <= 1 for now in segment.kinds.get("now", ()))
        item = next((it for it in segment.kinds.get("exercises", ()) if it.j < one.i), None) if spared else None
        if item and _more(one) in ("support", "device"):
            return item
    return None


_LACKING = word_set("without no o")
"""The o is what is left of "w/o"."""


def _graded(segment: Segment) -> Hit | None:
    """What a thing of the programme is more of today or than another day: "squats deeper this visit"."""
    words = segment.scan.words
    if segment.has("measures", "capacities", "deficits"):
        return None
    for one in segment.all(*_SET_UP):
        k = next((k for k in range(one.j, min(one.j + 2, segment.j)) if words[k] in _MORE), None)
        if k is not None and (
            words[k + 1 : k + 3] in _THAN or any(0 <= n.i - k - 1 <= 1 for n in segment.kinds.get("now", ()))
        ):
            return one
    return None


_MORE = COMPARATIVES | word_set("deeper higher lower farther")
_THAN = (["than", "last"], ["than", "prior"], ["than", "previous"], ["than", "before"])


def _from_kind(segment: Segment) -> Hit | None:
    """One kind of an exercise to another: "from double to single leg heel raises"."""
    words = segment.scan.words
    if words[segment.i] != "from":
        return None
    to = next((k for k in range(segment.i + 2, min(segment.i + _NEAR_BY, segment.j)) if words[k] == "to"), None)
    behind = segment.kinds.get("exercises", ()) if to else ()
    return next((one for one in behind if to and 0 <= one.i - to - 1 <= 2), None)


def _again(segment: Segment) -> Hit | None:
    """What was taken up again: "used mirror again as hip hike was back"."""
    words = segment.scan.words
    things = (one for one in segment.all("programme", "equipment") if words[one.j : one.j + 1] == ["again"])
    return next((one for one in things if words[one.i - 1] in _USED or words[one.i - 2] in _USED), None)


_USED = word_set("used added brought needed")
_MOVED = word_set("moved shifted slid switched brought")
_ON_PARTS = word_set("band theraband tubing loop cuff cuffs weight weights strap roll bolster wedge towel pillow")
_WHERE = word_set("from up down above below under around to")
_REASONS = word_set("d/t due because today given since until")
_READERS: tuple[Asked, ...] = (
    (_FARTHER | _SURROUNDING, _placed),
    (word_set("same"), _same_but),
    (_ALL, _all_otherwise),
    (_MOVED, _worn_elsewhere),
    (_LAST, _partway),
    (word_set("again"), _again),
    (word_set("from"), _from_kind),
    (_LACKING, _without),
    (_MORE, _graded),
)
OTHERWISE = frozenset[str]().union(*(words for words, _ in _READERS if words))
"""Words without one of which nothing here is done otherwise."""
