"""Shares and fractions: how many of how many tries, items or words came right, in what time, and scores of tests."""

from __future__ import annotations

from chargeline.evidence.readers.finding import words_between
from chargeline.evidence.readers.results.look import Look
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_LANGUAGE = frozenset(
    {"language", "speech", "attention", "memory", "executive function", "voice", "swallow", "vision", "visual scanning"}
    | {"eye movement", "coordination"}
)
_LANGUAGE_TASKS = frozenset({"speech", "cognition", "swallow", "school", "fine motor"})
TRIED = listed("tried")
_SCORED = TRIED | word_set(
    "initial medial final cvc blend blends cluster clusters level today time intelligible intelligibility acc of"
)
_LOADED = listed("loads and help")


def fraction(look: Look) -> str:
    """What so many of so many measure; empty when nothing."""
    if look.quantity.value == 1 and look.quantity.second in (2, 3, 4, 8) and TRIED.isdisjoint(look.after(3)):
        return ""
    if is_rating(look.segment, look.number):
        return ""
    if _is_numbered(look):
        return ""
    if _is_scored(look) or _counts_things(look) or _is_told_twice(look):
        return "accuracy"
    counted = " of " in look.written or not TRIED.isdisjoint(look.after(4))
    if counted and _thing(look) not in _NO_THINGS:
        return "accuracy"
    test = look.test if look.unit not in _TIMED else None
    task = look.test_name if test else _of_language(look)
    return task if test or (task and (look.quantity.second or 0) >= FEWEST_ITEMS) else ""


_TIMED = ("minutes", "seconds", "distance", "speed", "length")
"""What so many of so many is never counted in."""


def _is_told_twice(look: Look) -> bool:
    """Whether a count and its share stand side by side, of no visits and nothing done at home: "28/40 (70%)"."""
    told = twin_of(look.segment, look.number) is not None
    return told and not look.segment.has("home", "often", "load") and _thing(look) not in _NO_THINGS


def twin_of(segment: Segment, number: Hit) -> Hit | None:
    """The count that a share tells again, or the share that tells a count again: "11/20 (55%)", "75% = 30/40"."""
    kinds = segment.kinds
    if "percent" not in kinds or "fraction" not in kinds or number.quantity is None:
        return None
    other = {"percent": "fraction", "fraction": "percent"}.get(number.quantity.kind, "")
    beside = (hit for hit in kinds.get(other, ()) if _MARKS.issuperset(words_between(segment, number, hit)))
    return next((hit for hit in beside if _is_same(*sorted((number, hit), key=_share_last))), None)


_MARKS = frozenset({"(", "=", ",", "-", ":", "or"})


def _share_last(hit: Hit) -> bool:
    return hit.quantity is not None and hit.quantity.kind == "percent"


def _is_same(count: Hit, share: Hit) -> bool:
    if count.quantity is None or share.quantity is None or not count.quantity.second:
        return False
    return abs(100 * count.quantity.value / count.quantity.second - share.quantity.value) <= 1


def is_rating(segment: Segment, number: Hit) -> bool:
    """Whether a number rates what was felt: "less arm ache, 2/10", "sore under foot, 3 of 10"."""
    quantity = number.quantity
    felt = [hit for hit in segment.all("symptoms", "responses") if 0 <= number.i - hit.j <= _felt_reach(hit)]
    return bool(felt) and quantity is not None and quantity.kind == "fraction" and quantity.second == _WORST


def _felt_reach(hit: Hit) -> int:
    """How many words behind what was felt its rating may stand; behind effort right there, since much comes of ten."""
    symptom, response = hit.entries.get("symptoms"), hit.entries.get("responses")
    if symptom is None:
        return _FAR if response is not None and response.name == "soreness" else -1
    return _FAR if symptom.more in _FELT else 1 if symptom.more == "effort" else -1


_FAR = 160
"""Words of the longest segment."""


_WORST = 10
_FELT = ("pain", "tissue", "nerve", "head")


def _is_numbered(look: Look) -> bool:
    """Whether a number is one of a row, no score: "visit 3 of 12", "Visit # 9 of 18"."""
    words, k = look.segment.scan.words, look.number.i - 1
    k -= words[k] in ("#", ":")
    return k >= look.segment.i and words[k] in _IN_A_ROW


_IN_A_ROW = listed("numbered in a row")


def _is_scored(look: Look) -> bool:
    """Whether a test's initials stand right before the score: "PASS 24/36"."""
    score, best = look.quantity.value, look.quantity.second or 0
    if "/" not in look.written or (score <= MONTHS and best <= DAYS):
        return False
    return is_initials(look.segment, look.number.i - 1)


def is_initials(segment: Segment, at: int) -> bool:
    """Whether the initials of a test stand at a token, in a text that is not all in capitals."""
    scan = segment.scan
    if at < segment.i or scan.words[at] in _NOT_SCORED:
        return False
    initials = scan.text[scan.starts[at] : scan.ends[at]]
    return len(initials) > 2 and initials.isupper() and initials.isalpha()


_NOT_SCORED = listed("initials of no test")
MONTHS, DAYS = 12, 31
"""What may be a day is no score."""


def _counts_things(look: Look) -> bool:
    """Whether things are counted out of so many: "identified 9/10 objects"."""
    things = _thing(look)
    if (look.quantity.second or 0) < FEWEST_ITEMS:
        return False
    return len(things) > 4 and things.isalpha() and things.endswith("s") and things not in _NO_THINGS


def _thing(look: Look) -> str:
    """The word right behind a number, as it is written."""
    scan, at = look.segment.scan, look.number.j
    return scan.folded[scan.starts[at] : scan.ends[at]] if at < look.segment.j else ""


_NO_THINGS = listed("times of life")


def _of_language(look: Look) -> str:
    """Whether the number is told of a task of language or thought, where a fraction is its accuracy."""
    capacities = {hit.entries["capacities"].more for hit in look.segment.kinds.get("capacities", ())}
    tasks = {hit.entries["activities"].more for hit in look.segment.kinds.get("activities", ())}
    return "" if _LANGUAGE.isdisjoint(capacities) and _LANGUAGE_TASKS.isdisjoint(tasks) else "accuracy"


FEWEST_ITEMS = 5


def percent(look: Look) -> str:
    """What a share measures; empty when it is of a load or of help."""
    if not _LOADED.isdisjoint(look.after(2)):
        return ""
    if look.test:
        return look.test_name
    if _is_told_twice(look):
        return "accuracy"
    return "accuracy" if not _SCORED.isdisjoint(look.after(4)) else _of_language(look)
