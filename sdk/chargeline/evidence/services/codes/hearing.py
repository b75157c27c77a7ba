"""What the segments of a note say of the service that they describe, code by code.

Only what was done today counts: neither plans nor findings, not what a cue was about, nor why something was done.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TypeAlias

from chargeline.evidence.reading import NOT_TODAY
from chargeline.evidence.services.codes.classify import CLEARLY, GROUPS, SETTINGS, WINS_BY, Cue, Spoken, Tally, weigh
from chargeline.evidence.services.codes.interventions import CONTESTED, NAME
from chargeline.evidence.services.names.away import AIMS, TOLD, is_there
from chargeline.evidence.services.names.headings import BY_HAND
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

Heard: TypeAlias = tuple[str, Segment, Tally]
"""A code, the segment that speaks for it, and all that the segment says."""
_DONE = in_order("exercises activities dose times reps tries skills assistance cues modes minutes")
"""What the treatment itself is told in."""
_FOUND = in_order("deficits measures responses")
"""What is found in a patient: without how much was done, or with what help, it tells of no treatment."""
_GIVEN = in_order(
    "dose times reps tries assistance modes distance skills cues activities fraction percent minutes group aims"
    " techniques"
)
COUNTED = in_order("dose times reps tries assistance distance cues minutes")
"""What was done of something that the same sentence tells cannot be done."""
_ELSEWHERE = frozenset({"subjective", "assessment", "plan", "goals", "history", "home"})
_OTHERS = in_order("hep goals history baseline education function pain")


@dataclass(frozen=True, slots=True)
class Ear:
    """What a note's vocabulary says, segment by segment."""

    spoken: Spoken
    discipline: str
    needled: frozenset[int] = frozenset()
    """Lines that tell of needles: "LTR x3" is a muscle's twitch there, and no rotation of the trunk."""

    def hear(self, stretch: list[Segment], together: bool) -> Iterator[Heard]:
        """The code that each segment of a stretch speaks for; where none does, that of all of it together."""
        mine = [one for one in stretch if _tells_of_treatment(one) or self._tells_a_score(one)]
        told = [(code, segment, heard) for segment in mine for code, heard in self._heard(segment)]
        yield from told or (self._together(mine) if together else [])

    def choose(self, stretch: list[Segment], among: Set[str]) -> Iterator[Heard]:
        """The one of some codes that a stretch speaks for more than for the others."""
        heard = [
            (segment, self._weigh(segment, segment.start, segment.end))
            for segment in stretch
            if not segment.services and segment.section not in _ELSEWHERE and segment.label not in _OTHERS
        ]
        scores = {code: sum(one.scores.get(code, 0.0) for _, one in heard) for code in among}
        best = max(scores, key=lambda code: (scores[code], code))
        if scores[best] >= CONTESTED and all(scores[best] - scores[c] >= WINS_BY for c in scores if c != best):
            yield from ((best, segment, one) for segment, one in heard)

    def loudest(self, stretch: list[Segment]) -> float:
        """How loud a stretch speaks for the code that one of its segments speaks for most; 0 where it tells of none."""
        mine = [self._weigh(one, one.start, one.end).ranked() for one in stretch if _tells_of_treatment(one)]
        return max((ranked[0][1] for ranked in mine if ranked), default=0.0)

    def _tells_a_score(self, segment: Segment) -> bool:
        """Whether a speech goal stands with what was reached today: "Goal 1: /r/ in words at 80%: 65% today"."""
        if self.discipline != "SLP" or segment.label != "goals" or segment.section == "plan":
            return False
        scores = segment.all("fraction", "percent")
        words = segment.scan.words
        return any(not _REACHED.isdisjoint(words[max(segment.i, one.i - 3) : one.j + 3]) for one in scores)

    def _heard(self, segment: Segment) -> Iterator[tuple[str, Tally]]:
        """The code that a segment speaks for; where it speaks for several, that of each clause."""
        whole = self._weigh(segment, segment.start, segment.end)
        parts = [whole]
        if whole.winner() not in GROUPS | SETTINGS and sum(score >= NAME for score in whole.scores.values()) > 1:
            parts = [self._weigh(segment, *place) for place in _clauses(segment)]
        told = [(code, heard) for heard in parts if (code := heard.winner()) and not _is_drowned(code, whole)]
        code = whole.winner()
        yield from told or ([(code, whole)] if code else [])

    def _together(self, mine: list[Segment]) -> Iterator[Heard]:
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
        done, about = Tally(), list[Cue]()
        for cue in heard.cues:
            undone = not _is_done(segment, cue, of_goal=self._tells_a_score(segment))
            if undone or (segment.line in self.needled and self._is_twitch(cue)):
                continue
            if _is_about(segment, cue):
                about.append(cue)
            else:
                done.add(cue)
        code = next((code for code, _ in done.ranked()), None)
        for cue in about:
            if code and cue.codes.get(code) == max(cue.codes.values()):
                done.add(cue)
        return done if len(done.cues) < len(heard.cues) else heard

    def _is_twitch(self, cue: Cue) -> bool:
        return self.spoken.text[cue.start : cue.end].casefold() in _TWITCH


_TWITCH = frozenset({"ltr", "ltrs"})


def _is_drowned(code: str, whole: Tally) -> bool:
    """Whether another code is so much louder that what a patient does in a clause is part of that: a bag on a trip."""
    loudest, own = max(whole.scores.values()), whole.scores.get(code, 0.0)
    return code not in BY_HAND and loudest - own >= CLEARLY and 2 * own < loudest


def _is_done(segment: Segment, cue: Cue, *, of_goal: bool = False) -> bool:
    """Whether words tell of what was done: neither planned, denied nor of another day; of a goal, what was scored."""
    places = segment.scan.starts
    i, j = bisect_left(places, cue.start), bisect_left(places, cue.end)
    words = segment.scan.words
    named = cue.kind in ("name", "composed")
    if cue.kind == "composed" and i > segment.i and words[i - 1] in _BESIDE:
        return False
    if named and _is_habit(segment.scan.folded[cue.start : cue.end], cue):
        return False
    if named and _is_told_of(words, segment.i, i, j, segment.j):
        return False
    if any(lack.i <= i and i - lack.j <= _NEAR for lack in segment.all("lacking")) and cue.kind != "group":
        return False
    if any(i >= home.i for home in segment.kinds.get("home", ()) if home.entries["home"].more != "act"):
        return False
    if named and _is_for_home(segment, j):
        return False
    return of_goal or not contexts(segment, Hit(cue.start, cue.end, i, j, {})) & NOT_TODAY


def _is_for_home(segment: Segment, j: int) -> bool:
    """Whether what ends before the word `j` was only shown for home: "scar massage instructed as part of HEP"."""
    words = segment.scan.words
    homes = (home for home in segment.kinds.get("home", ()) if home.i > j)
    between = (words[j : home.i] for home in homes)
    return any(not _SHOWN.isdisjoint(some) and _PARTING.isdisjoint(some) for some in between)


_SHOWN = frozenset({"instructed", "taught", "added", "issued", "part", "reviewed"})


def _is_habit(written: str, cue: Cue) -> bool:
    """Whether a task is told in the present tense: "lifts every pot", "ties his shoes" are done at home by somebody."""
    verb, *thing = written.split(" ")
    told = cue.kind == "composed" or not _OWN.isdisjoint(thing[:1])
    return told and verb.endswith("s") and cue.codes.keys() <= _TASKS


_BESIDE = frozenset({"while", "whilst", "during"})
"""What is told behind these is how something else was done: "head turns while walking 30 ft"."""
_REACHED = frozenset({"today", "currently", "achieved"})
_OWN = frozenset({"his", "her", "their", "own", "the"})


_TASKS = frozenset({"97530", "97535"})


def _is_about(segment: Segment, cue: Cue) -> bool:
    """Whether words tell what a cue was about: that names no service, and speaks for the one that it was given in."""
    i = bisect_left(segment.scan.starts, cue.start)
    words = segment.scan.words
    return any(told.j <= i and _ABOUT.isdisjoint(words[told.j : i]) for told in segment.kinds.get("cues", ()))


def _is_told_of(words: list[str], first: int, i: int, j: int, last: int) -> bool:
    """Whether words are a reason, what somebody reports, or of home or school: "Mom reports he dresses himself"."""
    if not _REASONS.isdisjoint(words[first:i]) or _tells_an_aim(words, first, i):
        return True
    aims = AIMS if TOLD.isdisjoint(words[first:last]) else frozenset[str]()
    return any(
        words[k] == "at"
        and words[k + 1] in _AWAY
        and _AS.isdisjoint(words[k - 2 : k])
        and is_there(words, j, k + 1, aims)
        for k in range(j, last - 1)
    )


def _tells_an_aim(words: list[str], first: int, i: int) -> bool:
    """Whether what stands behind "so she can" is what it was done for: "so that he can get off the floor"."""
    return any(words[k] == "so" and not _ABLE.isdisjoint(words[k + 1 : min(k + _SO_NEAR, i)]) for k in range(first, i))


_ABLE = frozenset({"can", "could", "may", "able"})
_SO_NEAR = 5
_REASONS = frozenset(
    {"because", "since", "due", "cannot", "can't", "unable", "reports", "reported", "states", "denies"}
)
_AWAY = frozenset({"home", "school", "daycare"})
_AS = frozenset({"as", "like", "for", "needed", "one"})
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


def is_nought(segment: Segment) -> bool:
    """Whether a segment tells how long something was, and that is no time: "TENS set up: 0 mins"."""
    told = segment.kinds.get("minutes", ())
    return bool(told) and all(hit.quantity is not None and hit.quantity.value == 0 for hit in told)


def _tells_of_treatment(segment: Segment) -> bool:
    if segment.services or segment.section in _ELSEWHERE or segment.label in _OTHERS or is_nought(segment):
        return False
    if any(plan.entries["plans"].more in ("next", "vague") for plan in segment.kinds.get("plans", ())):
        return False
    if _opens_another_day(segment) or _reminds(segment):
        return False
    if segment.has("limits"):
        return segment.has(*COUNTED)
    return segment.has(*(_GIVEN if segment.has(*_FOUND) else _DONE)) or not segment.has(*_FOUND)


def _opens_another_day(segment: Segment) -> bool:
    """Whether a sentence begins with a day of the week, and counts nothing: "Friday brings stairs with a basket"."""
    words = segment.scan.words[segment.i : min(segment.i + 2, segment.j)]
    first = 1 if words[:1] and words[0] in _ON else 0
    named = first < len(words) and words[first] in _DAYS
    return named and not segment.has(*_MEASURED, "assistance", "cues")


def _reminds(segment: Segment) -> bool:
    """Whether a sentence tells what a patient was reminded of, and counts nothing: "Reminded to lock the brakes"."""
    words = segment.scan.words[segment.i : segment.i + 2]
    return not _REMINDED.isdisjoint(words) and not segment.has(*_MEASURED)


_ON = frozenset({"on", "come", "by", "for", "this", "next"})
_DAYS = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri"}
)
_REMINDED = frozenset({"reminded", "reminder", "advised", "warned"})
_MEASURED = ("dose", "times", "reps", "tries", "distance", "minutes", "group")
