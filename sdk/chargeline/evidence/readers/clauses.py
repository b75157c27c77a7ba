"""A clause of a segment: what is said in it, and in which words."""

from __future__ import annotations

from typing import NamedTuple

from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

NOT_NOW = ("plan", "goals", "history")
"""Sections of what is not today."""
LABELLED = ("goals", "history", "baseline", "hep")
"""Labels of what is not today's treatment."""


class Clause(NamedTuple):
    """The tokens from `i` to `j` of a segment, between two marks."""

    segment: Segment
    i: int
    j: int

    @property
    def hits(self) -> list[Hit]:
        """What was found in it."""
        return [hit for hit in self.segment.between(self.i, self.j) if hit.j <= self.j]

    @property
    def words(self) -> list[str]:
        """Its words."""
        return self.segment.scan.words[self.i : self.j]

    def has(self, *kinds: str) -> bool:
        """Whether anything of one of these kinds is said in it."""
        return any(self.i <= hit.i < self.j for kind in kinds for hit in self.segment.kinds.get(kind, ()))
