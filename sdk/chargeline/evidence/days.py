"""Lines that open with a day: "3/8: 97110 25 min" above "3/12 (today): ..." tells of another visit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chargeline.evidence.structure import Segment

_DAY = re.compile(
    r"(?:on |visit |dos |date )?(?P<month>1[0-2]|0?[1-9])[/-](?P<day>3[01]|[12][0-9]|0?[1-9])"
    r"(?:[/-](?P<year>(?:20)?[0-9]{2}))?"
    r"(?P<today> ?\(?(?:today|current)\)?)? ?[:)|-](?![0-9])"
)
_VISIT = re.compile(r"(?:visit|session|tx|treatment) ?#?([0-9]{1,2})(?: ?\((today)\))? ?[:-](?![0-9])")
_FIRST = frozenset("0123456789ovdst")
"""What a day or a counted visit begins with."""
_BULLETS = " \t-*>•·|["
OTHER_DAY = "baseline"
"""The label of what opens with words of another day."""


class _Opened(NamedTuple):
    at: int
    day: tuple[int, int, int]
    today: bool


def mark_other_days(parts: list[Segment]) -> None:
    """Labels what stands after each day but the latest, to the end of its line or to the next day."""
    found = [one for at, part in enumerate(parts) if (one := _opened(at, part))]
    if not found:
        return
    latest = next((one.day for one in found if one.today), max(one.day for one in found))
    told = any(part.label == "today" for part in parts)
    for one in found:
        if one.day != latest or (told and not one.today and len(found) == 1 and parts[one.at].label is None):
            _label(parts, one.at, {other.at for other in found})


def _opened(at: int, part: Segment) -> _Opened | None:
    folded = part.scan.folded
    start = part.start
    while start < part.end and folded[start] in _BULLETS:
        start += 1
    if start == part.end or folded[start] not in _FIRST:
        return None
    counted = _VISIT.match(folded, start)
    if counted:
        return _Opened(at, (0, 0, int(counted[1])), bool(counted[2]))
    found = _DAY.match(folded, start)
    if found is None:
        return None
    year = int((found["year"] or "0")[-2:])
    return _Opened(at, (year, int(found["month"]), int(found["day"])), bool(found["today"]))


def _label(parts: list[Segment], at: int, days: set[int]) -> None:
    line = parts[at].line
    for k in range(at, len(parts)):
        if parts[k].line != line or (k > at and (k in days or parts[k].label == "today")):
            return
        parts[k].label = OTHER_DAY
