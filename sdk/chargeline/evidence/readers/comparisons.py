"""Statements that set now against before, and the vague ones that only praise progress."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from chargeline.evidence.readers.finding import Found, clause, names_home
from chargeline.evidence.readers.units import COUNTED
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def comparisons(segment: Segment) -> Iterator[Found]:
    """Statements that set now against before, with a number, a level or a concrete change; and the vague ones."""
    for hit in segment.kinds.get("comparisons", ()):
        entry = hit.entries["comparisons"]
        tells = _TELLS.get(entry.more)
        if tells is not None and tells(segment, hit):
            context = contexts(segment, hit) - {"historical"}
            yield Found("comparison", entry.name, segment, *clause(segment, hit), context)
        elif entry.more == "vague":
            yield Found("vague comparison", entry.name, segment, hit.start, hit.end, contexts(segment, hit))
    yield from _then_and_now(segment)
    yield from _could_and_can(segment)


def _set_against(segment: Segment, hit: Hit) -> bool:
    """ "Less edema than last visit by 1.2 cm": another day, and how much."""
    return _names_another_day(segment) and _measured_beside(segment, hit)


def _tells_other_day(segment: Segment, _: Hit) -> bool:
    """Whether another day is named or meant: "since", "than", "last week"."""
    marks = {hit.entries["comparisons"].more for hit in segment.kinds["comparisons"]}
    return _names_another_day(segment) or not marks.isdisjoint(("since", "versus"))


def _has_ended(segment: Segment, _: Hit) -> bool:
    """ "No longer needs the cane indoors": help or a device that is over, told outside of treatment."""
    elsewhere = segment.section in ("treatment", "objective", *_NOT_NOW) or segment.label in _LABELLED
    return not elsewhere and segment.has(*_NEEDED_ONCE) and not segment.has("symptoms", "home", "dose", "times")


_NEEDED_ONCE = in_order("equipment assistance functions activities family")


def _moved_since(segment: Segment, _: Hit) -> bool:
    """One of a kind, then another, with a "to" between: "MMT 3/5 to 4-/5", "from RW to SPC", "from max to mod"."""
    if segment.has("ratings", "dose", "times"):
        return False
    words = segment.scan.words
    items = [hit for hit in segment.hits if _sort(hit)]
    if any(words[a.j : b.i] in (["to"], ["→"]) for a, b in pairwise(items) if _sort(a) == _sort(b)):
        return True
    return segment.has("cues", "assistance", "skills") and _turns_amount(segment)


def _turns_amount(segment: Segment) -> bool:
    """One amount of help, then another: "max to mod"."""
    words = segment.scan.words
    turns = (k for k in range(segment.i + 1, segment.j - 1) if words[k] in ("to", "→"))
    return any({words[k - 1], words[k + 1]} <= _AMOUNTS for k in turns)


def _sort(hit: Hit) -> str:
    """What may change from one to another: a value's unit, help, a device, a texture, a level of speech."""
    if hit.quantity:
        return hit.quantity.kind if hit.quantity.kind in COUNTED else ""
    kind = next((kind for kind in _SORTS if kind in hit.entries), "")
    return "help" if kind == "assistance" else hit.entries[kind].more if kind else ""


_SORTS = ("assistance", "equipment", "programme")
_AMOUNTS = listed("amounts of help")


def _then_and_now(segment: Segment) -> Iterator[Found]:
    """ "Needed max A last week, now min A": another day and today in one sentence, with a level or a number."""
    days = segment.kinds.get("before", ())
    before = [hit for hit in days if hit.entries["before"].more == "always"]
    if len(segment.all("assistance", "cues")) > 1 and segment.has("now"):
        before = before or [hit for hit in days if segment.scan.words[hit.i] == "was"]
    if before and _contrasts(segment):
        yield Found("comparison", "then and now", segment, *clause(segment, before[0]))
        return
    levels = segment.all("assistance", "cues", "cued")
    said = segment.has("now", "comparisons") or not _NEEDED.isdisjoint(segment.scan.words[segment.i : segment.j])
    said = said or (len(levels) > 1 and segment.section not in _NOT_NOW and not segment.has("home", "ratings"))
    ended = _NO_LONGER.search(segment.scan.folded, segment.start, segment.end) and _may_have_ended(segment)
    if before and ((said and levels) or ended):
        start, end = clause(segment, before[0])
        yield Found("comparison", "then and now", segment, start, end, contexts(segment, before[0]) - {"historical"})


def _could_and_can(segment: Segment) -> Iterator[Found]:
    """ "Used to need RW in house, this week only SPC": a day now, another day, and what was done or used on each."""
    if not segment.has("now") or segment.section in ("plan", "goals") or segment.has("ratings") or names_home(segment):
        return
    before = next((hit for hit in segment.kinds.get("before", ()) if hit.entries["before"].more == "always"), None)
    words = segment.scan.words[segment.i : segment.j]
    told = not _ONLY.isdisjoint(words) or ("used" in words and segment.has("equipment")) or segment.has("family")
    if before is None or not told:
        return
    if segment.has("functions", "activities", "equipment", "targets", "limits", "reps") and segment.has(*_SHOWN):
        yield Found("comparison", "then and now", segment, *clause(segment, before))


def contrasts(segments: list[Segment]) -> Iterator[Found]:
    """Two clauses side by side, one of today and one of another day, that tell of one thing.

    "Toilet transfer with SBA. Last week it took mod A", "could not reach the shelf in May; today he did it alone".
    """
    for one, other in pairwise(segments):
        if not ("before" in one.kinds or "before" in other.kinds) or other.line - one.line > 1:
            continue
        then = other if _day(other) else one
        now = one if then is other else other
        if _day(then) and not _day(now) and _may_contrast(now) and _may_contrast(then) and _tell_of_one(now, then):
            yield Found("comparison", "then and now", then, then.start, then.end)


def _day(segment: Segment) -> Hit | None:
    """The other day that a clause names, if it does not name today beside it."""
    days = (hit for hit in segment.kinds.get("before", ()) if hit.entries["before"].more == "always")
    return None if segment.has("now") else next(days, None)


def _may_contrast(segment: Segment) -> bool:
    elsewhere = segment.section in _NOT_NOW or segment.label in _LABELLED or names_home(segment)
    return not elsewhere and not segment.has(*_OTHER)


_NOT_NOW = ("plan", "goals", "history")
_LABELLED = ("goals", "history", "baseline", "hep")
_OTHER = in_order("often ratings plans symptoms")


def _tell_of_one(now: Segment, then: Segment) -> bool:
    """Whether both name help, or a device; or one a limit and the other what is done today."""
    for kinds in (("assistance", "cues"), ("equipment",)):
        if now.has(*kinds) and then.has(*kinds):
            return True
    words = then.scan.words[then.i : then.j]
    limited = then.has("limits") or not _LIMITED.isdisjoint(words)
    return limited and now.has("now") and not _DONE.isdisjoint(now.scan.words[now.i : now.j])


_LIMITED = listed("limited then")
_DONE = listed("done now")


def _contrasts(segment: Segment) -> bool:
    """Whether a task, help, a fault or a distance is set against another day's: "twice the distance of last Friday"."""
    if segment.section in ("plan", "goals") or segment.has("ratings", "symptoms", "home", "dose", "load", "times"):
        return False
    words = segment.scan.words[segment.i : segment.j]
    multiple = any(a in _MULTIPLES and b in _OF_THAT for a, b in pairwise(words))
    return (multiple or not _AGAINST.isdisjoint(words)) and segment.has(*_CONTRASTED)


_MULTIPLES = word_set("twice half double third quarter")
_OF_THAT = word_set("the as of that what")
_AGAINST = word_set("than instead unlike gone alone further farther above below without")
SET_AGAINST = _AGAINST | _MULTIPLES
_CONTRASTED = in_order(
    "functions activities equipment deficits cues assistance distance length measures motions targets limits faults"
    " tries"
)
_NO_LONGER = re.compile(r"\b(?:no longer|no more|not any ?more)\b")


def _may_have_ended(segment: Segment) -> bool:
    return segment.has(*_ENDED) or not (segment.has("symptoms", "ratings") or names_home(segment))


_ENDED = in_order("deficits functions activities equipment limits faults assistance cues")
_ONLY = word_set("uses walked does only can need needs needed could able reach reaches reached just still")
_SHOWN = in_order("reps body equipment functions activities distance load assistance")


_NEEDED = word_set("required needed requiring was needing had")


def _concrete(segment: Segment, hit: Hit) -> bool:
    """A word of movement counts with a difference or two values of a measure, or two levels of help."""
    if segment.label == "baseline":
        return False
    marks = [other.entries["comparisons"].more for other in segment.kinds["comparisons"]]
    other_day = "since" in marks or "versus" in marks or _names_another_day(segment) or _from_to(segment, hit)
    levels = [level for level in segment.all("assistance", "cues") if "aside" not in level.entries]
    words = segment.scan.words[segment.i : segment.j]
    if len(levels) >= 2 and (other_day or {"from", "to"}.issubset(words) or "→" in words):
        return True
    if _changed_help(segment, hit):
        return True
    return _measured_beside(segment, hit) and (other_day or _is_by_how_much(segment, hit))


def _changed_help(segment: Segment, hit: Hit) -> bool:
    """ "Went from mod to min cues", "progressed from 2WW to SPC": one amount of help or one device, then another."""
    words = segment.scan.words
    if words[hit.j - 1] != "from" or segment.has("ratings", "dose", "times", "load"):
        return False
    helped = segment.has("assistance", "cues") and bool(_AMOUNTS.intersection(words[hit.j : hit.j + 1]))
    devices = [one for one in segment.kinds.get("equipment", ()) if one.entries["equipment"].more == "device"]
    return (helped and _turns_amount(segment)) or any(
        words[a.j : b.i] == ["to"] and a.i - hit.j <= 1 for a, b in pairwise(devices)
    )


def _is_by_how_much(segment: Segment, hit: Hit) -> bool:
    """ "Improved 9HPT by 6 sec", "swelling down 1.5 cm": a difference tells of another day by itself."""
    numbers = [n for n in segment.kinds.get("quantity", ()) if n.i > segment.i and n.quantity]
    words = segment.scan.words
    moved = words[hit.i : hit.j] in (["up"], ["down"], ["↑"], ["↓"]) and not segment.has("exercises", "activities")
    right_behind = (n for n in numbers if n.i == hit.j and n.quantity and n.quantity.kind in _DIFFERENT)
    return any(words[n.i - 1] == "by" for n in numbers) or (moved and any(right_behind))


_DIFFERENT = ("degrees", "seconds", "length", "percent", "signal")


def _measured_beside(segment: Segment, hit: Hit) -> bool:
    """Whether a number that measures something stands near a word of comparison."""
    beside = [
        n
        for n in segment.kinds.get("quantity", ())
        if n.quantity and n.quantity.kind in COUNTED and -8 <= n.i - hit.j <= 8
        if n.quantity.kind != "load" or segment.has("measures")
    ]
    measured = segment.has(*_MEASURED)
    return bool(beside) and measured and not segment.has("dose", "times")


_MEASURED = in_order("measures motions degrees percent grade seconds capacities assistance cues functions deficits")


def _names_another_day(segment: Segment) -> bool:
    return any(hit.entries["before"].more == "always" for hit in segment.kinds.get("before", ()))


def _from_to(segment: Segment, hit: Hit) -> bool:
    """Two values after a word of movement: "improved from 18 s to 14 s"."""
    after = [n for n in segment.kinds.get("quantity", ()) if n.i >= hit.j and n.quantity and n.quantity.kind in COUNTED]
    return len(after) > 1 and "from" in segment.scan.words[hit.i : after[0].i]


_TELLS: dict[str, Callable[[Segment, Hit], bool]] = {
    "move": _concrete,
    "versus": _set_against,
    "since": _moved_since,
    "fold": _tells_other_day,
    "ended": _has_ended,
}
"""When a word of comparison tells now from before, by its form in the table."""
