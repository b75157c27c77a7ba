"""Rows of tables: what stands between tabs or bars on a line, "TE | 25 | 2", or below one another between blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_ROW = 400
"""Code points of a row; what is longer is no table's."""
_SEPARATOR = re.compile(r"[\t|]")
_GAP = re.compile(r"(?<=\S)  +(?=\S)")
_SENTENCE_ENDS = ".:;,!?"
_FIELD = re.compile(r"[a-z][a-z ]*:")
_HEADING = re.compile(r"([a-z][a-z ]*):(?=  )")
"""A section's heading in the corner of a table's first row: "Objective:   IE 10/26   Today 11/23"."""
_RULE = "-_=+* "
_BLANK = " \f"
"""A blank, and where a tag of HTML stood."""
_BLANKS = 200
"""Blanks at the most between a cell's words and its edge."""
_CELL = ("|", "\t")
_EDGE = re.compile(rf"[{_BLANK}]{{0,{_BLANKS}}}(?:[\n|\t]|\Z)")


class Cell(NamedTuple):
    """A cell's place in the text, and its words without the blanks around them."""

    start: int
    end: int
    text: str


def with_tabs(folded: str) -> str:
    """A folded text with a tab before each cell of a table whose columns are parted by blanks; no offset moves.

    Rows of one table follow one another, a line of hyphens aside, with as many cells, each below the other.
    """
    if "  " not in folded:
        return folded
    lines = folded.split("\n")
    before: tuple[int, list[tuple[int, int]]] | None = None
    rows: dict[int, list[tuple[int, int]]] = {}
    for n, line in enumerate(lines):
        if line and not line.strip(_RULE):
            continue
        heads = _HEADING.match(line)
        cells = _aligned(f"{heads[1]} {line[heads.end() :]}" if heads else line)
        if before and len(cells) == len(before[1]) + 1 and lines[before[0]].startswith("  "):
            before = before[0], _with_corner(lines[before[0]], before[1])
        if before and not heads and _are_alike(before[1], cells):
            rows |= {before[0]: before[1], n: cells}
        before = (n, cells) if cells else None
    for n, cells in rows.items():
        for start, _ in cells[1:]:
            lines[n] = f"{lines[n][: start - 1]}\t{lines[n][start:]}"
    return "\n".join(lines) if rows else folded


def _aligned(line: str) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end that several blanks part; none in a line of sentences or of fields."""
    if "  " not in line or len(line) > LONGEST_ROW or _SEPARATOR.search(line):
        return []
    gaps = list(_GAP.finditer(line))
    if not gaps or any(line[gap.start() - 1] in _SENTENCE_ENDS or _FIELD.match(line, gap.end()) for gap in gaps):
        return []
    starts = [0, *(gap.end() for gap in gaps)]
    return list(zip(starts, [*(gap.start() for gap in gaps), len(line)], strict=True))


def _with_corner(line: str, cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cells of a line that begins with blanks, with the empty one before them that heads the names of the rows."""
    return [(0, 0), (len(line) - len(line.lstrip()), cells[0][1]), *cells[1:]]


def _are_alike(row: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Whether two rows have as many cells, each of them below the other's."""
    return len(row) == len(other) and all(a[0] <= b[1] and b[0] <= a[1] for a, b in zip(row, other, strict=True))


def has_cells(text: str, start: int, end: int) -> bool:
    """Whether something parts the text between two places into cells."""
    return _SEPARATOR.search(text, start, end) is not None


def cells_around(text: str, at: int) -> list[Cell]:
    """The cells of the line on which a place is; none where nothing parts it, or where it is longer than any row."""
    start = _line_start(text, at)
    stop = text.find("\n", at, start + LONGEST_ROW)
    stop = len(text) if stop < 0 else stop
    row = stop - start <= LONGEST_ROW and has_cells(text, start, stop)
    return list(_parted(text, start, stop)) if row else []


def cell_number(text: str, at: int) -> int:
    """In which cell of its line a place is, from 0; counted from no further back than a row is long."""
    return len(_SEPARATOR.findall(text, _line_start(text, at), at))


def fills_cell(text: str, start: int, end: int) -> bool:
    """Whether the words between two places are all that a cell holds."""
    closed = _EDGE.match(text, end)
    if closed is None:
        return False
    opened = text[max(0, start - _BLANKS) : start].rstrip(_BLANK)[-1:]
    return opened in _CELL or (opened in ("", "\n") and closed[0][-1:] in _CELL)


def _line_start(text: str, at: int) -> int:
    near = max(0, at - LONGEST_ROW)
    return max(near, text.rfind("\n", near, at) + 1)


def _parted(text: str, start: int, stop: int) -> Iterator[Cell]:
    for mark in _SEPARATOR.finditer(text, start, stop):
        yield Cell(start, mark.start(), text[start : mark.start()].strip())
        start = mark.end()
    yield Cell(start, stop, text[start:stop].strip())
