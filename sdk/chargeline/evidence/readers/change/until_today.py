"""What a dose, a manner or a thing of the programme was before, told beside what it is today."""

from __future__ import annotations

from itertools import pairwise
from operator import contains

from chargeline.evidence.readers.change.programme import COMPARATIVES, LEVELS, LOADS
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
    before = words[hit.i - 1] if hit.i > segment.i else ""
    dosed = segment.has("exercises", "equipment", "dose", "load") or (kind == "length" and segment.has("programme"))
    if before in _BY:
        return dosed and (kind == "load" or (kind == "number" and _is_setting(segment, hit.i - 1)))
    if kind in ("load", "dose", "reps", "times", "speed"):
        return before in _BEFORE and dosed
    if before not in _WERE:
        return False
    aside = words[hit.i - 2 : hit.i - 1] in (["("], [","])
    if kind != "number":
        return aside and dosed
    return (aside and segment.has("load", "dose", "programme")) or _of_another_day(segment)


def _is_setting(segment: Segment, k: int) -> bool:
    """Whether what ends at a token can be set: "seat height down 1"."""
    set_ = (one for one in segment.kinds.get("programme", ()) if one.j == k)
    return any(one.entries["programme"].more == "load" for one in set_)


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
    if not segment.has("exercises", "dose", "activities") or segment.has("degrees", "grade", "ratings"):
        return None
    words = segment.scan.words
    asides = (hit for hit in segment.kinds.get("before", ()) if words[hit.i] in _FORMERLY and hit.i > segment.i)
    return next((hit for hit in asides if words[hit.i - 1] == "(" and _is_manner(words, hit.j)), None)


_FORMERLY = word_set("was prev previously formerly")


def _is_manner(words: list[str], k: int) -> bool:
    """Whether a few words tell how a thing was done, not how the patient was."""
    told = k < len(words) and words[k][0].isalpha() and words[k] not in _OF_PATIENT
    return told and ")" in words[k : k + 5]


_OF_PATIENT = word_set(
    "able unable tired sore fine good ok easy hard difficult not painful given done told seen independent fatigued"
    " dizzy winded challenged shaky limited held provided very too a well better worse steady"
    " unsteady stiff weak"
)


def _more_than(segment: Segment) -> Hit | None:
    """By how much more or less than another day: "2 min longer than Mon", "5 lb heavier than last time"."""
    words = segment.scan.words
    if segment.has("measures", "home", "limits"):
        return None
    for hit in segment.kinds.get("quantity", ()):
        behind = words[hit.j : hit.j + 3]
        if len(behind) == 3 and all(map(contains, (_DIFFERENCES, _THAN, _DAYS), behind)):
            return hit
    return None


_DAYS = word_set(
    "last previous prior before yesterday monday tuesday wednesday thursday friday saturday sunday mon tue tues wed"
    " weds thu thur thurs fri sat sun"
)
_THAN = word_set("than vs from over")
_DIFFERENCES = COMPARATIVES | word_set("more less fewer higher lower deeper faster slower farther further up down")


def _set_against(segment: Segment) -> Hit | None:
    """A dose beside the one of another day: "at 120 bpm (100 last wk)", "level 4 (level 3 Fri)"."""
    if not segment.has("exercises", "equipment", "programme", "activities"):
        return None
    if not segment.has("before") and _HAD_BEEN.isdisjoint(segment.said):
        return None
    if segment.has("measures", "home") or (segment.has("capacities") and not segment.has("exercises")):
        return None
    seen: dict[str, Hit] = {}
    for one in segment.all("quantity", "equipment", "programme"):
        kind = _dosed(one)
        if not kind:
            continue
        now = seen.get(kind) or (seen.get("last") if kind == "number" else None)
        if now and _is_earlier(segment, one) and _words_of(segment, now) != _words_of(segment, one):
            return now
        seen[kind] = seen["last"] = one
    return None


def _words_of(segment: Segment, one: Hit) -> list[str]:
    return segment.scan.words[one.i : one.j]


def _dosed(one: Hit) -> str:
    """The kind of a dose: of what it counts, a band's or a colour's; empty for anything else."""
    if one.quantity:
        return one.quantity.kind if one.quantity.kind in _DOSED else ""
    level = next((one.entries[kind].more for kind in one.entries if one.entries[kind].more in LEVELS), "")
    return "colour" if level == "load" and "equipment" in one.entries else level


def _is_earlier(segment: Segment, then: Hit) -> bool:
    """Whether a dose is told as the one of another day."""
    words = segment.scan.words
    k = then.i - 1 - (words[then.i - 1] in _AT)
    if k > segment.i and words[k] in _HAD_BEEN and (words[k] != "was" or not then.quantity):
        return True
    days = [
        one
        for one in segment.kinds.get("before", ())
        if one.entries["before"].more == "always" or "plans" in one.entries
    ]
    aside = words[then.i - 1] in ("(", ",", "/", ";")
    end = then.j + (words[then.j : then.j + 1] in _UNTIL)
    return any(one.j == then.i or (one.i == end and aside) for one in days)


_UNTIL = (["through"], ["thru"], ["until"], ["till"], ["on"])
_AT = word_set("on at with in using")
_HAD_BEEN = word_set("been previously prev formerly was")
_DOSED = LOADS - {"seconds", "length"} | {"vital", "number"}


def _until_now(segment: Segment) -> Hit | None:
    """An exercise told as done otherwise until today, or otherwise this time: "flat heretofore", "EC this time"."""
    if segment.has("measures", "home", "limits", "symptoms"):
        return None
    words = segment.scan.words
    for k in range(segment.i + 1, segment.j):
        if words[k] in _HERETOFORE or (words[k] == "time" and words[k - 1] == "this"):
            return next(
                (one for one in segment.all("exercises", "dose", "activities", "programme") if one.j <= k), None
            )
    return None


_HERETOFORE = word_set("heretofore hitherto")


def _and_now(segment: Segment) -> Hit | None:
    """A dose and what it is now: "step-downs off 4 in now 6 in", "the box was 2 in, today 4 in"."""
    if not segment.has("exercises", "equipment", "programme") or segment.has("measures", "ratings", "limits"):
        return None
    doses = [one for one in segment.kinds.get("quantity", ()) if one.quantity and one.quantity.kind in LOADS]
    return next((one for one, other in pairwise(doses) if _is_now(segment, one, other)), None)


def _is_now(segment: Segment, one: Hit, other: Hit) -> bool:
    between = segment.scan.words[one.j : other.i]
    kind = one.quantity.kind if one.quantity else ""
    same = other.quantity is not None and other.quantity.kind == kind
    was = segment.scan.words[one.i - 1] == "was" and "today" in between and kind != "distance"
    return same and ("now" in between or was) and _TURNED.issuperset(between)


_TURNED = word_set("now today , ( at to is up down and it")


_READERS: tuple[Asked, ...] = (
    (_BY | _BEFORE | _WERE, _was),
    (_FORMERLY, _was_other),
    (_THAN, _more_than),
    (None, _set_against),
    (_HERETOFORE | {"time"}, _until_now),
    (word_set("now today"), _and_now),
)
