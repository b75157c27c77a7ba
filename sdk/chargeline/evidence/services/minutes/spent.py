"""Minutes that went by without treatment: "Pt 15 min late", "waited 15 min for transport", "15 min rest"."""

from __future__ import annotations

from bisect import bisect_left

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.text.lists import word_set

_NEAR = 3
"""Words before and behind minutes that tell what they were."""
SPENT = word_set(
    "rest rests rested resting break breaks pause pauses paused wait waits waited waiting late early setup"
    " documentation documenting charting paperwork transport restroom bathroom lunch"
)


def is_spent(one: Minutes) -> bool:
    """Whether the words beside minutes tell that nobody was treated, or an aide was there."""
    scan, segment = one.segment.scan, one.segment
    first, last = bisect_left(scan.starts, one.start), bisect_left(scan.starts, one.end)
    beside = scan.words[max(segment.i, first - _NEAR) : first] + scan.words[last : min(segment.j, last + _NEAR)]
    return not SPENT.isdisjoint(beside) or "aide" in beside or one.by == "aide"
