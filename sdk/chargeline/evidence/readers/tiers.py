"""Factors of an evaluation's tier where a note states them as such: "2 comorbidities", "evolving presentation"."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found
from chargeline.evidence.reading import UNTRUE
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

NEAR = 4
"""Words between a number and what it counts."""
_NONE = frozenset({"no", "zero", "without"})
_LIKE_NUMBERS = frozenset({"number", "range"})


def tiers(segment: Segment) -> Iterator[Found]:
    """Each factor, named with what is stated: "history 1 2", "examination 4 +" for four or more."""
    for hit in segment.kinds.get("tiers", ()):
        factor, _, level = hit.entries["tiers"].more.partition(" ")
        if level != "count":
            if not contexts(segment, hit, section=False) & UNTRUE:
                yield found("tier", f"{factor} {level} {level}", segment, hit)
            continue
        counted = _counted(segment, hit)
        if counted:
            first, least, most = counted
            start, end = min(first, hit.start), hit.end
            end = end if first < hit.start else max(end, first + len(least))
            yield Found("tier", f"{factor} {least} {most}", segment, start, end)


def _counted(segment: Segment, hit: Hit) -> tuple[int, str, str] | None:
    """Where the number stands, and the least and the most that it says."""
    words = segment.scan.words
    for number in segment.kinds.get("quantity", ()):
        quantity = number.quantity
        before, after = hit.i - number.j, number.i - hit.j
        beside = 0 <= before <= NEAR or (0 <= after <= NEAR and ":" in words[hit.j : number.i])
        if quantity is None or quantity.kind not in _LIKE_NUMBERS or not beside:
            continue
        more = words[number.j : number.j + 2]
        least = str(int(quantity.value))
        most = str(int(quantity.second)) if quantity.second is not None else least
        return number.start, least, "+" if more[:1] == ["+"] or more == ["or", "more"] else most
    for k in range(max(segment.i, hit.i - NEAR), hit.i):
        if words[k] in _NONE:
            return segment.scan.starts[k], "0", "0"
    return None
