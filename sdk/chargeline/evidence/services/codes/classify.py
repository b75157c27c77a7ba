"""Which code a phrase describes: the name of what was done, and what it was for.

The same squat is exercise, motor control or a task, by its purpose. A name that others share decides nothing by
itself; where no purpose is documented, the answer is a question.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import compress, count
from typing import NamedTuple

from chargeline.evidence.services.codes.composed import Composed
from chargeline.evidence.services.codes.interventions import CONTESTED, NAME, OVER, Entry, Vocabulary
from chargeline.evidence.services.codes.stems import NEGATIONS, STOPS, Stems
from chargeline.evidence.services.people.patients import places, several
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.people import SHARED, is_student

EVALUATIONS = word_set("97161 97162 97163 97164 97165 97166 97167 97168 92521 92522 92523 92524 92610 96105")
GROUP = "97150"
SPEECH_GROUP = {"92507": "92508"}
GROUPS = frozenset({GROUP, *SPEECH_GROUP.values()})
EXERCISE = "97110"
WINS_BY = 1.0
"""A code is decided when its score leads the next by this much."""
CLEARLY = 3.0
"""How far another code must lead before a difference is named."""
ENOUGH = 2.5
"""How much must be said for a code at all: a name that others share is not enough."""
DOSED = 0.4
DOSED_ALONE = 0.5
"""What is exercise or nothing ("tubing 3x15") is exercise when it has a dose."""
LOUD = 12.0
"""The setting (pool, group) decides over what was done in it."""

TITLE = 0.25
"""A heading ("Gait training: ...") says what was billed, not what was done."""

SETTINGS = frozenset({"97113"})
HEADING_ENDS = frozenset(":-–—")
DOSE = re.compile(r"\b\d{1,2}\s*[x×]\s*\d{1,3}\b|\b\d+(?:\.\d+)?\s*(?:#|lbs?\b)|\b(?:x|×)\s*\d{1,3}\s*reps?\b", re.I)


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
        scores, heard = self.scores, self._heard
        for code, weight in cue.codes.items():
            before = heard.get(said := (cue.kind, code), 0)
            scores[code] = scores.get(code, 0.0) + weight / (1 + before / 2)
            heard[said] = before + 1
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
        self.begins = vocabulary.begins(self.words.stems)
        self.places = [self.words.starts[k] for k in self.begins]
        self.parts = list(compress(count(), map(vocabulary.composed.firsts.__contains__, self.words.stems)))
        self.groups = places(self.words)

    def tells_of_group(self, start: int, end: int) -> bool:
        """Whether any word between may tell of more than one patient; where none does, nothing else is looked for."""
        return _any_between(self.groups, start, end)

    def says_something(self, start: int, end: int) -> bool:
        """Whether anything between can be heard at all."""
        return _any_between(self.places, start, end) or self.tells_of_group(start, end)


def _any_between(places: list[int], start: int, end: int) -> bool:
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end


def tally(text: str, vocabulary: Vocabulary, *, discipline: str | None = None) -> Tally:
    """Weigh everything a text says about which service it describes."""
    return weigh(Spoken(text, vocabulary), 0, len(text), discipline=discipline)


def weigh(spoken: Spoken, start: int, end: int, *, discipline: str | None = None) -> Tally:
    """Weigh the part of a text from `start` to `end`; the places of its cues are the text's."""
    result = Tally()
    first, last = spoken.words.within(start, end)
    spelled = list(_spelled(spoken, first, last))
    title = spelled.pop(0) if spelled and _is_title(spelled[0], spoken.text, first, end) else None
    for one in spelled:
        _hear(result, one, -1.0 if one.denied else 1.0)
    passed = {k for one in spelled if one.says_nothing for k in range(one.at, one.past)}
    _hear_composed(result, spoken, (first, last), passed)
    if title:
        _hear(result, title, TITLE if result.cues and not title.stands_over else 1.0)
        spelled.append(title)
    if not EVALUATIONS.isdisjoint(result.scores):
        result = _of_evaluation(result)
    _turn(result, spelled, spoken.text)
    _hear_counted(result, spoken, (first, last))
    _hear_dose(result, spoken, start, end)
    _hear_setting(result, spoken, (start, end), discipline)
    return result


def without_cued(spoken: Spoken, heard: Tally) -> Tally:
    """The same without purposes right behind a cue: they are what it was about ("tactile cue for valgus")."""
    rest = Tally()
    for cue in heard.cues:
        at = bisect_left(spoken.words.starts, cue.start)
        if cue.kind != "purpose" or _CUE not in spoken.words.stems[max(at - 2, 0) : at]:
            rest.add(cue)
    return rest if len(rest.cues) < len(heard.cues) else heard


_CUE = "cue"


class Spelled(NamedTuple):
    """A spelling found: its first word and the one behind it, its place in the text, and what it may say."""

    at: int
    past: int
    place: tuple[int, int]
    denied: bool
    entries: list[Entry]

    @property
    def says_nothing(self) -> bool:
        """Whether its words mean something else and are passed over whole."""
        return not any(entry.codes for entry in self.entries)

    @property
    def stands_over(self) -> bool:
        """Whether it names an evaluation, or what stands over all that was done in it: then as a title too."""
        return any(
            not EVALUATIONS.isdisjoint(entry.codes) or max(entry.codes.values(), default=0.0) >= OVER
            for entry in self.entries
        )


def _spelled(spoken: Spoken, first: int, last: int) -> Iterator[Spelled]:
    """Every spelling of the vocabulary among the words, the longest at each place."""
    words, begins, free = spoken.words, spoken.begins, first
    for at in begins[bisect_left(begins, first) : bisect_left(begins, last)]:
        if at < free:
            continue
        length, entries = spoken.vocabulary.match(words.stems, at, last)
        if length:
            free = at + length
            place = words.starts[at], words.ends[free - 1]
            written = spoken.text[place[0] : place[1]]
            if written.lower() in SHARED and is_student(spoken.text, *place):
                continue
            denied = negated(words.stems[max(at - 4, first) : at])
            meant = [entry for entry in entries if not entry.exact or entry.meant(written)]
            yield Spelled(at, free, place, denied, meant)


def _is_title(one: Spelled, text: str, first: int, end: int) -> bool:
    after = one.place[1]
    return one.at == first and _is_heading(text[after : min(after + 3, end)])


def _hear(result: Tally, one: Spelled, volume: float) -> None:
    """Count what one spelling says; a name denied speaks against all its codes, a purpose denied says nothing."""
    for entry in one.entries:
        codes = entry.codes
        if not codes or entry.turns:
            continue
        if volume < 0:
            codes = dict.fromkeys(codes, -CONTESTED) if entry.kind == "name" else {}
        elif not SETTINGS.isdisjoint(codes):
            codes = dict.fromkeys(codes, LOUD)
        elif volume != 1.0:
            codes = {code: weight * volume for code, weight in codes.items()}
        if codes:
            result.add(Cue(*one.place, entry.kind, codes))


def _of_evaluation(heard: Tally) -> Tally:
    """What names an evaluation, and what names a treatment beside it: what an evaluation finds is no purpose."""
    told = Tally()
    for cue in heard.cues:
        if cue.kind != "purpose" or not EVALUATIONS.isdisjoint(cue.codes):
            told.add(cue)
    return told


def _turn(result: Tally, spelled: list[Spelled], text: str) -> None:
    """A sister's mark ("recheck") beside a service's name: all that speaks for the one speaks for the sister.

    Of two marks that turn opposite ways ("fitted for the first time, strap adjusted") the louder one counts; what was
    done then ("splint issued last week", "1 wk after splint issued") marks nothing of today's.
    """
    marks = [(one, entry) for one in spelled if not one.denied for entry in one.entries if entry.turns]
    marks = [(one, entry) for one, entry in marks if not _is_of_then(text, *one.place)]
    for one, entry in marks:
        heard = result.scores.get(entry.turns, 0.0)
        if heard > 0 and not any(back.turns_back(entry) for _, back in marks):
            codes = {code: heard + weight for code, weight in entry.codes.items()}
            result.add(Cue(*one.place, entry.kind, codes))


def _is_of_then(text: str, start: int, end: int) -> bool:
    """Whether what stands between two places was done on an earlier day."""
    return _THEN.match(text, end) is not None or _AFTER.search(text, max(0, start - _FEW), start) is not None


_THEN = re.compile(
    r"\W{1,2}(?:(?:last|previous|prior|earlier|yesterday|initially)\b|(?:at|on|in|from) (?:the )?(?:last|prior|previous"
    r"|first|initial|ie|eval\w*|[0-9]{1,2}[/-][0-9])|[0-9]{1,2}/[0-9]{1,2}\b"
    r"|(?:[0-9]+|a|one|two|three) ?(?:d|days?|wks?|weeks?|mos?|months?) (?:ago|prior|earlier)\b)",
    re.I,
)
_AFTER = re.compile(r"\b(?:after|since|following|post|s/p)\W+(?:\w+\W+){0,2}\Z", re.I)
_FEW = 40


def _hear_counted(result: Tally, spoken: Spoken, part: tuple[int, int]) -> None:
    """Enough of what a code counts (three muscles needled): all that speaks for the code speaks for its sister."""
    words = spoken.words
    for one in spoken.vocabulary.counted:
        heard = result.scores.get(one.code, 0.0)
        if heard > 0 and (place := one.place(words.stems, *part)):
            result.add(Cue(words.starts[place[0]], words.ends[place[1]], "composed", {one.sister: heard + WINS_BY}))


def _hear_composed(result: Tally, spoken: Spoken, part: tuple[int, int], passed: set[int]) -> None:
    """Two words that together name a task; each code once, by the words that say so loudest, then first."""
    words, parts = spoken.words, spoken.parts
    first, last = part
    here = [k for k in parts[bisect_left(parts, first) : bisect_left(parts, last)] if k not in passed]
    if len(here) < _TWO:
        return
    loudest: dict[str, Composed] = {}
    named = {code for code, score in result.scores.items() if score > 0}
    for one in spoken.vocabulary.composed.found(words.stems, here, last):
        if (known := loudest.get(one.code)) and known.weight >= one.weight:
            continue
        if one.weight < CONTESTED and result.scores.get(one.code, 0.0) >= NAME:
            continue  # what tips the balance adds nothing to what is decided
        if not (one.alone and one.code in named) and not negated(words.stems[max(one.first - 4, first) : one.first]):
            loudest[one.code] = one
    for one in loudest.values():
        result.add(Cue(words.starts[one.first], words.ends[one.end - 1], "composed", {one.code: one.weight}))


_TWO = 2


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
        weight = DOSED if len(result.scores) > 1 else DOSED_ALONE
        result.add(Cue(start + dose.start(), start + dose.end(), "dose", {EXERCISE: weight}))


def _hear_setting(result: Tally, spoken: Spoken, part: tuple[int, int], discipline: str | None) -> None:
    """Two or more patients at once is a group, whatever they did."""
    if not spoken.tells_of_group(*part):
        return
    if many := several(spoken.text[part[0] : part[1]]):
        best, score = next(iter(result.ranked()), ("", 0.0))
        code = SPEECH_GROUP.get(best, "92508" if discipline == "SLP" else GROUP)
        result.add(Cue(part[0] + many.start(), part[0] + many.end(), "group", {code: LOUD + max(LOUD, score)}))
