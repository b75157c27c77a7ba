"""Tables of services: which column tells how many minutes, and which one who gave them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from chargeline.evidence.services.minutes.lines import Minutes, clocked
from chargeline.evidence.services.minutes.roles import hits_in, is_role, role_in
from chargeline.evidence.text.cells import Cell, cells_around
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Scan
from chargeline.evidence.text.structure import Segment

_MINUTES = frozenset(
    ("min", "mins", "minute", "minutes", "# min", "# mins", "time min", "tx min", "tx mins", "total min", "timed min")
)
_TIMES = frozenset(("time", "duration", "tx time", "treatment time", "time spent"))
_WHO = word_set("by who staff prov provider clin clinician therapist treater performer initials") | frozenset(
    ("provided by", "performed by", "given by", "seen by", "treated by", "rendered by")
)
_DOSED = word_set("sets reps weight resistance load lbs hold rep set wt exercise exercises ex")
"""A table with such a column tells of single exercises: its minutes are their doses."""
_LONGEST = 240
_FEWEST = 2
"""Cells of a row."""
_TITLE = frozenset(("", "min", "mins", "minutes", "time"))
"""What may stand beside a title that heads a column: "PTA min"."""
_COUNT = re.compile(r"(?:[^\W\d]+[ .:]*)?(?P<minutes>[0-9]{1,3}) ?(?:min(?:ute)?s?|')?\.?(?: *\(?[^\W\d]+\)?)?")
_NAME = re.compile(r"[\w#]+")


class _Columns(NamedTuple):
    """The columns of a table that tell minutes, each of whom (None: of anybody), and who gave them (-1: none does)."""

    minutes: dict[int, str | None]
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
        elif (head := _columns(line[0].scan, cells)) is not None:
            columns = head
        elif columns and len(cells) == columns.width and (told := _row(line, cells, columns)):
            found[line[0].line] = told
    return found


def _columns(scan: Scan, cells: list[Cell]) -> _Columns | None:
    """What the cells head, if they are a table's first row; None for any other row, and for tables of exercises."""
    names = [" ".join(_NAME.findall(cell.text)) for cell in cells]
    if not _DOSED.isdisjoint(names):
        return None
    roles = {n: role for n, cell in enumerate(cells) if (role := _heads(scan, cell)) is not None}
    if "assistant" in roles.values() and len(set(roles.values())) > 1:
        return _Columns(dict(roles), -1, len(cells))
    minutes = next((n for some in (_MINUTES, _TIMES) for n, name in enumerate(names) if name in some), -1)
    if minutes < 0:
        return None
    return _Columns({minutes: None}, next((n for n, name in enumerate(names) if name in _WHO), -1), len(cells))


def _heads(scan: Scan, cell: Cell) -> str | None:
    """Whose minutes a column tells: "PT", "PTA min"."""
    for hit in hits_in(scan, cell.start, cell.end):
        rest = scan.folded[cell.start : hit.start] + scan.folded[hit.end : cell.end]
        if "performers" in hit.entries and is_role(scan, hit) and rest.strip(" .():#") in _TITLE:
            return hit.entries["performers"].more
    return None


def _row(line: list[Segment], cells: list[Cell], columns: _Columns) -> Minutes | None:
    """The minutes counted in their columns, with the times of the clock that a cell of the row states for them."""
    told = [one for n, by in columns.minutes.items() if (one := _counted(line[0], cells[n], by)) is not None]
    if len(columns.minutes) > 1:
        return _in_all(told)
    scan, who = line[0].scan, cells[columns.who] if columns.who >= 0 else None
    times = [one for segment in line for one in clocked(segment) if one.since is not None]
    for one in told:
        by = one.by or (role_in(scan, who.start, who.end) if who else None)
        same = next((time for time in times if time.minutes == one.minutes), one)
        return same._replace(by=by, row=True)
    return None


def _counted(first: Segment, cell: Cell, by: str | None) -> Minutes | None:
    """The minutes that a cell holds."""
    count = _COUNT.fullmatch(cell.text)
    if count is None or not (0 if by else 1) <= int(count["minutes"]) <= _LONGEST:
        return None
    start = first.scan.folded.find(cell.text, cell.start)
    by = by or role_in(first.scan, cell.start, cell.end)
    return Minutes(int(count["minutes"]), by, first, start, start + len(cell.text), row=True)


def _in_all(told: list[Minutes]) -> Minutes | None:
    """One statement of what the columns of those who treat hold; an aide's minutes are none."""
    counted = [one for one in told if one.by != "aide"]
    if not counted:
        return None
    alone = sum(one.minutes for one in counted if one.by == "assistant")
    whole = sum(one.minutes for one in counted)
    return counted[0]._replace(minutes=whole, by=None, end=counted[-1].end, alone=alone) if whole else None
