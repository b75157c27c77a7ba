"""Tables of services: which column tells how many minutes, and which one who gave them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from chargeline.evidence.services.minutes.lines import Minutes, clocked
from chargeline.evidence.services.minutes.roles import role_in
from chargeline.evidence.text.cells import Cell, cells_around
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

_MINUTES = frozenset(
    ("min", "mins", "minute", "minutes", "# min", "# mins", "time min", "tx min", "tx mins", "total min", "timed min")
)
_TIMES = frozenset(("time", "duration", "tx time", "treatment time", "time spent"))
_WHO = word_set("by who staff provider clinician therapist treater") | frozenset(
    ("provided by", "performed by", "given by", "seen by", "treated by", "rendered by")
)
_DOSED = word_set("sets reps weight resistance load lbs hold rep set wt exercise exercises ex")
"""A table with such a column tells of single exercises: its minutes are their doses."""
_LONGEST = 240
_FEWEST = 2
"""Cells of a row."""
_COUNT = re.compile(r"(?:[^\W\d]+[ .:]*)?(?P<minutes>[0-9]{1,3}) ?(?:min(?:ute)?s?|')?\.?(?: *\(?[^\W\d]+\)?)?")
_NAME = re.compile(r"[\w#]+")


class _Columns(NamedTuple):
    """The columns of a table that tell minutes and who gave them (-1 where none does), of how many."""

    minutes: int
    who: int
    width: int


def lines_of(segments: Iterable[Segment]) -> list[list[Segment]]:
    """The segments of each line of a note, in order."""
    return [list(line) for _, line in groupby(segments, key=attrgetter("line"))]


def leads_row(segment: Segment) -> bool:
    """Whether a line's first word names a service: "0938 | CP knee | 10"."""
    scan, hit = segment.scan, segment.kinds["services"][0]
    return not any(word[0].isalpha() for word in scan.words[segment.i : hit.i])


def timed_rows(lines: Sequence[list[Segment]]) -> dict[int, Minutes]:
    """By line: what a table's row states of its service's minutes."""
    found: dict[int, Minutes] = {}
    if not lines or not lines[0][0].scan.has_cells:
        return found
    columns: _Columns | None = None
    for line in lines:
        cells = cells_around(line[0].scan.folded, line[0].start)
        if len(cells) < _FEWEST and columns is None:
            continue
        if not any(word[0].isalnum() for segment in line for word in segment.scan.words[segment.i : segment.j]):
            continue  # a line of hyphens below the names of the columns
        if len(cells) < _FEWEST:
            columns = None
        elif (head := _columns(cells)) is not None:
            columns = head
        elif columns and len(cells) == columns.width and (told := _row(line, cells, columns)):
            found[line[0].line] = told
    return found


def _columns(cells: list[Cell]) -> _Columns | None:
    """What the cells head, if they are a table's first row; None for any other row, and for tables of exercises."""
    names = [" ".join(_NAME.findall(cell.text)) for cell in cells]
    minutes = next((n for some in (_MINUTES, _TIMES) for n, name in enumerate(names) if name in some), -1)
    if minutes < 0 or not _DOSED.isdisjoint(names):
        return None
    return _Columns(minutes, next((n for n, name in enumerate(names) if name in _WHO), -1), len(cells))


def _row(line: list[Segment], cells: list[Cell], columns: _Columns) -> Minutes | None:
    """The minutes counted in their column, with the times of the clock that a cell of the row states for them."""
    first, cell = line[0], cells[columns.minutes]
    count = _COUNT.fullmatch(cell.text)
    if count is None or not 0 < int(count["minutes"]) <= _LONGEST:
        return None
    by = role_in(first.scan, cell.start, cell.end)
    if by is None and columns.who >= 0:
        by = role_in(first.scan, cells[columns.who].start, cells[columns.who].end)
    start = first.scan.folded.find(cell.text, cell.start)
    told = Minutes(int(count["minutes"]), by, first, start, start + len(cell.text), row=True)
    times = [one for segment in line for one in clocked(segment) if one.since is not None]
    same = next((one for one in times if one.minutes == told.minutes), None)
    return same._replace(by=by, row=True) if same else told
