"""A number under judgement, and what stands around it."""

from __future__ import annotations

from typing import NamedTuple

from chargeline.evidence.text.quantity import Quantity
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


class Look(NamedTuple):
    """A number under judgement: `label` is the nearest name before it, `test` that name when it is a test's."""

    segment: Segment
    number: Hit
    quantity: Quantity
    label: Hit | None
    test: Hit | None

    @property
    def test_name(self) -> str:
        """The test's name; empty without one."""
        return self.test.entries["measures"].name if self.test else ""

    @property
    def unit(self) -> str:
        """What the test is counted in; empty without one."""
        return self.test.entries["measures"].more.partition(" ")[0] if self.test else ""

    @property
    def written(self) -> str:
        """The number's words."""
        return self.segment.scan.folded[self.number.start : self.number.end]

    def after(self, words: int) -> list[str]:
        """The words that follow in the segment."""
        return self.segment.scan.words[self.number.j : min(self.number.j + words, self.segment.j)]
