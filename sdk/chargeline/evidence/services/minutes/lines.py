"""The minutes that a line states for its services: "TE 20 min", bare in a row "TE 20 MT 10", by the clock."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from chargeline.evidence.services.minutes.apart import is_apart, walks
from chargeline.evidence.services.minutes.clocks import stretches
from chargeline.evidence.services.minutes.modifiers import is_modifier
from chargeline.evidence.services.minutes.results import is_result
from chargeline.evidence.services.minutes.roles import is_count, is_role, performers, start_of
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

FEWEST = 8
"""A bare number beside a service is read as minutes from here on: below, it may be units."""
_DAY = 480
_LINKS = frozenset({":", "=", "-", "(", "[", "{", "|", "/", "~", "@"})
LISTED = word_set(
    ": - = ( ) [ ] { } | , . ; & + / x * > • # ' \t ~ @ mins minutes units u un timed untimed cpt"
    " codes w and of for total time treatment tx by with split plus skilled gp go gn kx cq co 59 xs billing charges per"
    " from to start stop end approx about was then the first last final remaining"
    " billable billed charged charge capture yes y"
)


class Minutes(NamedTuple):
    """Minutes stated for a service, by whom where that is said (`therapist`, `assistant`).

    `row` tells that they are those of a table's row or of one part in a list, which count beside the other ones.
    `since` is the clock time at which they began, in minutes on a dial of twelve hours, where clock times tell them.
    `alone` are of these an assistant's, where a table has a column for each who treats.
    """

    minutes: int
    by: str | None
    segment: Segment
    start: int
    end: int
    row: bool = False
    since: int | None = None
    alone: int | None = None


def stated(segment: Segment, after: int, row: bool) -> list[Minutes]:
    """Every statement of minutes in a segment, in order; `after` is the token from which bare numbers count."""
    timed = segment.kinds.get("minutes", ())
    hits = [hit for hit in timed if not is_apart(segment, hit)]
    bare = [hit for kind in ("number", "times") for hit in segment.kinds.get(kind, ()) if hit.i >= after or row]
    hits += [hit for hit in bare if _is_bare_minutes(segment, hit, row)]
    times = [(one, _place(one)) for one in clocked(segment)]
    by = performers(segment, [place for _, place in times])
    named = [_of(segment, hit, by) for hit in sorted(hits, key=start_of) if _is_whole(segment, hit)]
    given = [one._replace(by=by.get(place.i)) for one, place in times]
    return sorted([one for one in named if not _in_total(segment, one)] + given, key=_begins)


def _place(one: Minutes) -> Hit:
    """The tokens of a statement of minutes."""
    starts = one.segment.scan.starts
    return Hit(one.start, one.end, bisect_left(starts, one.start), bisect_left(starts, one.end), {})


def _begins(one: Minutes) -> int:
    return one.start


def _of(segment: Segment, hit: Hit, by: dict[int, str]) -> Minutes:
    assert hit.quantity is not None
    return Minutes(round(hit.quantity.value), by.get(hit.i), segment, hit.start, hit.end)


def _is_whole(segment: Segment, hit: Hit) -> bool:
    """Whether a count of minutes is one value, no part of "2 min 30 s" or "1 hr 15 min"."""
    quantity = hit.quantity
    if quantity is None or quantity.second is not None or not 0 <= quantity.value <= _DAY:
        return False
    hours = any(other.j == hit.i for other in segment.kinds.get("hours", ()))
    return not hours and not any(other.i == hit.j for other in segment.kinds.get("seconds", ()))


def _is_bare_minutes(segment: Segment, hit: Hit, row: bool) -> bool:
    """Whether a number without its unit counts minutes: in a row of services, after a link, next to who treated."""
    quantity = hit.quantity
    if quantity is None or not FEWEST <= quantity.value <= _DAY or quantity.second is not None:
        return False
    words = segment.scan.words
    named = any(hit.i == code.j for code in segment.kinds.get("services", ()))
    if is_modifier(segment, hit) or is_result(segment, hit, row) or _is_of_several(segment, hit):
        return False
    after = words[hit.j] if hit.j < segment.j else "\n"
    beside = any(0 <= p.i - hit.j <= 0 or 0 <= hit.i - p.j <= 1 for p in segment.kinds.get("performers", ()))
    if after == "of" and is_share(segment, hit):
        return not is_apart(segment, hit)
    if after[0].isalpha() and not (row or beside):
        return False
    if quantity.kind == "times":
        return row and not segment.has("exercises", "dose")
    before = words[hit.i - 1] if hit.i > segment.i else ""
    if named and closes_part(segment, hit):
        return True
    return (
        row or beside or (named and after == ":") or before in _LINKS or (before == "," and segment.has("performers"))
    )


def _is_of_several(segment: Segment, number: Hit) -> bool:
    """Whether a number is a count of which one was told: "Visit 3 of 12: TE 20 min"."""
    before = segment.scan.words[max(segment.i, number.i - 2) : number.i]
    return before[1:] == ["of"] and before[0].isdigit()


def is_share(segment: Segment, number: Hit) -> bool:
    """Whether a number tells a part of the minutes behind it: "TE 15 of the 30 min"."""
    words, k = segment.scan.words, number.j + 1
    k += words[k : k + 1] == ["the"]
    behind = next((hit for hit in segment.kinds.get("minutes", ()) if hit.i == k), None)
    part, whole = number.quantity, behind.quantity if behind else None
    return part is not None and whole is not None and part.value <= whole.value


def closes_part(segment: Segment, number: Hit) -> bool:
    """Whether a bare number closes its part of a sentence that tells others' minutes, and can be no distance."""
    after = segment.scan.words[number.j : min(number.j + 1, segment.j)]
    quantity = number.quantity
    counted = quantity is not None and quantity.second is None and FEWEST <= quantity.value <= HOUR
    return counted and segment.has("minutes") and after in ([], [","], ["."]) and not walks(segment)


HOUR = 60


def _in_total(segment: Segment, minutes: Minutes) -> bool:
    """Whether these minutes belong to a total, not to a service."""
    for hit in segment.kinds.get("totals", ()):
        before = hit.end <= minutes.start
        if is_whole_of_one(segment, hit, minutes.start):
            continue
        if before and segment.scan.words[hit.j : hit.j + 1] == ["("] and _has_number(segment, hit):
            continue  # "30 min total (18 PTA, 12 PT)": the brackets hold its parts
        if before and hit.entries["totals"].more in ("closing", "session") and _is_of_name(segment, minutes):
            continue  # "Treatment: 25 TE, 20 NMR"
        if not before and _is_behind_name(segment, minutes) and any(map(is_count, _behind(segment, hit))):
            continue  # "TE 25 MT 15 Total 40"
        if not before and _is_behind_name(segment, minutes) and _tells_who(segment, hit):
            continue  # "NMR 30 min total, PTA 10 min"
        if before and hit.entries["totals"].more == "session" and is_of_one_service(segment, minutes.end):
            continue  # "Pt seen 15 min for TE"
        gap = (
            segment.scan.folded[hit.end : minutes.start] if before else segment.scan.folded[minutes.end : hit.start]
        ).strip()
        if gap in (_LABEL_LINKS if before else _TAIL_LINKS):
            return True
    return False


def is_of_one_service(segment: Segment, end: int, *, alone: bool = False) -> bool:
    """Whether the minutes of a session that end there were spent on the one service behind: "seen 15 min 1:1 for TE".

    With `alone`, only where that time is told to be the one patient's, beside which there may be another's.
    """
    named = [hit for hit in segment.kinds.get("services", ()) if hit.start >= end]
    if not named or len({hit.entries["services"].more[:5] for hit in segment.kinds["services"]}) > 1:
        return False
    spent = _SPENT.fullmatch(segment.scan.folded, end, named[0].start)
    return spent is not None and (not alone or spent["alone"] is not None)


_SPENT = re.compile(
    r"[ ,(]*(?P<alone>(?:individual(?:ly)?|(?:1|one)(?: ?: ?|[ -](?:on|to)[ -])(?:1|one))\b[ ,)]*)?"
    r"(?:with (?:pt|ot|slp|therapist)[ ,)]*)?(?:for|of|with|in|on|:) *(?:skilled )?"
)


def is_whole_of_one(segment: Segment, label: Hit, start: int) -> bool:
    """Whether a total's minutes stand right behind the one name of their part: "MT 20 min total: STM 12, mobs 8".

    So they do where a verb tells that it was given: "Manual therapy was provided for a total of 20 minutes".
    """
    folded, names = segment.scan.folded, segment.kinds.get("services", ())
    own = next((hit for hit in names if _GIVEN_FOR.fullmatch(folded, hit.end, start)), None)
    if own is None or label.entries["totals"].name != "total":
        return len(names) == 1 and _IN_ALL.fullmatch(folded, names[0].end, start) is not None
    before = {segment.scan.words[k] for k in range(segment.i, own.i)}
    return before.isdisjoint(_JOINED) or any(hit.i < own.i for hit in segment.all("minutes", "clock"))


_GIVEN_FOR = re.compile(
    r"[ x:=(-]*(?:(?:(?:was|were) )?(?:provided|performed|given|done|completed|carried out) )?(?:for )?(?:a total of )?"
)
_IN_ALL = re.compile(r" total(?: of)?(?: time| minutes| mins?)?(?: ?[:=-])? ?")
"""Behind the only name of a sentence: "Work conditioning total 140 min"."""
_JOINED = frozenset({"and", "&", "/", "+", ","})
"""Behind another name these make a total that of both: "TE and MT 30 min total"."""


def _tells_who(segment: Segment, label: Hit) -> bool:
    """Whether who gave a part stands right behind a label, a sign aside."""
    return any(0 <= one.i - label.j <= 1 for one in segment.kinds.get("performers", ()) if is_role(segment.scan, one))


def _is_of_name(segment: Segment, minutes: Minutes) -> bool:
    """Whether a service's name stands right behind minutes: "25 TE", "25 min of NMR"."""
    named = (hit.start for hit in segment.kinds.get("services", ()) if hit.start >= minutes.end)
    gap = segment.scan.folded[minutes.end : next(named, segment.end)].strip()
    return gap in ("", "of")


def _is_behind_name(segment: Segment, minutes: Minutes) -> bool:
    """Whether minutes stand right behind a service's name."""
    ends = (hit.end for hit in segment.kinds.get("services", ()) if hit.end <= minutes.start)
    return not segment.scan.folded[max(ends, default=segment.start) : minutes.start].strip()


def _behind(segment: Segment, label: Hit) -> Iterator[Hit]:
    """The quantities right behind a label, a colon aside."""
    at = label.j + (segment.scan.words[label.j : label.j + 1] in ([":"], ["="]))
    return (hit for hit in segment.kinds.get("quantity", ()) if hit.i == at)


def _has_number(segment: Segment, total: Hit) -> bool:
    """Whether a total's number stands right before its label."""
    return any(hit.j == total.i and is_count(hit) for hit in segment.kinds.get("quantity", ()))


_LABEL_LINKS = frozenset({"", ":", "=", "-", "(", "of", "is", "was", "~", "):", ")"})
_TAIL_LINKS = frozenset({"", "-", "=", "of", "in"})


def clocked(segment: Segment) -> list[Minutes]:
    """The minutes that a clock tells, by nobody in particular."""
    return [Minutes(one.minutes, None, segment, one.start, one.end, since=one.since) for one in stretches(segment)]
