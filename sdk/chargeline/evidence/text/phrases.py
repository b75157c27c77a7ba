"""The phrases of the lexicon by first word, each word's own written out when a note first has it.

Most words of the lexicon never come up in a process: writing out every phrase up front costs more than reading a note.
What is kept is few objects, however many phrases: the garbage collector goes over every object of a kind that can hold
others, again and again. Strings, and tuples of strings and numbers, it leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from typing import NamedTuple, TypeAlias

from chargeline.evidence.text.folding import words_of
from chargeline.evidence.text.inflection import expand, first_piece, tie, untie
from chargeline.evidence.text.lists import ordinary
from chargeline.evidence.text.quantity import WORDS
from chargeline.evidence.text.spelling import REMEMBERED, Spelling


class Entry(NamedTuple):
    """One meaning of a phrase: its kind (the file), its name, and the file's third column."""

    kind: str
    name: str
    more: str


Meaning: TypeAlias = Mapping[str, Entry]
"""What a phrase means: an entry for each kind, the kinds in the tables' order."""


class Node(NamedTuple):
    """What a word means, None when it only begins phrases, and what it means with the words that may follow it.

    `following` has these words with a blank between; such as only begin a longer phrase mean nothing.
    """

    meaning: Meaning | None
    following: Mapping[str, Meaning]


_ONLY_BEGINS: Meaning = {}
NUMBER = Node(None, {})
"""The node of a word that begins no phrase but may begin a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Phrases by first word, in the lexicon's spelling, and the spelling of any word of a note."""

    first: Phrases
    spelling: Spelling


class Phrases(dict[str, Node | None]):
    """The node of each word, made when it is first asked for; None begins nothing.

    `texts` holds the phrases as the tables write them, `meant` what each of them means; `rows` tells which of them have
    a form that begins with a word.
    """

    def __init__(
        self,
        rows: Mapping[str, Sequence[int]],
        texts: Sequence[str],
        meant: Sequence[Meaning],
        spelling: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._rows, self._texts, self._meant, self._spelling = rows, texts, meant, spelling
        self._full = len(rows) + REMEMBERED
        self._shared: dict[tuple[Entry, ...], Meaning] = {}

    def __missing__(self, word: str) -> Node | None:
        rows = self._rows_of(word)
        if not rows:
            node = NUMBER if word[0].isdigit() or word in WORDS or word == "x" else None
            if len(self) < self._full:
                self[word] = node
            return node
        self[word] = node = _node(self._meanings(word, rows))
        return node

    def _rows_of(self, word: str) -> list[int]:
        """The phrases that begin with a word or with a plural that is spelled as it, in the order of the tables."""
        alike = [word]
        for one in alike:
            alike += [form for form in (one + "s", one + "es", one[:-1] + "ies") if form in self._rows]
        spelled = [self._rows[form] for form in alike if form in self._rows and self._spelling[form] == word]
        return sorted(set(chain.from_iterable(spelled)))

    def _meanings(self, word: str, rows: list[int]) -> Mapping[str, Meaning]:
        """What the phrases of one first word mean, by the words after it.

        A longer phrase means what its first word means too: "quad strength" an area, "buttoning shirt" a task.
        """
        found: dict[str, Meaning] = {}
        alone: dict[str, Meaning] = {}
        for at in rows:
            meaning = self._meant[at]
            for rest in self._rests(word, self._texts[at]):
                found[rest] = self._with(found[rest], meaning) if rest in found else meaning
                if not rest and not _NAMED.isdisjoint(meaning):
                    alone.update(dict.fromkeys(meaning, meaning))
        for rest, meaning in found.items() if alone else ():
            also = [alone[of] for kind in meaning if (of := _BEGINS_WITH.get(kind)) in alone]
            if also and rest:
                found[rest] = reduce(self._with, also, meaning)
        return found

    def _rests(self, word: str, text: str) -> Iterator[str]:
        """The words after the first of each form of a phrase, those forms that begin with this word."""
        spelling = self._spelling
        for form in self._begun(word, text) if "{" in text or "~" in text else _forms(text):
            if form and spelling[form[0]] == word:
                yield " ".join([spelling[one] for one in form[1:]])

    def _begun(self, word: str, text: str) -> Iterable[list[str]]:
        """A phrase's forms, without most of those that begin with another word."""
        piece = first_piece(text)
        forms = _forms(piece)
        if not all(forms):  # it may be left out: then another piece opens the phrase
            return _forms(text)
        mine = [form for form in forms if self._spelling[form[0]] == word]
        return [[*form, *rest] for form in mine for rest in _forms(text[len(piece) :])]

    def _with(self, known: Meaning, further: Meaning) -> Meaning:
        """Both meanings; of one kind, what came first stands. Phrases that mean the same share one."""
        both = {**known, **{kind: entry for kind, entry in further.items() if kind not in known}}
        return self._shared.setdefault(tuple(both.values()), both)


_BEGINS_WITH = {"capacities": "body", "deficits": "body", "measures": "body", "functions": "activities"}
_NAMED = frozenset(_BEGINS_WITH.values())


def _node(phrases: Mapping[str, Meaning]) -> Node:
    """The node before these words."""
    following = dict(phrases)
    for words in phrases:
        end = words.find(" ")
        while end > 0:
            following.setdefault(words[:end], _ONLY_BEGINS)
            end = words.find(" ", end + 1)
    return Node(following.pop("", None), following)


def compile_lexicon(rows: Iterable[tuple[Sequence[str], Meaning]]) -> Lexicon:
    """The phrases of each row with what they mean, each under every word with which one of its forms begins."""
    texts, meant = list[str](), list[Meaning]()
    for phrases, meaning in rows:
        texts += map(str.lower, phrases)
        meant += [meaning] * len(phrases)
    tied = tie("\n".join(texts))
    forms = {piece: _forms(untie(piece)) for piece in dict.fromkeys(tied.split())}
    opened: dict[str, list[int]] = {}
    for at, line in enumerate(tied.split("\n")):
        opened.setdefault(line.partition(" ")[0], []).append(at)
    rows_of: dict[str, list[int]] = {}
    for piece, places in opened.items():
        if all(forms[piece]):
            for first in {form[0] for form in forms[piece]}:
                rows_of.setdefault(first, []).extend(places)
            continue
        for at in places:  # where its first piece may be left out, another one opens the phrase
            for first in {form[0] for form in _forms(texts[at]) if form}:
                rows_of.setdefault(first, []).append(at)
    spelling = Spelling(chain.from_iterable(chain.from_iterable(forms.values())), ordinary())
    filed = Phrases({word: tuple(some) for word, some in rows_of.items()}, tuple(texts), tuple(meant), spelling)
    return Lexicon(first=filed, spelling=spelling)


_CHOICE = re.compile(r"\{[a-z ]*(?:\|[a-z ]*)+\}")


def _forms(piece: str) -> list[list[str]]:
    """The words of each form of what a table writes."""
    if "with" not in piece:
        if piece.isalpha() and piece.isascii():
            return [[piece]]
        if _CHOICE.fullmatch(piece):
            return list(map(str.split, piece[1:-1].split("|")))
    return list(map(words_in, expand(piece)))


def words_in(phrase: str) -> list[str]:
    """A phrase's words as a note is cut, without the signs that a note may leave out."""
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return phrase.split()
    words = words_of(phrase)
    between = {k for k in range(1, len(words) - 1) if words[k - 1].isdigit() and words[k + 1].isdigit()}
    return [word for k, word in enumerate(words) if word not in (".", "-", "\n") or (word == "-" and k in between)]
