"""Services that a note describes and nobody names: what was done, in lines that belong to no named service.

Only where the encounter lists no services: then the note is all there is. A code is suggested with the words that
speak for it; where too little speaks, nothing is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chargeline.evidence.classify import Cue, Spoken, Tally, weigh
from chargeline.evidence.interventions import NAME, OVER, Vocabulary
from chargeline.evidence.minutes import FEWEST, Minutes, stated
from chargeline.evidence.structure import Segment
from chargeline.evidence.text import in_order

ENOUGH = 4.0
"""How much must speak for a code over the whole note: a name that decides, or two that others share."""
_DONE = in_order("exercises activities dose times reps tries skills assistance cues modes minutes")
"""What the treatment itself is told in."""
_FOUND = in_order("deficits measures responses limits")
"""What is found in a patient: without words of treatment beside it, it tells of none."""
_COUNTED = in_order("dose times reps minutes tries fraction percent")
"""How much of it was done, or with what success."""
_LATER = in_order("plans home")
_ELSEWHERE = frozenset({"subjective", "assessment", "plan", "goals", "history", "home"})
_NO_NAME = 1 << 30


@dataclass(slots=True)
class Described:
    """What the segments that describe one service say: how much speaks for its code, in which words, how long."""

    code: str
    score: float = 0.0
    segments: list[Segment] = field(default_factory=list)
    cues: list[tuple[Segment, Cue]] = field(default_factory=list)

    def take(self, segment: Segment, heard: Tally) -> None:
        """Add what a segment, or a clause of it, says for the code."""
        self.score += heard.scores[self.code]
        if segment not in self.segments:
            self.segments.append(segment)
        self.cues += [(segment, cue) for cue in heard.cues if cue.codes.get(self.code, 0) > 0]

    def suffices(self) -> bool:
        """Whether enough speaks for the code: no purposes alone; several words, or one with its dose or minutes."""
        if all(cue.kind in ("purpose", "dose") for _, cue in self.cues):
            return False
        told = len(self.cues) > 1 or self.segments[0].has(*_COUNTED)
        return self.score >= (ENOUGH if told else OVER)

    @property
    def minutes(self) -> list[Minutes]:
        """Minutes that open or close a segment, not those of one exercise in it."""
        return [one for segment in self.segments for one in _whole(segment)]


def described(parts: Iterable[Segment], vocabulary: Vocabulary, discipline: str, named: set[str]) -> list[Described]:
    """The services described in segments that belong to nobody, in the order of the text, without those named."""
    found: dict[str, Described] = {}
    spoken: Spoken | None = None
    for segment in filter(_tells_of_treatment, parts):
        if spoken is None or spoken.text is not segment.scan.text:
            spoken = Spoken(segment.scan.text, vocabulary)
        for code, heard in _heard(segment, spoken, discipline):
            if code not in named:
                found.setdefault(code, Described(code)).take(segment, heard)
    told = [one for one in found.values() if one.suffices()]
    return [one for one in told if one.code in _GROUPS or one.minutes or _GROUPS.isdisjoint(found)]


_GROUPS = frozenset({"97150", "92508"})
"""What was done in a group is no service beside it, unless it has its own minutes."""


def _heard(segment: Segment, spoken: Spoken, discipline: str) -> Iterator[tuple[str, Tally]]:
    """The code that a segment speaks for; where it speaks for several, that of each clause."""
    whole = weigh(spoken, segment.start, segment.end, discipline=discipline)
    parts = [whole]
    if sum(score >= NAME for score in whole.scores.values()) > 1:
        parts = [weigh(spoken, *place, discipline=discipline) for place in _clauses(segment)]
    told = [(code, heard) for heard in parts if (code := heard.winner())]
    code = whole.winner()
    yield from told or ([(code, whole)] if code else [])


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
    if segment.services or segment.section in _ELSEWHERE or segment.label in _OTHERS or segment.has(*_LATER):
        return False
    if segment.has("cues", "skills") and not segment.has("exercises", "activities", *_COUNTED):
        return False
    return segment.has(*_DONE) or not segment.has(*_FOUND)


_OTHERS = frozenset({"hep", "goals", "history", "baseline", "education", "function", "pain"})


def _whole(segment: Segment) -> Iterator[Minutes]:
    told = stated(segment, _NO_NAME, False)
    if len(told) != 1 or told[0].minutes < FEWEST:
        return
    one, work, folded = told[0], segment.first("exercises", "activities", "dose"), segment.scan.folded
    bracketed = folded[: one.start].endswith("(") and not folded[one.end : segment.end].strip(" ).]")
    if bracketed or work is None or one.end <= work.start:
        yield one
