"""Repetitions by their own words: "twenty repetitions", "10 per finger", "ten on each side"."""

from __future__ import annotations

from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

OTHER_COUNTS = in_order("activities services totals cues measures skills")
"""What else in a sentence may be counted."""
_FEWEST = 5
_MEASURED = ("totals", "cues", "measures")
_EXERCISE = ("97110", "97112", "97113", "97150")


def is_by(segment: Segment, hit: Hit) -> bool:
    """Whether a count goes on with another: "five breaths by four", "three by eight"."""
    behind = any(one.i == hit.j + 1 for one in segment.kinds.get("number", ()))
    return behind and segment.scan.words[hit.j : hit.j + 1] == ["by"]


def is_repeated(segment: Segment) -> bool:
    """Whether repetitions are told that can be nothing else's here: "twenty repetitions", "10 per finger"."""
    exercised = any(hit.entries["services"].more[:5] in _EXERCISE for hit in segment.kinds.get("services", ()))
    if segment.has(*(_MEASURED if exercised else OTHER_COUNTS), "before", "fraction"):
        return False
    words = segment.scan.words
    if any(is_by(segment, hit) for hit in segment.kinds.get("reps", ())):
        return True
    repeated = any(words[hit.j - 1] in REPEATED and is_many(hit) for hit in segment.kinds.get("reps", ()))
    return repeated or any(per_part(segment, hit) for hit in segment.kinds.get("number", ()))


def per_part(segment: Segment, hit: Hit) -> bool:
    """A bare count of each part: "10 per finger", "ten on each side", "10 ea"."""
    after = [*segment.scan.words[hit.j : min(hit.j + 3, segment.j)], "", ""]
    if after[0] == "per" or after[:2] == ["on", "each"]:
        return is_many(hit) and not _PARTS.isdisjoint(after[1:3])
    ends = after[1] in _PARTS or not after[1] or not after[1][0].isalnum()
    return is_many(hit) and after[0] in ("ea", "each") and ends


def is_many(hit: Hit) -> bool:
    return hit.quantity is not None and hit.quantity.value >= _FEWEST


REPEATED = word_set("repetition repetitions rep reps")
EACH = word_set("each ea per")
_PARTS = word_set("side sides leg legs arm arms hand finger fingers digit digits direction directions way foot")
