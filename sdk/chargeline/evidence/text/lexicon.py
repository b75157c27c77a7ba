"""The lexicon: which words mean what, read from tables that a therapist can review.

Every file of `data/lexicon` is one kind of thing said, named by its file: `body.csv` holds body areas. Its columns are
`name`, `also` (other spellings, separated by semicolons) and one column that says more, as its header names it.
How a phrase stands for several is told in `inflection`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from chargeline.errors import BadRuleBook, Problem
from chargeline.evidence.text.inflection import check
from chargeline.evidence.text.phrases import Entry, Lexicon, Meaning, compile_lexicon

if TYPE_CHECKING:
    from chargeline.values.files import DataFiles

FOLDER = "lexicon"


def _rows(kind: str, lines: Iterable[str]) -> Iterator[tuple[list[str], Meaning]]:
    """A table's phrases. Lines that begin with `#` are remarks, the first other line is the header."""
    rows = csv.reader(line for line in lines if line.strip() and not line.startswith("#"))
    if next(rows, [])[:2] != ["name", "also"]:
        raise BadRuleBook(
            (Problem(path=f"lexicon/{kind}.csv", message="has no header.", fix="Begin it with name,also."),)
        )
    for row in rows:
        if not 2 <= len(row) <= 3 or not row[0].strip():
            raise BadRuleBook(
                (Problem(path=f"lexicon/{kind}.csv", message="has a bad row.", fix="Give name, also and one more."),)
            )
        meaning = {kind: Entry(kind, row[0].strip().rstrip("~"), row[2].strip() if len(row) > 2 else "")}
        before = {"before": Entry("before", row[0].strip().rstrip("~"), "always")}
        check(f"{row[0]};{row[1]}", f"lexicon/{kind}.csv")
        historical = meaning[kind].more == "historical"
        phrases = list(filter(None, map(str.strip, (row[0], *row[1].split(";")))))
        yield phrases, meaning
        if historical:
            yield phrases, before


def load(files: DataFiles) -> Lexicon:
    """The lexicon that ships, with a site's tables of the same names laid over it: a site's meaning of a phrase wins.

    Raises BadRuleBook when a table is malformed.
    """
    return compile_lexicon(
        row
        for kind in files.names(FOLDER, ".csv")
        for text in reversed(files.texts(f"{FOLDER}/{kind}.csv"))
        for row in _rows(kind, text.splitlines())
    )
