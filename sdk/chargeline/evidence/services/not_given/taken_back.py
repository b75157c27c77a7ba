"""Where a note takes back what it tells: "disregard above - wrong patient", "TE 30 min - entered in error"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

_TAKES_BACK = re.compile(
    r"\b(?:disregard|ignore|void|strike|delete)(?: the)? (?:above|previous|prior|preceding|last|earlier|this|entire)"
    r"(?: (?:note|entry|documentation|text|charges?|line|section)\b)?"
    r"|\b(?:above|note|entry|charges?|documentation|documented|entered|charted|recorded|billed)"
    r"(?: (?:was|were|is|are|above))*(?: (?:entered|charted|documented|recorded|made|billed))? in error\b"
    r"|\b(?:wrong|incorrect) (?:patient|pt|client|chart|record|encounter)\b|\berroneous (?:entry|note|documentation)\b"
)
_WORDS = word_set("disregard ignore void strike delete error wrong incorrect erroneous")
"""Words without one of which nothing is taken back."""


class TakenBack(NamedTuple):
    """A place that takes back what the note tells; of which service, a person says."""

    segment: Segment
    start: int
    end: int


def taken_back(segments: Iterable[Segment]) -> Iterator[TakenBack]:
    """Each place of a note that takes back what it tells."""
    for segment in segments:
        if _WORDS.isdisjoint(segment.said):
            continue
        if place := _TAKES_BACK.search(segment.scan.folded, segment.start, segment.end):
            yield TakenBack(segment, place.start(), place.end())
