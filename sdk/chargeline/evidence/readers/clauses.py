"""A clause of a segment: what is said in it, and in which words."""

from __future__ import annotations

from typing import NamedTuple

from chargeline.evidence.text.days import named_days
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

NOT_NOW = ("plan", "goals", "history")
"""Sections of what is not today."""
LABELLED = ("goals", "history", "baseline", "hep")
"""Labels of what is not today's treatment."""


def other_days(segment: Segment) -> list[Hit]:
    """The other days that a segment names: a word, a date, a weekday of which something was ("she needed Friday")."""
    hits = segment.kinds.get("before", ())
    named = [hit for hit in hits if hit.entries["before"].more == "always" or _is_weekday_told(segment, hit)]
    return named + (named_days(segment) if segment.has("fraction", "date") else [])


def _is_weekday_told(segment: Segment, hit: Hit) -> bool:
    """Whether a verb of the past or a level of help stands before a bare weekday that ends its clause."""
    words = segment.scan.words
    if words[hit.i] not in _WEEKDAYS or (hit.j < segment.j and words[hit.j][0].isalnum()):
        return False
    level = any(one.j == hit.i for one in segment.all("assistance", "cues"))
    said = words[max(segment.i, hit.i - _NEAR) : hit.i]
    return level or any(word in _PAST or word.endswith("ed") for word in said)


_WEEKDAYS = word_set(
    "monday mon tuesday tues tue wednesday weds wed thursday thurs thur thu friday fri saturday sunday"
)
_PAST = listed("past tense")
_NEAR = 6


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
