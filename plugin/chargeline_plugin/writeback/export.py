"""The last rung, open everywhere: a line to copy, and a CSV.

The CSV follows RFC 4180. No cell can become a formula in a spreadsheet: one that begins like a formula gets an
apostrophe first. Neither names the patient; both are taken inside the patient's chart.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from chargeline.model import ChargeLine
from chargeline_plugin.writeback.words import line_in_words

MOST: Final = 4
"""Modifiers and diagnosis pointers that a claim line holds (CMS-1500, items 24D and 24E)."""
COLUMNS: Final = (
    "date_of_service",
    "code",
    "units",
    *(f"modifier_{place}" for place in range(1, MOST + 1)),
    *(f"diagnosis_{place}" for place in range(1, MOST + 1)),
    "minutes",
    "rendered_by",
    "reference",
)


def copy_line(lines: Sequence[ChargeLine]) -> str:
    """All lines in one, for pasting."""
    return "; ".join(line_in_words(line) for line in lines)


def csv_text(lines: Sequence[ChargeLine], day: str, references: Sequence[str]) -> str:
    """The CSV with a header row. `references` are the lines' keys, in their order; there may be fewer."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line, reference in zip_longest(lines, references[: len(lines)], fillvalue=""):
        if not isinstance(line, str):
            writer.writerow([safe(cell) for cell in _row(line, day, str(reference))])
    return out.getvalue()


def _row(line: ChargeLine, day: str, reference: str) -> list[str]:
    minutes = "" if line.minutes is None else str(line.minutes)
    return [
        day,
        line.code,
        str(line.units),
        *_filled(line.modifiers),
        *_filled(line.diagnoses),
        minutes,
        line.rendered_by or "",
        reference,
    ]


def _filled(values: Sequence[str]) -> list[str]:
    """Exactly four cells. What does not fit goes, with a space, into the last one rather than getting lost."""
    cells = [*values[: MOST - 1], " ".join(values[MOST - 1 :])]
    return cells + [""] * (MOST - len(cells))


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r") else cell
