"""The services that a note names for today, in the order of the text, with the minutes that are theirs."""

from __future__ import annotations

from dataclasses import dataclass

from chargeline.evidence.services.minutes.cut_short import is_cut_short
from chargeline.evidence.services.minutes.lines import is_row, is_timed_row, stated
from chargeline.evidence.services.minutes.owning import give_minutes, give_row
from chargeline.evidence.services.minutes.tables import leads_row, lines_of, timed_rows
from chargeline.evidence.services.names.naming import Anchor, is_of_today, named
from chargeline.evidence.text.structure import Segment


def anchors(segments: list[Segment], discipline: str = "") -> list[Anchor]:
    """The services named for today in the order of the text, with minutes; of a co-treatment, the discipline's."""
    found: list[Anchor] = []
    before = 0
    open_: _Heading | None = None
    lines = lines_of(segments)
    rows = timed_rows(lines)
    for line in lines:
        naming = [segment for segment in line if "services" in segment.kinds]
        told = rows.get(line[0].line)
        row = bool(naming) and (is_row(line) or (told is not None and leads_row(naming[0])))
        here = [
            anchor
            for segment in naming
            if is_of_today(segment, row)
            for anchor in named(segment, row or is_timed_row(segment, line))
        ]
        if here and told:
            here = give_row(here, told)
        elif here:
            before += give_minutes(line, here, row, before, discipline)
            open_ = _Heading(here[0], line[0].line) if _stands_alone(line, here) else None
        elif open_ and open_.covers(line):
            open_.take(line)
        else:
            open_ = None
        found.extend(here)
    for ended in filter(is_cut_short, found):
        for other in found:
            other.minutes = other.minutes if other is ended or other.code != ended.code else []
    return found


@dataclass(slots=True)
class _Heading:
    """A service's name alone on its line, and the lines below it so far."""

    anchor: Anchor
    line: int

    def covers(self, line: list[Segment]) -> bool:
        """Whether a line still belongs to the heading: right below the last, in the same part of the note."""
        first = line[0]
        return first.line - self.line == 1 and first.section == self.anchor.segment.section

    def take(self, line: list[Segment]) -> None:
        """The minutes of a line that says minutes and nothing else."""
        self.line = line[0].line
        if not self.anchor.minutes and len(line) == 1 and _only_minutes(line[0]):
            self.anchor.minutes.extend(stated(line[0], line[0].i, row=line[0].label == "minutes"))


def _stands_alone(line: list[Segment], here: list[Anchor]) -> bool:
    """Whether a line holds one service's name and nothing more."""
    if len({anchor.code for anchor in here}) > 1 or len(line) > 1:
        return False
    named = {k for anchor in here for hit in (anchor.hit, anchor.last) for k in range(hit.i, hit.j)}
    words = line[0].scan.words
    return all(k in named or not words[k][0].isalnum() for k in range(line[0].i, line[0].j))


def _only_minutes(segment: Segment) -> bool:
    """A line under a heading that says minutes and nothing else."""
    numbers = segment.kinds.get("quantity", ())
    said = segment.has("minutes") or segment.label == "minutes"
    return (
        said
        and len(numbers) == 1
        and segment.j - segment.i <= 6
        and not segment.has("totals", "exercises", "dose", "activities", "measures")
    )
