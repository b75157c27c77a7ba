"""Which code a phrase describes: the name of what was done, and what it was for.

The same squat is exercise, motor control or a task, by its purpose. A name that others share decides nothing by
itself; where no purpose is documented, the answer is a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from chargeline.evidence.interventions import CONTESTED, STOPS, Entry, Vocabulary, Word, words_of

GROUP = "97150"
SPEECH_GROUP = {"92507": "92508"}
EXERCISE = "97110"
WINS_BY = 1.5
"""A code is decided when its score leads the next by this much."""
ENOUGH = 2.5
"""How much must be said for a code at all: a name that others share is not enough."""
DOSED = 0.4
LOUD = 9.0
"""The setting (pool, group) decides over what was done in it."""

TITLE = 0.25
"""A heading ("Gait training: ...") says what was billed, not what was done."""

SETTINGS = frozenset({"97113"})
HEADING_ENDS = frozenset(":-–—")
NEGATIONS = frozenset({"no", "not", "without", "deni", "denied", "den", "never", "nor", "non"})
DOSE = re.compile(r"\b\d{1,2}\s*[x×]\s*\d{1,3}\b|\b\d+(?:\.\d+)?\s*(?:#|lbs?\b)|\b(?:x|×)\s*\d{1,3}\s*reps?\b", re.I)
MANY = re.compile(
    r"\b(?:prevention|exercise|balance|aquatic|pool|therapy|ther\s?ex|walking|shoulder|back|knee|falls?|strengthening|stretching|pt|ot"
    r"|speech|language|social skills|cooking|craft|small|peer|mat|chair|gym)\s+(?:group|grp|class)\b"
    r"|\bgroup\s+(?:session|setting|class|therapy|tx|treatment|exercise|format|activity|of\s+\w+)\b"
    r"|\b(?:in|during|attended|the|led|lead)\s+(?:a\s+|the\s+)?(?:group|class)\b(?!\s+(?:home|i|ii|iii|iv|[1-4])\b)"
    r"|\b(?:[2-9]|two|three|four|five|six|several|other)\s+(?:other\s+)?(?:pts?|patients|participants|clients|peers|residents"
    r"|members|children|kids)\b(?!\s*['’])",
    re.I,
)
ALONE = re.compile(
    r"\b(?:individual(?:ly)?|1\s*:\s*1|one[- ]on[- ]one|no (?:group|grp)|alone|solo|not (?:in )?a group)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
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

    def add(self, cue: Cue) -> None:
        """Count one cue; the first mention counts whole, each further mention of a code less."""
        heard: dict[str, int] = {}
        for earlier in self.cues:
            for code in earlier.codes:
                heard[code] = heard.get(code, 0) + 1
        for code, weight in cue.codes.items():
            self.scores[code] = self.scores.get(code, 0.0) + weight / (1 + heard.get(code, 0) / 2)
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


def tally(text: str, vocabulary: Vocabulary, *, discipline: str | None = None) -> Tally:
    """Weigh everything a text says about which service it describes."""
    result = Tally()
    words = words_of(text)
    at = 0
    while at < len(words):
        length, entries = vocabulary.match(words, at)
        if length:
            span = words[at : at + length]
            title = at == 0 and _is_heading(text, span[-1].end)
            _hear(result, entries, span, TITLE if title else -1.0 if negated(words, at) else 1.0)
        at += max(length, 1)
    _hear_dose(result, text)
    _hear_setting(result, text, discipline)
    return result


def _hear(result: Tally, entries: list[Entry], span: list[Word], volume: float) -> None:
    """Count what one spelling says; a negated name speaks against all its codes alike."""
    for entry in entries:
        codes = {code: weight * volume for code, weight in entry.codes.items()}
        if volume < 0 and entry.kind == "name":
            codes = dict.fromkeys(codes, -CONTESTED)
        elif volume > 0 and entry.codes.keys() & SETTINGS:
            codes = dict.fromkeys(codes, LOUD)
        result.add(Cue(start=span[0].start, end=span[-1].end, kind=entry.kind, codes=codes))


def _is_heading(text: str, end: int) -> bool:
    rest = text[end : end + 3].strip()
    return bool(rest) and rest[0] in HEADING_ENDS


def negated(words: list[Word], at: int) -> bool:
    """Whether a negation stands before this word in its clause, at most four words back."""
    for back in range(at - 1, max(at - 5, -1), -1):
        if words[back].stem in STOPS:
            return False
        if words[back].stem in NEGATIONS:
            return True
    return False


def _hear_dose(result: Tally, text: str) -> None:
    """Sets, repetitions and loads are how exercise is written; they tip a balance and decide nothing alone."""
    if (dose := DOSE.search(text)) and EXERCISE in result.scores:
        result.add(Cue(start=dose.start(), end=dose.end(), kind="dose", codes={EXERCISE: DOSED}))


def _hear_setting(result: Tally, text: str, discipline: str | None) -> None:
    """Two or more patients at once is a group, whatever they did."""
    many = MANY.search(text)
    if many and not ALONE.search(text):
        best = next((code for code, _ in result.ranked()), "")
        code = SPEECH_GROUP.get(best, "92508" if discipline == "SLP" else GROUP)
        result.add(Cue(start=many.start(), end=many.end(), kind="group", codes={code: 2 * LOUD}))
