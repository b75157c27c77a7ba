"""Two values of one thing, then and now, whether or not the thing is a known test: "pad weight 12 g, 30 g at eval"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from chargeline.evidence.readers.clauses import NOT_NOW
from chargeline.evidence.readers.finding import is_body_weight
from chargeline.evidence.readers.results.accuracy import is_initials, is_rating
from chargeline.evidence.readers.results.numbers import Result
from chargeline.evidence.readers.results.units import COUNTED, is_exercised
from chargeline.evidence.text.days import is_day
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_ANY = frozenset({"number", "range"})
"""A number without its unit may be of the other's."""
APART = 16
"""Two values stand at most so many words apart."""
_LIFTED = re.compile("lift|press|bench|carr|curl|row|squat|dead|push|pull|crate|box|load|began|start").match
"""Weights that are moved are a dose."""
_PAUSES = listed("not compared")


def with_pairs(
    segment: Segment, read: list[Result], before: Result | None, is_past: Callable[[Hit], bool]
) -> list[Result]:
    """The results read so far, and the values that nothing names but that stand as then and now.

    `before` is the last result of the words before in the same line: "DPC 2.1 cm; 3.4 cm on day one".
    """
    if not segment.has("before", "comparisons", "date", "fraction") or _is_dosed(segment):
        return read
    if is_body_weight(segment) or any(is_rating(segment, hit) for hit in segment.kinds.get("fraction", ())):
        return read
    handled = segment.has("equipment") and not segment.has("activities")
    exercised = (handled or is_exercised(segment)) and not segment.has("now", "measures")
    known = {one.number.i for one in read}
    numbers = [hit for hit in segment.kinds["quantity"] if _may_be_value(segment, hit)]
    past = [hit for hit in numbers if is_past(hit)]
    now = [hit for hit in numbers if hit not in past]
    found = list(read)
    for old in past:
        if old.i not in known and _is_told(segment, old):
            found.append(Result("value", old, None))
            known.add(old.i)
        new = min((hit for hit in now if _alike(hit, old)), key=lambda hit: abs(hit.i - old.i), default=None)
        if new is None and before and old.i not in known and _same_unit(before.number, old):
            found.append(Result(before.name, old, None))
            known.add(old.i)
        if new is None or (exercised and new.i not in known and old.i not in known):
            continue
        name = next((one.name for one in read if one.number.i in (new.i, old.i)), "value")
        found += [Result(name, hit, None) for hit in (new, old) if hit.i not in known]
        known |= {new.i, old.i}
    return sorted(found, key=_place)


def _is_dosed(segment: Segment) -> bool:
    """Whether a dose is told, in what was done first: not in "13 unaided (10 a week ago), then phrases x12"."""
    doses, words = segment.all("dose", "times"), segment.scan.words
    ends = (k for k in range(segment.i + 1, segment.j) if words[k] == "then" and words[k - 1] in (",", ")"))
    return bool(doses) and doses[0].i < next(ends, segment.j)


class Told(NamedTuple):
    """A segment that holds numbers: which segment of the text it is, the results read in it, which numbers are past."""

    at: int
    segment: Segment
    read: list[Result]
    is_past: Callable[[Hit], bool]


def with_neighbour(one: Told, other: Told) -> None:
    """Adds the values of two clauses side by side of which one tells of another day.

    "Attended 12 min before redirection. Four sessions ago it was 5 min."
    """
    if other.at - one.at != 1 or other.segment.line - one.segment.line > 1:
        return
    now, then = (one, other) if _tells_of_before(other) else (other, one)
    if not _tells_of_before(then) or _tells_of_before(now) or not (_tells_value(now) and _tells_value(then)):
        return
    past = [hit for hit in then.segment.kinds["quantity"] if _may_be_value(then.segment, hit) and then.is_past(hit)]
    today = [hit for hit in now.segment.kinds["quantity"] if _may_be_value(now.segment, hit)]
    pairs = [(new, old) for old in past for new in today if _of_one_kind(then.segment, new, old)]
    if pairs:
        _add(now, pairs[0][0])
        _add(then, pairs[0][1])


def _tells_of_before(told: Told) -> bool:
    """Whether a clause names another day and not today."""
    kinds = told.segment.kinds
    if "before" not in kinds or "now" in kinds:
        return False
    return any(day.entries["before"].more == "always" for day in kinds["before"])


def _tells_value(told: Told) -> bool:
    """Whether a clause's numbers may be results: no dose, no exercise, no rating, nothing planned or done at home."""
    return told.segment.section not in NOT_NOW and not told.segment.has(*_NO_RESULTS)


_NO_RESULTS = in_order("dose times load exercises ratings symptoms services home often plans")


def _of_one_kind(then: Segment, new: Hit, old: Hit) -> bool:
    """Whether two values count the same; said again they need no unit: "18 of 25 pictures ... she got 10"."""
    said = not _SAID_AGAIN.isdisjoint(then.scan.words[max(then.i, old.i - 2) : old.i]) or _is_all_said(then, old)
    return _same_unit(new, old) or (said and old.quantity is not None and old.quantity.kind == "number")


def _is_all_said(then: Segment, old: Hit) -> bool:
    """Whether a clause is a day and its value, no more: "intake 26"."""
    told = {k for hit in (old, *then.kinds["before"]) for k in range(hit.i, hit.j)}
    return all(k in told or not word[0].isalnum() for k, word in enumerate(then.scan.words[then.i : then.j], then.i))


_SAID_AGAIN = word_set("was were got had did managed only just measured read scored showed reached tested made")


def _add(told: Told, number: Hit) -> None:
    if all(one.number.i != number.i for one in told.read):
        told.read.append(Result("value", number, None))
        told.read.sort(key=_place)


def _place(one: Result) -> int:
    return one.number.i


def _may_be_value(segment: Segment, hit: Hit) -> bool:
    kind = hit.quantity.kind if hit.quantity else ""
    if kind not in COUNTED or is_day(segment, hit):
        return False
    if kind in ("minutes", "number") and "totals" in segment.kinds:
        return False
    words = segment.scan.words
    if kind == "load" and any(map(_LIFTED, words[segment.i : segment.j])):
        return False
    return words[hit.j : hit.j + 1] == ["without"] or _PAUSES.isdisjoint(words[hit.j : hit.j + 2])


def _is_told(segment: Segment, hit: Hit) -> bool:
    """Whether a value is told as reached: "at evaluation he managed 8 lb floor to waist"."""
    if segment.section == "subjective" or segment.has("exercises", "home", "often"):
        return False
    kind = hit.quantity.kind if hit.quantity else ""
    words = segment.scan.words[max(segment.i, hit.i - 3) : hit.i]
    if kind == "number" and words[-1:] == ["was"] and is_initials(segment, hit.i - 2):
        return not segment.scan.text[segment.start : segment.end].isupper()
    told = any(day.j == hit.i for day in segment.kinds.get("before", ()) if day.entries["before"].more == "always")
    return kind in _TELLING and ((told and not segment.has("ratings")) or not _REACHED.isdisjoint(words))


_TELLING = word_set("load percent distance seconds degrees fraction length signal")
_REACHED = listed("reached")


def _same_unit(a: Hit, b: Hit) -> bool:
    return a.quantity is not None and b.quantity is not None and a.quantity.kind == b.quantity.kind


def _alike(a: Hit, b: Hit) -> bool:
    """Whether two numbers count the same, near each other."""
    if a.quantity is None or b.quantity is None or abs(a.i - b.i) > APART:
        return False
    kinds = {a.quantity.kind, b.quantity.kind}
    return len(kinds) == 1 or not _ANY.isdisjoint(kinds)
