"""Lists of single words, spelled as a note is read; those a therapist can review stand in `data/words.csv`.

A note's plural is read as its singular where the lexicon has that, so a list holds both: "asks" is looked for as "ask".
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from chargeline.evidence.text.inflection import expand, singulars

_TABLE = Path(__file__).resolve().parents[2] / "data" / "words.csv"


def listed(name: str) -> frozenset[str]:
    """The words of a list, a verb with `~` in all its forms. Raises KeyError for a list that the table has not."""
    return _lists()[name]


def word_set(words: str) -> frozenset[str]:
    """The words of a list that belongs to one reader's code."""
    return _as_read(words.split())


@cache
def ordinary() -> frozenset[str]:
    """Every word of the table: none of them is another word misspelt."""
    return frozenset(chain.from_iterable(_lists().values()))


@cache
def _lists() -> dict[str, frozenset[str]]:
    lines = (line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {
        row["name"]: _as_read(chain.from_iterable(map(expand, row["words"].split()))) for row in csv.DictReader(lines)
    }


def _as_read(words: Iterable[str]) -> frozenset[str]:
    return frozenset(chain.from_iterable((word, *singulars(word)) for word in words))
