"""Folding a note to plain lower case, no offset moved ("½" is one sign), and cutting it into words: "TE:25" is 3."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

_AS_ONE = {
    "\r": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "×": "x",
    "✕": "x",
    "✖": "x",
    "⨯": "x",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "′": "'",
    "´": "'",
    "`": "'",
    "“": '"',
    "”": '"',
    "″": '"',
    "º": "°",
    "˚": "°",
    "⇒": "→",
    "➔": "→",
    "⟶": "→",
    "►": "→",
    "➜": "→",
    "⬆": "↑",
    "⇧": "↑",
    "▲": "↑",
    "⬇": "↓",
    "⇩": "↓",
    "▼": "↓",
    "↔": "/",
    "¦": "|",
    "│": "|",
    "≥": ">",
    "≤": "<",
}


class _Fold(dict[int, str]):
    """One character for one character: the table never changes a length, so offsets stay those of the note."""

    def __missing__(self, point: int) -> str:
        folded = _fold_one(chr(point))
        if point < 0x3000:
            self[point] = folded
        return folded


def _fold_one(char: str) -> str:
    for form in (char, unicodedata.normalize("NFKD", char)[:1]):
        if form and form.isascii():
            return form.lower()
    if char.isspace() or unicodedata.category(char) == "Cf":
        return " "
    low = char.lower()
    return low if len(low) == 1 else char


_FOLD = _Fold({ord(char): plain for char, plain in _AS_ONE.items()})
_KEEP = "°½¼¾⅓⅔²³"
_FOLD.update({ord(char): char for char in _KEEP})

# A hyphen before a letter and a dot between letters join: "sit-to-stand", "9-HPT", "P.T."; so does a thousand: "1,020".
# A point before two digits parts a procedure's code from its modifier: "97140.59".
TOKEN = re.compile(
    r"[a-z]+(?:'[a-z]+){0,9}"
    r"|(?=[0-9])(?:(?<![0-9.,])[1-9],[0-9]{3}(?![0-9])"
    r"|(?<![0-9.])[0-9]{5}(?=\.[0-9]{2}(?![0-9]))|[0-9]+(?:\.[0-9]+)?)"
    r"|\n"
    r"|[^\s.-]"
    r"|\.(?!(?<=[a-z]\.)[a-z])"
    r"|-(?!(?<=[a-z0-9]-)[a-z]|(?<=[a-z]-)[0-9])"
)

_PIECES = re.compile(f"({TOKEN.pattern})")


def cut(folded: str) -> tuple[list[str], list[int], list[int]]:
    """The words of a folded text, where each begins and where it ends."""
    return pieces(_PIECES, folded)


def pieces(pattern: re.Pattern[str], text: str) -> tuple[list[str], list[int], list[int]]:
    """What a pattern of one group finds in a text, where each piece begins and where it ends.

    One split and one running sum of lengths: a match object for each piece would take twice as long.
    """
    parts = pattern.split(text)
    places = list(accumulate(map(len, parts)))
    return parts[1::2], places[:-1:2], places[1::2]


def fold(text: str) -> str:
    """`text` in plain lower case, exactly as long: `fold(text)[i]` stands for `text[i]`."""
    folded = _SPECIAL.sub(_as_plain, text).lower()
    # A letter whose small form is longer than itself stays as it is; few notes have one.
    return folded if len(folded) == len(text) else text.translate(_FOLD)


_SPECIAL = re.compile(r"[^\x00-\x0a\x0e-_a-\x7f]")
"""Other than ASCII, line ends of other systems and the backtick, in one class: a choice of two looks at each twice."""


def _as_plain(found: re.Match[str]) -> str:
    return _FOLD[ord(found[0])]


def words_of(phrase: str) -> list[str]:
    """A phrase of the lexicon cut as a note is cut."""
    return TOKEN.findall(fold(phrase))


def in_order(listed: str) -> list[str]:
    """The words of a list, for tables in code that read as text."""
    return listed.split()
