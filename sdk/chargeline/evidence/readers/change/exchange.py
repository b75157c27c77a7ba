"""One thing of the programme for another: a load, a tool, a surface, a level; and what is done for the first time."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.change.programme import (
    COMPARATIVES,
    LEVELS,
    PERSON,
    PROGRAMME,
    is_given,
    opens_with_deed,
)
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
    turns = (one for one, other in pairwise(items) if _alike(one, other) and _arrow_between(segment, one, other))
    days = [day.i for day in segment.kinds.get("before", ()) if day.entries["before"].more == "always"]
    return next((one for one in turns if segment.has("now") or not _closed_by(segment, days)), None)


def _closed_by(segment: Segment, days: list[int]) -> bool:
    """Whether a day that is not today closes a sentence, unparted: "putty went yellow to tan last visit"."""
    return any(segment.j - day <= _CLOSES and segment.scan.words[day - 1].isalpha() for day in days)


_CLOSES = 4


def _doubled(segment: Segment) -> Hit | None:
    return next((hit for hit in segment.kinds.get("quantity", ()) if _holds_both(segment, hit)), None)


def _instead(segment: Segment) -> Hit | None:
    """One thing of the programme rather than another: "loaded with two cups rather than one", "tan in lieu of red"."""
    words = segment.scan.words
    if segment.has("measures", "limits", "ratings") or names_home(segment):
        return None
    items = [one for one in segment.all(*PROGRAMME, "number") if "services" not in one.entries]
    for k in range(segment.i + 1, segment.j - 1):
        reach = next((len(phrase) for phrase in _RATHER if words[k : k + len(phrase)] == phrase), 0)
        if reach and "since" not in segment.said and not _is_way_of_patient(segment, k):
            before = next((one for one in items if one.j <= k), None)
            beside = any(0 <= one.i - k - reach <= 1 for one in items)
            whole = before is not None and (beside or _is_item(before))
            return before if whole else next((one for one in items if one.i >= k + reach and _is_item(one)), None)
    return None


def _is_way_of_patient(segment: Segment, k: int) -> bool:
    """Whether it is told how the patient does something: "hikes the hip instead of", "she grabs rather than"."""
    if not PERSON.isdisjoint(segment.scan.words[segment.i : k]) and "had" not in segment.said:
        return True
    faults = (one for one in segment.between(segment.i, k) if "faults" in one.entries and not _is_item(one))
    return any(one.entries["faults"].more == "seen" for one in faults) or opens_with_deed(segment)


def _is_item(one: Hit) -> bool:
    return not _ITEMS.isdisjoint(one.entries)


_ITEMS = frozenset({"exercises", "activities", "equipment", "programme", "cues"})


def _compared(segment: Segment) -> Hit | None:
    """What is more or less than it was: "gave her a thicker pen", "beads smaller than last time"."""
    words = segment.scan.words
    if segment.has(*_NOT_COMPARED):
        return None
    for k in (k for k in range(segment.i, segment.j) if words[k] in COMPARATIVES):
        beside = (one for one in segment.all(*_THINGS) if 0 <= one.i - k - 1 <= 2 or 0 <= k - one.j <= 1)
        near = next(beside, None)
        said = segment.has("now") or not _WHEN.isdisjoint(words[k + 2 : k + 6])
        told = words[k + 1 : k + 2] == ["than"] or (said and near and (near.j <= k or k == segment.i))
        if near and (told or is_given(segment, k)):
            return near
    return None


_THINGS = ("exercises", "activities", "equipment", "programme", "quantity")
_NOT_COMPARED = in_order("measures ratings symptoms home limits capacities")
_WHEN = word_set("once when after since because")
_RATHER = (["instead", "of"], ["rather", "than"], ["in", "lieu", "of"], ["in", "place", "of"], ["as", "opposed", "to"])


def _arrow_between(segment: Segment, one: Hit, other: Hit) -> bool:
    between = segment.scan.words[one.j : other.i]
    if between == ["to"]:
        return any(entry.more in LEVELS for entry in one.entries.values())
    return between in (["→"], ["-", ">"], [">"], [">", ">"])


def _alike(one: Hit, other: Hit) -> bool:
    for kind in ("equipment", "programme"):
        if kind in one.entries and kind in other.entries:
            more = one.entries[kind].more
            return more == other.entries[kind].more and more not in ("position",)
    return False


def _holds_both(segment: Segment, hit: Hit) -> bool:
    """A load, a dose or a speed with two values and an arrow."""
    quantity = hit.quantity
    if quantity is None or quantity.second is None:
        return False
    if not quantity.arrow and "to" not in segment.scan.words[hit.i : hit.j]:
        return False
    if not quantity.arrow and quantity.kind not in ("load", "speed", "vital"):
        return quantity.kind == "length" and any(hit.i == one.j for one in segment.kinds.get("programme", ()))
    if quantity.kind in ("percent", "vital"):
        return any(one.entries["programme"].more == "load" for one in segment.kinds.get("programme", ()))
    if quantity.kind in ("load", "reps", "speed", "dose"):
        return segment.has("exercises", "activities", "dose", "equipment", "programme")
    if quantity.kind in ("seconds", "minutes") and segment.has("exercises"):
        return not segment.has("measures", "capacities", "ratings", "comparisons")
    if quantity.kind in ("length", "distance", "seconds", "minutes", "number", "range"):
        return segment.has("programme", "activities") and not segment.has("measures", "capacities", "ratings")
    return False


FRESH = frozenset({"new", "first", "now", "no", "without", "w/o"})


_NOW_WITH = ("on", "with", "w/", "without", "w/o", "in", "using")


def _first_time(segment: Segment) -> Hit | None:
    """Something new, or something done for the first time or now without support; not new for weeks."""
    words = segment.scan.words
    if any(words[one.i - 1] in ("for", "x", "since") for one in segment.kinds.get("day", ())):
        return None
    marked = "( new )" in " ".join(words[segment.i : segment.j]) or _closes_as_new(segment)
    for hit in segment.all("exercises", "activities", "programme", "equipment"):
        before = [word for word in words[max(segment.i, hit.i - 3) : hit.i] if word not in ("the", "a")]
        after = words[hit.j : hit.j + 1]
        if "device" in (one.more for one in hit.entries.values()):
            continue
        new = marked or ("new" in (*before[-2:], *after) and before[-1:] != [","])
        new = new or (segment.has("now") and _is_called_new(segment, hit))
        now = before[-2:-1] == ["now"] and before[-1] in _NOW_WITH
        left = before[-1:] == ["no"] and any(one.i == hit.j for one in segment.kinds.get("now", ()))
        support = "programme" in hit.entries and hit.entries["programme"].more == "support"
        spared = support and before[-1:] in (["no"], ["without"], ["w/o"]) and segment.has("now")
        if (new and "new" not in words[hit.i : hit.j]) or now or left or spared:
            return hit
    return None


def _is_called_new(segment: Segment, hit: Hit) -> bool:
    """ "Sentence strips are new this week"."""
    behind = segment.scan.words[hit.j : hit.j + 4]
    return any(word in ("is", "are") and then == "new" for word, then in pairwise(behind))


def _closes_as_new(segment: Segment) -> bool:
    """ "Heel raises 2x15, new", "sentences over a fan, first time"."""
    words = segment.scan.words[segment.i : segment.j]
    words = words[:-1] if words[-1:] == ["."] else words
    return words[-2:] == [",", "new"] or words[-3:] == [",", "first", "time"]


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


_READERS: tuple[Asked, ...] = (
    (word_set("to → >"), _turned),
    (None, _doubled),
    (None, earlier),
    (FRESH, _first_time),
    (word_set("instead rather in as"), _instead),
    (COMPARATIVES, _compared),
    (word_set("no in out"), _left_out),
)
