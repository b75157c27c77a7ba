"""Services that a note describes and nobody names: what was done, in lines that belong to no named service.

Only where the encounter lists no services: then the note is all there is. A code is suggested with the words that
speak for it; where too little speaks, nothing is made. A stretch of a line that minutes close is read as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from chargeline.evidence.services.codes.bare import only_results
from chargeline.evidence.services.codes.classify import GROUPS, SETTINGS, Cue, Spoken, Tally
from chargeline.evidence.services.codes.hearing import Ear, Heard
from chargeline.evidence.services.codes.interventions import CONTESTED, NAME
from chargeline.evidence.services.minutes.closing import Closed, closing
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes, stated
from chargeline.evidence.services.minutes.sessions import counted_apart
from chargeline.evidence.services.minutes.tables import lines_of, rows_of, timed_rows, unbilled_rows
from chargeline.evidence.services.names.done import STUDIES, Told, told
from chargeline.evidence.services.names.titled import is_title
from chargeline.evidence.services.people.patients import DENIED
from chargeline.evidence.text.structure import Segment

ENOUGH = 3.3
"""How much must speak for a code over the whole note: a name that decides, or two that others share."""
_BY_THE_WAY = frozenset({"97129", "97533", "97535"})
"""A planner at home, a swing as a reward: what is often only mentioned takes more than its name."""


def _is_timed(segment: Segment) -> bool:
    return any(hit.quantity and hit.quantity.value >= FEWEST for hit in segment.kinds.get("minutes", ()))


@dataclass(slots=True)
class Described:
    """What the segments that describe one service say: how much speaks for its code, in which words, how long.

    `open` are minutes within them that may be the service's, or only a part's, or those of another.
    """

    code: str
    score: float = 0.0
    segments: list[Segment] = field(default_factory=list)
    cues: list[tuple[Segment, Cue]] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)
    open: list[Minutes] = field(default_factory=list)

    def take(self, segment: Segment, heard: Tally) -> None:
        """Add what a segment, or a clause of it, says for the code."""
        self.score += heard.scores.get(self.code, 0.0)
        if segment not in self.segments:
            self.segments.append(segment)
        self.cues += [(segment, cue) for cue in heard.cues if cue.codes.get(self.code, 0) > 0]

    @property
    def told(self) -> list[Minutes]:
        """Its minutes, unless others stand in what speaks for it: then nobody knows whether they are counted in."""
        return [] if self.open else counted_apart(self.minutes, tasks=True)

    @property
    def done(self) -> Told:
        """How much it tells of what was given: all by patients counted or minutes, else by its plainest words.

        One word of a sentence may be anybody's: it does not even leave that open.
        """
        timed = self.minutes or (self.open and not any(segment.has("services") for segment in self.segments))
        if timed or any(cue.kind in ("group", "composed") for _, cue in self.cues):
            return Told.DONE
        places = [(segment, cue) for segment, cue in self.cues if not is_title(segment, cue.end)]
        found = max((told(part, cue.start, cue.end, self.code) for part, cue in places), default=Told.NAMED)
        return Told.NAMED if found is Told.OPEN and len(self.cues) == 1 else found

    @property
    def mentioned(self) -> bool:
        """Whether no word tells that it was given."""
        return bool(self.code) and self.done < Told.DONE

    def suffices(self) -> bool:
        """Whether enough speaks for the code: no purposes alone."""
        if all(cue.kind in ("purpose", "dose") for _, cue in self.cues):
            return False
        if only_results(self.code, [cue for _, cue in self.cues]) and not any(map(_is_timed, self.segments)):
            return False
        if self.code in _BY_THE_WAY and len(self.cues) == 1 and not self.minutes:
            return False
        return self.score >= ENOUGH

    def is_of_a_row(self, lines: Set[int]) -> bool:
        """Whether rows of a table, in some lines, tell all its minutes."""
        return bool(self.told) and all(one.row and one.segment.line in lines for one in self.told)

    def is_on(self, lines: Set[int]) -> bool:
        """Whether all that tells of it stands on some lines."""
        return all(segment.line in lines for segment in self.segments)

    def is_apart(self) -> bool:
        """Whether it was done by itself, beside a group or a time in water."""
        return bool(self.minutes) or any(not _LAND.isdisjoint(s.scan.words[s.i : s.j]) for s in self.segments)

    def is_treatment(self) -> bool:
        """Whether it is told as treatment, beside an evaluation that tells of much that the patient can do.

        So is a test by the hour, with minutes: one without them is a part of the evaluation.
        """
        return bool(self.minutes or (self.code == _TEST and self.open)) or any(
            segment.section == "treatment" for segment in self.segments
        )


def described(spoken: Spoken, parts: list[Segment], discipline: str, named: set[str]) -> list[Described]:
    """The services described in segments that belong to nobody, in the order of the text, without those named.

    A row with its own minutes in the table that names them is a service beside them, whatever its code, or none.
    """
    beside = _named_tables(parts)
    found, rows = _gathered(spoken, parts, discipline, beside=beside)
    sure = [one for code, one in found.items() if one.suffices() and (code not in named or one.is_of_a_row(beside))]
    sure = [one for one in sure if one.code not in spoken.vocabulary.untimed or one.done > Told.NAMED]
    if not STUDIES.isdisjoint(named | {one.code for one in sure}):
        sure = [one for one in sure if one.code in STUDIES or one.is_treatment()]
    if _DEVICE in named or any(one.code == _DEVICE for one in sure):
        sure = [one for one in sure if one.code != _SPEECH or one.minutes]
    whole = (GROUPS & (found.keys() | named)) or (_WHOLE & found.keys())
    told = [one for one in sure if not whole or one.code in whole or one.is_apart()]
    lines = _lines_of(_TAKES_IN, sure, parts)
    told = [one for one in told if one.code in _TAKES_IN or one.is_apart() or not one.is_on(lines)]
    return told + [Described("", segments=stretch, minutes=[closed.minutes]) for stretch, closed in rows]


_TEST = "96125"
_DEVICE, _SPEECH = "92609", "92507"
"""What is said with a device is no speech treatment beside it, unless that has its own minutes."""


def _lines_of(codes: Set[str], described_: list[Described], parts: list[Segment]) -> set[int]:
    """The lines that describe or name a service of some codes."""
    lines = {segment.line for one in described_ if one.code in codes for segment in one.segments}
    named = ((part, hit) for part in parts for hit in part.kinds.get("services", ()))
    return lines | {part.line for part, hit in named if hit.entries["services"].more[:5] in codes}


_TAKES_IN = frozenset({"97545", "97750"})
"""Lifts and carries of a work programme or of a test are its own, unless they have minutes."""


def _named_tables(parts: list[Segment]) -> set[int]:
    """The lines of each table with a column of minutes in which some row names a service."""
    lines = lines_of(parts)
    rows = timed_rows(rows_of(lines))
    found: set[int] = set()
    for timed, group in groupby(lines, key=lambda line: line[0].line in rows):
        table = [segment for line in group for segment in line] if timed else []
        if any(segment.services for segment in table):
            found.update(segment.line for segment in table)
    return found


def _gathered(
    spoken: Spoken,
    parts: list[Segment],
    discipline: str,
    among: Set[str] = frozenset(),
    beside: Set[int] = frozenset(),
) -> tuple[dict[str, Described], list[_Closed]]:
    """By code, what all stretches say; minutes that close one which speaks too low for any may be of one found.

    Then those of the lines `beside` that speak too low, and say something.
    """
    found: dict[str, Described] = {}
    low, rows = list[_Closed](), list[_Closed]()
    if not parts:
        return found, rows
    needled = frozenset(part.line for part in parts if not _NEEDLED.isdisjoint(part.said))
    ear = Ear(spoken, discipline, needled)
    denied = DENIED.search(parts[0].scan.text, parts[0].start, parts[-1].end) is not None
    for stretch, closed in _all_stretches(parts):
        told = ear.choose(stretch, among) if among else ear.hear(stretch, together=closed is not None)
        heard = [one for one in told if not (denied and one[0] in GROUPS)]
        _take(found, heard, closed)
        if closed and not heard and not among:
            (rows if closed.minutes.segment.line in beside else low).append((stretch, closed))
    for stretch, closed in low:
        codes = {code for code, *_ in ear.choose(stretch, found.keys())} if found else set[str]()
        for code in codes:
            found[code].open.append(closed.minutes)
        if not codes and (closed.minutes.since is not None or _names_a_task(ear, stretch, closed.minutes.segment)):
            rows.append((stretch, closed))
    return found, [one for one in rows if ear.loudest(one[0]) > 0]


def _names_a_task(ear: Ear, stretch: list[Segment], timed: Segment) -> bool:
    """Whether a stretch names what decides for a code, or the words beside its minutes what several share."""
    return ear.loudest(stretch) >= NAME or ear.loudest([timed]) >= CONTESTED


_NEEDLED = frozenset({"needling", "needled", "needle", "needles", "dn", "tdn"})

_Closed: TypeAlias = tuple[list[Segment], Closed]
_Stretch: TypeAlias = tuple[list[Segment], Closed | None]
"""A part of a line, with the minutes that close it."""


def _all_stretches(parts: list[Segment]) -> Iterator[_Stretch]:
    lines = lines_of(parts)
    table = rows_of(lines)
    rows, unbilled = timed_rows(table), unbilled_rows(table)
    for line in lines:
        if line[0].line not in unbilled:
            yield from _stretches(line, rows.get(line[0].line))


def _take(found: dict[str, Described], told: list[Heard], closed: Closed | None) -> None:
    """Add what a stretch says, and the minutes that close it to the service whose they are."""
    for code, segment, heard in told:
        found.setdefault(code, Described(code)).take(segment, heard)
    owner = _owner(told, closed) if closed else None
    if closed and owner:
        found[owner].minutes.append(closed.minutes)
    for code, segment, _ in told:
        found[code].open += _left(segment, closed if owner else None)


_WHOLE = GROUPS | SETTINGS
"""What was done in a group or in water is no service beside it, unless it has its own minutes or was on land."""
_LAND = frozenset({"land", "deck", "poolside", "gym", "mat", "clinic", "dry"})


def minutes_of(spoken: Spoken, parts: list[Segment], discipline: str, codes: set[str]) -> dict[str, list[Minutes]]:
    """By code, of those that were given: the minutes that close or open what tells of it more than of the others."""
    found, _ = _gathered(spoken, parts, discipline, among=codes)
    return {code: one.told for code, one in found.items() if one.told}


def _stretches(line: list[Segment], row: Minutes | None) -> Iterator[_Stretch]:
    """The parts of a line, each up to the minutes that close it; a table's row is one, unless it names its service."""
    if row:
        if not any(segment.services for segment in line):
            yield line, Closed(row, True)
        return
    stretch: list[Segment] = []
    for segment in line:
        stretch.append(segment)
        closed = None if segment.services else closing(segment)
        if closed or segment.services:
            yield stretch, closed
            stretch = []
    if stretch:
        yield stretch, None


def _left(segment: Segment, closed: Closed | None) -> list[Minutes]:
    """The minutes of a segment that are none of those that close what it stands in."""
    if closed and closed.minutes.row:
        return []
    told = stated(segment, segment.j, row=False) if segment.has("minutes") else []
    return [one for one in told if one.minutes >= FEWEST and not (closed and one == closed.minutes)]


def _owner(told: list[Heard], closed: Closed) -> str | None:
    """The one code whose the minutes are that close a stretch: of all of it, or of the segment that states them.

    Where clauses of a segment tell of several, of the one told before its minutes: "MLD 30 min, then bandaging".
    """
    mine = [one for one in told if closed.bare or one[1] is closed.minutes.segment]
    codes = {code for code, *_ in mine}
    if len(codes) > 1 and not closed.bare:
        codes = {code for code, _, heard in mine if any(cue.start < closed.minutes.start for cue in heard.cues)}
    return codes.pop() if len(codes) == 1 else None
