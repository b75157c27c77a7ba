"""Which diagnosis codes say a side, and of which region of the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chargeline.model import Citation
from chargeline.values.files import DataFiles

Side: TypeAlias = Literal["right", "left"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SidedCodes:
    """Codes that begin with `prefix` (no dot): the next character is `right` or `left` for that side of `region`."""

    prefix: str
    region: str
    right: str
    left: str
    cite: Citation

    def side(self, code: str) -> Side | None:
        """The side that a code says; None when it is not one of these or says none."""
        bare = code.replace(".", "").upper()
        if not bare.startswith(self.prefix):
            return None
        place = bare[len(self.prefix) : len(self.prefix) + 1]
        return "right" if place == self.right else "left" if place == self.left else None


def read_sided(files: DataFiles, sources: Mapping[str, Citation]) -> tuple[SidedCodes, ...]:
    """`laterality.csv`."""
    return tuple(
        SidedCodes(
            prefix=r["prefix"],
            region=r["region"],
            right=r["right"],
            left=r["left"],
            cite=sources[r.one_of("source", sources)],
        )
        for r in files.rows("laterality.csv")
    )


def read_side_words(files: DataFiles) -> Mapping[str, str]:
    """Words that name a side ("right", "left", "both"), lower case, as the lexicon has them."""
    words: dict[str, str] = {}
    for row in files.rows("lexicon/sides.csv"):
        for word in (row["name"], *row["also"].split(";")):
            words[word.strip().lower()] = row["side"]
    return words
