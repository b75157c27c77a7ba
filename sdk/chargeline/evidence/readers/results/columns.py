"""Tables of results: what each column is of, as the table's first row says ("Measure | Initial | Today | Goal")."""

from __future__ import annotations

import re
from typing import TypeAlias

from chargeline.evidence.text.cells import LONGEST_ROW, cell_number, cells_around, fills_cell, has_cells
from chargeline.evidence.text.days import in_calendar, is_day
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

Columns: TypeAlias = dict[int, str]
"""By number of the cell, from 0: "before", "now" or "goals"; the others are of nothing in particular."""
_DATE = re.compile(r"[ *]*(1[0-2]|0?[1-9])/(3[01]|[12][0-9]|0?[1-9])(?:/(?:20)?([0-9]{2}))?[ *]*")


class Table:
    """The table that a note's lines stand in, line after line."""

    __slots__ = ("columns",)

    def __init__(self) -> None:
        self.columns: Columns = {}

    def begins(self, segment: Segment) -> bool:
        """Goes on to the next segment, and tells whether it is a table's first row, which holds no results."""
        if not segment.scan.has_cells:
            return False
        folded, end = segment.scan.folded, segment.end
        if not (has_cells(folded, segment.start, end) or fills_cell(folded, segment.start, end)):
            self.columns = {}
            return False
        columns = _columns(segment)
        self.columns = columns or self.columns
        return bool(columns)


def column_of(columns: Columns, segment: Segment, hit: Hit) -> str:
    """What the column is of in which something stands; nothing where no column says it."""
    return columns.get(cell_number(segment.scan.folded, hit.start), "") if columns else ""


def differ(columns: Columns, row: Segment) -> bool:
    """Whether today's cell of a row holds another value than the last one before: "leg press | 80# 3x10 | 95# 3x8"."""
    if "now" not in columns.values():
        return False
    cells = cells_around(row.scan.folded, row.start)
    days = [n for n in sorted(columns) if columns[n] in ("before", "now") and n < len(cells)]
    now = next((n for n in reversed(days) if columns[n] == "now"), 0)
    then = next((n for n in reversed(days) if n < now), now)
    return cells[now].text != cells[then].text and all(any(map(str.isdigit, cells[n].text)) for n in (now, then))


def _columns(row: Segment) -> Columns:
    """What a first row says of its columns; nothing where a cell holds a value."""
    named = row.has("before", "now", "labels", "date", "fraction") or "/" in row.scan.words[row.i : row.j]
    if not named or row.end - row.start > LONGEST_ROW:
        return {}
    found = _dates(row)
    values = [hit for hit in row.kinds.get("quantity", ()) if not (is_day(row, hit) or _heads_day(row, hit))]
    if any(cell_number(row.scan.folded, hit.start) not in found for hit in values):
        return {}
    for hit in row.all("before", "now", "labels"):
        if of := _kind(hit):
            found[cell_number(row.scan.folded, hit.start)] = of
    return found if set(found.values()) - {"now"} else {}


def _heads_day(row: Segment, hit: Hit) -> bool:
    """Whether a number is the day behind a column's word: "IE 10/26 | Today 11/23"; not in "MMT | IE 3/5"."""
    words = row.all("before", "now")
    named = any(one.j == hit.i for one in words) and not row.has("measures", "motions", "capacities", "body")
    return named and in_calendar(row, hit)


def _dates(row: Segment) -> Columns:
    """Cells that are dates, if there are several: the latest is today's."""
    cells = enumerate(cells_around(row.scan.folded, row.start))
    dates = {n: found for n, cell in cells if (found := _DATE.fullmatch(cell.text))}
    days = {n: (int(date[3] or 0), int(date[1]), int(date[2])) for n, date in dates.items()}
    latest = max(days.values(), default=None)
    return {n: "now" if day == latest else "before" for n, day in days.items()} if len(days) > 1 else {}


def _kind(hit: Hit) -> str:
    """What a word that heads a column makes of it."""
    if "now" in hit.entries or "before" in hit.entries:
        return "now" if "now" in hit.entries else "before"
    return "goals" if hit.entries["labels"].more.startswith("goals") else ""
