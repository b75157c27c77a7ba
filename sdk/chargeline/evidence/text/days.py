"""Days named in a sentence, "eval from 10/1", and the values that a list tells by them, "98 (11/2), 112 (11/16)"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from chargeline.evidence.text.lists import word_set

if TYPE_CHECKING:
    from chargeline.evidence.text.quantity import Quantity
    from chargeline.evidence.text.scan import Hit
    from chargeline.evidence.text.structure import Segment


def named_days(segment: Segment) -> list[Hit]:
    """The days that a sentence names in numbers, without the note's own and the one that opens its line."""
    return [hit for hit in segment.kinds.get("quantity", ()) if names_day(segment, hit)]


def names_day(segment: Segment, hit: Hit) -> bool:
    """Whether a number names a day, neither the note's own nor the one that opens its line."""
    folded, words = segment.scan.folded, segment.scan.words
    if hit.quantity is None or not is_day(segment, hit):
        return False
    if hit.quantity.kind == "day":
        return words[hit.j : hit.j + 1] == ["back"]
    if not _OWN_DAY.isdisjoint(words[max(segment.i, hit.i - 2) : hit.i]):
        return False
    if words[hit.j : hit.j + 1] == [":"] and not any(word[0].isalnum() for word in words[segment.i : hit.i]):
        return False
    first = folded.find(folded[hit.start : hit.end], 0, HEAD)
    return not 0 <= first < hit.start or "/" in folded[:first]


HEAD = 80
"""Code points at the head of a note, where its own day stands."""


def is_day(segment: Segment, hit: Hit) -> bool:
    """Whether a number is a day: "10/1/2026", "eval from 10/1", "(5/2)", "9/1: 50%", "Sept 17", "wk 10 84%"."""
    quantity = hit.quantity
    if quantity is None:
        return False
    if quantity.kind in ("date", "day") or _is_age(segment, hit):
        return True
    before = segment.scan.words[hit.i - 1] if hit.i > segment.i else ""
    if quantity.kind == "fraction":
        if not in_calendar(segment, hit):
            return False
        ends = before == "discharge" or segment.scan.words[hit.i - 3 : hit.i] == ["d", "/", "c"]
        told = ends or (before in _BEFORE_DAY and not _is_of_things(segment, hit))
        return told or _stands_as_day(segment, hit, before) or any(day is hit for day, _ in values_by_day(segment))
    month = segment.ending_at(hit.i) if "before" in segment.kinds else None
    if month and "before" in month.entries and _is_of_month(segment, month, quantity):
        return True
    return _is_counted(segment, hit, before)


def _is_age(segment: Segment, hit: Hit) -> bool:
    """Whether a number is of a child's age in years and months: "Speech Evaluation - 3;2"."""
    folded = segment.scan.folded
    return folded[hit.end : hit.end + 1] == ";" and _MONTHS_OF_AGE.match(folded, hit.end) is not None


_MONTHS_OF_AGE = re.compile(r";(?:1[01]|[0-9])(?![0-9.])")


def _is_of_month(segment: Segment, month: Hit, quantity: Quantity) -> bool:
    """Whether the number behind a month is its day: "on Sept 17"; behind "in Sept" stands a value."""
    inside = segment.scan.words[month.i] in ("in", "during", "back")
    whole = quantity.kind == "number" and quantity.value in _DAYS_OF_MONTH
    return month.entries["before"].name == "month" and whole and not inside


_DAYS_OF_MONTH = range(1, 32)


def follows_month(segment: Segment, hit: Hit) -> bool:
    """Whether a value stands right behind a month's bare name, which no day of it can: "44; March 36", "Aug 8.5"."""
    scan, at = segment.scan, hit.i - 1
    if at < segment.i or scan.words[at] not in _MONTHS or not scan.text[scan.starts[at]].isupper():
        return False
    if hit.quantity is None:
        return False
    whole = hit.quantity.kind == "number" and hit.quantity.value in _DAYS_OF_MONTH
    earlier = any(one.j <= at for one in segment.kinds["quantity"])
    return earlier and not whole and hit.quantity.kind not in ("date", "day", "dose", "reps", "range")


_MONTHS = word_set(
    "january jan february feb march mar april apr may june july august aug september sept sep october oct november nov"
    " december dec"
)


_OWN_DAY = frozenset({"dos", "date", "today", "seen"})
_BEFORE_DAY = word_set("from on dated of eval ie since at pn note visit recheck retest probe")


def in_calendar(segment: Segment, hit: Hit) -> bool:
    """Whether a fraction may be a month and its day."""
    return _MONTH_AND_DAY.fullmatch(segment.scan.folded, hit.start, hit.end) is not None


_MONTH_AND_DAY = re.compile(r"(?:1[0-2]|0?[1-9])/(?:3[01]|[12][0-9]|0?[1-9])")


def _is_of_things(segment: Segment, hit: Hit) -> bool:
    """Whether a fraction counts something: "on 2/10 trials", "on 3/12 thin"."""
    scan = segment.scan
    if any(one.i == hit.j for one in segment.kinds.get("programme", ())) or _is_of_as_many(segment, hit):
        return True
    if hit.j >= segment.j:
        return False
    following = scan.folded[scan.starts[hit.j] : scan.ends[hit.j]]
    return following.isalpha() and len(following) > 3 and following.endswith("s") and following != "was"


def _is_of_as_many(segment: Segment, hit: Hit) -> bool:
    """Whether another fraction counts out of as many: "14/20, up from 9/20"."""
    mine, others = hit.quantity, [one.quantity for one in segment.kinds["fraction"]]
    return any(mine and one and one.second == mine.second and one.value != mine.value for one in others)


def _stands_as_day(segment: Segment, hit: Hit, before: str) -> bool:
    """Alone in brackets, right behind a value that closes the clause, or with a colon or another number behind it."""
    words = segment.scan.words
    after, second = (*words[hit.j : hit.j + 2], "", "")[:2]
    if after in _VISITS:
        return True
    if (before, after) == ("(", ")") or (after in (":", "=") and before in ("(", "|", ",", ";", "today", "")):
        return True
    if (after == ":" and second[:1].isdigit()) or (after in _SUBJECTS and second in _DID and before in _OPENING):
        return True
    if after in _CLOSING and any(_is_value(one) and one.j == hit.i for one in segment.kinds["quantity"]):
        return True
    if after == ")" and any(_is_alone_with(segment, one, hit) for one in segment.kinds.get("number", ())):
        return True
    if after in (":", "=") and any(one.j == hit.i for one in segment.kinds.get("before", ())):
        return True
    following = next((one for one in segment.kinds["quantity"] if one.i == hit.j), None)
    kind = following.quantity.kind if following and following.quantity else "percent"
    return kind != "percent" and "ratings" not in segment.kinds and before in ("|", "(", ",", ";", "")


def _is_alone_with(segment: Segment, number: Hit, day: Hit) -> bool:
    """Whether brackets hold a number and a day and nothing else: "(34 11/9)", "(34, 11/9)"."""
    words = segment.scan.words
    return words[number.i - 1] == "(" and words[number.j : day.i] in ([], [","])


_SUBJECTS, _OPENING = frozenset({"it", "he", "she", "they"}), frozenset({".", ",", ";", "(", ""})
_DID = frozenset({"took", "was", "were", "had", "got", "did", "made", "needed", "managed", "scored", "reached"})
"""Behind a day these tell what was then: "10/28 it took 12 min"."""
_VISITS = frozenset({"visit", "note", "session", "reading", "probe", "recheck"})
"""What a day stands before: "(8/31 visit)"."""
_CLOSING = frozenset({"", ".", ",", ")", "\n"})


def _is_value(one: Hit) -> bool:
    """Whether a quantity carries its unit: "8 reps", "62 deg"."""
    return one.quantity is not None and one.quantity.kind not in ("number", "range", "fraction", "date", "day")


def _is_counted(segment: Segment, hit: Hit, before: str) -> bool:
    """A week or a visit by its number, between two values: "91%, wk 10 84%", "62° (visit 3: 35°)"."""
    if before not in ("wk", "week", "visit", "session", "tx", "day", "month"):
        return False
    numbers = segment.kinds["quantity"]
    behind = hit.j + (segment.scan.words[hit.j : hit.j + 1] == [":"])
    return any(one.j <= hit.i for one in numbers) and any(one.i == behind for one in numbers)


# --- values listed by their days ----------------------------------------------------------------------------------


def values_by_day(segment: Segment) -> list[tuple[Hit, Hit]]:
    """The days of a list with the value of each, the latest last: "11/2 - 98, 11/16 - 112", "98 (11/2), 112 (11/16)".

    One day alone is no list, unless "now" is said beside it: "10/5: 88 deg, now 112".
    """
    numbers, least = segment.kinds.get("quantity", ()), 1 if segment.has("now") else 2
    written = {_written(segment, one) for one in numbers if one.quantity and one.quantity.kind in _DAY_KINDS}
    if len(numbers) < _FEWEST or len(written) < least:
        return []
    leading = [(a, b) for a, b in pairwise(numbers) if _leads(segment, a, b)]
    trailing = [(b, a) for a, b in pairwise(numbers) if _trails(segment, a, b)]
    found = max(leading, trailing, key=len)
    if len({_written(segment, day) for day, _ in found}) < least:
        return []
    dates = [_date(day) for day, _ in found]
    turned = max(dates)[0] - min(dates)[0] > _HALF_YEAR
    order = sorted(zip(dates, found, strict=True), key=lambda one: (turned and one[0][0] <= _HALF_YEAR, one[0]))
    return [pair for _, pair in order]


_DAY_KINDS = ("fraction", "date")
_FEWEST = 3
"""Numbers of a list: two values, and the day of one at least."""
_HALF_YEAR = 6
"""Months; dates farther apart in one list go over the turn of the year."""


def _leads(segment: Segment, day: Hit, value: Hit) -> bool:
    """A day right before its value, with a mark or the value's name between."""
    between = segment.scan.words[day.j : value.i]
    if len(between) > _NAME or not _may_be_day(segment, day) or in_calendar(segment, value):
        return False
    hits = (hit for hit in segment.between(day.j, value.i) if not _NAMING.isdisjoint(hit.entries))
    named = {k for hit in hits for k in range(hit.i, hit.j)}
    return all(word in _MARKS or k in named for k, word in enumerate(between, day.j))


def _trails(segment: Segment, value: Hit, day: Hit) -> bool:
    """A day in brackets right behind its value."""
    words = segment.scan.words
    bracketed = words[value.j : day.i] == ["("] and words[day.j : day.j + 1] == [")"]
    return bracketed and _may_be_day(segment, day) and not in_calendar(segment, value)


_MARKS = frozenset({"-", ":", "="})
_NAMING = frozenset({"measures", "motions", "sides", "body"})
_NAME = 4


def _may_be_day(segment: Segment, hit: Hit) -> bool:
    if hit.quantity is None or hit.quantity.kind not in _DAY_KINDS:
        return False
    return hit.quantity.kind == "date" or (in_calendar(segment, hit) and not _is_of_as_many(segment, hit))


def _date(day: Hit) -> tuple[int, int]:
    """Month and day."""
    quantity = day.quantity
    return (int(quantity.value), int(quantity.second or 0)) if quantity else (0, 0)


def _written(segment: Segment, hit: Hit) -> str:
    return segment.scan.folded[hit.start : hit.end]
