"""Further minutes behind a service that has its own: a part of it ("TE 25 min, balance 10 of it"), else nobody's."""

from __future__ import annotations

import re
from bisect import bisect_left

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.cells import has_cells
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import WALK
from chargeline.evidence.text.structure import Segment

_PARTS = ("exercises", "techniques", "body", "sides", "activities", "equipment", "motions")
"""What a part of a service is called by."""
_ADDS = frozenset({"+", "&", "and", "plus"})
_SESSIONS = word_set("am pm morning afternoon evening")
_UNITS = word_set("m ' mins minutes x for of - ( ) [ ] , . ; : = / | ~ unit u")
_SHARES = word_set("half third quarter most part some rest remainder")
_BEFORE = 3
_STOPS = frozenset(",;.()|\n")
_BESIDE_BODY = _ADDS | word_set("to for of on the in , ; / ( )")


def is_further(one: Minutes, own: list[Minutes], owner: Anchor) -> bool:
    """Whether minutes add to those that their owner has: who gave them is told, or the words name a part of it."""
    if one.by is not None or one.row:
        return True
    if _is_again(one, own[-1], owner):
        return True
    if one.since is not None:
        return False
    between, behind = _words(one, own[-1], owner)
    joined = bool(between) and (_ADDS | _SESSIONS).issuperset(between)
    if not behind:
        return joined
    return (joined or not between) and (_names_part(one) or not _SESSIONS.isdisjoint(behind))


def is_next_part(one: Minutes, before: Minutes, code: str) -> bool:
    """Whether minutes of one part of the body, or of one ground that was walked on, follow those of another."""
    if one.segment is not before.segment or one.by is not None or one.since is not None:
        return False
    return _is_next_region(one, before) or (code == WALK and _is_next_ground(one, before))


def is_next_item(one: Minutes, before: Minutes, owner: Anchor) -> bool:
    """Whether minutes open the next item of a list below a name: "TE: 15 min strengthening; 10 min stretching"."""
    segment, folded = one.segment, one.segment.scan.folded
    if before.segment is not owner.segment or one.by is not None or segment.line != before.segment.line:
        return False
    opened = _OPENS_LIST.fullmatch(folded, owner.last.end, max(owner.last.end, before.start))
    between, behind = folded[before.end : one.start], folded[one.end : segment.end]
    if not opened or not _ITEM.fullmatch(between) or not _WORD.match(behind):
        return False
    return not any(hit.end > before.end for part in {segment, before.segment} for hit in part.all("services", "pauses"))


_OPENS_LIST = re.compile(r" ?(?:x ?[0-9]+ ?)?[:(-] ?")
_ITEM = re.compile(r" [a-z][a-z /-]*[,;] ")
_WORD = re.compile(r" [a-z]")


def may_be_within(one: Minutes, before: Minutes, owner: Anchor) -> bool:
    """Whether fewer minutes on a ground may be of those before, of no ground: "Gait 20 min, uneven terrain 10 min".

    Stairs are none of them.
    """
    if owner.code != WALK or one.minutes >= before.minutes or one.segment is not before.segment:
        return False
    if one.by is not None or one.since is not None or not _is_next_ground(one, before):
        return False
    scan = one.segment.scan
    begin, end = bisect_left(scan.starts, before.end), bisect_left(scan.starts, one.start)
    grounds = walked_on(one.segment)
    own = range(owner.last.j, bisect_left(scan.starts, before.start))
    return grounds.isdisjoint(own) and _STAIRS.isdisjoint(scan.words[begin:end])


_STAIRS = word_set("stair stairs step steps flight flights")


def _is_next_ground(one: Minutes, before: Minutes) -> bool:
    """ "Gait 10 min, stairs 5 min"."""
    segment, scan = one.segment, one.segment.scan
    begin, end = bisect_left(scan.starts, before.end), bisect_left(scan.starts, one.start)
    last = bisect_left(scan.starts, one.end)
    ends = last >= segment.j or scan.words[last] in _STOPS or scan.words[last] in _ADDS
    told = walked_on(segment) & set(range(begin, end))
    return ends and bool(told) and all(k in told or scan.words[k] in _BESIDE_GROUND for k in range(begin, end))


_BESIDE_GROUND = _ADDS | word_set("on x for then ,")
_GROUNDS = word_set("level flat even uneven ground terrain surfaces")


def walked_on(segment: Segment) -> set[int]:
    """The words that name a ground, stairs or a ramp; none that a machine is."""
    known = (hit for hit in segment.kinds.get("equipment", ()) if hit.entries["equipment"].name == "surface")
    machines = {k for hit in segment.kinds.get("exercises", ()) for k in range(hit.i, hit.j)}
    grounds = {k for hit in known for k in range(hit.i, hit.j)}
    return (grounds | {k for k in range(segment.i, segment.j) if segment.scan.words[k] in _GROUNDS}) - machines


def _is_next_region(one: Minutes, before: Minutes) -> bool:
    """ "MT 10 min R shoulder, 8 min L shoulder"."""
    segment, scan = one.segment, one.segment.scan
    if not segment.has("body", "sides"):
        return False
    begin, end = bisect_left(scan.starts, before.end), bisect_left(scan.starts, one.start)
    last, stop = bisect_left(scan.starts, one.end), segment.j
    stop = next((k for k in range(last, stop) if scan.words[k] in _STOPS or scan.words[k] in _ADDS), stop)
    return _tells_region(segment, begin, end) and _tells_region(segment, last, stop)


def _tells_region(segment: Segment, begin: int, end: int) -> bool:
    """Whether words name a part of the body and nothing else."""
    of_body = {k for hit in segment.all("body", "sides") for k in range(hit.i, hit.j)}
    words = segment.scan.words
    told = any(begin <= k < end for k in of_body)
    return told and all(k in of_body or words[k] in _BESIDE_BODY for k in range(begin, end))


def may_be_part(one: Minutes, own: list[Minutes], owner: Anchor, before: int) -> bool:
    """Whether a bare further number may be a part or the whole of its owner's, so that nobody can tell how many it had.

    As many as all `before` are the visit's: "TE 25 min, gait 10 min. 45 min."; in a row's cells they may be anything.
    """
    if one.minutes in (other.minutes for other in own) or any(_words(one, own[-1], owner)):
        return False
    scan = one.segment.scan
    if scan is own[-1].segment.scan and has_cells(scan.folded, own[-1].end, one.start):
        return True
    return one.minutes < before


def _words(one: Minutes, before: Minutes, owner: Anchor) -> tuple[list[str], list[str]]:
    """The words before minutes, back to those that their owner has, and the words behind them up to a stop."""
    scan, segment = one.segment.scan, one.segment
    begin = bisect_left(scan.starts, max(before.end, owner.last.end if owner.last.end <= one.start else 0))
    k = last = bisect_left(scan.starts, one.end)
    while k < segment.j and scan.words[k] not in _STOPS:
        k += 1
    return _said(scan.words[begin : bisect_left(scan.starts, one.start)]), _said(scan.words[last:k])


def _said(words: list[str]) -> list[str]:
    return [word for word in words if word not in _UNITS and word != "\n" and not word[0].isdigit()]


def _is_again(one: Minutes, before: Minutes, owner: Anchor) -> bool:
    """Whether the service's own name stands again before further minutes: "97110 15 min, 97110 10 min"."""
    names = (hit for hit in one.segment.kinds.get("services", ()) if before.end <= hit.start < one.start)
    return any(hit.entries["services"].more.partition(" ")[0] == owner.code for hit in names)


def _names_part(one: Minutes) -> bool:
    """Whether a part of a service is named behind minutes, before the next service: "10 min shoulder; 5 min knee"."""
    segment = one.segment
    end = next((hit.start for hit in segment.kinds.get("services", ()) if hit.start >= one.end), segment.end)
    return any(one.end <= hit.start < end for hit in segment.all(*_PARTS))


def may_be_all(last: Minutes, others: int, owner: Anchor) -> bool:
    """Whether a line's last number, in a sentence of its own, is as much as all others: "TE 25 min, gait. 45 min.".

    So it may where the words tell of a part of it: "half of the 30 min was TE".
    """
    at = bisect_left(last.segment.scan.starts, last.start)
    before = last.segment.scan.words[max(last.segment.i, at - _BEFORE) : at]
    if "of" in before and not _SHARES.isdisjoint(before):
        return True
    return last.segment is not owner.segment and 0 < others <= last.minutes
