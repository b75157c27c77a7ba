"""The phrases of the lexicon by first word, each word's own written out when a note first has it.

Most words of the lexicon never come up in a process: writing out every phrase up front costs more than reading a note.
What is kept is few objects, however many phrases: the garbage collector goes over every object of a kind that can hold
others, again and again. Strings, and tuples of strings and numbers, it leaves alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, chain
from typing import NamedTuple, TypeAlias

from chargeline.evidence.text.folding import words_of
from chargeline.evidence.text.inflection import expand, pieces
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

    `texts` holds the phrases as the tables write them but for the first word, `meant` what each of them means, those of
    one first word in a row; `places` tells from where to where.
    """

    def __init__(
        self,
        places: Mapping[str, tuple[int, int]],
        texts: Sequence[str],
        meant: Sequence[Meaning],
        spelling: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._places, self._texts, self._meant, self._spelling = places, texts, meant, spelling
        self._full = len(places) + REMEMBERED
        self._shared: dict[tuple[Entry, ...], Meaning] = {}

    def __missing__(self, word: str) -> Node | None:
        place = self._places.get(word)
        if place is None:
            node = NUMBER if word[0].isdigit() or word in WORDS or word == "x" else None
            if len(self) < self._full:
                self[word] = node
            return node
        self[word] = node = _node(self._meanings(word, *place))
        return node

    def _meanings(self, word: str, start: int, end: int) -> Mapping[str, Meaning]:
        """What the phrases of one first word mean, by the words after it.

        A longer phrase means what its first word means too: "quad strength" an area, "buttoning shirt" a task.
        """
        found: dict[str, Meaning] = {}
        alone: dict[str, Meaning] = {}
        for at in range(start, end):
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
        for form in expand(text):
            first, *rest = words_in(form)
            if spelling[first] == word:
                yield " ".join([spelling[one] for one in rest])

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


def compile_lexicon(rows: Iterable[tuple[str, Meaning]]) -> Lexicon:
    """The phrases with what they mean, each under its first word."""
    texts, meant, firsts, told = list[str](), list[Meaning](), list[str](), dict[str, None]()
    for text, meaning in rows:
        phrase = text.lower()
        parts = pieces(phrase)
        for piece in parts:
            told[piece] = None
        begun = [(parts[0], phrase)] if _is_word(parts[0]) else _begun(parts)
        for first, one in begun:
            firsts.append(first)
            texts.append(one)
            meant.append(meaning)
    forms = dict.fromkeys(chain.from_iterable((one,) if _is_word(one) else expand(one) for one in told))
    spelling = Spelling(chain.from_iterable(map(words_in, forms)), ordinary())
    return Lexicon(first=_phrases([spelling[word] for word in firsts], texts, meant, spelling), spelling=spelling)


def _is_word(piece: str) -> bool:
    """Whether a piece stands for itself and nothing else."""
    return piece.isalpha() and piece.isascii() and piece != "with"


def _begun(parts: list[str]) -> list[tuple[str, str]]:
    """A phrase's first words, each with the phrase that begins so; the rest is left as the table writes it."""
    if not parts:
        return []
    piece, rest = parts[0], parts[1:]
    if _is_word(piece):
        return [(piece, " ".join(parts))]
    found = []
    for form in expand(piece):
        words = words_in(form)
        found += [(words[0], " ".join((form, *rest)))] if words else _begun(rest)
    return found


def _phrases(firsts: list[str], texts: list[str], meant: list[Meaning], spelling: Spelling) -> Phrases:
    """The phrases, those of one first word in a row, in the order of the tables."""
    rows: dict[str, list[int]] = {}
    for at, word in enumerate(firsts):
        rows.setdefault(word, []).append(at)
    ends = accumulate(map(len, rows.values()))
    places = {word: (end - len(own), end) for (word, own), end in zip(rows.items(), ends, strict=True)}
    order = list(chain.from_iterable(rows.values()))
    return Phrases(places, tuple([texts[at] for at in order]), tuple([meant[at] for at in order]), spelling)


def words_in(phrase: str) -> list[str]:
    """A phrase's words as a note is cut, without the signs that a note may leave out."""
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return phrase.split()
    words = words_of(phrase)
    between = {k for k in range(1, len(words) - 1) if words[k - 1].isdigit() and words[k + 1].isdigit()}
    return [word for k, word in enumerate(words) if word not in (".", "-", "\n") or (word == "-" and k in between)]
