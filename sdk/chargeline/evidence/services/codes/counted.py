"""Sister codes that a count tells apart: needles in "2 muscles" are one, in "4 muscles" the other.

Read from data/interventions/counted.csv: a code, its sister, from how many on it is the sister, and what is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chargeline.evidence.services.codes.stems import folded

if TYPE_CHECKING:
    from chargeline.values.files import DataFiles


@dataclass(frozen=True, slots=True)
class Counted:
    """From `least` different `words` on, what speaks for `code` speaks for its `sister`; one or two words each."""

    code: str
    sister: str
    least: int
    words: frozenset[str]

    def place(self, stems: list[str], first: int, last: int) -> tuple[int, int] | None:
        """The first and the last word of what is counted, where there is enough of it between two places."""
        found = dict(self._found(stems, first, last))
        return (min(found.values()), max(found.values())) if len(found) >= self.least else None

    def _found(self, stems: list[str], first: int, last: int) -> Iterator[tuple[str, int]]:
        at = first
        while at < last:
            length = next((n for n in (2, 1) if " ".join(stems[at : min(at + n, last)]) in self.words), 0)
            if length:
                yield " ".join(stems[at : at + length]), at
            at += length or 1


def load(files: DataFiles) -> tuple[Counted, ...]:
    """Compile the book's file."""
    return tuple(
        Counted(
            row["code"],
            row["sister"],
            int(row["from"]),
            frozenset(folded(word) for word in row["words"].split(";")),
        )
        for row in files.rows("interventions/counted.csv")
    )
