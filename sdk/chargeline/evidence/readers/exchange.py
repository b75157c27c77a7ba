"""One thing of the programme for another: a load, a tool, a surface, a level; and what is done for the first time."""

from __future__ import annotations

from itertools import pairwise
from operator import contains

from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.quantity import Quantity
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

PROGRAMME = in_order(
    "exercises dose load reps times equipment activities speed length services seconds minutes cues assistance"
    " distance programme tries"
)
LOADS = frozenset({"load", "dose", "reps", "times", "range", "speed", "length", "seconds", "minutes", "distance"})


def exchanged(segment: Segment) -> Hit | None:
    """One load, tool, surface or level for another, or a dose beside the one that it was."""
    items = segment.all("equipment", "programme", "load", "reps", "speed", "dose", "length", "distance")
    for one, other in pairwise(items):
        if _alike(one, other) and _arrow_between(segment, one, other):
            return one
    for hit in segment.kinds.get("quantity", ()):
        if _doubled(segment, hit) or _was(segment, hit):
            return hit
    return next(filter(None, (read(segment) for read in _OTHERS)), None)


def _made(segment: Segment) -> Hit | None:
    """What was made or given as more or less than it was: "made the course trickier", "gave her a thicker pen"."""
    words = segment.scan.words
    if segment.has(*_NOT_COMPARED, "capacities", "comparisons"):
        return None
    for k in range(segment.i, segment.j):
        if words[k] in _GIVEN and words[k - 1 : k] not in _PATIENT:
            after = words[k + 1 : min(k + _MADE_REACH, segment.j)]
            if not COMPARATIVES.isdisjoint(after):
                return next((hit for hit in segment.hits if hit.i > k), None)
    return None


_GIVEN = word_set("made gave handed used put set")
_MADE_REACH = 6
_PATIENT = (["she"], ["he"], ["pt"], ["patient"], ["they"], ["child"], ["it"], ["is"], ["to"])


def _compared(segment: Segment) -> Hit | None:
    """What opens a clause as more or less than it was: "harder putty once the red was easy", "heavier ball today"."""
    words = segment.scan.words
    if words[segment.i] not in COMPARATIVES or segment.has(*_NOT_COMPARED):
        return None
    behind = segment.all("exercises", "programme", "equipment", "activities")
    item = next((one for one in behind if 0 <= one.i - segment.i - 1 <= 2), None)
    answered = segment.has("now") or not _ONCE.isdisjoint(words[segment.i + 2 : segment.i + 6])
    return item if answered else None


_NOT_COMPARED = in_order("measures ratings symptoms home plans limits")
COMPARATIVES = word_set(
    "harder easier bigger smaller heavier lighter longer shorter thicker thinner wider narrower taller firmer softer"
    " trickier tougher steeper"
)
_ONCE = word_set("once when after since because")


def _instead(segment: Segment) -> Hit | None:
    """One thing of the programme rather than another: "loaded with two cups rather than one", "tan in lieu of red"."""
    words = segment.scan.words
    if segment.has("measures", "limits", "home"):
        return None
    items = [*segment.all(*PROGRAMME), *segment.kinds.get("number", ())]
    for k in range(segment.i, segment.j - 1):
        reach = next((len(phrase) for phrase in _RATHER if words[k : k + len(phrase)] == phrase), 0)
        if reach and any(0 <= one.i - k - reach <= 1 and "services" not in one.entries for one in items):
            return next((one for one in items if one.j <= k and "services" not in one.entries), None)
    return None


_RATHER = (["instead", "of"], ["rather", "than"], ["in", "lieu", "of"], ["in", "place", "of"])


def _was_other(segment: Segment) -> Hit | None:
    """Brackets that tell how an exercise was done before: "VORx1 standing, busy background (was plain wall)"."""
    if not segment.has("exercises", "dose", "activities") or segment.has("degrees", "grade", "ratings"):
        return None
    words = segment.scan.words
    asides = (hit for hit in segment.kinds.get("before", ()) if words[hit.i] == "was" and hit.i > segment.i)
    return next((hit for hit in asides if words[hit.i - 1] == "(" and _is_manner(words, hit.j)), None)


def _is_manner(words: list[str], k: int) -> bool:
    """Whether a few words tell how a thing was done, not how the patient was."""
    told = k < len(words) and words[k][0].isalpha() and words[k] not in _OF_PATIENT
    return told and ")" in words[k : k + 5]


_OF_PATIENT = word_set(
    "able unable tired sore fine good ok easy hard difficult not painful given done told seen independent fatigued"
    " dizzy winded challenged shaky limited held provided very too a well better worse steady"
    " unsteady stiff weak"
)


def _arrow_between(segment: Segment, one: Hit, other: Hit) -> bool:
    between = [word for word in segment.scan.words[one.j : other.i] if word not in _COUNTED | {"today"}]
    if between == ["to"]:
        return any(entry.more in _LEVELS for entry in one.entries.values())
    return between in (["to"], ["→"], ["-", ">"], [">"], [">", ">"])


_LEVELS = ("load", "colour", "speech", "diet", "material")
"""What has levels: "RTB to GTB"; a ball goes to the wall by hand."""
_COUNTED = word_set("one two three 1 2 3 4 in inch")


def _alike(one: Hit, other: Hit) -> bool:
    for kind in ("equipment", "programme"):
        if kind in one.entries and kind in other.entries:
            more = one.entries[kind].more
            return more == other.entries[kind].more and more not in ("position",)
    return False


def _doubled(segment: Segment, hit: Hit) -> bool:
    """A load, a dose or a speed with two values and an arrow."""
    quantity = hit.quantity
    if quantity is None or quantity.second is None:
        return False
    if not quantity.arrow and "to" not in segment.scan.words[hit.i : hit.j]:
        return False
    if not quantity.arrow and quantity.kind not in ("load", "speed"):
        return quantity.kind == "length" and _of_height(segment, hit)
    if quantity.kind in ("load", "reps", "speed", "dose"):
        return segment.has("exercises", "activities", "dose", "equipment", "programme")
    if quantity.kind in ("length", "distance", "seconds", "minutes", "number", "range"):
        return segment.has("programme", "activities") and not segment.has("measures", "capacities", "ratings")
    return False


def _of_height(segment: Segment, hit: Hit) -> bool:
    """Whether a setting stands right before its two values: "step height 4 to 6 in"."""
    return any(
        one.j == hit.i and one.entries["programme"].more in ("load", "dose")
        for one in segment.kinds.get("programme", ())
    )


def _was(segment: Segment, hit: Hit) -> bool:
    """A dose that it was, or by how much it went up: "3x10 (was 2x10)", "20# (↑ from 15#)", "(+5 lb today)"."""
    kind = hit.quantity.kind if hit.quantity else ""
    if kind not in LOADS | {"number"} or segment.has("measures") or hit is segment.hits[0]:
        return False
    words = segment.scan.words
    before = words[hit.i - 1] if hit.i > segment.i else ""
    dosed = segment.has("exercises", "equipment", "dose", "load") or (kind == "length" and segment.has("programme"))
    if before in ("up", "down", "+"):
        return kind == "load" and dosed
    if kind in ("load", "dose", "reps", "times", "speed"):
        return before in _EARLIER and dosed
    if before not in _WERE:
        return False
    aside = words[hit.i - 2 : hit.i - 1] in (["("], [","])
    if kind != "number":
        return aside and dosed
    return (aside and segment.has("load", "dose", "programme")) or _of_another_day(segment)


def _of_another_day(segment: Segment) -> bool:
    """ "Same leg press was 130 on Monday": an exercise's load of another day."""
    days = (hit for hit in segment.kinds.get("before", ()) if hit.entries["before"].more == "always")
    return segment.has("exercises") and any(days)


_EARLIER = word_set("was from prev previously not")
_WERE = word_set("was prev previously")


FRESH = frozenset({"new", "now", "no", "without", "w/o"})


_NOW_WITH = ("on", "with", "w/", "without", "w/o", "in", "using")


def _is_dosed(segment: Segment, hit: Hit) -> bool:
    """Whether it is an exercise that is told of, not a part of the patient's day."""
    return "exercises" in hit.entries and not segment.has("functions", "limits", "home", "often")


def _first_time(segment: Segment) -> Hit | None:
    """Something new, or something done for the first time or now without support."""
    words = segment.scan.words
    if FRESH.isdisjoint(words[segment.i : segment.j + 3]):
        return None
    for hit in segment.all("exercises", "activities", "programme", "equipment"):
        before = [word for word in words[max(segment.i, hit.i - 3) : hit.i] if word not in ("the", "a")]
        after = words[hit.j : hit.j + 3]
        if "device" in (one.more for one in hit.entries.values()):
            continue
        if "new" in (*before[-2:], *(word for word in after[:2] if "(" in after)) and "new" not in words[hit.i : hit.j]:
            return hit
        now = before[-1] if before[-2:-1] == ["now"] else ""
        if now in _NOW_WITH or (now == "doing" and _is_dosed(segment, hit)):
            return hit
        if after[:1] == ["new"] or after[:2] in (["was", "new"], ["is", "new"]):
            return hit
        support = "programme" in hit.entries and hit.entries["programme"].more == "support"
        if support and before[-1:] in (["no"], ["without"], ["w/o"]) and segment.has("now"):
            return hit
    return None


def _left_out(segment: Segment) -> Hit | None:
    """An exercise not done for a reason, or one marked as in or out: "no step-downs d/t effusion", "sled push in"."""
    words = segment.scan.words
    for hit in segment.kinds.get("exercises", ()):
        after = words[hit.j : hit.j + 4]
        if words[hit.i - 1 : hit.i] == ["no"] and not _REASONS.isdisjoint(after):
            return hit
        if after[:1] in (["in"], ["out"]) and (hit.j + 1 == segment.j or after[1] in (",", "/", "today", ".")):
            return hit
    return None


_REASONS = word_set("d/t due because account secondary 2/2 until since given")


def _newly(segment: Segment) -> Hit | None:
    """An exercise marked as new behind its dose: "wall slides 3x10 (new)"."""
    words = segment.scan.words
    for k in range(segment.i + 1, segment.j - 1):
        if words[k] == "new" and words[k - 1] in ("(", "[", "*") and words[k + 1] in _CLOSES:
            return next((one for one in segment.all("exercises", "dose", "activities") if one.j <= k), None)
    return None


_CLOSES = (")", "]", "*", "today", "this")


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
    """A dose beside the one of another day: "VORx1 at 120 bpm (100 last wk)"."""
    if not segment.has("exercises", "equipment", "programme") or segment.has("measures", "capacities", "home"):
        return None
    words, doses = segment.scan.words, [one for one in segment.kinds.get("quantity", ()) if one.quantity]
    days = {one.i for one in segment.kinds.get("before", ()) if one.entries["before"].more == "always"}
    for now, then in pairwise(doses):
        beside = then.j in days and words[then.i - 1] in ("(", ",", "/")
        if beside and now.quantity and then.quantity and _differ(now.quantity, then.quantity):
            return now
    return None


def _differ(now: Quantity, then: Quantity) -> bool:
    """Whether two doses are of one kind and not the same."""
    return now.kind in _DOSED and then.kind in (now.kind, "number") and now.value != then.value


_DOSED = LOADS - {"seconds", "minutes", "distance", "length"} | {"vital"}
_OTHERS = (_first_time, _was_other, _instead, _compared, _made, _left_out, _newly, _more_than, _set_against)
