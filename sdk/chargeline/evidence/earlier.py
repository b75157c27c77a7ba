"""Today's notes beside those of earlier visits of the same case: words said again, goals, measured values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from chargeline.model import NoteSpan

if TYPE_CHECKING:
    from chargeline.evidence.text.structure import Segment

What: TypeAlias = tuple[str, frozenset[str]]
"""A measure: the test or motion, and the words that say which side, part and motion."""


class Measured(NamedTuple):
    """A result of the day of its note; `full` when it cannot be better."""

    what: What
    values: tuple[str, ...]
    full: bool
    evidence: NoteSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One note, as far as it can be set beside another.

    `told` are the sentences that differ from visit to visit: what the patient says, what is found, how it is
    judged. `goals` are the sentences of the goals, `measured` the first result of each measure. `home` is true when
    any word of a home programme is there.
    `place` is the note's JSON Pointer.
    """

    id: str
    place: str
    on: date
    empty: bool
    told: tuple[Segment, ...]
    goals: tuple[Segment, ...]
    measured: Mapping[What, Measured]
    home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The notes of today and those of earlier visits, latest first."""

    today: tuple[Page, ...]
    before: tuple[Page, ...]


def quote(id_: str, part: Segment, start: int, end: int) -> NoteSpan:
    """Words of a page's sentence, as evidence."""
    return NoteSpan(note=id_, start=start, end=end, text=part.scan.text[start:end])


# --- words said again -------------------------------------------------------------------------------------------


class Copied(NamedTuple):
    """How much of today's page stands in an earlier one: words compared, words said again, and where."""

    words: int
    again: int
    spans: tuple[NoteSpan, ...]


def copied(today: Page, before: Page, run: int) -> Copied:
    """Words of today that stand in the earlier page in the same order, at least `run` of them together.

    Sentences of fewer words are not compared: they may stand in any note.
    """
    known = {words for part in before.told for words in _runs(placed_words(part), run)}
    spans: list[NoteSpan] = []
    compared = again = 0
    for part in today.told:
        tokens = placed_words(part)
        marked = bytearray(len(tokens))
        for at, words in enumerate(_runs(tokens, run)):
            if words in known:
                marked[at : at + run] = b"\1" * run
        compared += len(tokens) if len(tokens) >= run else 0
        again += sum(marked)
        scan = part.scan
        spans += [
            quote(today.id, part, scan.starts[tokens[i][0]], scan.ends[tokens[j - 1][0]]) for i, j in _stretches(marked)
        ]
    return Copied(compared, again, tuple(spans))


def placed_words(part: Segment) -> list[tuple[int, str]]:
    """The words and numbers of a sentence with their places, without its signs."""
    words = part.scan.words
    return [(k, words[k]) for k in range(part.i, part.j) if words[k][0].isalnum()]


def _runs(tokens: list[tuple[int, str]], run: int) -> Iterator[tuple[str, ...]]:
    """Every `run` words that follow one another."""
    words = [word for _, word in tokens]
    for at in range(len(words) - run + 1):
        yield tuple(words[at : at + run])


def _stretches(marked: bytearray) -> Iterator[tuple[int, int]]:
    """The marked stretches, half-open."""
    at = marked.find(1)
    while at >= 0:
        end = marked.find(0, at)
        yield at, end if end >= 0 else len(marked)
        at = marked.find(1, end) if end >= 0 else -1


def goals(page: Page) -> tuple[NoteSpan, ...]:
    """The sentences of the goals."""
    return tuple(quote(page.id, part, part.start, part.end) for part in page.goals)


def goal_words(page: Page) -> tuple[str, ...]:
    """The goals of a page as words; two pages with the same words have the same goals."""
    return tuple(word for part in page.goals for _, word in placed_words(part))


# --- measured values --------------------------------------------------------------------------------------------


def first_of_each(results: Iterable[Measured]) -> dict[What, Measured]:
    """The first result of each measure, in order."""
    found: dict[What, Measured] = {}
    for one in results:
        found.setdefault(one.what, one)
    return found
