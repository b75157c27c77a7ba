"""An entered service of which all that the notes tell is told as not done: "PO trials not done", and no other word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Set
from typing import NamedTuple

from chargeline.evidence.reading import LATER, OTHER_DAY
from chargeline.evidence.services.codes.classify import Cue, Spoken, weigh
from chargeline.evidence.services.codes.interventions import Vocabulary
from chargeline.evidence.source import Source
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment
from chargeline.model import Evidence

LONGEST_NAME = 3
"""Words of a name: a service's own text of more words tells what was done."""
_COUNTED = ("dose", "times", "reps", "tries", "assistance", "distance", "minutes", "fraction", "percent")
_LOUD = 2.0
"""How much a word says for a service whose own word it is."""


def undone(codes: Set[str], notes: list[Source], vocabulary: Vocabulary, discipline: str) -> dict[str, Evidence]:
    """By code, of those that no name stands for: the words that are told as not done, where all of them are."""
    denied: dict[str, Evidence] = {}
    for source in notes:
        parts = list(filter(_says_undone, source.segments))
        for one in _heard(codes, source.spoken(vocabulary), parts, discipline):
            if "not_done" in one.context and one.cue.codes[one.code] >= _LOUD:
                denied.setdefault(one.code, source.quote(one.segment, one.cue.start, one.cue.end))
    if not denied:
        return {}
    told: set[str] = set()
    for source in notes:
        heard = _heard(denied.keys(), source.spoken(vocabulary), source.segments, discipline)
        told |= {one.code for one in heard if _NOT_TOLD.isdisjoint(one.context)}
    return {code: words for code, words in denied.items() if code not in told}


_NOT_TOLD = LATER | OTHER_DAY | {"not_done"}


def _says_undone(segment: Segment) -> bool:
    return any(cue.entries["context"].more == "not_done" for cue in segment.kinds.get("context", ()))


class _Heard(NamedTuple):
    """Words of a segment that speak for a code, and the context in which they stand."""

    code: str
    segment: Segment
    cue: Cue
    context: frozenset[str]


def _heard(codes: Set[str], spoken: Spoken, parts: list[Segment], discipline: str) -> Iterator[_Heard]:
    """What some segments of one note say for any of these codes."""
    for segment in parts:
        for cue in weigh(spoken, segment.start, segment.end, discipline=discipline).cues:
            for code in codes & cue.codes.keys():
                found = contexts(segment, _hit(segment, cue))
                if segment.has(*_COUNTED):
                    found -= {"not_done"}  # "Bridges not done, SLR 3x10"
                yield _Heard(code, segment, cue, found)


def _hit(segment: Segment, cue: Cue) -> Hit:
    starts = segment.scan.starts
    return Hit(cue.start, cue.end, bisect_left(starts, cue.start), bisect_left(starts, cue.end), {})
