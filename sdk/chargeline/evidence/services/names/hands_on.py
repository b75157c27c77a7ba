"""Hands-on work that is listed with its own minutes beside the names of services: "TE 15', STM 12', gait 10'"."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.services.minutes.lines import FEWEST
from chargeline.evidence.services.names.often import is_often
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

BY_TOUCH = ("97140", "97124")
"""Manual therapy, whose name takes in all hands-on work that is listed with it, and massage."""
_PARTED = frozenset({",", ";", "/", "+", "and", "&", "|", "-", "*", ">", "•", "·"})
_TITLED = ([":"], ["-"], ["("])


def is_named(segments: Iterable[Segment]) -> bool:
    """Whether a service by hand is named anywhere."""
    return any(
        hit.entries["services"].more.startswith(BY_TOUCH) for one in segments for hit in one.kinds.get("services", ())
    )


def hands_on(segment: Segment) -> list[tuple[Hit, Hit]]:
    """Each technique of the therapist's hands that is an item with its minutes, with what closes its words.

    None where manual therapy is named, whose part it is, or where another service's name stands over it.
    """
    if "techniques" not in segment.kinds or "minutes" not in segment.kinds or is_named([segment]):
        return []
    if _stands_over(segment):
        return []
    found = ((hit, _last(segment, hit)) for hit in segment.kinds["techniques"] if _is_given(segment, hit))
    return [(hit, last) for hit, last in found if last]


def _stands_over(segment: Segment) -> bool:
    """Whether a service's name opens the segment as a title: "TE: SLR 10 min, STM 5 min", "TE 25 min: STM 5 min"."""
    name = segment.first("services")
    if name is None or not _opens(segment, name.i):
        return False
    words, k = segment.scan.words, name.j
    timed = {n for one in segment.kinds["minutes"] for n in range(one.i, one.j)}
    titled = words[k : k + 1] in _TITLED
    while k < segment.j and (k in timed or words[k] in _AROUND):
        k += 1
    return titled or words[k : k + 1] == [":"]


_AROUND = frozenset({"x", "(", ")", "for"})


def indent(segment: Segment) -> int:
    """How far a line stands in, a mark before it counted."""
    scan = segment.scan
    first = next((k for k in range(segment.i, segment.j) if scan.words[k][0].isalnum()), segment.i)
    return scan.starts[first] - scan.folded.rfind("\n", 0, scan.starts[first])


def _opens(segment: Segment, k: int) -> bool:
    return not any(word[0].isalpha() for word in segment.scan.words[segment.i : k])


def _is_given(segment: Segment, hit: Hit) -> bool:
    away = contexts(segment, hit, section=False) or is_often(segment, hit)
    return hit.entries["techniques"].more == "manual" and not away


def _last(segment: Segment, hit: Hit) -> Hit | None:
    """What closes the words of an item that has minutes before or behind them; None where it has none."""
    words = segment.scan.words
    end = next((k for k in range(hit.j, segment.j) if words[k] in _PARTED), segment.j)
    timed = [one for one in segment.kinds["minutes"] if one.quantity and one.quantity.value >= FEWEST]
    before = next((one for one in timed if one.j == hit.i), None)
    behind = next((one for one in timed if hit.j <= one.i < end), None)
    first = before.i if before else hit.i
    if not (before or behind) or not (first == segment.i or words[first - 1] in _PARTED):
        return None
    if before or behind is None or segment.scan.words[hit.j : behind.i] == []:
        return hit
    between = [one for one in segment.hits if hit.j <= one.i < behind.i]
    if any(one.quantity or {"exercises", "activities", "services"} & one.entries.keys() for one in between):
        return None
    return hit._replace(end=segment.scan.ends[behind.i - 1], j=behind.i)
