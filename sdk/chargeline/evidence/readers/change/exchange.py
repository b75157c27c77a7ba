"""One thing of the programme for another: a load, a tool, a surface, a level; and what is done for the first time."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.change.otherwise import OTHERWISE, otherwise
from chargeline.evidence.readers.change.programme import COMPARATIVES, LEVELS, PROGRAMME
from chargeline.evidence.readers.change.until_today import earlier
from chargeline.evidence.readers.finding import Asked, first_found, names_home
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def exchanged(segment: Segment) -> Hit | None:
    """One load, tool, surface or level for another, or a dose beside the one that it was."""
    return first_found(segment, _READERS)


def _turned(segment: Segment) -> Hit | None:
    """One thing or dose, a word or a sign of direction, and another of its kind."""
    items = segment.all("equipment", "programme", "load", "reps", "speed", "dose", "length", "distance")
    for one, other in pairwise(items):
        if (_alike(one, other) and _arrow_between(segment, one, other)) or _from_to(segment, one, other):
            return one
    return None


_TOWARDS = word_set("to → >")


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


_GIVEN = word_set("made gave handed used put set graded")
_MADE_REACH = 8
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
_ONCE = word_set("once when after since because")


def _instead(segment: Segment) -> Hit | None:
    """One thing of the programme rather than another: "loaded with two cups rather than one", "tan in lieu of red"."""
    words = segment.scan.words
    if segment.has("measures", "limits") or names_home(segment):
        return None
    items = [*segment.all(*PROGRAMME), *segment.kinds.get("number", ())]
    for k in range(segment.i, segment.j - 1):
        reach = next((len(phrase) for phrase in _RATHER if words[k : k + len(phrase)] == phrase), 0)
        if reach and any(0 <= one.i - k - reach <= 1 and "services" not in one.entries for one in items):
            return next((one for one in items if one.j <= k and "services" not in one.entries), None)
        if words[k] == "instead" and not reach:
            return next((one for one in items if 0 <= k - one.j <= 2 and _is_thing(one)), None)
    return None


def _is_thing(one: Hit) -> bool:
    return one.quantity is None and not {"exercises", "equipment", "programme"}.isdisjoint(one.entries)


def _too_much(segment: Segment) -> Hit | None:
    """What was too easy or too much, and what came for it: "red too easy so green", "5# too heavy, 3# used"."""
    words = segment.scan.words
    k = next((k for k in range(segment.i, segment.j - 2) if words[k] == "too" and words[k + 1] in _TOO), segment.j)
    for one in segment.all(*_ITEMS) if k < segment.j else ():
        if one.i > k and not _THEREFORE.isdisjoint(words[max(k + 2, one.i - 4) : one.i]):
            return one
    return None


_ITEMS = ("exercises", "equipment", "programme", "load", "reps", "dose", "number")
_TOO = word_set(
    "easy light simple low slow hard heavy difficult much high fast far long big tall small strong irritable"
)
_THEREFORE = word_set("so → > thus therefore hence used given tried gave")


_RATHER = (["instead", "of"], ["rather", "than"], ["in", "lieu", "of"], ["in", "place", "of"], ["as", "opposed", "to"])


def _arrow_between(segment: Segment, one: Hit, other: Hit) -> bool:
    between = [word for word in segment.scan.words[one.j : other.i] if word not in _COUNTED | {"today"}]
    if between == ["to"]:
        return any(entry.more in LEVELS for entry in one.entries.values())
    return between in (["to"], ["→"], ["-", ">"], [">"], [">", ">"])


_COUNTED = word_set("one two three 1 2 3 4 in inch")


def _alike(one: Hit, other: Hit) -> bool:
    for kind in ("equipment", "programme"):
        if kind in one.entries and kind in other.entries:
            more = one.entries[kind].more
            return more == other.entries[kind].more and more not in ("position",)
    return False


def _from_to(segment: Segment, one: Hit, other: Hit) -> bool:
    """Two doses of one kind from one to the other: "from 2 sets to 3 sets"."""
    words = segment.scan.words
    if not one.quantity or not other.quantity or one.quantity.kind != other.quantity.kind:
        return False
    between = words[one.j : other.i]
    told = between in (["→"], [">"], ["-", ">"]) or (between == ["to"] and words[one.i - 1] == "from")
    return told and not segment.has("measures", "capacities", "ratings", "comparisons")


def _doubled(segment: Segment) -> Hit | None:
    return next((hit for hit in segment.kinds.get("quantity", ()) if _holds_both(segment, hit)), None)


def _holds_both(segment: Segment, hit: Hit) -> bool:
    """A load, a dose or a speed with two values and an arrow."""
    quantity = hit.quantity
    if quantity is None or quantity.second is None:
        return False
    if not quantity.arrow and "to" not in segment.scan.words[hit.i : hit.j]:
        return False
    if not quantity.arrow and quantity.kind not in ("load", "speed", "vital"):
        return quantity.kind == "length" and _of_height(segment, hit)
    if quantity.kind in ("percent", "vital"):
        return any(one.entries["programme"].more == "load" for one in segment.kinds.get("programme", ()))
    if quantity.kind in ("load", "reps", "speed", "dose"):
        return segment.has("exercises", "activities", "dose", "equipment", "programme")
    if quantity.kind in ("seconds", "minutes") and segment.has("exercises"):
        return not segment.has("measures", "capacities", "ratings", "comparisons")
    if quantity.kind in ("length", "distance", "seconds", "minutes", "number", "range"):
        return segment.has("programme", "activities") and not segment.has("measures", "capacities", "ratings")
    return False


def _of_height(segment: Segment, hit: Hit) -> bool:
    """Whether a setting stands right before its two values: "step height 4 to 6 in"."""
    return any(
        one.j == hit.i and one.entries["programme"].more in ("load", "dose")
        for one in segment.kinds.get("programme", ())
    )


FRESH = frozenset({"new", "now", "no", "without", "w/o"})


_NOW_WITH = ("on", "with", "w/", "without", "w/o", "in", "using")


def _is_dosed(segment: Segment, hit: Hit) -> bool:
    """Whether it is an exercise that is told of, not a part of the patient's day."""
    elsewhere = names_home(segment) or "home" in segment.scan.words[segment.i : segment.j]
    return "exercises" in hit.entries and not elsewhere and not segment.has("functions", "limits", "often")


def _first_time(segment: Segment) -> Hit | None:
    """Something new, or something done for the first time or now without support."""
    words = segment.scan.words
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
        if before[-1:] == ["now"] and any(entry.more in ("load", "colour", "speech") for entry in hit.entries.values()):
            return hit
        if after[:1] == ["new"] or after[:2] in (["was", "new"], ["is", "new"]):
            return hit
        if before[-1:] == ["no"] and any(one.i == hit.j for one in segment.kinds.get("now", ())) and _is_loaded(hit):
            return hit
        support = "programme" in hit.entries and hit.entries["programme"].more == "support"
        if support and before[-1:] in (["no"], ["without"], ["w/o"]) and segment.has("now"):
            return hit
    return None


def _is_loaded(hit: Hit) -> bool:
    """Whether a thing is an exercise or a load of it: "no weights today"."""
    return "exercises" in hit.entries or any(one.more == "load" for one in hit.entries.values())


def _left_out(segment: Segment) -> Hit | None:
    """An exercise not done for a reason, or one marked as in or out: "no step-downs d/t effusion", "sled push in"."""
    words = segment.scan.words
    for hit in segment.kinds.get("exercises", ()):
        begin = hit.j + (words[hit.j : hit.j + 1] in (["is"], ["are"]))
        after = words[begin : begin + 4]
        if words[hit.i - 1 : hit.i] == ["no"] and not _REASONS.isdisjoint(after):
            return hit
        if after[:1] in (["in"], ["out"]) and (begin + 1 == segment.j or after[1] in (",", "/", "today", ".")):
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


_READERS: tuple[Asked, ...] = (
    (_TOWARDS, _turned),
    (None, _doubled),
    (None, earlier),
    (FRESH, _first_time),
    (word_set("instead rather in as"), _instead),
    (word_set("too"), _too_much),
    (COMPARATIVES, _compared),
    (_GIVEN, _made),
    (OTHERWISE, otherwise),
    (word_set("no in out"), _left_out),
    (word_set("new"), _newly),
)
