"""The lexicon: which words mean what, read from tables that a therapist can review.

Every file of `data/lexicon` is one kind of thing said, named by its file: `body.csv` holds body areas. Its columns are
`name`, `also` (other spellings, separated by semicolons) and one column that says more, as its header names it.
How a phrase stands for several is told in `inflection`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

from chargeline.errors import BadRuleBook, Problem
from chargeline.evidence.text.folding import words_of
from chargeline.evidence.text.inflection import STANDS_FOR, expand
from chargeline.evidence.text.lists import ordinary
from chargeline.evidence.text.quantity import WORDS
from chargeline.evidence.text.spelling import REMEMBERED, Spelling

FOLDER = "lexicon"


class Entry(NamedTuple):
    """One meaning of a phrase: its kind (the file), its name, and the file's third column."""

    kind: str
    name: str
    more: str


Meaning: TypeAlias = Mapping[str, Entry]
"""What a phrase means: an entry for each kind, the kinds in the tables' order."""


class Node(NamedTuple):
    """What the words up to here mean, None when they only begin a phrase, and the nodes of what may follow."""

    meaning: Meaning | None
    following: dict[str, Node]


NUMBER = Node(None, {})
"""The node of a word that begins no phrase but may begin a number."""


class Phrases(dict[str, Node | None]):
    """The phrases by first word, each word's node built when a note first has the word; None begins nothing.

    Most words of the lexicon never come up in a process: spelling every phrase and building every node up front costs
    more than reading a note. `forms` holds the phrases as the tables write them, `meant` what each of them means, those
    of one first word in a row; `places` tells from where to where. Two lists and pairs of numbers, since the garbage
    collector visits every list, again and again.
    """

    def __init__(
        self,
        places: Mapping[str, tuple[int, int]],
        forms: Sequence[str],
        meant: Sequence[Meaning],
        spelling: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._places, self._forms, self._meant, self._spelling = places, forms, meant, spelling
        self._full = len(places) + REMEMBERED

    def __missing__(self, word: str) -> Node | None:
        place = self._places.get(word)
        if place is None:
            node = NUMBER if word[0].isdigit() or word in WORDS or word == "x" else None
            if len(self) < self._full:
                self[word] = node
            return node
        own = slice(*place)
        self[word] = node = _node(_meanings(self._forms[own], self._meant[own], self._spelling))
        return node


def _node(phrases: Mapping[tuple[str, ...], Meaning]) -> Node:
    """The node before these words, each with what the phrase that they end means."""
    after: dict[str, dict[tuple[str, ...], Meaning]] = {}
    for words, meaning in phrases.items():
        if words:
            after.setdefault(words[0], {})[words[1:]] = meaning
    return Node(phrases.get(()), {word: _node(rest) for word, rest in after.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Phrases by first word, in the lexicon's spelling, and the spelling of any word of a note."""

    first: Phrases
    spelling: Spelling


def compile_lexicon(rows: Iterable[tuple[str, Meaning]]) -> Lexicon:
    """The phrases with what they mean, each under its first word."""
    forms, meant, firsts, vocabulary = list[str](), list[Meaning](), list[str](), list[str]()
    for text, meaning in rows:
        for form in expand(text.lower()):
            if words := _words(form):
                forms.append(form)
                meant.append(meaning)
                firsts.append(words[0])
                vocabulary += words
    spelling = Spelling(vocabulary, ordinary())
    return Lexicon(first=_phrases(forms, meant, [spelling[word] for word in firsts], spelling), spelling=spelling)


def _phrases(forms: list[str], meant: list[Meaning], firsts: list[str], spelling: Spelling) -> Phrases:
    """The phrases, those of one first word in a row, in the order of the tables."""
    by_first: dict[str, list[int]] = {}
    for at, word in enumerate(firsts):
        by_first.setdefault(word, []).append(at)
    order = list(chain.from_iterable(by_first.values()))
    ends = accumulate(map(len, by_first.values()))
    places = {first: (end - len(by_first[first]), end) for first, end in zip(by_first, ends, strict=True)}
    return Phrases(places, [forms[at] for at in order], [meant[at] for at in order], spelling)


_BEGINS_WITH = {"capacities": "body", "deficits": "body", "measures": "body", "functions": "activities"}
_NAMED = frozenset(_BEGINS_WITH.values())


def _meanings(
    phrases: Sequence[str], meant: Sequence[Meaning], spelling: Mapping[str, str]
) -> dict[tuple[str, ...], Meaning]:
    """What the phrases of one first word mean, by the words after it.

    A longer phrase means what its first word means too: "quad strength" an area, "buttoning shirt" a task.
    """
    found: dict[tuple[str, ...], Meaning] = {}
    alone: dict[str, Meaning] = {}
    for phrase, meaning in zip(phrases, meant, strict=True):
        rest = tuple([spelling[word] for word in _words(phrase)[1:]])
        found[rest] = _with(found[rest], meaning) if rest in found else meaning
        if not rest and not _NAMED.isdisjoint(meaning):
            alone.update(dict.fromkeys(meaning, meaning))
    for rest, meaning in found.items() if alone else ():
        also = [alone[of] for kind in meaning if (of := _BEGINS_WITH.get(kind)) in alone]
        if also and rest:
            found[rest] = reduce(_with, also, meaning)
    return found


def _with(known: Meaning, further: Meaning) -> Meaning:
    """Both meanings; of one kind, what came first stands."""
    return {**known, **{kind: entry for kind, entry in further.items() if kind not in known}}


def _words(phrase: str) -> list[str]:
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return phrase.split()
    words = words_of(phrase)
    between = {k for k in range(1, len(words) - 1) if words[k - 1].isdigit() and words[k + 1].isdigit()}
    return [word for k, word in enumerate(words) if word not in (".", "-", "\n") or (word == "-" and k in between)]


def _rows(kind: str, lines: Iterable[str]) -> Iterator[tuple[str, Meaning]]:
    """A table's phrases. Lines that begin with `#` are remarks, the first other line is the header."""
    rows = csv.reader(line for line in lines if line.strip() and not line.startswith("#"))
    if next(rows, [])[:2] != ["name", "also"]:
        raise BadRuleBook(
            (Problem(path=f"lexicon/{kind}.csv", message="has no header.", fix="Begin it with name,also."),)
        )
    for row in rows:
        if not 2 <= len(row) <= 3 or not row[0].strip():
            raise BadRuleBook(
                (Problem(path=f"lexicon/{kind}.csv", message="has a bad row.", fix="Give name, also and one more."),)
            )
        meaning = {kind: Entry(kind, row[0].strip().rstrip("~"), row[2].strip() if len(row) > 2 else "")}
        before = {"before": Entry("before", row[0].strip().rstrip("~"), "always")}
        unknown = set(_BRACES.findall(row[0] + row[1])) - STANDS_FOR.keys()
        if unknown:
            raise BadRuleBook((_no_such_class(kind, min(unknown)),))
        for phrase in (row[0], *row[1].split(";")):
            if phrase.strip():
                yield phrase.strip(), meaning
                if meaning[kind].more == "historical":
                    yield phrase.strip(), before


_BRACES = re.compile(r"\{([^}|]*)\}")


def _no_such_class(kind: str, word: str) -> Problem:
    known = ", ".join(f"{{{name}}}" for name in STANDS_FOR)
    return Problem(
        path=f"lexicon/{kind}.csv",
        message=f"has {{{word}}}, which stands for no words.",
        fix=f"Write the words out, parted by |, or use one of {known}.",
    )


class Files(Protocol):
    """A rule book's files, as far as the lexicon needs them."""

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Names without suffix of the files in `folder`."""
        ...

    def layers(self, path: str) -> tuple[Path, ...]:
        """Every file of that name, what ships first, a site's last."""
        ...


def load(files: Files) -> Lexicon:
    """The lexicon that ships, with a site's tables of the same names laid over it: a site's meaning of a phrase wins.

    Raises BadRuleBook when a table is malformed.
    """
    return compile_lexicon(
        row
        for kind in files.names(FOLDER, ".csv")
        for file in reversed(files.layers(f"{FOLDER}/{kind}.csv"))
        for row in _rows(kind, file.read_text(encoding="utf-8").splitlines())
    )


def load_lexicon(directory: Path | None = None) -> Lexicon:
    """The lexicon that ships, with the tables of `directory` laid over it."""
    shipped = Path(__file__).resolve().parents[2] / "data"
    return load(_Folders(tuple(folder for folder in (shipped, directory) if folder is not None)))


@dataclass(frozen=True, slots=True)
class _Folders:
    folders: tuple[Path, ...]

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        return tuple(sorted({file.stem for root in self.folders for file in (root / folder).glob(f"*{suffix}")}))

    def layers(self, path: str) -> tuple[Path, ...]:
        return tuple(root / path for root in self.folders if (root / path).is_file())


@cache
def default_lexicon() -> Lexicon:
    """The lexicon that ships, compiled once."""
    return load_lexicon()
