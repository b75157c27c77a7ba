"""Tables of services: which column tells the minutes ("Service | Min"), and which one who gave them ("PT | PTA")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from chargeline.evidence.services.minutes.lines import Minutes, clocked
from chargeline.evidence.services.minutes.roles import hits_in, is_role, role_in
from chargeline.evidence.text.cells import Cell, cells_around, fills_cell
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Scan
from chargeline.evidence.text.structure import Segment

MINUTES = frozenset(
    ("min", "mins", "minute", "minutes", "# min", "# mins", "time min", "tx min", "tx mins", "total min", "timed min")
)
_GIVEN = word_set("actual given done delivered provided completed today 1 one on direct")
_UNIT = word_set("mins minutes time")
"""What may stand beside a word that heads what was given: "Actual min", "Min today", "1:1 min"."""
_TIMES = frozenset(("time", "duration", "tx time", "treatment time", "time spent"))
_WHO = word_set("by who staff prov provider clin clinician therapist treater performer initials") | frozenset(
    ("provided by", "performed by", "given by", "seen by", "treated by", "rendered by")
)
_DOSED = word_set("sets reps weight resistance load lbs hold wt exercises ex")
"""A table with such a column tells of single exercises: its minutes are their doses, but those of a service's row."""
_NO_MINUTES = _DOSED - word_set("exercises ex") | word_set(
    "planned plan ordered prescribed scheduled expected goal target prev previous last prior next units mods"
    " modifiers group indirect unbilled unattended rest charges fee"
)
"""Words at the head of a column whose numbers are no minutes of this visit's treatment."""
_BILL = frozenset(("bill", "billed", "billable", "charge", "charged", "chargeable"))
_NO = ("n", "no", "0")
EMPTY = frozenset(("0", "-", "--", "n", "no", "none", "0 min", "n/a", "np"))
"""What a cell of minutes holds of a service that was not given."""
_MOST_WORDS = 4
"""Words at the head of a column."""
_LONGEST = 240
_FEWEST = 2
"""Cells of a row."""
_TITLE = frozenset(("", "min", "mins", "minutes", "time"))
"""What may stand beside a title that heads a column: "PTA min"."""
_COUNT = re.compile(r"(?:[^\W\d]+[ .:]*)?(?P<minutes>[0-9]{1,3}) ?(?:min(?:ute)?s?|')?\.?(?: *\(?[^\W\d]+\)?)?")
_DATE = re.compile(r"(?P<month>[0-9]{1,2})[/-](?P<day>[0-9]{1,2})(?:[/-][0-9]{2,4})?")
_NAME = re.compile(r"[\w#]+")


class _Columns(NamedTuple):
    """The columns of a table that tell minutes, each of whom (None: of anybody), and who gave them (-1: none does).

    `no_minutes` are those of other numbers; `dosed` tells that exercises have rows of their own; `bill` whether a row
    is charged (-1: none does).
    """

    minutes: dict[int, str | None]
    who: int
    width: int
    dosed: bool = False
    no_minutes: tuple[int, ...] = ()
    bill: int = -1


def lines_of(segments: Iterable[Segment]) -> list[list[Segment]]:
    """The segments of each line of a note, in order."""
    return [list(line) for _, line in groupby(segments, key=attrgetter("line"))]


def leads_row(segment: Segment) -> bool:
    """Whether a line's first word names a service: "0938 | CP knee | 10"."""
    scan, hit = segment.scan, segment.kinds["services"][0]
    return not any(word[0].isalpha() for word in scan.words[segment.i : hit.i])


class Row(NamedTuple):
    """A row of a table whose columns are named: its line of the note, and its cells."""

    line: list[Segment]
    cells: list[Cell]
    columns: _Columns


def timed_rows(rows: Iterable[Row]) -> dict[int, Minutes]:
    """By line: what a table's row states of its service's minutes; of columns of dates, below the visit's day."""
    found = ((one.line, _row(*one)) for one in rows)
    return {line[0].line: told for line, told in found if told}


def other_numbers(rows: Iterable[Row]) -> dict[int, list[Cell]]:
    """By line: the cells of a table's row below what is no minutes of this visit: "Planned", "Last visit", "Reps"."""
    return {line[0].line: [cells[n] for n in columns.no_minutes] for line, cells, columns in rows}


def unbilled_rows(rows: Iterable[Row]) -> set[int]:
    """The lines of a table's rows whose cell below "Bill" or "Charge" says no."""
    found = ((line, cells[columns.bill].text) for line, cells, columns in rows if columns.bill >= 0)
    return {line[0].line for line, told in found if told in _NO}


def empty_rows(rows: Iterable[Row]) -> set[int]:
    """The lines of a table's rows with a nought or a stroke in each of their cells of minutes."""
    found = ((line, [cells[n].text for n in columns.minutes]) for line, cells, columns in rows)
    return {line[0].line for line, told in found if told and EMPTY.issuperset(told)}


def rows_of(lines: Sequence[list[Segment]], day: date | None = None) -> list[Row]:
    """Each row of a note's tables, with its cells; `day` is the visit's, below which a column of its own may stand."""
    return list(_rows(lines, day)) if lines and lines[0][0].scan.has_cells else []


def _rows(lines: Sequence[list[Segment]], day: date | None) -> Iterator[Row]:
    columns: _Columns | None = None
    for line in lines:
        cells = cells_around(line[0].scan.folded, line[0].start)
        if len(cells) < _FEWEST and columns is None:
            continue
        if not any(word[0].isalnum() for segment in line for word in segment.scan.words[segment.i : segment.j]):
            continue  # a line of hyphens below the names of the columns
        if len(cells) < _FEWEST:
            columns = None
        elif (head := _columns(line[0].scan, cells, day)) and (head.minutes or columns is None):
            columns = head
        elif columns and len(cells) == columns.width:
            yield Row(line, cells, columns)


def _columns(scan: Scan, cells: list[Cell], day: date | None) -> _Columns | None:
    """What the cells head, if they are a table's first row; None for any other row."""
    names = [" ".join(_NAME.findall(cell.text)) for cell in cells]
    dosed = not _DOSED.isdisjoint(names)
    roles = {n: role for n, cell in enumerate(cells) if (role := _heads(scan, cell)) is not None}
    if "assistant" in roles.values() and len(set(roles.values())) > 1:
        return _Columns(dict(roles), -1, len(cells), dosed)
    if day and (dates := _dates(cells)):
        today = [n for n, told in dates.items() if told == (day.month, day.day)]
        return _Columns(dict.fromkeys(today[:1]), -1, len(cells), dosed, tuple(dates.keys() - today))
    others = tuple(n for n, name in enumerate(names) if not _NO_MINUTES.isdisjoint(name.split()))
    tests: tuple[Callable[[str], bool], ...] = (_is_given, MINUTES.__contains__, _TIMES.__contains__)
    minutes = next(([n] for test in tests for n, name in enumerate(names) if n not in others and test(name)), [])
    if not minutes and (not others or any(map(_is_no_name, cells))):
        return None
    who = next((n for n, name in enumerate(names) if name in _WHO), -1)
    bill = next((n for n, name in enumerate(names) if name in _BILL), -1)
    return _Columns(dict.fromkeys(minutes), who, len(cells), dosed, others, bill)


def _dates(cells: list[Cell]) -> dict[int, tuple[int, int]]:
    """The month and the day that columns are headed by, where several are and a name stands before them."""
    found = {n: _DATE.fullmatch(cell.text) for n, cell in enumerate(cells)}
    dates = {n: (int(one["month"]), int(one["day"])) for n, one in found.items() if one}
    return dates if len(dates) > 1 and 0 not in dates else {}


def _is_given(name: str) -> bool:
    """Whether a name heads the minutes that were given: "Actual", "Min today", "1:1 min"."""
    words = frozenset(name.split())
    return words <= _GIVEN | _UNIT and not words.isdisjoint(_GIVEN) and any(map(str.isalpha, words))


def _is_no_name(cell: Cell) -> bool:
    """Whether a cell holds numbers, or more than names a column."""
    return any(map(str.isdigit, cell.text)) or len(cell.text.split()) > _MOST_WORDS


def _heads(scan: Scan, cell: Cell) -> str | None:
    """Whose minutes a column tells: "PT", "PTA min"."""
    for hit in hits_in(scan, cell.start, cell.end):
        rest = scan.folded[cell.start : hit.start] + scan.folded[hit.end : cell.end]
        if "performers" in hit.entries and is_role(scan, hit) and rest.strip(" .():#") in _TITLE:
            return hit.entries["performers"].more
    return None


def _row(line: list[Segment], cells: list[Cell], columns: _Columns) -> Minutes | None:
    """The minutes counted in their columns, with the times of the clock that a cell of the row states for them."""
    if columns.dosed and not any(_is_titled(segment) for segment in line):
        return None
    told = [one for n, by in columns.minutes.items() if (one := counted(line[0], cells[n], by)) is not None]
    if len(columns.minutes) > 1:
        return _in_all(told)
    scan, who = line[0].scan, cells[columns.who] if columns.who >= 0 else None
    times = [one for segment in line for one in clocked(segment) if one.since is not None]
    for one in told:
        by = one.by or (role_in(scan, who.start, who.end) if who else None)
        same = next((time for time in times if time.minutes == one.minutes), one)
        return same._replace(by=by, row=True)
    return None


def _is_titled(segment: Segment) -> bool:
    """Whether a cell of a row holds a service's name and nothing else."""
    folded = segment.scan.folded
    return any(fills_cell(folded, hit.start, hit.end) for hit in segment.kinds.get("services", ()))


def counted(first: Segment, cell: Cell, by: str | None) -> Minutes | None:
    """The minutes that a cell holds."""
    count = _COUNT.fullmatch(cell.text)
    if count is None or not (0 if by else 1) <= int(count["minutes"]) <= _LONGEST:
        return None
    start = first.scan.folded.find(cell.text, cell.start)
    by = by or role_in(first.scan, cell.start, cell.end)
    return Minutes(int(count["minutes"]), by, first, start, start + len(cell.text), row=True)


def none_in(first: Segment, cell: Cell) -> Minutes:
    """No minutes, as a cell holds them that is `EMPTY`."""
    return Minutes(0, None, first, cell.start, cell.end, row=True)


def _in_all(told: list[Minutes]) -> Minutes | None:
    """One statement of what the columns of those who treat hold; an aide's minutes are none."""
    counted = [one for one in told if one.by != "aide"]
    if not counted:
        return None
    alone = sum(one.minutes for one in counted if one.by == "assistant")
    whole = sum(one.minutes for one in counted)
    return counted[0]._replace(minutes=whole, by=None, end=counted[-1].end, alone=alone) if whole else None
