"""Why a service took longer: a reason stated, not the minutes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, whole
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

_BECAUSE = word_set("due because since given secondary for to as owing d/t b/c")


def longer(segment: Segment) -> Iterator[Found]:
    """The clause that gives the reason. "Extra time" alone gives none."""
    for hit in segment.kinds.get("longer", ()):
        entry = hit.entries["longer"]
        around = segment.scan.words[segment.i : segment.j]
        if entry.more == "whole" or not _BECAUSE.isdisjoint(around):
            yield whole("longer", entry.name, segment, hit)
            return
