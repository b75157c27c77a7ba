"""A service's name alone on its line, and the minutes of the lines below it: "TherEx", "SLR 3x10", "25 min"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from chargeline.evidence.services.codes.classify import SETTINGS
from chargeline.evidence.services.minutes.clocks import stretch
from chargeline.evidence.services.minutes.closing import closing, goes_on, outside, says_nothing
from chargeline.evidence.services.minutes.further import walked_on
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes, stated
from chargeline.evidence.services.names.hands_on import hands_on, indent
from chargeline.evidence.services.names.headings import BY_HAND
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import WALK, Hit
from chargeline.evidence.text.structure import Segment

WALKING = "97116"
_CLOSING = str.maketrans("", "", " ).]},'")
_DONE = ("techniques", "exercises", "activities")
_TREATMENT = (*_DONE, "dose", "reps", "times")


@dataclass(slots=True)
class Heading:
    """A service's name and the lines below it so far: the minutes of each part, and whether some part has none.

    With the first name of a note (`opens`) times of the clock may be the visit's, unless they stand in below it.
    """

    anchor: Anchor
    line: int
    opens: bool = False
    parts: list[Minutes] = field(default_factory=list)
    untimed: bool = False

    def covers(self, line: list[Segment]) -> bool:
        """Whether a line still belongs to the heading: right below the last, in the same part of the note.

        What the therapist's hands did for so long is no part of what the patient does: "Gait training", "STM 10 min".
        """
        first = line[0]
        if self.anchor.code == WALKING and hands_on(first):
            return False
        return first.line - self.line == 1 and first.section == self.anchor.segment.section

    def take(self, line: list[Segment]) -> None:
        """The minutes of a line that says minutes and nothing else, or those of the parts as long as all have some."""
        self.line = line[0].line
        if _NOT_BILLED.match(line[0].scan.folded, line[0].start, line[-1].end):
            self.anchor.firm = False
        if "context" in line[0].kinds and _says_undone(line[0]):
            self.anchor.performed = False
        if self.anchor.minutes and not self.parts:
            return
        if times := _only_times(line):
            open_ = self.opens and indent(line[0]) <= indent(self.anchor.segment)
            self.anchor.doubted, self.anchor.minutes = (times, []) if open_ else ([], times)
            self.parts = []
            return
        if len(line) == 1 and (whole := _only_minutes(line[0])):
            self.anchor.minutes, self.parts = whole, []
            return
        part = _part(line[0], self.anchor.code) if len(line) == 1 else None
        if part:
            self.parts.append(part._replace(row=True))
        elif any(segment.has("minutes", *_TREATMENT) and not segment.has("totals") for segment in line):
            self.untimed = True
        enough = sum(one.minutes for one in self.parts) >= FEWEST
        self.anchor.minutes = list(self.parts) if enough and not self.untimed else []


def settle(found: list[Anchor]) -> None:
    """Times under a note's first name are its own where other names of the note have times too."""
    first = found[0] if found else None
    if first is None or first.minutes or not any(one.since is not None for one in first.doubted):
        return
    if any(one.since is not None for anchor in found[1:] for one in anchor.minutes):
        first.minutes, first.doubted = first.doubted, []


def _says_undone(segment: Segment) -> bool:
    """Whether a line says nothing but that the service above it was not done: "Status: not performed"."""
    cues = [cue for cue in segment.kinds["context"] if cue.entries["context"].more == "not_done"]
    said = {k for cue in cues for k in range(cue.i, cue.j)}
    words = segment.scan.words
    rest = [words[k] for k in range(segment.i, segment.j) if k not in said]
    return bool(cues) and all(word in _STATUS or not word[0].isalnum() for word in rest)


_NOT_BILLED = re.compile(r"\W*(?:billable|billed|charged?|bill) ?[:=] ?(?:no?|none|false|0)\b")
_STATUS = word_set("status outcome comments today")


def stands_alone(line: list[Segment], here: list[Anchor]) -> bool:
    """Whether a line holds one service's name and nothing more."""
    if len({anchor.code for anchor in here}) > 1 or len(line) > 1:
        return False
    named = {k for hit in line[0].kinds.get("services", ()) for k in range(hit.i, hit.j)}
    first = line[0].hits[0]
    if "labels" in first.entries and first.entries["labels"].more.startswith("treatment"):
        named.update(range(first.i, first.j))  # "Intervention: Gait training", above "Duration: 15"
    words = line[0].scan.words
    return all(k in named or not words[k][0].isalnum() for k in range(line[0].i, line[0].j))


def _only_minutes(segment: Segment) -> list[Minutes]:
    """The minutes of a line that says nothing else."""
    if len(segment.kinds.get("quantity", ())) != 1 or segment.has("totals") or segment.j - segment.i > _FEW:
        return []
    said = {k for hit in segment.all("quantity", "labels") for k in range(hit.i, hit.j)}
    words = [segment.scan.words[k] for k in range(segment.i, segment.j) if k not in said]
    return stated(segment, segment.i, row=segment.label == "minutes") if says_nothing(words) else []


_FEW = 6


def _only_times(line: list[Segment]) -> list[Minutes]:
    """The minutes between the times of a line that says nothing else: "Start 1:28 PM  Stop 1:45 PM  (17 min)".

    A mere range without its minutes may be the whole visit's; where the two differ, nobody can tell.
    """
    told = [hit for segment in line for hit in segment.kinds.get("quantity", ())]
    clocks = [hit for hit in told if hit.quantity and hit.quantity.kind == "clock"]
    if len(clocks) != _TWO or any(segment.has("totals") for segment in line):
        return []
    scan, first = line[0].scan, line[0]
    between = stretch(first, *clocks)
    said = {k for hit in told for k in range(hit.i, hit.j)}
    words = {scan.words[k] for k in range(first.i, line[-1].j) if k not in said}
    others = [hit for hit in told if hit not in clocks and not _counts_units(first, hit)]
    called = bool(others) or not words.isdisjoint(_STARTS)
    if between is None or not called or not words - _STARTS <= _BESIDE:
        return []
    agree = all(hit.quantity and hit.quantity.value == between.minutes for hit in others)
    own = Minutes(between.minutes, None, first, between.start, between.end, since=between.since)
    return [own] if agree else []


def _counts_units(segment: Segment, hit: Hit) -> bool:
    """Whether a number counts the units of its line: "Units: 1", "1 unit"."""
    words = segment.scan.words
    return "unit" in (*words[max(segment.i, hit.i - 2) : hit.i], *words[hit.j : hit.j + 1])


_TWO = 2
_STARTS = word_set("start started began begin stop stopped end ended finish finished")
_BESIDE = word_set("time to until from at min minutes duration unit ( ) : - = ~ , ; | . • *")


def _part(segment: Segment, code: str) -> Minutes | None:
    """The minutes that close a line which opens with what was done: "- STM 10 min"; none of what goes on by itself.

    So do those that open a line and stand over it: "24 min: stairs with rail".
    """
    told = stated(segment, segment.j, row=False)
    words = segment.scan.words
    over = closing(segment)
    before = words[segment.i : bisect_left(segment.scan.starts, over.minutes.start)] if over else []
    if over and not over.bare and says_nothing(outside(before)):
        alone = "," not in words[segment.i : segment.j] and code not in (WALK, *SETTINGS)
        return None if alone and goes_on(words[segment.i : segment.j]) else over.minutes
    opens = next((k for k in range(segment.i, segment.j) if words[k][0].isalnum()), segment.i)
    done = any(hit.i <= opens < hit.j for hit in segment.all(*_DONE)) or (code == WALK and opens in walked_on(segment))
    if len(told) != 1 or not done or (code not in BY_HAND and goes_on(words[segment.i : segment.j])):
        return None
    closes = not segment.scan.folded[told[0].end : segment.end].translate(_CLOSING)
    return told[0] if closes else None
