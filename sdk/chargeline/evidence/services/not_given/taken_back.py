"""Where a note takes back what it tells: "disregard above - wrong patient", "TE 30 min - entered in error"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

_TAKES_BACK = re.compile(
    r"\b(?:disregard|ignore|void|strike|delete)(?: the)? (?:above|previous|prior|preceding|last|earlier|this|entire)"
    r"(?: entire)?(?: (?:note|entry|documentation|text|charges?|line|section)\b)?"
    r"|\b(?:above|note|entry|charges?|documentation|documented|entered|charted|recorded|billed)"
    r"(?: (?:was|were|is|are|above))*(?: (?:entered|charted|documented|recorded|made|billed))? in error\b"
    r"|\b(?:wrong|incorrect) (?:patient|pt|client|chart|record|encounter)\b|\berroneous (?:entry|note|documentation)\b"
)
_WORDS = word_set("disregard ignore void strike delete error wrong incorrect erroneous")
"""Words without one of which nothing is taken back."""
_ITSELF = re.compile(r"[a-z]+(?: the)? this|(?:entered|charted|documented|recorded|billed) ")
"""What is said of its own sentence: "MT 10 min - entered in error"."""
_ALL = re.compile(r"wrong|incorrect|erroneous|note|documentation|.* (?:entire|note)\b")


class Named:
    """The codes that a note names: where each stands first, and those of each segment."""

    __slots__ = ("first", "of")

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self.first: dict[str, int] = {}
        self.of: dict[int, set[str]] = {}
        for anchor in anchors:
            self.first.setdefault(anchor.code, anchor.hit.start)
            self.of.setdefault(id(anchor.segment), set()).add(anchor.code)


class TakenBack(NamedTuple):
    """A place that takes back what the note tells: its own sentence (`itself`), all of it, or what stands above."""

    segment: Segment
    start: int
    end: int
    itself: bool
    all: bool

    def reached(self, named: Named) -> set[str]:
        """The codes of what it takes back in its own note."""
        if self.all:
            return set(named.first)
        if self.itself and self.segment.has("services"):
            return named.of.get(id(self.segment), set())
        return {code for code, start in named.first.items() if start <= self.start}

    def spares_elsewhere(self, code: str) -> bool:
        """Whether it leaves as it is what another note tells of a code: it names services, and not that."""
        if self.all or not self.itself or not self.segment.has("services"):
            return False
        return all(hit.entries["services"].more.partition(" ")[0] != code for hit in self.segment.kinds["services"])


def taken_back(segments: Iterable[Segment]) -> Iterator[TakenBack]:
    """Each place of a note that takes back what it tells."""
    for segment in segments:
        if _WORDS.isdisjoint(segment.said):
            continue
        if place := _TAKES_BACK.search(segment.scan.folded, segment.start, segment.end):
            itself, all_ = (pattern.match(place[0]) is not None for pattern in (_ITSELF, _ALL))
            yield TakenBack(segment, place.start(), place.end(), itself, all_)
