"""Statements that set now against before, and the vague ones that only praise progress."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice, pairwise

from chargeline.evidence.readers.clauses import LABELLED, NOT_NOW, other_days
from chargeline.evidence.readers.finding import Found, clause, is_without, names_home
from chargeline.evidence.readers.progress.turned import steps, turned
from chargeline.evidence.readers.results.units import COUNTED, MOVED_BY, is_difference, is_exercised
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.quantity import WORDS
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def comparisons(segment: Segment) -> Iterator[Found]:
    """Statements that set now against before, with a number, a level or a concrete change; and the vague ones."""
    for hit in segment.kinds.get("comparisons", ()):
        entry = hit.entries["comparisons"]
        tells = _TELLS.get(entry.more)
        if tells is not None and tells(segment, hit):
            context = contexts(segment, hit) - {"historical"}
            context -= {"hypothetical"} if _names_another_day(segment) else set()
            yield Found("comparison", entry.name, segment, *clause(segment, hit), context)
        elif entry.more == "vague":
            yield Found("vague comparison", entry.name, segment, hit.start, hit.end, contexts(segment, hit))
    moved = _moved_by(segment)
    if moved is not None:
        yield Found("comparison", "by so much", segment, *clause(segment, moved), contexts(segment, moved))
    side = turned(segment)
    if side is not None:
        yield Found("comparison", "then and now", segment, *clause(segment, side))
    yield from _then_and_now(segment)


def _set_against(segment: Segment, hit: Hit) -> bool:
    """ "Less edema than last visit by 1.2 cm": another day, and how much."""
    return _names_another_day(segment) and _measured_beside(segment, hit)


_NO_VALUES = in_order("ratings dose times load exercises home symptoms")


def _tells_other_day(segment: Segment, _: Hit) -> bool:
    """Whether another day is named or meant: "since", "than", "last week"."""
    marks = {hit.entries["comparisons"].more for hit in segment.kinds["comparisons"]}
    return _names_another_day(segment) or not marks.isdisjoint(("since", "versus"))


def _has_ended(segment: Segment, _: Hit) -> bool:
    """ "No longer needs the cane indoors": help or a device that is over, told outside of treatment."""
    elsewhere = segment.section in ("treatment", "objective", *NOT_NOW) or segment.label in LABELLED
    return not elsewhere and segment.has(*_NEEDED_ONCE) and not segment.has("symptoms", "home", "dose", "times")


_NEEDED_ONCE = in_order("equipment assistance functions activities family")


def _moved_since(segment: Segment, since: Hit) -> bool:
    """One of a kind, then another, with a "to" between: "MMT 3/5 to 4-/5", "from RW to SPC", "from max to mod"."""
    if segment.has("ratings", "dose", "times"):
        return False
    over = segment.has("deficits") and segment.scan.words[since.i - 1] in _OVER
    return over or _is_difference(segment) or any(steps(segment))


_OVER = word_set("resolved gone cleared")


def _is_difference(segment: Segment) -> bool:
    """ "Trails B dropped 38 sec since IE": by how much a measure moved, no clause's end between."""
    words = segment.scan.words
    moved = [hit for hit in segment.all("courses", "comparisons", "changes") if words[hit.i] in _MOVED]
    numbers = [hit for hit in segment.kinds.get("quantity", ()) if hit.quantity and hit.quantity.kind in COUNTED]
    right_behind = any(0 <= number.i - hit.j <= 1 for hit in moved for number in numbers)
    right_behind = right_behind or any(words[number.i - 1] == "+" for number in numbers)
    unmeasured = [kind for kind in _NO_VALUES if kind != "load" or not segment.has("measures")]
    return right_behind and segment.has("measures", "motions", "degrees") and not segment.has(*unmeasured)


_MOVED = listed("words of movement")


def _moved_by(segment: Segment) -> Hit | None:
    """ "DHI dropped 18 points", "flexion has gained 15 degrees": by how much a measure moved, no other day named."""
    if MOVED_BY.isdisjoint(segment.said) or not segment.has("measures", "motions") or is_exercised(segment):
        return None
    if segment.has(*_UNMEASURED) or (segment.has("load") and not segment.has("measures")):
        return None
    named = segment.first("measures", "motions")
    numbers = (hit for hit in segment.kinds.get("quantity", ()) if is_difference(segment, hit))
    return next((named for hit in numbers if named and named.i < hit.i), None)


_UNMEASURED = tuple(kind for kind in _NO_VALUES if kind not in ("load", "exercises"))


def _then_and_now(segment: Segment) -> Iterator[Found]:
    """ "Needed max A last week, now min A": another day and today in one sentence, with a level or a number."""
    days = segment.kinds.get("before", [])
    before = other_days(segment)
    if not (days or before):
        return
    if len(segment.all("assistance", "cues")) > 1 and segment.has("now"):
        before = before or [hit for hit in days if segment.scan.words[hit.i] == "was"]
    if before and _contrasts(segment):
        yield Found("comparison", "then and now", segment, *clause(segment, before[0]))
        return
    levels = segment.all("assistance", "cues", "cued")
    said = segment.has("now", "comparisons") or not _NEEDED.isdisjoint(segment.said)
    said = said or (len(levels) > 1 and segment.section not in NOT_NOW and not segment.has("home", "ratings"))
    ended = _NO_LONGER.search(segment.scan.folded, segment.start, segment.end) and _may_have_ended(segment)
    if before and ((said and levels) or ended):
        start, end = clause(segment, before[0])
        yield Found("comparison", "then and now", segment, start, end, contexts(segment, before[0]) - {"historical"})


def _contrasts(segment: Segment) -> bool:
    """Whether a task, help, a fault or a distance is set against another day's: "twice the distance of last Friday"."""
    if segment.section in ("plan", "goals") or segment.has("ratings", "symptoms", "home", "dose", "load", "times"):
        return False
    words = segment.scan.words[segment.i : segment.j]
    multiple = any(a in _MULTIPLES and b in _OF_THAT for a, b in pairwise(words))
    more = "over" in words and any(_is_more(segment, hit) for hit in segment.kinds.get("tries", ()))
    if not _MEANT.isdisjoint(words):
        return False
    against = (multiple or more or is_without(words) or not _AGAINST.isdisjoint(words)) and segment.has(*_CONTRASTED)
    return against or any(_is_more_than(words, k) for k in range(len(words)) if words[k] == "than")


def _is_more_than(words: list[str], k: int) -> bool:
    """Whether a number and a word for more or less stand before "than": "six fewer than in September"."""
    before = words[max(0, k - _REACH) : k]
    more = next((n for n in range(len(before) - 1, -1, -1) if before[n] in _MORE), -1)
    return more > 0 and any(word.isdigit() or word in WORDS for word in before[:more])


_REACH = 7
_MORE = listed("comparatives") | word_set("more less better")
_MEANT = word_set("meant wanted planned hoped expected thought")


def _is_more(segment: Segment, count: Hit) -> bool:
    """Whether so many more came right than on the day behind: "+4 items over the Feb probe", "up 3 words over May"."""
    words = segment.scan.words
    return words[count.i - 1] in ("+", "up") and words[count.j : count.j + 1] == ["over"]


_MULTIPLES = word_set("twice half double third quarter")
_OF_THAT = word_set("the as of that what")
_AGAINST = word_set("than instead unlike gone alone further farther above below without")
SET_AGAINST = _AGAINST | _MULTIPLES | word_set("w")
_CONTRASTED = in_order(
    "functions activities equipment deficits cues assistance distance length measures motions targets limits faults"
    " tries"
)
_NO_LONGER = re.compile(r"\b(?:no longer|no more|not any ?more)\b")


def _may_have_ended(segment: Segment) -> bool:
    return segment.has(*_ENDED) or not names_home(segment)


_ENDED = in_order("deficits functions activities equipment limits faults assistance cues")
_NEEDED = word_set("required needed requiring was needing had")


def _concrete(segment: Segment, hit: Hit) -> bool:
    """A word of movement counts with a difference or two values of a measure, or two levels of help."""
    if segment.label == "baseline":
        return False
    marks = [other.entries["comparisons"].more for other in segment.kinds["comparisons"]]
    other_day = "since" in marks or "versus" in marks or _names_another_day(segment)
    levels = [level for level in segment.all("assistance", "cues") if "aside" not in level.entries]
    if len(levels) >= 2 and (other_day or {"from", "to"} <= segment.said or "→" in segment.said):
        return True
    if _changed_help(segment, hit):
        return True
    if _has_two_values(segment, hit, other_day=other_day):
        return True
    return _measured_beside(segment, hit) and (other_day or _is_by_how_much(segment, hit))


def _has_two_values(segment: Segment, hit: Hit, *, other_day: bool) -> bool:
    """ "Improved from 18 s to 14 s", "wear time up to 6 hr/day from 2 hr/day in Sept": two values with one unit."""
    numbers = list(islice((n for n in segment.kinds.get("quantity", ()) if n.i >= hit.j), 2))
    alike = len({n.quantity.kind for n in numbers if n.quantity}) == 1
    if len(numbers) < 2 or not alike or segment.has(*_NO_VALUES):
        return False
    words, (one, other) = segment.scan.words, numbers
    moved = "from" in words[hit.i : one.i] and words[hit.i : hit.j] != ["from"]
    return moved or (other_day and not _FROM.isdisjoint(words[one.j : other.i]))


_FROM = word_set("from fr was vs")


def _is_by_how_much(segment: Segment, hit: Hit) -> bool:
    """ "Improved 9HPT by 6 sec", "swelling down 1.5 cm": a difference tells of another day by itself."""
    words = segment.scan.words
    moved = words[hit.i : hit.j] in (["up"], ["down"], ["↑"], ["↓"]) and not segment.has("exercises", "activities")
    numbers = segment.kinds.get("quantity", ())
    return any(words[n.i - 1] == "by" for n in numbers) or (moved and any(n.i == hit.j for n in numbers))


def _changed_help(segment: Segment, hit: Hit) -> bool:
    """ "Went from mod to min cues", "progressed from 2WW to SPC": one amount of help or one device, then another."""
    if segment.scan.words[hit.j - 1] != "from" or segment.has("ratings", "dose", "times", "load"):
        return False
    if hit.j - hit.i > 1 and any(0 <= level.i - hit.j <= 1 for level in segment.kinds.get("assistance", ())):
        return True
    return any(0 <= one.i - hit.j <= 1 for one in steps(segment) if one.sort in ("help", "device"))


def _measured_beside(segment: Segment, hit: Hit) -> bool:
    """Whether a number that measures something stands near a word of comparison."""
    if not segment.has(*_MEASURED) or segment.has("dose", "times"):
        return False
    return any(
        n.quantity.kind in COUNTED and (n.quantity.kind != "load" or segment.has("measures"))
        for n in segment.kinds.get("quantity", ())
        if n.quantity and -8 <= n.i - hit.j <= 8
    )


_MEASURED = in_order("measures motions degrees percent grade seconds capacities assistance cues functions deficits")


def _names_another_day(segment: Segment) -> bool:
    words = segment.scan.words
    return any(
        hit.entries["before"].more == "always" or (hit.i > segment.i and words[hit.i - 1] == "than")
        for hit in segment.kinds.get("before", ())
    )


_TELLS: dict[str, Callable[[Segment, Hit], bool]] = {
    "move": _concrete,
    "versus": _set_against,
    "since": _moved_since,
    "fold": _tells_other_day,
    "ended": _has_ended,
    "whole": lambda *_: True,
}
"""When a word of comparison tells now from before, by its form in the table."""
