"""Services that a note describes and nobody names: what was done, in lines that belong to no named service.

Only where the encounter lists no services: then the note is all there is. A code is suggested with the words that
speak for it; where too little speaks, nothing is made. A stretch of a line that minutes close is read as one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chargeline.evidence.classify import DENIED, Cue, Spoken, Tally, weigh
from chargeline.evidence.closing import Closed, closing
from chargeline.evidence.context import NOT_TODAY, contexts
from chargeline.evidence.interventions import NAME, Vocabulary
from chargeline.evidence.minutes import Minutes
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.tables import lines_of, timed_rows
from chargeline.evidence.text import in_order

ENOUGH = 4.0
"""How much must speak for a code over the whole note: a name that decides, or two that others share."""
_DONE = in_order("exercises activities dose times reps tries skills assistance cues modes minutes")
"""What the treatment itself is told in."""
_FOUND = in_order("deficits measures responses limits")
"""What is found in a patient: without how much was done, or with what help, it tells of no treatment."""
_GIVEN = in_order("dose times reps tries assistance modes distance skills cues activities fraction percent minutes group aims")
_ELSEWHERE = frozenset({"subjective", "assessment", "plan", "goals", "history", "home"})
_OTHERS = in_order("hep goals history baseline education function pain")


@dataclass(slots=True)
class Described:
    """What the segments that describe one service say: how much speaks for its code, in which words, how long."""

    code: str
    score: float = 0.0
    segments: list[Segment] = field(default_factory=list)
    cues: list[tuple[Segment, Cue]] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)

    def take(self, segment: Segment, heard: Tally) -> None:
        """Add what a segment, or a clause of it, says for the code."""
        self.score += heard.scores.get(self.code, 0.0)
        if segment not in self.segments:
            self.segments.append(segment)
        self.cues += [(segment, cue) for cue in heard.cues if cue.codes.get(self.code, 0) > 0]

    def suffices(self) -> bool:
        """Whether enough speaks for the code: no purposes alone."""
        if all(cue.kind in ("purpose", "dose") for _, cue in self.cues):
            return False
        return self.score >= ENOUGH


    def is_apart(self) -> bool:
        """Whether it was done by itself, beside a group or a time in water."""
        return bool(self.minutes) or any(not _LAND.isdisjoint(s.scan.words[s.i : s.j]) for s in self.segments)


def described(parts: Iterable[Segment], vocabulary: Vocabulary, discipline: str, named: set[str]) -> list[Described]:
    """The services described in segments that belong to nobody, in the order of the text, without those named."""
    found: dict[str, Described] = {}
    lines = lines_of(parts)
    rows = timed_rows(lines)
    ear = _Ear(Spoken(lines[0][0].scan.text, vocabulary), discipline) if lines else None
    denied = bool(lines) and _denies_group(lines)
    for line in lines if ear else ():
        for stretch, closed in _stretches(line, rows.get(line[0].line)):
            told = [one for one in ear.hear(stretch, closed is not None) if not (denied and one[0] in _GROUPS)]
            for code, segment, heard in told:
                found.setdefault(code, Described(code)).take(segment, heard)
            owner = _owner(told, closed)
            if closed and owner:
                found[owner].minutes.append(closed.minutes)
    told = [one for code, one in found.items() if code not in named and one.suffices()]
    whole = (_GROUPS & found.keys()) or (_WHOLE & found.keys())
    return [one for one in told if not whole or one.code in whole or one.is_apart()]


_GROUPS = frozenset({"97150", "92508"})
_WHOLE = _GROUPS | {"97113"}
"""What was done in a group or in water is no service beside it, unless it has its own minutes or was on land."""
_LAND = frozenset({"land", "deck", "poolside", "gym", "mat", "clinic", "dry"})


def _denies_group(lines: list[list[Segment]]) -> bool:
    """Whether a note that may tell of a group denies it somewhere."""
    text = lines[0][0].scan.text
    return DENIED.search(text, lines[0][0].start, lines[-1][-1].end) is not None


def _stretches(line: list[Segment], row: Minutes | None) -> Iterator[tuple[list[Segment], Closed | None]]:
    """The parts of a line, each up to the minutes that close it; a table's row is one."""
    if row:
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


def _owner(told: list[tuple[str, Segment, Tally]], closed: Closed | None) -> str | None:
    """The one code whose the minutes are that close a stretch: of all of it, or of the segment that states them."""
    if closed is None:
        return None
    codes = {code for code, segment, _ in told if closed.bare or segment is closed.minutes.segment}
    return codes.pop() if len(codes) == 1 else None


@dataclass(frozen=True, slots=True)
class _Ear:
    """What a note's vocabulary says, segment by segment."""

    spoken: Spoken
    discipline: str

    def hear(self, stretch: list[Segment], closed: bool) -> Iterator[tuple[str, Segment, Tally]]:
        """The code that each segment of a stretch speaks for; where none does by itself, that of what minutes close."""
        mine = [segment for segment in stretch if _tells_of_treatment(segment)]
        told = [(code, segment, heard) for segment in mine for code, heard in self._heard(segment)]
        yield from told or (self._together(mine) if closed else [])

    def _heard(self, segment: Segment) -> Iterator[tuple[str, Tally]]:
        """The code that a segment speaks for; where it speaks for several, that of each clause."""
        whole = self._weigh(segment, segment.start, segment.end)
        parts = [whole]
        if whole.winner() not in _WHOLE and sum(score >= NAME for score in whole.scores.values()) > 1:
            parts = [self._weigh(segment, *place) for place in _clauses(segment)]
        told = [(code, heard) for heard in parts if (code := heard.winner())]
        code = whole.winner()
        yield from told or ([(code, whole)] if code else [])

    def _together(self, mine: list[Segment]) -> Iterator[tuple[str, Segment, Tally]]:
        heard = [(segment, self._weigh(segment, segment.start, segment.end)) for segment in mine]
        whole = Tally()
        for _, one in heard:
            for cue in one.cues:
                whole.add(cue)
        code = whole.winner()
        yield from ((code, segment, one) for segment, one in heard if code and one.scores.get(code, 0) > 0)

    def _weigh(self, segment: Segment, start: int, end: int) -> Tally:
        """What a place says of what was done today."""
        heard = weigh(self.spoken, start, end, discipline=self.discipline)
        done = Tally()
        for cue in heard.cues:
            if _is_done(segment, cue):
                done.add(cue)
        return done if len(done.cues) < len(heard.cues) else heard


def _is_done(segment: Segment, cue: Cue) -> bool:
    """Whether words tell of what was done: neither planned, denied or of another day, nor what a cue was about."""
    places = segment.scan.starts
    i, j = bisect_left(places, cue.start), bisect_left(places, cue.end)
    words = segment.scan.words
    if any(told.j <= i and _ABOUT.isdisjoint(words[told.j : i]) for told in segment.kinds.get("cues", ())):
        return False
    if cue.kind == "name" and not _REASONS.isdisjoint(words[segment.i : i]):
        return False
    if any(lack.i <= i and i - lack.j <= _NEAR for lack in segment.all("lacking")) and cue.kind != "group":
        return False
    if any(i >= home.i for home in segment.kinds.get("home", ()) if home.entries["home"].more != "act"):
        return False
    return not contexts(segment, Hit(cue.start, cue.end, i, j, {})) & NOT_TODAY


_REASONS = frozenset({"because", "since", "due", "cannot", "can't", "unable"})
_NEAR = 1
_ABOUT = frozenset({",", ";", "(", ")", "then", "+"})


def _clauses(segment: Segment) -> Iterator[tuple[int, int]]:
    """The parts of a segment between commas, and before and after what follows in time."""
    scan, start = segment.scan, segment.start
    for k in range(segment.i, segment.j):
        if scan.words[k] in _PARTING:
            yield start, scan.starts[k]
            start = scan.ends[k]
    yield start, segment.end


_PARTING = frozenset({",", "then", "+", "/", "|", "followed", "&"})


def _tells_of_treatment(segment: Segment) -> bool:
    if segment.services or segment.section in _ELSEWHERE or segment.label in _OTHERS:
        return False
    if any(plan.entries["plans"].more in ("next", "vague") for plan in segment.kinds.get("plans", ())):
        return False
    return segment.has(*(_GIVEN if segment.has(*_FOUND) else _DONE)) or not segment.has(*_FOUND)
