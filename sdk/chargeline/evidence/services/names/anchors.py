"""The services that a note names for today, in the order of the text, with the minutes that are theirs."""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import date
from itertools import pairwise

from chargeline.evidence.services.codes.classify import GROUP, SPEECH_GROUP
from chargeline.evidence.services.minutes.apart import is_unbilled, tells_unbilled
from chargeline.evidence.services.minutes.cut_short import is_cut_short
from chargeline.evidence.services.minutes.headed import below_heads
from chargeline.evidence.services.minutes.heading import Heading, settle, stands_alone
from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.minutes.owning import give_minutes, give_row
from chargeline.evidence.services.minutes.part_in_group import part_in_group
from chargeline.evidence.services.minutes.rows import is_row, is_timed_row
from chargeline.evidence.services.minutes.tables import (
    empty_rows,
    leads_row,
    lines_of,
    other_numbers,
    rows_of,
    timed_rows,
    unbilled_rows,
)
from chargeline.evidence.services.names.another import is_of_another_discipline, is_of_each_visit
from chargeline.evidence.services.names.hands_on import hands_on, indent, is_named
from chargeline.evidence.services.names.naming import Anchor, is_of_today, named
from chargeline.evidence.source import Source
from chargeline.evidence.text.cells import cell_number
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import LONGEST_SEGMENT, Segment

Places = list[tuple[Source, list[Anchor]]]
"""Each note with the places in it that name a service."""


def anchors(segments: list[Segment], discipline: str = "", day: date | None = None) -> list[Anchor]:
    """The services named for today in the order of the text, with minutes; of a co-treatment, the discipline's.

    `day` is the visit's, below which a table may hold its minutes beside those of other days.
    """
    found: list[Anchor] = []
    before, level = 0, LONGEST_SEGMENT
    open_: Heading | None = None
    lines = lines_of(segments)
    table, heads = rows_of(lines, day), below_heads(lines)
    rows, others = timed_rows(table), other_numbers(table)
    listed = any("services" in segment.kinds for segment in segments) and not is_named(segments)
    reported = _reported(segments)
    for line in lines:
        told = rows.get(line[0].line)
        below = told is not None or indent(line[0]) > level or (open_ is not None and open_.covers(line))
        items = listed and not below
        naming = [segment for segment in line if "services" in segment.kinds or (items and hands_on(segment))]
        row = bool(naming) and (is_row(line) or (told is not None and leads_row(naming[0])))
        here = _here(naming, line, row, reported, discipline=discipline, day=day)
        level = indent(line[0]) if here else level
        if here and line[0].line in heads:
            here = _below(here, heads[line[0].line])
        elif here and told:
            here = [anchor for anchor in give_row(here, told) if anchor.today]
        elif here:
            before += give_minutes(line, here, row, before, discipline=discipline, others=others.get(line[0].line, ()))
            part_in_group(line, here)
            _doubt_habits(here)
            here = [anchor for anchor in here if anchor.today]
            first = not found and not here[0].coded and "labels" not in line[0].kinds
            open_ = Heading(here[0], line[0].line, opens=first) if stands_alone(line, here) else None
        elif open_ and open_.covers(line):
            open_.take(line)
        else:
            open_ = None
        found.extend(here)
    settle(found)
    _leave_unbilled(segments, found, unbilled_rows(table))
    _leave_untimed(found, empty_rows(table))
    for one in found:
        one.code = _of_discipline(one, discipline)
    unplaced = [one for one in found if one.code == "90901" and not one.coded and not one.segment.has("body")]
    if unplaced and any(map(_is_pelvic, segments)):
        for one in unplaced:
            one.code = "90912"
    return found


def _leave_untimed(found: list[Anchor], empty: Set[int]) -> None:
    """What stands in an empty row was not given; where a service ended early, its other minutes were not either."""
    ended = dict[str, list[Anchor]]()
    for one in found:
        one.performed = one.performed and one.segment.line not in empty
        if is_cut_short(one):
            ended.setdefault(one.code, []).append(one)
    for one in found:
        last = ended.get(one.code, [one])
        one.minutes = one.minutes if last[0] is one and len(last) == 1 else []


def _of_discipline(one: Anchor, discipline: str) -> str:
    """The code of a name as the visit's discipline has it: a group's, an evaluation's."""
    if discipline == "SLP" and one.code == GROUP and not one.coded:
        return SPEECH_GROUP["92507"]
    return "97165" if discipline == "OT" and one.name == "evaluation" else one.code


def _is_pelvic(segment: Segment) -> bool:
    """Whether a segment calls the visit one of the pelvic floor, and no former one."""
    if "pelvic" not in segment.said or not NOT_TREATMENT.isdisjoint((segment.section, segment.label)):
        return False
    return _PELVIC.search(segment.scan.folded, segment.start, segment.end) is not None


_PELVIC = re.compile(
    r"\bpelvic (?:floor|health) (?:pt|(?:physical )?therapy|rehab\w*|program|visit|session|tx|treatment)\b"
)
"""What a whole visit is of: biofeedback of no other part of the body is that of the pelvic floor."""


def _below(here: list[Anchor], told: dict[int, Minutes]) -> list[Anchor]:
    """The names at the heads of columns, with the minutes of their cells; those with none were not given."""
    for anchor in here:
        one = told.get(cell_number(anchor.segment.scan.folded, anchor.hit.start))
        anchor.performed = anchor.performed and (one is None or one.minutes > 0)
        anchor.minutes += [one] if one and one.minutes else []
    return [anchor for anchor in here if anchor.today]


def _leave_unbilled(segments: list[Segment], found: list[Anchor], rows: set[int]) -> None:
    """Marks services that a table's row or a sentence of its own tells not to be charged."""
    codes = {one.code for one in found if not one.segment.has("minutes") and is_unbilled(one.segment, one.hit)}
    for before, segment in pairwise(segments):
        if before.line == segment.line and tells_unbilled(segment):
            codes.update([one.code for one in found if one.segment is before][-1:])
    for one in found:
        one.firm = one.firm and one.code not in codes and one.segment.line not in rows


def _doubt_habits(here: list[Anchor]) -> None:
    """Leaves open whether minutes that are said of every visit are those of this one."""
    for anchor in here:
        if anchor.minutes and is_of_each_visit(anchor.segment, anchor.hit):
            anchor.doubted, anchor.minutes = [*anchor.doubted, *anchor.minutes], []


def _reported(segments: list[Segment]) -> set[int]:
    """Where segments of the patient's report begin, if services are named under the treatment; else those of its line.

    Where nothing else in the note names a service, the report is the note.
    """
    report = [segment for segment in segments if segment.section == "subjective"]
    others = (segment for segment in segments if segment.section != "subjective")
    kinds = {segment.section for segment in others if segment.has("services")}
    headed = not _TREATED.isdisjoint(kinds)
    return {part.i for part in report if headed or (kinds and part.line == report[0].line)}


_TREATED = frozenset({"objective", "treatment"})


def _here(
    naming: list[Segment], line: list[Segment], row: bool, reported: set[int], *, discipline: str, day: date | None
) -> list[Anchor]:
    """The services that a line names for today, among those that it tells with minutes of another time; else none."""
    found: list[Anchor] = []
    for segment in naming:
        today = segment.i not in reported and is_of_today(segment, row)
        if not today and (segment.label in _OF_TODAY or not segment.has("minutes", "clock")):
            continue
        for anchor in named(segment, row or is_timed_row(segment, line), day):
            other = is_of_another_discipline(segment, anchor.hit.start, discipline)
            anchor.today = anchor.today and today and not other
            found.append(anchor)
    return found if any(anchor.today for anchor in found) else []


_OF_TODAY = frozenset({"education", "function", "pain", "rationale"})
"""Labels below which no service is named, and minutes may be those of the service above."""
