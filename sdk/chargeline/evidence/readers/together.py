"""Treatment by two disciplines at the same time: "co-treatment with OT", "seen jointly with SLP"."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.structure import Segment


def together(segment: Segment) -> Iterator[Found]:
    """The words that say so."""
    for hit in segment.kinds.get("together", ()):
        yield Found("together", "co-treatment", segment, hit.start, hit.end, contexts(segment, hit))
