"""What something is for, told without a known word of aim.

Set off beside what was done ("bridges 2x15 - hip stability"), or by any verb that acts on a part or a capacity
("Nordic curls to bulletproof the hamstrings").
"""

from __future__ import annotations

from collections.abc import Sequence

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def set_off(segment: Segment, capacity: Hit, done: Sequence[Hit]) -> bool:
    """Whether a capacity stands beside what was done: in brackets, behind a dash or a colon, or last behind a comma."""
    k = _begins(segment, capacity)
    opened = segment.scan.words[k - 1] if k > segment.i else ""
    if not any(one.j < k and one is not capacity for one in done):
        return False
    if opened in _MARKS:
        return _closes(segment, capacity)
    return opened == "," and _ends_the_line(segment, capacity)


def heads(segment: Segment, capacity: Hit, done: Sequence[Hit]) -> bool:
    """Whether a capacity is the heading of what was done: "Hip strength: clams 3x12"."""
    words = segment.scan.words
    opens = not any(word[0].isalnum() for word in words[segment.i : _begins(segment, capacity)])
    return (
        opens
        and words[capacity.j : capacity.j + 1] in ([":"], ["-"], ["|"])
        and any(one.i > capacity.j for one in done)
    )


_MARKS = frozenset({"(", "-", ">", "→", ":", "=", "|"})


def _begins(segment: Segment, capacity: Hit) -> int:
    """The token where a capacity begins with the part that it is of: "R hip abductor strength"."""
    words, k = segment.scan.words, capacity.i
    of_part = {n for one in segment.all("body", "sides", "motions", "modes") for n in range(one.i, one.j)}
    while k > segment.i and (k - 1 in of_part or words[k - 1] in _ALSO):
        k -= 1
    return k


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


def acts_on(segment: Segment) -> tuple[Hit, int] | None:
    """What a verb that no table knows acts on, and the token of its "to": "to bulletproof the hamstrings"."""
    if "to" not in segment.said or _ACTED_ON.isdisjoint(segment.said):
        return None
    words = segment.scan.words
    known = {k for hit in segment.hits for k in range(hit.i, hit.j)}
    for k in range(segment.i + 1, segment.j - 2):
        verb = words[k] == "to" and known.isdisjoint((k, k + 1)) and words[k + 1].isalpha()
        if verb and words[k + 2] in _ACTED_ON:
            target = next((hit for hit in segment.hits if 0 <= hit.i - k - 2 <= _NEAR and _may_be_acted_on(hit)), None)
            return (target, k) if target is not None else None
    return None


_ACTED_ON = word_set("the his her their my some more better up out down both each l r left right")
"""What follows a verb with an object, and no place to reach ("to full flexion", "to 90")."""
_NEAR = 3


def _may_be_acted_on(hit: Hit) -> bool:
    if "faults" in hit.entries and hit.entries["faults"].more in ("movement", "risk"):
        return True
    return not hit.entries.keys().isdisjoint(("capacities", "deficits")) or (
        "body" in hit.entries and hit.entries["body"].name not in _ENDS
    )


_ENDS = ("hand", "foot", "knee", "ankle", "elbow", "wrist", "upper extremity", "lower extremity")
"""What a movement may reach for: "bridges to touch the knee"."""
