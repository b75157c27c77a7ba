"""Rows of tables: what stands between tabs or bars on a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_ROW = 400
"""Code points of a row; what is longer is no table's."""
_SEPARATOR = re.compile(r"[\t|]")
_BLANKS = 8
_EDGES = ("", "\n", "|", "\t")


class Cell(NamedTuple):
    """A cell's place in the text, and its words without the blanks around them."""

    start: int
    end: int
    text: str


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
    before, after = text[max(0, start - _BLANKS) : start], text[end : end + _BLANKS]
    opened, closed = before.rstrip(" "), after.lstrip(" ")
    return opened[-1:] in _EDGES and closed[:1] in _EDGES and not {"|", "\t"}.isdisjoint((opened[-1:], closed[:1]))


def _line_start(text: str, at: int) -> int:
    near = max(0, at - LONGEST_ROW)
    return max(near, text.rfind("\n", near, at) + 1)


def _parted(text: str, start: int, stop: int) -> Iterator[Cell]:
    for mark in _SEPARATOR.finditer(text, start, stop):
        yield Cell(start, mark.start(), text[start : mark.start()].strip())
        start = mark.end()
    yield Cell(start, stop, text[start:stop].strip())
