"""An entered service of which all that the notes tell is told as not done: "PO trials not done", and no other word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Set

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
    if not any(_says_undone(segment) for source in notes for segment in source.segments):
        return {}
    denied: dict[str, Evidence] = {}
    told: set[str] = set()
    for source in notes:
        for segment, cue in _cues(source, vocabulary, discipline):
            found = contexts(segment, _hit(segment, cue))
            if segment.has(*_COUNTED):
                found -= {"not_done"}  # "Bridges not done, SLR 3x10"
            for code in codes & cue.codes.keys():
                if "not_done" in found and cue.codes[code] >= _LOUD:
                    denied.setdefault(code, source.quote(segment, cue.start, cue.end))
                elif not found & (LATER | OTHER_DAY | {"not_done"}):
                    told.add(code)
    return {code: words for code, words in denied.items() if code not in told}


def _says_undone(segment: Segment) -> bool:
    return any(cue.entries["context"].more == "not_done" for cue in segment.kinds.get("context", ()))


def _cues(source: Source, vocabulary: Vocabulary, discipline: str) -> Iterator[tuple[Segment, Cue]]:
    """The words that speak for any code, with the segment in which they stand."""
    if not source.segments:
        return
    spoken = Spoken(source.segments[0].scan.text, vocabulary)
    for segment in source.segments:
        for cue in weigh(spoken, segment.start, segment.end, discipline=discipline).cues:
            yield segment, cue


def _hit(segment: Segment, cue: Cue) -> Hit:
    starts = segment.scan.starts
    return Hit(cue.start, cue.end, bisect_left(starts, cue.start), bisect_left(starts, cue.end), {})
