"""One pass over a text: what each word, phrase and number means, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chargeline.evidence.lexicon import END, Entry, Lexicon
from chargeline.evidence.quantity import WORDS, Quantity, after_words, at_digits, in_words
from chargeline.evidence.text import TOKEN, fold


class Hit:
    """Something known at `start:end` (tokens `i` up to `j`): lexicon entries by kind, or a quantity."""

    __slots__ = ("end", "entries", "i", "j", "quantity", "start")

    def __init__(
        self, span: tuple[int, int], i: int, j: int, entries: Mapping[str, Entry], quantity: Quantity | None = None
    ) -> None:
        self.start, self.end = span
        self.i, self.j = i, j
        self.entries, self.quantity = entries, quantity

    def __repr__(self) -> str:
        return f"Hit({self.start}, {self.end}, {'+'.join(self.entries) or self.quantity})"


class Scan:
    """A text as given, folded, in tokens, with all its hits in order."""

    __slots__ = ("ends", "folded", "hits", "starts", "text", "words")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.folded = fold(text)
        spans = [found.span() for found in TOKEN.finditer(self.folded)]
        self.starts = [span[0] for span in spans]
        self.ends = [span[1] for span in spans]
        folded, known, word = self.folded, lexicon.canon.get, lexicon.word
        self.words = [known(raw) or word(raw) for a, b in spans for raw in (folded[a:b],)]
        self.hits = _hits(self, lexicon.first)


def _hits(scan: Scan, first: Mapping[str, Any]) -> list[Hit]:
    """Longest phrase first; a number that begins no phrase is read as a quantity."""
    words, starts, ends = scan.words, scan.starts, scan.ends
    hits: list[Hit] = []
    i, count = 0, len(words)
    while i < count:
        word = words[i]
        node = first.get(word)
        entries, j = _longest(node, words, i) if node else ((), i)
        if entries:
            hits.append(Hit((starts[i], ends[j - 1]), i, j, {entry.kind: entry for entry in entries}))
            i = j
        elif word[0].isdigit() or word in WORDS or word == "x":
            i = _number(scan, i, hits)
        else:
            i += 1
    return hits


def _longest(node: Mapping[str, Any], words: list[str], i: int) -> tuple[tuple[Entry, ...], int]:
    found: tuple[Entry, ...] = node.get(END, ())
    best, j = i + 1, i + 1
    count = len(words)
    while j < count:
        following = node.get(words[j])
        if following is None:
            break
        node, j = following, j + 1
        if END in node:
            found, best = node[END], j
    return found, best


def _number(scan: Scan, i: int, hits: list[Hit]) -> int:
    """Reads the quantity at token `i` into `hits`; the token after it."""
    quantity, j = _quantity(scan, i)
    if quantity is None:
        return i + 1
    while j < len(scan.starts) and scan.starts[j] < quantity.end:
        j += 1
    hits.append(Hit((quantity.start, quantity.end), i, j, {}, quantity))
    return j


def _quantity(scan: Scan, i: int) -> tuple[Quantity | None, int]:
    word, start = scan.words[i], scan.starts[i]
    if word == "x":
        return _times(scan, i)
    if word[0].isdigit():
        return at_digits(scan.folded, start), i + 1
    found = in_words(scan.words, i)
    if found is None:
        return None, i + 1
    value, j = found
    return after_words(scan.folded, start, scan.ends[j - 1], value), j


def _times(scan: Scan, i: int) -> tuple[Quantity | None, int]:
    """x10, x 10 ea, x 2 min: what follows the sign of multiplication, with the sign."""
    if i + 1 >= len(scan.words) or not scan.words[i + 1][0].isdigit():
        return None, i + 1
    counted = at_digits(scan.folded, scan.starts[i + 1])
    if counted is None:
        return None, i + 1
    kind = "times" if counted.kind in ("number", "range") else counted.kind
    return counted._replace(kind=kind, start=scan.starts[i]), i + 2
