"""Which code a phrase describes: `classify` answers with a code where the words decide, else with a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chargeline.book import RuleBook
from chargeline.evidence.read import read
from chargeline.evidence.services.codes.bare import is_bare, leaves_open
from chargeline.evidence.services.codes.classify import Cue, Tally, tally
from chargeline.evidence.services.codes.interventions import CONTESTED
from chargeline.model import (
    Because,
    Citation,
    Discipline,
    Encounter,
    Evidence,
    Note,
    NoteSpan,
    Option,
    Question,
    ServiceSpan,
)

RULE = "code_from_text"
PHRASE = "phrase"
MOST_CANDIDATES = 4
SHORTEST_NAME = 3
"""Letters of a service's name: "TA" and "MT" are too many other things."""
CITATION = Citation(source="CPT code structure; clinical usage", verified=False)
ASK = "Which of these services was it?"
WHY = "The words name something that several services share; what it was for decides."
NOTHING_ASK = "What was done, and what was it for?"
NOTHING_WHY = "None of the words name a therapy service known here."
SAYS = {
    "name": "is commonly used for what this code covers",
    "purpose": "is a purpose that this code serves",
    "composed": "tells of something that this code covers",
    "dose": "is how exercise is dosed",
    "group": "tells of more than one patient at a time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A code that the words speak for. `weight` is its share of everything they say, from 0 to 1."""

    code: str
    label: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The code when the words decide, else None with a question; the candidates, and why."""

    code: str | None
    candidates: tuple[Candidate, ...]
    question: Question | None
    because: tuple[Because, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready plain data."""
        from chargeline.wire.write import because_to_json, question_to_json

        return {
            "code": self.code,
            "candidates": [{"code": c.code, "label": c.label, "weight": c.weight} for c in self.candidates],
            "question": question_to_json(self.question) if self.question else None,
            "because": because_to_json(self.because),
        }


def classify(
    text: str, *, discipline: Discipline | None = None, policy: str | None = None, book: RuleBook | None = None
) -> Classification:
    """Tell which service a phrase describes.

    `policy` names the payer: a code that it does not take is answered by the one that it takes instead. Raises
    UnknownPolicy.
    """
    book = book or RuleBook.default()
    vocabulary = book.interventions.of(discipline)
    heard = tally(text, vocabulary, discipline=discipline)
    takes = _taken_by(book, policy)
    candidates = _candidates(heard, takes, book)
    is_open = leaves_open(text, heard, vocabulary, discipline=discipline)
    code = None if is_open or is_bare(text, heard) else heard.winner()
    because: tuple[Because, ...] = ()
    named = None if code or is_open else _named(text, heard, book)
    if named in book.interventions.never.get(discipline or "", ()):
        named = None
    if named and (not candidates or named in {c.code for c in candidates}):
        code, because = named, (_by_name(text),)
        candidates = candidates or (Candidate(code=named, label=_label(book, named), weight=1.0),)
    return Classification(
        code=takes.get(code, code) if code else None,
        candidates=candidates,
        question=None if code else _question(candidates),
        because=(*because, *(_because(cue, text) for cue in heard.cues if _speaks_for(cue, code))),
    )


def _named(text: str, heard: Tally, book: RuleBook) -> str | None:
    """The code of the one service that the text names as a heading does ("ther ex").

    Two letters name nothing, nor does what several services share ("NMES").
    """
    if len(text.lstrip().partition(" ")[0]) < SHORTEST_NAME:
        return None
    alone = Encounter(id=PHRASE, date_of_service=date.min, discipline="PT", notes=(Note(id=PHRASE, text=text),))
    told = read(alone, book.lexicon).services
    found = {one.code or one.named for one in told}
    return found.pop() if len(found) == 1 and not any(_is_shared(one.evidence[0], heard) for one in told) else None


def _is_shared(name: Evidence, heard: Tally) -> bool:
    """Whether the words that name a service are words that others share."""
    shared = (cue for cue in heard.cues if len(cue.codes) > 1 and max(cue.codes.values()) <= CONTESTED)
    return isinstance(name, NoteSpan) and any(cue.start < name.end and name.start < cue.end for cue in shared)


def _by_name(text: str) -> Because:
    span = ServiceSpan(service=PHRASE, start=0, end=len(text), text=text)
    return Because(rule=RULE, message="The words name this service.", citation=CITATION, evidence=(span,))


def _taken_by(book: RuleBook, policy: str | None) -> Mapping[str, str]:
    """Codes that the payer does not take, and by what it takes the service; nothing where that is not known."""
    takes = book.policy(policy).medicare_codes if policy else None
    if takes is None:
        return {}
    return book.replaced if takes else {own: code for code, own in book.replaced.items()}


def _candidates(heard: Tally, takes: Mapping[str, str], book: RuleBook) -> tuple[Candidate, ...]:
    ranked = heard.ranked()
    total = sum(score for _, score in ranked) or 1.0
    shares: dict[str, float] = {}
    for code, score in ranked:
        shares[takes.get(code, code)] = shares.get(takes.get(code, code), 0.0) + score / total
    best = sorted(shares.items(), key=lambda row: (-row[1], row[0]))[:MOST_CANDIDATES]
    return tuple(Candidate(code=c, label=_label(book, c), weight=round(share, 3)) for c, share in best)


def _label(book: RuleBook, code: str) -> str:
    row = book.code(code)
    return row.label if row else code


def _question(candidates: tuple[Candidate, ...]) -> Question:
    options = tuple(Option(value=c.code, label=f"{c.code} {c.label}") for c in candidates)
    return Question(
        id=f"{RULE}:{PHRASE}",
        rule=RULE,
        kind="choice" if options else "text",
        ask=ASK if options else NOTHING_ASK,
        why=WHY if options else NOTHING_WHY,
        options=options,
        citation=CITATION,
    )


def _speaks_for(cue: Cue, code: str | None) -> bool:
    return code is None or cue.codes.get(code, 0.0) > 0


def _because(cue: Cue, text: str) -> Because:
    words = text[cue.start : cue.end]
    span = ServiceSpan(service=PHRASE, start=cue.start, end=cue.end, text=words)
    return Because(rule=RULE, message=f"“{words}” {SAYS[cue.kind]}.", citation=CITATION, evidence=(span,))
