"""What is measured where no test is named: faults and right ones counted, things in a time, a test by its kind.

"3 errors of 28 slots", "lost his balance 4 times", "11 sentence pairs of 16", "14 requests in 10 min", "stroke
impact inventory 61", "avg 1.4 s".
"""

from __future__ import annotations

from chargeline.evidence.readers.results.look import Look
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

COUNTED = "counted task"


def counted(look: Look) -> str:
    """What a number without a unit counts, where its own words say so; empty when nothing."""
    segment = look.segment
    if segment.section in _NOT_SEEN or segment.label in _NOT_SEEN or segment.has(*_NO_RESULT):
        return ""
    before = segment.scan.words[look.number.i - 1] if look.number.i > segment.i else ""
    if before in _IN_A_ROW:
        return ""
    if _is_of_a_test(look):
        return COUNTED
    counts = _counts_faults(look) or _is_of_so_many(look) or _is_in_a_time(look)
    return COUNTED if counts and not segment.has("ratings") else ""


_IN_A_ROW = listed("numbered in a row")
_NOT_SEEN = ("subjective", "history", "plan", "goals")
_NO_RESULT = in_order("home often dose")


def averaged(look: Look) -> str:
    """ "Avg 1.4 s L field": what several tries come to is a result, whatever was done."""
    before = look.segment.scan.words[look.number.i - 1] if look.number.i > look.segment.i else ""
    return "timed task" if before in _AVERAGES and look.segment.section not in _NOT_SEEN else ""


_AVERAGES = word_set("avg mean median")


def _counts_faults(look: Look) -> bool:
    """ "3 errors", "1 step of 9 wrong"; "skipped a line 6 times", where no other day is named."""
    words, number = look.segment.scan.words, look.number
    if not FAULTS.isdisjoint(look.after(2)):
        return True
    times = look.quantity.kind == "reps" and words[number.j - 1] in _TIMES
    before = words[max(look.segment.i, number.i - _NEAR) : number.i]
    return times and not _FAILED.isdisjoint(before) and not look.segment.has("before")


FAULTS = listed("faults counted")
_FAILED = listed("what goes wrong")
_TIMES = word_set("time times")
_NEAR = 5


def _is_of_so_many(look: Look) -> bool:
    """ "11 sentence pairs of 16", "17 of 24 S's": so many things out of a number behind them."""
    words, number = look.segment.scan.words, look.number
    of = next((k for k in range(number.j, min(number.j + _NEAR - 1, look.segment.j)) if words[k] == "of"), -1)
    between = words[number.j : of] if of >= 0 else []
    if of < 0 or not all(map(str.isalpha, between)) or not _NO_THINGS.isdisjoint(between):
        return False
    whole = next((hit for hit in look.segment.kinds["quantity"] if of < hit.i <= of + 2), None)
    best = whole.quantity.value if whole and whole.quantity and whole.quantity.kind in _THINGS else 0
    behind = words[whole.j : whole.j + 1] if whole else []
    return best >= _FEWEST and best >= look.quantity.value and _NO_THINGS.isdisjoint(behind)


_FEWEST = 5
_THINGS = ("number", "tries")
_NO_THINGS = listed("times of life") | word_set(
    "set sets rep reps visit visits session sessions goal goals week weeks of"
)


def _is_in_a_time(look: Look) -> bool:
    """ "14 spontaneous requests in 10 min": acts of talk or thought that were counted in a time."""
    segment, number = look.segment, look.number
    if look.quantity.kind not in ("number", "tries") or segment.has(*_MOVED):
        return False
    words = segment.scan.words
    behind = range(number.j + 1, min(number.j + _NEAR + 3, segment.j))
    at = next((k for k in behind if words[k] == "in"), -1)
    timed = at >= 0 and any(one.i == at + 1 for one in segment.kinds.get("minutes", ()))
    return timed and not _SPOKEN.isdisjoint(words[number.j : at])


_MOVED = in_order("exercises distance equipment load speed")
_SPOKEN = listed("acts of talk")


def _is_of_a_test(look: Look) -> bool:
    """ "Stroke Impact Inventory 61", "heel raise count 12 R / 24 L": a score behind the kind of a test."""
    scan, k = look.segment.scan, look.number.i - 1
    k -= scan.words[k] in (":", "=")
    if k <= look.segment.i or look.quantity.kind not in ("number", "fraction", "range"):
        return False
    if any(one.j == k for one in look.segment.kinds.get("ratings", ())):
        return False
    if scan.words[k] in _TALLIES:
        return True
    return scan.words[k] in _TESTS and scan.text[scan.starts[k - 1]].isupper() and scan.text[scan.starts[k]].isupper()


_TALLIES = word_set("count tally")
_TESTS = word_set("inventory index scale questionnaire survey quotient battery composite")


def tells_counts(segment: Segment) -> bool:
    """Whether any word of a segment may tell that something was counted, without reading its numbers."""
    return not _TELLING.isdisjoint(segment.said)


_TELLING = FAULTS | _FAILED | _SPOKEN | _TALLIES | _TESTS | _AVERAGES | word_set("of")


def is_strayed(segment: Segment, number: Hit) -> bool:
    """ "Off the line by up to 5 mm": how far something strayed from where it should be."""
    said = segment.scan.words[max(segment.i, number.i - 2 * _NEAR) : number.i]
    return said[-1:] in (["to"], ["by"]) and not _STRAYED.isdisjoint(said)


_STRAYED = word_set("off outside past strayed deviated over from")
