"""Sister codes that a count tells apart: needles in "2 muscles" are one, in "4 muscles" the other.

Read from data/interventions/counted.csv: a code, its sister, from how many on it is the sister, and what is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chargeline.evidence.services.codes.stems import Stems, fold, folded
from chargeline.evidence.text.folding import in_order

if TYPE_CHECKING:
    from chargeline.values.files import DataFiles


@dataclass(frozen=True, slots=True)
class Counted:
    """From `least` different `words` on, what speaks for `code` speaks for its `sister`; one or two words each."""

    code: str
    sister: str
    least: int
    words: frozenset[str]
    unit: str = ""

    def code_of(self, text: str) -> str:
        """The one of the two that a text tells behind the name: by a stated number, else by what it lists.

        "Dry needling, 4 muscles", "needled R UT, R infraspinatus and R supraspinatus".
        """
        stems = Stems(text).stems
        end = next((k for k, stem in enumerate(stems) if stem in _ENDS), len(stems))
        stated = [count for k in range(end) if stems[k] == self.unit and (count := _number(stems[max(k - 3, 0) : k]))]
        if stated:
            return self.sister if max(stated) >= self.least else self.code
        return self.sister if self.place(stems, 0, end) else self.code

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


_ENDS = frozenset(
    map(fold, in_order("due because secondary since then followed after before stretch stretching strengthening stm"))
)
"""What ends the list of what was counted."""
_NUMBERS = {fold(word): n for n, word in enumerate(in_order("two three four five six seven eight nine ten"), 2)}


def _number(before: list[str]) -> int | None:
    """The number that stands before a unit, a word or two between: "4 muscles", "3 or more muscles"."""
    told = (int(stem) if stem.isdecimal() else _NUMBERS.get(stem) for stem in reversed(before))
    return next((number for number in told if number is not None), None)


def load(files: DataFiles) -> tuple[Counted, ...]:
    """Compile the book's file."""
    return tuple(
        Counted(
            row["code"],
            row["sister"],
            int(row["from"]),
            frozenset(folded(word) for word in row["words"].split(";")),
            folded(row["unit"]),
        )
        for row in files.rows("interventions/counted.csv")
    )
