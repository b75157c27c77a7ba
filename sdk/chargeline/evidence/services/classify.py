"""Which code a phrase describes: the name of what was done, and what it was for.

The same squat is exercise, motor control or a task, by its purpose. A name that others share decides nothing by
itself; where no purpose is documented, the answer is a question.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import compress, count
from typing import NamedTuple

from chargeline.evidence.services.interventions import CONTESTED, NAME, Entry, Vocabulary
from chargeline.evidence.services.stems import NEGATIONS, STOPS, Stems, fold
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import word_set

EVALUATIONS = word_set("97161 97162 97163 97164 97165 97166 97167 97168 92521 92522 92523 92524 92610 96105")
GROUP = "97150"
SPEECH_GROUP = {"92507": "92508"}
GROUPS = frozenset({GROUP, *SPEECH_GROUP.values()})
EXERCISE = "97110"
WINS_BY = 1.5
"""A code is decided when its score leads the next by this much."""
ENOUGH = 2.5
"""How much must be said for a code at all: a name that others share is not enough."""
DOSED = 0.4
LOUD = 12.0
"""The setting (pool, group) decides over what was done in it."""

TITLE = 0.25
"""A heading ("Gait training: ...") says what was billed, not what was done."""

SETTINGS = frozenset({"97113"})
HEADING_ENDS = frozenset(":-–—")
DOSE = re.compile(r"\b\d{1,2}\s*[x×]\s*\d{1,3}\b|\b\d+(?:\.\d+)?\s*(?:#|lbs?\b)|\b(?:x|×)\s*\d{1,3}\s*reps?\b", re.I)
_NUMBER = "(?:[2-9]|1[0-2]|two|three|four|five|six|seven|eight|nine|ten|several)"
_PEOPLE = in_order(
    "pt pts patients people persons others participants clients peers residents members adults seniors men women ladies"
    " children kids preschoolers schoolers graders teens teenagers toddlers students boys girls veterans couples kiddos"
    " survivors kindergartners"
)
_PERSONS = f"(?:{'|'.join(_PEOPLE)})"
_SORTS = (
    "prevention|exercise|balance|aquatic|pool|water|therapy|ther ?ex|walking|shoulder|back|knee|hand|falls?|health"
    "|arthritis|osteoporosis|parkinson'?s|pd|stroke|aphasia|stuttering|conversation|strengthening|stretching|pt|ot|speech"
    "|language|social skills|cooking|craft|small|peer|mat|chair|gym|yoga|tai chi|circuit"
)
MANY = re.compile(
    rf"\b(?:{_SORTS})[ -](?:group|grp|class)\b"
    r"|\bgroup\s+(?:session|setting|class|therapy|tx|treatment|exercises?|ex|format|activity|of\s+\w+)\b"
    rf"|\b{_NUMBER}[- ]person\b"
    rf"|\b(?:group|grp|class)\b\W{{1,3}}(?:of\s+)?{_NUMBER}\s+(?:{_PERSONS}|in)\b"
    r"|\b(?:(?:in|during)\s+(?:a\s+|the\s+)?group|(?:in|during)\s+(?:a|the)\s+class|(?:attended|the|led|lead)\s+(?:a\s+|the\s+)?(?:group|class))\b(?!\s+(?:home|i|ii|iii|iv|[1-4])\b)"
    rf"|\b(?:{_NUMBER}|other)\s+(?:(?:other|more|fellow|older|young|middle|high|second|third|stroke)\s+)?{_PERSONS}\b(?!\s*(?:['’]|assist|help|lift|to\s))",
    re.I,
)
"""More than one patient at a time: a kind of group, a group with its number, persons counted."""
_NOT_TREATED = re.compile(
    r"\b(?:assist|help|assisted|helped|lifted|lives?|living|has|had|mother|father|mom|dad)\W+(?:\w+\W+){0,2}$", re.I
)
"""Persons who help a patient or live with one are no group."""
_DENIED = r"no (?:group|grp)|alone|solo|not (?:in )?a group|cancell?ed"
DENIED = re.compile(rf"\b(?:{_DENIED})\b", re.I)
"""There was no group."""
ALONE = re.compile(rf"\b(?:individual(?:ly)?|1\s*:\s*1|one[- ]on[- ]one|{_DENIED})\b", re.I)
"""One patient at a time: no group, or not all the time."""


class Cue(NamedTuple):
    """Words that spoke for one or more codes, and how loud."""

    start: int
    end: int
    kind: str
    codes: Mapping[str, float]


@dataclass(slots=True)
class Tally:
    """What a text says about each code."""

    scores: dict[str, float] = field(default_factory=dict)
    cues: list[Cue] = field(default_factory=list)
    _heard: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, cue: Cue) -> None:
        """Count one cue; of its kind the first mention of a code counts whole, each further one less."""
        for code, weight in cue.codes.items():
            before = self._heard.get((cue.kind, code), 0)
            self.scores[code] = self.scores.get(code, 0.0) + weight / (1 + before / 2)
            self._heard[cue.kind, code] = before + 1
        self.cues.append(cue)

    def ranked(self) -> list[tuple[str, float]]:
        """Codes that anything speaks for, best first; equal scores in code order."""
        return sorted(((c, s) for c, s in self.scores.items() if s > 0), key=lambda row: (-row[1], row[0]))

    def winner(self) -> str | None:
        """The code that leads clearly, if one does."""
        ranked = self.ranked()
        if not ranked or ranked[0][1] < ENOUGH:
            return None
        if len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= WINS_BY:
            return ranked[0][0]
        return None


class Spoken:
    """A text with its words folded once, so that any part of it can be weighed.

    `begins` are the words at which a spelling of the vocabulary may begin, `places` where these stand, `groups` the
    places of words without one of which `MANY` finds nothing: a part that holds none of either says nothing.
    """

    __slots__ = ("begins", "groups", "parts", "places", "text", "vocabulary", "words")

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = text, vocabulary
        self.words = Stems(text)
        self.begins = list(compress(count(), map(vocabulary.lengths.__contains__, self.words.stems)))
        self.places = [self.words.starts[k] for k in self.begins]
        self.parts = list(compress(count(), map(vocabulary.composed.firsts.__contains__, self.words.stems)))
        self.groups = _groups(self.words)

    def tells_of_group(self, start: int, end: int) -> bool:
        """Whether any word between may tell of more than one patient; where none does, nothing else is looked for."""
        return _any_between(self.groups, start, end)

    def says_something(self, start: int, end: int) -> bool:
        """Whether anything between can be heard at all."""
        return _any_between(self.places, start, end) or self.tells_of_group(start, end)


def _any_between(places: list[int], start: int, end: int) -> bool:
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end


def _groups(words: Stems) -> list[int]:
    """Where a group is named, or patients after a number of them."""
    stems = words.stems
    return [
        words.starts[k]
        for k in compress(count(), map(_MANY.__contains__, stems))
        if stems[k] in _CALLED
        or (k and (any(stem in _SOME or stem[-1].isdigit() for stem in stems[max(k - 2, 0) : k])))
    ]


_CALLED = frozenset({"group", "grp", "class"})
_PATIENTS = frozenset(map(fold, _PEOPLE))
_MANY = _CALLED | _PATIENTS
_SOME = frozenset(map(fold, in_order("two three four five six seven eight nine ten several other")))


def tally(text: str, vocabulary: Vocabulary, *, discipline: str | None = None) -> Tally:
    """Weigh everything a text says about which service it describes."""
    return weigh(Spoken(text, vocabulary.of(discipline)), 0, len(text), discipline=discipline)


def leaves_open(text: str, heard: Tally, vocabulary: Vocabulary, *, discipline: str | None = None) -> bool:
    """Whether a careful reader asks although a code leads: a bare word that is no name, or two services and no purpose.

    "Balance" and "splint" tell neither what was done nor for what; "wobble board and bike" were two things.
    """
    loudest = max((max(cue.codes.values()) for cue in heard.cues), default=0.0)
    words = len(Stems(text).stems)
    if words == 1:
        return any(cue.kind == "purpose" for cue in heard.cues) or loudest > NAME
    if words > A_FEW or loudest > NAME or any(cue.kind != "name" for cue in heard.cues):
        return False
    told = (tally(part, vocabulary, discipline=discipline) for part in AND.split(text))
    return len({one.ranked()[0][0] for one in told if one.ranked()}) > 1


A_FEW = 5
"""Words of a phrase that only names what was done; a longer one tells more of the one thing."""
AND = re.compile(r"\band\b|\bthen\b|\bplus\b|[&+,;]", re.I)


def weigh(spoken: Spoken, start: int, end: int, *, discipline: str | None = None) -> Tally:
    """Weigh the part of a text from `start` to `end`; the places of its cues are the text's."""
    result, turning = Tally(), list[tuple[Entry, tuple[int, int]]]()
    words = spoken.words
    first, last = words.within(start, end)
    stems, begins, free = words.stems, spoken.begins, first
    for at in begins[bisect_left(begins, first) : bisect_left(begins, last)]:
        if at < free:
            continue
        length, entries = spoken.vocabulary.match(stems, at, last)
        if length:
            free = at + length
            place = words.starts[at], words.ends[free - 1]
            title = at == first and _is_heading(spoken.text[place[1] : min(place[1] + 3, end)])
            volume = TITLE if title else -1.0 if negated(stems[max(at - 4, first) : at]) else 1.0
            _hear(result, entries, spoken.text[place[0] : place[1]], place, volume)
            turning += [(entry, place) for entry in entries if entry.turns and volume > 0]
    if not EVALUATIONS.isdisjoint(result.scores):
        result = _of_evaluation(result)
    _turn(result, turning)
    _hear_composed(result, spoken, first, last)
    _hear_dose(result, spoken, start, end)
    _hear_setting(result, spoken, (start, end), discipline)
    return result


def _hear(result: Tally, entries: tuple[Entry, ...], written: str, place: tuple[int, int], volume: float) -> None:
    """Count what one spelling says; a negated name speaks against all its codes alike."""
    for entry in entries:
        codes = entry.codes
        if not codes or entry.turns or not entry.meant(written):
            continue
        if volume > 0 and not SETTINGS.isdisjoint(codes):
            codes = dict.fromkeys(codes, LOUD)
        elif volume < 0 and entry.kind == "name":
            codes = dict.fromkeys(codes, -CONTESTED)
        elif volume != 1.0:
            codes = {code: weight * volume for code, weight in codes.items()}
        result.add(Cue(*place, entry.kind, codes))


def _of_evaluation(heard: Tally) -> Tally:
    """What names an evaluation, and what names a treatment beside it: what an evaluation finds is no purpose."""
    told = Tally()
    for cue in heard.cues:
        if cue.kind != "purpose" or not EVALUATIONS.isdisjoint(cue.codes):
            told.add(cue)
    return told


def _turn(result: Tally, turning: list[tuple[Entry, tuple[int, int]]]) -> None:
    """A sister's mark ("recheck") beside a service's name: all that speaks for the one speaks for the sister."""
    for entry, place in turning:
        spoken = result.scores.get(entry.turns, 0.0)
        if spoken > 0:
            result.add(Cue(*place, entry.kind, {code: spoken + weight for code, weight in entry.codes.items()}))


def _hear_composed(result: Tally, spoken: Spoken, first: int, last: int) -> None:
    """Two words that together name a task; each code once, by the words that say so first."""
    words, parts = spoken.words, spoken.parts
    here = parts[bisect_left(parts, first) : bisect_left(parts, last)]
    told = set[str]()
    for one in spoken.vocabulary.composed.found(words.stems, here, last):
        if one.code not in told and not negated(words.stems[max(one.first - 4, first) : one.first]):
            told.add(one.code)
            result.add(Cue(words.starts[one.first], words.ends[one.end - 1], "composed", {one.code: one.weight}))


def _is_heading(after: str) -> bool:
    rest = after.strip()
    return bool(rest) and rest[0] in HEADING_ENDS


def negated(before: list[str]) -> bool:
    """Whether a negation stands among the words before a place, in the same clause."""
    for stem in reversed(before):
        if stem in STOPS:
            return False
        if stem in NEGATIONS:
            return True
    return False


def _hear_dose(result: Tally, spoken: Spoken, start: int, end: int) -> None:
    """Sets, repetitions and loads are how exercise is written; they tip a balance and decide nothing alone."""
    if EXERCISE in result.scores and (dose := DOSE.search(spoken.text[start:end])):
        result.add(Cue(start + dose.start(), start + dose.end(), "dose", {EXERCISE: DOSED}))


def _hear_setting(result: Tally, spoken: Spoken, part: tuple[int, int], discipline: str | None) -> None:
    """Two or more patients at once is a group, whatever they did."""
    if not spoken.tells_of_group(*part):
        return
    text = spoken.text[part[0] : part[1]]
    many = next((m for m in MANY.finditer(text) if not _NOT_TREATED.search(text, *_before(m))), None)
    if many and not ALONE.search(text):
        best, score = next(iter(result.ranked()), ("", 0.0))
        code = SPEECH_GROUP.get(best, "92508" if discipline == "SLP" else GROUP)
        result.add(Cue(part[0] + many.start(), part[0] + many.end(), "group", {code: LOUD + max(LOUD, score)}))


def _before(many: re.Match[str]) -> tuple[int, int]:
    """The few words before a place."""
    return max(0, many.start() - _FEW), many.start()


_FEW = 40
