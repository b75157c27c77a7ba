"""The vocabulary of interventions: what a name, and what a purpose, says about the family of codes.

Read from data/interventions/{names,purposes}.csv, which a therapist can review; compiled to a dictionary by first
word. Inflections are folded: "buttoned", "buttoning" and "buttons" are one entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chargeline.values.files import DataFiles

WORD = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|[.;,:!?\n(]")
STOPS = frozenset(".;,:!?\n(")
SHORTEST_STEM = 4
OVER, NAME, CONTESTED, SISTER = 7.0, 4.0, 2.0, 1.0
"""How loud speaks a name that stands over what was done in it (a wheelchair, an orthosis), one that decides, one that
others share, and the sisters of each."""
LOUDNESS = {"over": OVER, "yes": NAME, "no": CONTESTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one spelling says. `codes` maps a code to the weight with which the spelling speaks for it."""

    spelling: str
    kind: str
    codes: Mapping[str, float]


class Word(NamedTuple):
    """A word of a text, folded, with its place in the text as given."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Entries by the first folded word, longest spelling first; `codes` are all that any entry speaks for."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    codes: frozenset[str] = frozenset()

    def match(self, words: list[Word], at: int) -> tuple[int, list[Entry]]:
        """How many words the longest spelling at this place covers, and every entry that has that spelling."""
        found: list[Entry] = []
        length = 0
        for spelling, entry in self.by_first.get(words[at].stem, ()):
            if len(spelling) < length:
                break
            if all(at + i < len(words) and words[at + i].stem == stem for i, stem in enumerate(spelling)):
                length = len(spelling)
                found.append(entry)
        return length, found


def words_of(text: str) -> list[Word]:
    """The words, numbers and clause ends of a text."""
    return [Word(fold(m.group()), m.start(), m.end()) for m in WORD.finditer(text)]


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """Lower case, without plural, -ing, -ed and final e: enough to find a word's other forms again."""
    stem = word.lower()
    if stem.endswith("ies") and len(stem) > SHORTEST_STEM:
        return stem[:-3] + "y"
    if stem.endswith("s") and not stem.endswith("ss") and len(stem) >= SHORTEST_STEM:
        stem = stem[:-1]
    for ending in ("ing", "ed"):
        if stem.endswith(ending) and len(stem) - len(ending) >= SHORTEST_STEM - 1:
            stem = stem[: -len(ending)]
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
                stem = stem[:-1]
            break
    return stem[:-1] if stem.endswith("e") and len(stem) >= SHORTEST_STEM else stem


def load(files: DataFiles) -> Vocabulary:
    """Compile the book's two files."""
    entries = [*_names(files), *_purposes(files)]
    by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for entry in entries:
        spelling = tuple(word.stem for word in words_of(entry.spelling))
        rows = by_first.setdefault(spelling[0], [])
        if not any(same == spelling and of.kind == entry.kind and of.codes == entry.codes for same, of in rows):
            rows.append((spelling, entry))
    return Vocabulary(
        by_first={first: tuple(sorted(rows, key=_longest_first)) for first, rows in by_first.items()},
        codes=frozenset(code for entry in entries for code in entry.codes),
    )


def _longest_first(row: tuple[tuple[str, ...], Entry]) -> tuple[int, str]:
    return (-len(row[0]), row[1].kind)


def _names(files: DataFiles) -> Iterator[Entry]:
    for row in files.rows("interventions/names.csv"):
        codes = {row["code"]: LOUDNESS[row["decides"]]}
        codes |= dict.fromkeys(_parts(row["alternates"]), SISTER)
        for spelling in _parts(row["names"]):
            yield Entry(spelling=spelling, kind="name", codes=codes)


def _purposes(files: DataFiles) -> Iterator[Entry]:
    for row in files.rows("interventions/purposes.csv"):
        for spelling in _parts(row["purposes"]):
            yield Entry(spelling=spelling, kind="purpose", codes={row["code"]: float(row["weight"])})


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
