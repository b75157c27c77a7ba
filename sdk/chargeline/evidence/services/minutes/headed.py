"""Tables with the services at the heads of columns, and the minutes of each below it: "30 | 15" under "TE | MT"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chargeline.evidence.services.minutes.lines import FEWEST, Minutes
from chargeline.evidence.services.minutes.tables import EMPTY, MINUTES, counted, none_in
from chargeline.evidence.text.cells import cell_number, cells_around, fills_cell
from chargeline.evidence.text.structure import Segment

_SEVERAL = 2


def below_heads(lines: Sequence[list[Segment]]) -> dict[int, dict[int, Minutes]]:
    """By the line of the heads: the minutes below each service, by the number of its cell."""
    if not lines or not lines[0][0].scan.has_cells:
        return {}
    rows = [line for line in lines if _says_something(line)]
    return {head[0].line: told for head, row in pairwise(rows) if (told := _below(head, row))}


def _says_something(line: list[Segment]) -> bool:
    """Whether a line is more than a rule of hyphens between cells."""
    return any(word[0].isalnum() for segment in line for word in segment.scan.words[segment.i : segment.j])


def _below(head: list[Segment], row: list[Segment]) -> dict[int, Minutes]:
    """The minutes below each service that fills a cell, 0 of one not given; none where a cell holds anything else."""
    named = set(_names(head))
    if len(named) < _SEVERAL or any("services" in segment.kinds for segment in row):
        return {}
    folded = head[0].scan.folded
    heads, cells = cells_around(folded, head[0].start), cells_around(folded, row[0].start)
    if len(heads) != len(cells):
        return {}
    told = {n: one for n in named if (one := counted(row[0], cells[n], None))}
    told.update((n, none_in(row[0], cells[n])) for n in named if cells[n].text in EMPTY)
    others = [cell.text for n, cell in enumerate(cells) if n not in named]
    enough = any(text in MINUTES for text in others) or all(
        not one.minutes or one.minutes >= FEWEST or "min" in cells[n].text for n, one in told.items()
    )
    enough = enough and any(one.minutes for one in told.values())
    return told if told.keys() == named and enough and not any("unit" in text for text in others) else {}


def _names(head: list[Segment]) -> Iterator[int]:
    """The numbers of the cells that a service's name fills."""
    for segment in head:
        for hit in segment.kinds.get("services", ()):
            if fills_cell(segment.scan.folded, hit.start, hit.end):
                yield cell_number(segment.scan.folded, hit.start)
