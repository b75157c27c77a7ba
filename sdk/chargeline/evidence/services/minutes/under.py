"""Minutes of what stands under a service's name: those that close it, or those of all its parts together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from chargeline.evidence.services.minutes.bracketed import tagged
from chargeline.evidence.services.minutes.closing import Closed, closing, goes_on, says_nothing
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes
from chargeline.evidence.services.names.headings import BY_HAND
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_CLOSING = str.maketrans("", "", " ).]},")
_MARKS = ("(", "-", "=", ":", "|")
_BLANKS = 8
_DOSED = ("exercises", "measures", "dose", "times", "reps")
_SEPARATE = frozenset({",", ";", "+", "then", "•", "·"})
_AND = frozenset({"and", "&"})
_SEVERAL = 2
_FEW = 4


class _Area(NamedTuple):
    """What stands behind a name up to the next one of its line: its segments, its tokens, its statements of minutes.

    `alone` tells that no other service is named in the name's segment, `opens` that the name is its first word, and
    `single` that the line is of one service.
    """

    anchor: Anchor
    segments: list[Segment]
    begin: int
    end: int
    told: list[Minutes]
    alone: bool
    opens: bool
    single: bool

    def closes(self, one: Minutes) -> bool:
        """Whether nothing stands behind minutes."""
        scan = one.segment.scan
        return not scan.folded[one.end : scan.ends[self.end - 1]].translate(_CLOSING)


def give_under(line: list[Segment], here: list[Anchor], told: list[Minutes]) -> None:
    """Gives each name without minutes those, of the line's `told`, of what stands under it.

    Minutes by themselves behind a stop may be the visit's, unless each service of the line has such.
    """
    timed = {anchor.code for anchor in here if anchor.minutes or anchor.joint}
    areas = [area for area in _areas(line, here, told) if area.told and area.anchor.code not in timed]
    for area in filter(_is_title, areas):
        area.anchor.minutes += _in_parts(area)
    taken = {one.start for anchor in here for one in (*anchor.minutes, *anchor.joint)}
    for anchor in here:
        alone = sum(other.segment is anchor.segment for other in here) == 1
        own = [one for one in told if one.segment is anchor.segment and (alone or one.start not in taken)]
        if anchor.code not in timed and (tag := tagged(anchor.segment, anchor.last, own, alone=alone)):
            anchor.minutes.append(tag)
    closed = [(area.anchor, one) for area in areas if not area.anchor.minutes and (one := _closed(area))]
    each = {anchor.code for anchor, one in closed if one.bare} == {anchor.code for anchor in here}
    for anchor, one in closed:
        if each or not one.bare:
            anchor.minutes.append(one.minutes)


def _areas(line: list[Segment], here: list[Anchor], told: list[Minutes]) -> Iterator[_Area]:
    taken = {one.start for anchor in here for one in (*anchor.minutes, *anchor.joint)}
    free = [one for one in told if one.start not in taken]
    single = len({anchor.code for anchor in here}) == 1
    for n, anchor in enumerate(here):
        begin, segment = anchor.last.j, anchor.segment
        end = next((other.hit.i for other in here[n + 1 :] if other.code != anchor.code), line[-1].j)
        parts = [part for part in line if part.j > begin and part.i < end]
        start, stop = anchor.last.end, segment.scan.ends[end - 1]
        own = [one for one in free if start <= one.start < stop]
        alone = not any(other.segment is segment and other.code != anchor.code for other in here)
        opens = not any(word[0].isalpha() for word in segment.scan.words[segment.i : anchor.hit.i])
        yield _Area(anchor, parts, begin, end, own, alone, opens, single)


def _is_title(area: _Area) -> bool:
    """Whether a name opens its segment, and a mark or a bracket parts it from a list that names no other service."""
    segment, words = area.anchor.segment, area.anchor.segment.scan.words
    others = any(area.begin <= hit.i < area.end for hit in segment.kinds["services"])
    marked = words[area.begin : area.begin + 1] in ([":"], ["-"], ["("])
    return area.opens and marked and not others and area.told[-1].segment is segment


def _closed(area: _Area) -> Closed | None:
    """The minutes of what stands in an area: at its end, or at the one place that tells of all of it."""
    if not area.alone:
        return None
    if _ends_clause(area):
        return Closed(area.told[0], bare=False)
    return (_under_title(area) if area.opens else None) or (_last(area) if area.single else None)


def _ends_clause(area: _Area) -> bool:
    """Whether an area's only minutes close a clause without exercise: "Gait training with RW on level x 15 min"."""
    one, segment = area.told[0], area.anchor.segment
    if len(area.told) > 1 or one.minutes < FEWEST or one.segment is not segment or _may_be_dose(area):
        return False
    closes = not segment.scan.folded[one.end : segment.end].translate(_CLOSING)
    return closes or area.anchor.code in BY_HAND


def _may_be_dose(area: _Area) -> bool:
    """Whether something else of the clause may have taken the minutes: an exercise, a tolerance, a test."""
    name = area.anchor
    return any(not name.hit.i <= hit.i < name.last.j for hit in name.segment.all(*_DOSED))


def _under_title(area: _Area) -> Closed | None:
    """The one long statement of minutes under a name that opens its segment, if it closes or opens what is told."""
    segment = area.anchor.segment
    timed = [part for part in area.segments if any(map(_is_long, part.kinds.get("minutes", ())))]
    if len(timed) != 1:
        return None
    part = timed[0]
    title = area.begin + (segment.scan.words[area.begin : area.begin + 1] == [":"])
    closed = closing(part, title if part is segment else None)
    own = [one for one in area.told if closed and one.start == closed.minutes.start]
    if area.anchor.code in BY_HAND and own and own[0] is not area.told[-1]:
        return None  # another part behind has minutes too
    follows = part is segment or part.i == segment.j
    return Closed(own[0], closed.bare) if closed and own and (follows or not closed.bare) else None


def _is_long(minutes: Hit) -> bool:
    return minutes.quantity is not None and minutes.quantity.value >= FEWEST


def _last(area: _Area) -> Closed | None:
    """Minutes behind a mark at the end of all, as many as the others at the least: "TE: bike 5', SLR 3x10 (25 min)".

    Right behind others, that no machine took, they may be those of the visit.
    """
    *others, last = area.told
    if others and others[-1].minutes >= FEWEST and not goes_on(_before(others[-1])) and _adjoins(others[-1], last):
        return None
    folded = last.segment.scan.folded
    marked = folded[max(0, last.start - _BLANKS) : last.start].rstrip()[-1:] in _MARKS
    enough = last.minutes >= max(sum(one.minutes for one in others), FEWEST)
    return Closed(last, bare=False) if marked and enough and area.closes(last) else None


def _before(one: Minutes) -> list[str]:
    """The last words before minutes."""
    first = bisect_left(one.segment.scan.starts, one.start)
    return one.segment.scan.words[max(one.segment.i, first - _FEW) : first]


def _adjoins(one: Minutes, other: Minutes) -> bool:
    return one.segment.scan.folded[one.end : other.start].strip() in _MARKS


def _in_parts(area: _Area) -> list[Minutes]:
    """The minutes of each part of a list, where each has its own: "Manual: STM 10 min, mobs 5 min".

    Behind parts that have less than all, and beside what goes on by itself, nobody knows what the whole is.
    """
    parts = _parts(area)
    told = [one for one, _ in parts if one]
    by_hand = area.anchor.code in BY_HAND
    if len(told) < len(parts) or len(told) < (1 if by_hand else _SEVERAL) or sum(one.minutes for one in told) < FEWEST:
        return []
    *_, (whole, words) = parts
    if whole and says_nothing(words):
        return [whole] if whole.minutes == sum(one.minutes for one in told[:-1]) else []
    if any(says_nothing(words) for _, words in parts):
        return []
    if not by_hand and (_is_by_hand(area) or any(goes_on(words) for _, words in parts)):
        return []
    return [one._replace(row=True) for one in told]


def _is_by_hand(area: _Area) -> bool:
    """Whether hands-on work stands under a name that is none of it."""
    return any(area.begin <= hit.i < area.end for hit in area.anchor.segment.kinds.get("techniques", ()))


def _parts(area: _Area) -> list[tuple[Minutes | None, list[str]]]:
    """Each part of the list in an area, with its own minutes and its words beside them; two or more leave none."""
    scan = area.anchor.segment.scan
    places = {bisect_left(scan.starts, one.start): one for one in area.told}
    ends = {bisect_left(scan.starts, one.end) for one in area.told}
    found: list[tuple[Minutes | None, list[str]]] = []
    told, words, skip = list[Minutes](), list[str](), 0
    last = min(area.end, area.anchor.segment.j)
    for k in range(area.begin, last + 1):
        if k == last or scan.words[k] in _SEPARATE or (k in ends and scan.words[k] in _AND):
            if told or any(word[0].isalnum() for word in words):
                found.append((told[0] if len(told) == 1 else None, words))
            told, words = [], []
        if k in places:
            told.append(places[k])
            skip = bisect_left(scan.starts, places[k].end)
        if skip <= k < last:
            words.append(scan.words[k])
    return found
