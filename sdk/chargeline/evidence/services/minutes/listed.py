"""Names first, and behind them as many numbers: "TE/MT/NMR 15/10/8", "TE, MT and NMR 20, 10 and 8 min"."""

from __future__ import annotations

import re
from itertools import pairwise

from chargeline.evidence.services.minutes.lines import FEWEST, Minutes
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_JOINS = frozenset({",", "/", "and", "&", "+"})
_DAY = 480
_WHOLE = re.compile(r"[0-9]+")


def give_listed(here: list[Anchor]) -> bool:
    """Gives each of several names the number in its place, where they are told in two lists of the same length."""
    segment, words = here[0].segment, here[0].segment.scan.words
    if len(here) < 2 or any(one.segment is not segment for one in here):
        return False
    if any(not _joined(words[one.last.j : other.hit.i]) for one, other in pairwise(here)):
        return False
    hits = _list(segment, here[-1].last.j)
    numbers = [(minutes, hit) for hit in hits for minutes in _numbers(segment, hit)]
    if len(numbers) != len(here) or not all(FEWEST <= minutes <= _DAY for minutes, _ in numbers):
        return False
    for anchor, (minutes, hit) in zip(here, numbers, strict=True):
        anchor.minutes.append(Minutes(minutes, None, segment, hit.start, hit.end))
    return True


def _joined(words: list[str]) -> bool:
    return bool(words) and _JOINS.issuperset(words)


def _list(segment: Segment, begin: int) -> list[Hit]:
    """The numbers behind names, one after the other with nothing but what joins them between."""
    words, found = segment.scan.words, list[Hit]()
    for hit in segment.kinds.get("quantity", ()):
        if hit.i < begin:
            continue
        between = words[(found[-1].j if found else begin) : hit.i]
        if not (_joined(between) if found else between in ([], [":"], ["-"], ["="], ["x"])):
            break
        found.append(hit)
    return found


def _numbers(segment: Segment, hit: Hit) -> list[int]:
    """The number of a hit, or all of "15/10/8 min"."""
    kinds = ("number", "minutes", "fraction")
    if hit.quantity is None or hit.quantity.kind not in kinds:
        return []
    return [int(digits) for digits in _WHOLE.findall(segment.scan.folded[hit.start : hit.end])]
