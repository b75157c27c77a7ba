"""Lines of a note that open with a day or a visit: "3/8: ..." above "3/12 (today): ...", "Last visit (11/20):"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chargeline.evidence.text.structure import Segment

_COPIED = r"(?P<copied>(?:copied|copy|pulled|carried|brought|imported) (?:forward |over )?)"
_DAY = re.compile(
    rf"(?:\(|{_COPIED}?from |on |visit |dos |date )?"
    r"(?P<month>1[0-2]|0?[1-9])[/-](?P<day>3[01]|[12][0-9]|0?[1-9])"
    r"(?:[/-](?P<year>(?:20)?[0-9]{2}))?"
    r"(?P<today> ?\(?(?:today|current)\)?)?(?: (?:note|visit|eval|pn))? ?[:)\]|-](?![0-9])"
)
_VISIT = re.compile(
    rf"(?:{_COPIED}from )?(?:visit|session|tx|treatment) ?#?(?P<visit>[0-9]{{1,2}})"
    r"(?: ?\((?P<today>today)\))? ?[:-](?![0-9])"
)
_BULLETS = " \t-*>•·|["
_OPENS = re.compile(
    r"[ \t\-*>•·|\[]*"
    r"(?=[0-9(]|on |from |dos |date |visit|session|t(?:x|reatment)|cop(?:y|ied)|pulled|carried|brought|imported)"
)
"""What may stand before a day or a counted visit, and what these begin with."""
OTHER_DAY = "baseline"
"""The label of what opens with words of another day."""


class _Opened(NamedTuple):
    at: int
    day: tuple[int, int, int]
    today: bool
    alone: bool = False
    aside: bool = False
    copied: bool = False


def mark_other_days(parts: list[Segment], day: date | None = None) -> None:
    """Labels what stands after each day but the latest, to the end of its line or to the next day.

    `day` is the visit's: services that stand below an earlier one alone are none of its own.
    """
    _mark_last_visits(parts)
    found = [one for at, part in enumerate(parts) if (one := _opened(at, part))]
    if not found or _are_sessions(found, parts):
        return
    latest = _latest(found, day)
    told = any(part.label == "today" for part in parts)
    days = {one.at for one in found}
    for one in found:
        behind = one.aside and one.at > 0 and parts[one.at - 1].line == parts[one.at].line
        unnamed = told and not one.today and len(found) == 1 and parts[one.at].label is None
        past = day is not None and _is_past(one.day, day) and any(_treats(part) for part in _below(parts, one, days))
        if one.copied or one.day != latest or behind or unnamed or past:
            for part in _below(parts, one, days):
                part.label = OTHER_DAY


def _latest(found: list[_Opened], day: date | None) -> tuple[int, int, int] | None:
    """The day that a note calls today's, else the visit's own, else the latest."""
    own = (one.day for one in found if day and not one.copied and _is(one.day, day))
    latest = max((one.day for one in found if not one.copied), default=None)
    return next((one.day for one in found if one.today), next(own, latest))


def _is(told: tuple[int, int, int], day: date) -> bool:
    return told[1:] == (day.month, day.day) and told[0] in (0, day.year % 100)


def _is_past(told: tuple[int, int, int], day: date) -> bool:
    """Whether a day stands before the visit's; without a year, within the half year before it, and no rating."""
    year, month, number = told
    if year == 0 and number in _RATED_OF and month <= number:
        return False
    if year:
        return month > 0 and told < (day.year % 100, day.month, day.day)
    months = (day.month - month) % _MONTHS
    return month > 0 and months < _HALF_YEAR and (months > 0 or number < day.day)


_MONTHS, _HALF_YEAR = 12, 6
_RATED_OF = (5, 10)


def _treats(part: Segment) -> bool:
    return part.has("services") and part.has("minutes", "number", "units")


def _are_sessions(found: list[_Opened], parts: list[Segment]) -> bool:
    """Whether what opens with "Session 1" and "Session 2" was all on one day: nothing tells another."""
    sessions = [one for one in found if one.day[:2] == (0, 0) and not (one.today or one.copied)]
    numbered = [one.day[2] for one in sessions] == list(range(1, len(found) + 1))
    return numbered and len(found) > 1 and all("visit" not in _opening_words(parts[one.at]) for one in found)


def _opening_words(part: Segment) -> list[str]:
    return part.scan.words[part.i : min(part.i + 3, part.j)]


def _mark_last_visits(parts: list[Segment]) -> None:
    """Labels what stands below "Last visit (11/20):" alone on its line, to a blank line or the next heading."""
    for at, part in enumerate(parts):
        if _EARLIER.isdisjoint(part.said) or not _heads_visit(part):
            continue
        for before, below in pairwise(parts[at:]):
            if below.line - before.line > 1 or below.label is not None or below.section != part.section:
                break
            below.label = OTHER_DAY


def _heads_visit(part: Segment) -> bool:
    """Whether a line holds the name of an earlier visit, with its day in brackets, and nothing else."""
    head = _LAST_VISIT.match(part.scan.folded, part.start)
    return head is not None and head.end() >= part.end


_EARLIER = frozenset({"last", "prior", "previous"})
_LAST_VISIT = re.compile(
    r"[ \t\-*>•·\[]*(?:last|prior|previous) (?:visit|session|treatment|tx)(?:'s)?(?: (?:note|treatment|tx))?"
    r" ?(?:\([0-9/. -]+\)|:)(?: ?:)?[ \]]*(?=\n|\Z)"
)


def _opened(at: int, part: Segment) -> _Opened | None:
    folded = part.scan.folded
    label = part.kinds["labels"][0] if "labels" in part.kinds else None
    bracketed = label and label.i == part.i and folded[label.end : label.end + 2] in (" [", " (")
    opens = _OPENS.match(folded, label.end if label and bracketed else part.start, part.end)
    if opens is None:
        return None
    start = opens.end()
    found = _VISIT.match(folded, start) or _DAY.match(folded, start)
    if found is None:
        return None
    told = found.groupdict()
    alone = not folded[found.end() : part.end].strip(_BULLETS)
    aside = "month" in told and folded[start] == "("
    return _Opened(at, _day(told), bool(told["today"]), alone, aside, copied=bool(told["copied"]))


def _day(told: dict[str, str | None]) -> tuple[int, int, int]:
    """Year, month and day, or a visit's number behind two noughts."""
    if told.get("visit"):
        return 0, 0, int(told["visit"] or 0)
    return int((told["year"] or "0")[-2:]), int(told["month"] or 0), int(told["day"] or 0)


def _below(parts: list[Segment], opened: _Opened, days: set[int]) -> Iterator[Segment]:
    """To the end of the line; behind a day alone on its line, to the next day."""
    at, line = opened.at, parts[opened.at].line
    for k in range(at, len(parts)):
        if (parts[k].line != line and not opened.alone) or (k > at and (k in days or parts[k].label == "today")):
            return
        yield parts[k]
