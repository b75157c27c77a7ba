"""What a dose, a manner or a thing of the programme was before, told beside what it is today."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.change.programme import COMPARATIVES, LOADS
from chargeline.evidence.readers.finding import Asked, first_found
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def earlier(segment: Segment) -> Hit | None:
    """Something of the programme beside what it was: "20# (was 15)", "10 lb today, last time 5", "2 more than Mon"."""
    return first_found(segment, _READERS)


def _was(segment: Segment) -> Hit | None:
    """A dose that it was, or by how much it went up: "3x10 (was 2x10)", "20# (↑ from 15#)", "(+5 lb today)"."""
    if segment.has("measures"):
        return None
    doses = (hit for hit in segment.kinds.get("quantity", ()) if hit is not segment.hits[0])
    return next((hit for hit in doses if _was_so_much(segment, hit)), None)


def _was_so_much(segment: Segment, hit: Hit) -> bool:
    kind = hit.quantity.kind if hit.quantity else ""
    if kind not in _COUNTED:
        return False
    words = segment.scan.words
    before = words[hit.i - 1]
    dosed = segment.has("exercises", "equipment", "dose", "load") or (kind == "length" and segment.has("programme"))
    if before in _BY:
        dialled = kind == "number" and any(_is_dial(one) and one.j == hit.i - 1 for one in segment.hits)
        return dialled or (dosed and kind == "load")
    if kind in ("load", "dose", "reps", "times", "speed"):
        return before in _BEFORE and dosed
    if before not in _WERE:
        return False
    aside = words[hit.i - 2 : hit.i - 1] in (["("], [","])
    if kind != "number":
        return aside and dosed
    return (aside and segment.has("load", "dose", "programme")) or _of_another_day(segment)


def _is_dial(one: Hit) -> bool:
    """What goes up or down by a number: "seat height down 1", "incline up 2"."""
    return "programme" in one.entries and one.entries["programme"].more in ("load", "dose")


def _of_another_day(segment: Segment) -> bool:
    """ "Same leg press was 130 on Monday": an exercise's load of another day."""
    days = (hit for hit in segment.kinds.get("before", ()) if hit.entries["before"].more == "always")
    return segment.has("exercises") and any(days)


_COUNTED = LOADS | {"number"}
_BY = word_set("up down +")
_BEFORE = word_set("was from prev previously not")
_WERE = word_set("was prev previously")


def _was_other(segment: Segment) -> Hit | None:
    """Brackets that tell how an exercise was done before: "VORx1 standing, busy background (was plain wall)"."""
    if not segment.has("exercises", "dose", "activities") or segment.has("degrees", "grade", "ratings", "responses"):
        return None
    words = segment.scan.words
    asides = (hit for hit in segment.kinds.get("before", ()) if words[hit.i - 1] == "(" and words[hit.i] in _WERE)
    return next((hit for hit in asides if words[hit.j].isalpha() and ")" in words[hit.j + 1 : hit.j + 5]), None)


def _more_than(segment: Segment) -> Hit | None:
    """By how much more or less than another day: "2 min longer than Mon", "one rail fewer than on Friday"."""
    if segment.has("measures", "home", "limits", "symptoms", "assistance"):
        return None
    words = segment.scan.words
    numbers = [hit for hit in segment.kinds.get("quantity", ()) if hit.quantity and hit.quantity.kind not in _REACHED]
    for day in segment.kinds.get("before", ()):
        than = next((k for k in (day.i, day.i - 1, day.i - 2) if k > segment.i and words[k] in _THAN), None)
        number = next((one for one in numbers if than and 0 <= than - one.j <= _HOW_MUCH), None)
        if number and _tells_difference(words[number.j : (than or 0) + 1]):
            return number
    return None


def _tells_difference(words: list[str]) -> bool:
    """Whether it is said which way: "more", "below", or any comparative before "than": "shallower than"."""
    compared = any(word.endswith("er") and then == "than" for word, then in pairwise(words))
    return compared or not _DIFFERENCES.isdisjoint(words)


_THAN = word_set("than above below over under vs")
_HOW_MUCH = 3
_REACHED = ("distance", "tries")
"""What the patient gets to: so far, so many items or words right."""
_DIFFERENCES = COMPARATIVES | word_set("more less fewer above below over under up down")


def _until_now(segment: Segment) -> Hit | None:
    """Something of the programme told as done otherwise until today, or otherwise this time.

    "Quad sets flat heretofore", "SLS EC this time", "until this week the hum stayed on single words". What a patient
    could not do until today is progress, no change.
    """
    if segment.has("measures", "home", "limits", "symptoms"):
        return None
    words = segment.scan.words
    ends = {one.i for one in segment.kinds.get("now", ())} | {one.i for one in segment.kinds.get("before", ())}
    items = segment.all("exercises", "dose", "activities", "programme", "equipment")
    for k in range(segment.i, segment.j):
        if words[k] in _HERETOFORE or (words[k] == "time" and words[k - 1] == "this" and k > segment.i):
            return next((one for one in items if one.j <= k), None)
        until = words[k] in _UNTIL or words[k : k + 2] == ["up", "to"]
        if until and not ends.isdisjoint((k, k + 1, k + 2)) and _ABILITY.isdisjoint(segment.said):
            return items[0] if items else segment.kinds["now" if segment.has("now") else "before"][0]
    return None


_UNTIL = word_set("until till")
_ABILITY = word_set(
    "could couldn't able unable cannot can't needed need needs helped help dependent trouble nothing he she"
)
_HERETOFORE = word_set("heretofore hitherto")


def _and_now(segment: Segment) -> Hit | None:
    """A dose and what it is now: "step-downs off 4 in now 6 in", "the box was 2 in, today 4 in"."""
    if not segment.has("exercises", "equipment", "programme") or segment.has("measures", "ratings", "limits"):
        return None
    doses = [one for one in segment.kinds.get("quantity", ()) if one.quantity and one.quantity.kind in LOADS]
    return next((one for one, other in pairwise(doses) if _is_now(segment, one, other)), None)


def _is_now(segment: Segment, one: Hit, other: Hit) -> bool:
    between = segment.scan.words[one.j : other.i]
    same = other.quantity is not None and one.quantity is not None and other.quantity.kind == one.quantity.kind
    return same and ("now" in between or segment.scan.words[one.i - 1] == "was") and _TURNED.issuperset(between)


_TURNED = word_set("now today , ( at to is up down and it")


_READERS: tuple[Asked, ...] = (
    (_BY | _BEFORE | _WERE, _was),
    (_WERE, _was_other),
    (_THAN, _more_than),
    (_HERETOFORE | _UNTIL | {"time", "up"}, _until_now),
    (word_set("now today"), _and_now),
)
