"""The lexicon: which words mean what, read from tables that a therapist can review.

Every file of `data/lexicon` is one kind of thing said, named by its file: `body.csv` holds body areas. Its columns are
`name`, `also` (other spellings, separated by semicolons) and one column that says more, as its header names it.
`~` after a verb stands for its forms: `walk~` is walk, walks, walked, walking.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from chargeline.errors import BadRuleBook, Problem
from chargeline.evidence.text import words_of

END = ""
FOLDER = "lexicon"
_VOWELS = frozenset("aeiou")


class Entry(NamedTuple):
    """One meaning of a phrase: its kind (the file), its name, and the file's third column."""

    kind: str
    name: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Phrases by first word, compiled. `canon` maps a word's plural to the word as the phrases have it."""

    first: Mapping[str, Any]
    canon: Mapping[str, str]
    skeletons: Mapping[str, tuple[str, ...]]

    def word(self, word: str) -> str:
        """The lexicon's spelling of a word of a note: a plural's singular, a slip of the pen put right."""
        known = self.canon.get(word)
        if known is not None:
            return known
        if word.endswith("'s"):
            return self.word(word[:-2])
        return self._right(word) if len(word) > 5 and word[0].isalpha() else word

    def _right(self, word: str) -> str:
        near = {self.canon[known] for known in self.skeletons.get(_skeleton(word), ()) if _one_slip(word, known)}
        return near.pop() if len(near) == 1 else word


def _skeleton(word: str) -> str:
    """The first letter and the set of consonants: what doubling, swapping and wrong vowels leave alone."""
    return word[0] + "".join(sorted(set(word) - _VOWELS))


def _one_slip(word: str, known: str) -> bool:
    """One letter more, less or other, or two neighbours swapped."""
    short, long = sorted((word, known), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]


def forms(verb: str) -> Iterator[str]:
    """walk: walk, walks, walked, walking; use: using; carry: carried; step: stepped."""
    yield verb
    if verb.endswith("e"):
        yield from (verb + "s", verb + "d", verb[:-1] + "ing")
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        yield from (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    else:
        yield from (verb + "s", verb + "es", verb + "ed", verb + "ing")
        if verb[-1] not in "wxy" and verb[-2] in _VOWELS:
            yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")


_VERB = re.compile(r"([a-z]+)~")


def expand(phrase: str) -> Iterator[str]:
    """Every form of a phrase with `~`."""
    found = _VERB.search(phrase) if "~" in phrase else None
    if found is None:
        yield phrase
        return
    for form in forms(found[1]):
        yield from expand(phrase[: found.start()] + form + phrase[found.end() :])


def plurals(word: str) -> Iterator[str]:
    """The plurals a word may have."""
    if len(word) > 2 and word.isalpha():
        if not word.endswith("s"):
            yield word + "s"
        yield word + "es"
        if word.endswith("y"):
            yield word[:-1] + "ies"


def compile_lexicon(rows: Iterable[tuple[str, Entry]]) -> Lexicon:
    """The phrases, each with its meaning, as nested dictionaries by word; longest match is a walk down them."""
    phrases = [(words, entry) for phrase, entry in rows for form in expand(phrase.lower()) if (words := _words(form))]
    vocabulary = dict.fromkeys(word for words, _ in phrases for word in words)
    canon = {word: word for word in vocabulary}
    for word in vocabulary:
        for plural in plurals(word):
            canon[plural] = canon[word]
    first: dict[str, Any] = {}
    for words, entry in phrases:
        node = first
        for word in words:
            node = node.setdefault(canon[word], {})
        node[END] = _with(node.get(END, ()), entry)
    _name_first_words(first, phrases, canon)
    return Lexicon(first=first, canon=canon, skeletons=_skeletons(canon))


_BEGINS_WITH = {"capacities": "body", "deficits": "body", "measures": "body", "functions": "activities"}


def _name_first_words(first: dict[str, Any], phrases: list[tuple[list[str], Entry]], canon: Mapping[str, str]) -> None:
    """A longer phrase means what its first word means too: "quad strength" an area, "buttoning shirt" a task."""
    alone = {(entry.kind, canon[words[0]]): entry for words, entry in phrases if len(words) == 1}
    for words, entry in phrases:
        also = alone.get((_BEGINS_WITH.get(entry.kind, ""), canon[words[0]]))
        if also is None or len(words) == 1:
            continue
        node = first
        for word in words:
            node = node[canon[word]]
        node[END] = _with(node[END], also)


def _with(entries: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    return entries if any(entry.kind == known.kind for known in entries) else (*entries, entry)


def _words(phrase: str) -> list[str]:
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return phrase.split()
    return [word for word in words_of(phrase) if word not in (".", "-", "\n")]


def _skeletons(canon: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in canon:
        if len(word) > 5:
            found.setdefault(_skeleton(word), []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def _rows(kind: str, lines: Iterable[str]) -> Iterator[tuple[str, Entry]]:
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
        entry = Entry(kind, row[0].strip().rstrip("~"), row[2].strip() if len(row) > 2 else "")
        for phrase in (row[0], *row[1].split(";")):
            if phrase.strip():
                yield phrase.strip(), entry
                if entry.more == "historical":
                    yield phrase.strip(), Entry("before", entry.name, "always")


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
    shipped = Path(__file__).resolve().parent.parent / "data"
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
