"""What something is for, set off beside what was done without a word of aim: "bridges 2x15 - hip stability"."""

from __future__ import annotations

from collections.abc import Sequence

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def set_off(segment: Segment, capacity: Hit, done: Sequence[Hit]) -> bool:
    """Whether a capacity stands beside what was done: in brackets, behind a dash or a colon, or last behind a comma.

    Behind a dose it needs no mark: "prone Y 2# 3x15 cuff endurance".
    """
    k = _begins(segment, capacity)
    opened = segment.scan.words[k - 1] if k > segment.i else ""
    dosed = any(one.quantity and one.j == k for one in done)
    if not (dosed or any(one.j < k and one is not capacity for one in done)):
        return False
    if opened in _MARKS:
        return _closes(segment, capacity)
    return (opened == "," or dosed) and _ends_the_line(segment, capacity)


_MARKS = frozenset({"(", "-", ">", "→", ":", "=", "|"})


def _begins(segment: Segment, capacity: Hit) -> int:
    """The token where a capacity begins with the part that it is of: "R hip abductor strength"."""
    words, k = segment.scan.words, capacity.i
    of_part = {n for one in segment.all(*_OF_PART) for n in range(one.i, one.j)}
    while k > segment.i and (k - 1 in of_part or words[k - 1] in _ALSO):
        k -= 1
    named = k == capacity.i and k - 1 > segment.i and segment.ending_at(k) is None
    muscle = named and words[k - 1].isalpha() and len(words[k - 1]) > _SHORT and words[k - 1] not in _QUALITIES
    return k - 1 if muscle and words[k - 2] in _MARKS else k


_OF_PART = ("body", "sides", "motions", "modes", "capacities")
_SHORT = 3
_QUALITIES = word_set("good great some more less same with from than still fair both this that very nice only needs")
"""Words before a capacity that are no part of the body: "= good strength" tells how it was."""


_ALSO = word_set("and & + eccentric concentric isometric single leg terminal end dynamic static")


def _closes(segment: Segment, capacity: Hit) -> bool:
    """Whether nothing is said of the capacity behind it: "- balance", not "- balance better"."""
    behind = segment.scan.words[capacity.j : min(capacity.j + 1, segment.j)]
    named = any(one.i == capacity.j for one in segment.all("capacities", "body", "motions", "functions"))
    return not behind or not behind[0][0].isalnum() or behind[0] in _GOES_ON or named


_GOES_ON = word_set("for in with and of at through during on while")


def _ends_the_line(segment: Segment, capacity: Hit) -> bool:
    """ "Bridges 2x15, hip stability at end range.": nothing but what the exercise is for."""
    if not _ALSO_MEANS.isdisjoint(capacity.entries):
        return False
    behind = segment.scan.words[capacity.j : segment.j]
    if not _QUALIFIES.isdisjoint(behind[:1]) and not segment.has("ratings", "deficits") and len(behind) <= _FEW:
        return not any(one.quantity and one.i >= capacity.j for one in segment.hits)
    return all(not word[0].isalnum() for word in behind)


_ALSO_MEANS = frozenset({"exercises", "motions", "measures", "deficits", "activities"})
_FEW = 8
_QUALIFIES = word_set("at in through overhead before back")
