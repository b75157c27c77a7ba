"""Names that share one statement of minutes: "TE and NMR 30 min", "30 min of TE/NMR", "45 min of TE, MT and NMR"."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.names.naming import Anchor

_AND = frozenset({"and", "&", "/", "+"})
_LISTED = _AND | {","}


def joined(one: Minutes, owner: Anchor, here: list[Anchor]) -> list[Anchor]:
    """The owner of minutes with the names that "and" or a slash joins to it, on its side away from them.

    Minutes behind a stop or a comma are of all of the list before them: "TE, MT. 40 min". Behind minutes, a list of
    names is joined that an "and" closes, or that they are said of each.
    """
    at = next(n for n, anchor in enumerate(here) if anchor is owner)
    if one.start > owner.hit.start:
        apart = one.segment is not owner.segment or one.segment.scan.words[owner.last.j] == ","
        return _run(here[at::-1], _LISTED if apart else _AND)
    run = _run(here[at:], _LISTED)
    return run if is_of_each(one) or any(not _AND.isdisjoint(_between(*pair)) for pair in pairwise(run)) else run[:1]


def _run(names: list[Anchor], joins: frozenset[str]) -> list[Anchor]:
    """The first of some names, and those after it as long as each is joined to the one before; then commas join too."""
    run = names[:1]
    for one, other in pairwise(names):
        between = _between(one, other)
        if between.isdisjoint(joins if len(run) == 1 else _LISTED) or not between <= _LISTED:
            break
        run.append(other)
    return run


def _between(one: Anchor, other: Anchor) -> frozenset[str]:
    """The words between two names of a segment."""
    first, last = sorted((one, other), key=lambda anchor: anchor.hit.start)
    same = first.segment is last.segment
    return frozenset(first.segment.scan.words[first.last.j : last.hit.i]) if same else frozenset()


def is_of_each(one: Minutes) -> bool:
    """Whether minutes are said of each: "TE and NMR 15 min each"."""
    words, k = one.segment.scan.words, bisect_left(one.segment.scan.starts, one.end)
    return k < one.segment.j and words[k] in ("each", "ea", "apiece")
