"""Lines of a note that open with a day or a visit: "3/8: ..." above "3/12 (today): ...", "Last visit (11/20):"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from chargeline.evidence.text.dates import DATE, MONTH, WEEKDAY, Day, day_of, is_before, is_on, is_weekday

if TYPE_CHECKING:
    from chargeline.evidence.text.scan import Hit
    from chargeline.evidence.text.structure import Segment

_COPIED = r"(?P<copied>(?:copied|copy|pulled|carried|brought|imported) (?:forward |over )?)"
_DAY = re.compile(
    rf"(?:\(|{_COPIED}?from |on |visit |dos |date )?{DATE}(?: ?\((?:{WEEKDAY}|sat|sun)\))?"
    r"(?P<today> ?\(?(?:today|current)\)?)?(?: (?:note|visit|eval|pn))? ?[:)\]|-](?![0-9])"
)
_VISIT = re.compile(
    rf"(?:{_COPIED}from )?(?:visit|session|tx|treatment) ?#?(?P<visit>[0-9]{{1,2}})"
    rf"(?: ?\((?:(?P<today>today)|{DATE})\))? ?[:-](?![0-9])"
)
_PATIENT = r"pt|patient|client|he|she|they|we|child|resident"
_DID = (
    r"did|had|has|was|were|completed|performed|received|tolerated|underwent|got|given|seen|treated|worked|participated"
    r"|attended|treatment|tx|therapy|session|visit|included|consisted|of|for|with|in|and|the|a|w/|total|skilled"
)
_TELLS = re.compile(
    rf"[ \t\-*>•·]*(?:(?:{_PATIENT}|{_DID}|last|dos|date) )*(?P<on>(?:on|last|dated) )?"
    rf"(?:{DATE}|(?P<weekday>{WEEKDAY}))(?: ?\((?:{WEEKDAY}|sat|sun)\))?[,:]? "
    rf"(?:(?:{_PATIENT}|{_DID}|on|[0-9]{{1,3}}|min|mins|minutes|x) )*"
)
"""What an earlier day's treatment is told by, up to the service's name: "On 11/20 pt did 30 min of"."""
_GIVEN_ON = re.compile(rf"[; ]*(?:performed|done|given|completed|provided) (?:on )?{DATE}")
_BULLETS = " \t-*>•·|["
_OPENS = re.compile(
    r"[ \t\-*>•·|\[]*"
    rf"(?=[0-9(]|on |from |dos |date |visit|session|t(?:x|reatment)|cop(?:y|ied)|pulled|carried|brought|imported"
    rf"|{MONTH}\b)"
)
"""What may stand before a day or a counted visit, and what these begin with."""
OTHER_DAY = "baseline"
"""The label of what opens with words of another day."""


def opens_with_day(folded: str, start: int) -> bool:
    """Whether a day and its mark stand at a place: "11/23 - TE 20 min"."""
    found = _DAY.match(folded, start)
    return found is not None and found[0][-1] in ":-"


class _Opened(NamedTuple):
    at: int
    day: Day
    today: bool
    alone: bool = False
    aside: bool = False
    copied: bool = False
    dated: Day | None = None


def mark_other_days(parts: list[Segment], day: date | None = None) -> None:
    """Labels what stands after each day but the latest, to the end of its line or to the next day.

    `day` is the visit's: services that stand below an earlier one alone are none of its own.
    """
    _mark_last_visits(parts)
    if day:
        _mark_told(parts, day)
    found = [one for at, part in enumerate(parts) if (one := _opened(at, part))]
    if not found or _are_sessions(found, parts):
        return
    latest = _latest(found, day)
    told = any(part.label == "today" for part in parts)
    days = {one.at for one in found}
    for one in found:
        behind = one.aside and one.at > 0 and parts[one.at - 1].line == parts[one.at].line
        unnamed = told and not one.today and len(found) == 1 and parts[one.at].label is None
        past = (
            day is not None
            and is_before(one.dated or one.day, day)
            and any(_treats(part) for part in _below(parts, one, days))
        )
        if one.copied or one.day != latest or behind or unnamed or past:
            for part in _below(parts, one, days):
                part.label = OTHER_DAY


def _latest(found: list[_Opened], day: date | None) -> Day | None:
    """The day that a note calls today's, else the visit's own, else the latest."""
    own = (one.day for one in found if day and not one.copied and is_on(one.dated or one.day, day))
    latest = max((one.day for one in found if not one.copied), default=None)
    return next((one.day for one in found if one.today), next(own, latest))


def _treats(part: Segment) -> bool:
    return part.has("services") and part.has("minutes", "number", "units")


def _are_sessions(found: list[_Opened], parts: list[Segment]) -> bool:
    """Whether what opens with "Session 1" and "Session 2" was all on one day: nothing tells another."""
    sessions = [one for one in found if one.day[:2] == (0, 0) and not (one.today or one.copied or one.dated)]
    numbered = [one.day[2] for one in sessions] == list(range(1, len(found) + 1))
    return numbered and len(found) > 1 and all("visit" not in _opening_words(parts[one.at]) for one in found)


def _opening_words(part: Segment) -> list[str]:
    return part.scan.words[part.i : min(part.i + 3, part.j)]


def is_dated_before(segment: Segment, name: Hit, day: date | None) -> bool:
    """Whether minutes right behind a name are said of a day before the visit's: "TE 30 min on 11/20, 20 min today"."""
    if day is None or _NUMBERS.isdisjoint(segment.kinds):
        return False
    folded = segment.scan.folded
    found = _MINUTES_ON.match(folded, name.end, segment.end)
    if found is None or not is_before(day_of(found.groupdict()), day):
        return False
    own = f"{day.month}/{day.day}"
    return not found["bare"] or "today" in segment.said or own in folded[segment.start : segment.end]


_NUMBERS = frozenset({"fraction", "date", "before"})
"""What a day may be read as."""
_MINUTES_ON = re.compile(
    r" ?[:=x-]? ?(?:(?:for|was|were|took|lasted) )?[0-9]{1,3} ?(?:min(?:ute)?s?|')?"
    r" ?,? ?(?:(?:was |were )?(?:performed |done |given |completed |provided )?on "
    rf"|\({_COPIED}?(?:from |on )|(?P<bare>\()){DATE}"
)


def is_of_other_day(segment: Segment, end: int) -> bool:
    """Whether what ends there was done on a day that is told right behind it and is not the visit's.

    "Voice evaluation completed 10/2", "SGD evaluation was 60 min on 10/2".
    """
    if _NUMBERS.isdisjoint(segment.kinds):
        return False
    found = _DONE_ON.match(segment.scan.folded, end, segment.end)
    return found is not None and (segment.own_day is None or segment.own_day[0] != found.start("date"))


_DONE_ON = re.compile(
    r" ?(?:(?:was|were|is) )?(?:took |lasted )?(?:[0-9]{1,3} ?(?:min(?:ute)?s?|') ?)?"
    r"(?:(?:already |last )?(?:completed|performed|done|given|administered|conducted|obtained) )?"
    rf"(?:(?:on|dated|from) )?(?P<date>{DATE})(?= ?(?:[,.;:)]|\Z))"
)


def _mark_last_visits(parts: list[Segment]) -> None:
    """Labels what stands below "Last visit (11/20):" alone on its line, to a blank line or the next heading."""
    for at, part in enumerate(parts):
        if _EARLIER.isdisjoint(part.said):
            continue
        if _OPEN_BRACKET.search(part.scan.folded[part.start : part.end]):
            _mark_bracketed(parts, at)
        if not _heads_visit(part):
            continue
        for before, below in pairwise(parts[at:]):
            if below.line - before.line > 1 or below.label is not None or below.section != part.section:
                break
            below.label = OTHER_DAY


def _heads_visit(part: Segment) -> bool:
    """Whether a line holds the name of an earlier visit, with its day in brackets, and nothing else."""
    head = _LAST_VISIT.match(part.scan.folded, part.start)
    return head is not None and head.end() >= part.end


def _mark_bracketed(parts: list[Segment], at: int) -> None:
    """Labels what goes on in brackets behind an earlier visit, to their end: "Last visit (TE 25 min; MT 15 min)"."""
    for before, part in pairwise(parts[at:]):
        if part.line != before.line or part.label is not None or "today" in part.said:
            break
        part.label = OTHER_DAY
        if ")" in part.scan.words[part.i : part.j]:
            break


_EARLIER = frozenset({"last", "prior", "previous"})
_OPEN_BRACKET = re.compile(
    r"(?<!as )(?<!like )(?<!per )(?<!since )(?:last|prior|previous) (?:visit|session|treatment|tx)(?: [0-9/.-]+)?"
    r" ?\([^()]*\Z"
)
_LAST_VISIT = re.compile(
    r"[ \t\-*>•·\[]*(?:last|prior|previous) (?:visit|session|treatment|tx)(?:'s)?(?: (?:note|treatment|tx))?"
    r" ?(?:\([0-9/. -]+\)|:)(?: ?:)?[ \]]*(?=\n|\Z)"
)


def _mark_told(parts: list[Segment], day: date) -> None:
    """Labels sentences that tell of treatment on an earlier day, and what goes on with them on their line.

    A bare day counts where another line opens with the visit's own, or something is said of today.
    """
    told = {at: found for at, part in enumerate(parts) if (found := _told(parts, at)) is not None}
    if not told:
        return
    own = any(is_on(found.day, day) for found in told.values()) or any("today" in part.said for part in parts)
    for at, found in told.items():
        if parts[at].label is not None or not (found.firm or own) or not found.is_before(day):
            continue
        parts[at].label = OTHER_DAY
        for before, part in pairwise(parts[at:]):
            goes_on = found.opens or part.scan.words[part.i - 1] == ";"
            if part.line != before.line or not goes_on or part.label or "today" in part.said:
                break
            part.label = OTHER_DAY


class _Told(NamedTuple):
    """The day that a sentence tells of; `firm` where its words can be nothing else, `opens` where it opens a line."""

    day: Day
    weekday: str | None
    firm: bool
    opens: bool

    def is_before(self, day: date) -> bool:
        """Whether it is none of the visit's, but one before."""
        if self.weekday:
            return not is_weekday(self.weekday, day)
        return is_before(self.day, day)


def _told(parts: list[Segment], at: int) -> _Told | None:
    """The day of which a segment tells before it names a service, or behind the one named last: "; performed 11/20"."""
    part = parts[at]
    if "today" in part.said or not _treats(part):
        return None
    found = _TELLS.fullmatch(part.scan.folded, part.start, part.kinds["services"][0].start)
    if found is None and at + 1 < len(parts) and parts[at + 1].line == part.line:
        found = _GIVEN_ON.match(part.scan.folded, parts[at + 1].start, parts[at + 1].end)
    if found is None:
        return None
    told = found.groupdict()
    opens = "on" in told and not told["on"] and (at == 0 or parts[at - 1].line != part.line)
    firm = "on" not in told or bool(told["on"] or told["weekday"] or told["year"])
    return _Told(day_of(told), told.get("weekday"), firm, opens)


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
    day, visit = day_of(told), told.get("visit")
    dated = day if visit and told["day"] else None
    return _Opened(
        at,
        (0, 0, int(visit)) if visit else day,
        bool(told["today"]),
        alone,
        aside,
        copied=bool(told["copied"]),
        dated=dated,
    )


def _below(parts: list[Segment], opened: _Opened, days: set[int]) -> Iterator[Segment]:
    """To the end of the line; behind a day alone on its line, to the next day."""
    at, line = opened.at, parts[opened.at].line
    for k in range(at, len(parts)):
        if (parts[k].line != line and not opened.alone) or (k > at and (k in days or parts[k].label == "today")):
            return
        yield parts[k]
