"""Lists of single words, from a table that a therapist can review: `data/words.csv`."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from chargeline.evidence.text.inflection import expand

_TABLE = Path(__file__).resolve().parents[2] / "data" / "words.csv"


def listed(name: str) -> frozenset[str]:
    """The words of a list, a verb with `~` in all its forms. Raises KeyError for a list that the table has not."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    lines = (line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {row["name"]: frozenset(_expanded(row["words"])) for row in csv.DictReader(lines)}


def _expanded(words: str) -> list[str]:
    return [form for word in words.split() for form in expand(word)]
