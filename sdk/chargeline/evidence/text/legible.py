"""Whether a text is a note that this lexicon can read: words at all, letters, English.

What cannot be read is told as such, never as a note in which everything is missing.
"""

from __future__ import annotations

import re

from chargeline.evidence.reading import Illegible
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Scan

_LETTER = re.compile(r"[^\W\d_]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff66-\uffdc]")
_ONE_IN = 32
"""One such mark in so many characters is no slip of a copy any more."""
_LEAST = 4
"""Fewer letters of another script serve as signs."""
_LONGEST = 20_000
"""Characters that show what a text is, and words."""


def illegible(scan: Scan) -> Illegible | None:
    """Why a text cannot be read; None when it can.

    Most notes answer at once: every third word of theirs is in the lexicon.
    """
    if len(scan.hits) * 3 > len(scan.words):
        return None
    text = scan.folded[:_LONGEST]
    if _LETTER.search(text) is None and not scan.hits:
        return "empty"
    if len(_CONTROL.findall(text)) * _ONE_IN > len(text):
        return "not_text"
    return "other_language" if _is_in_other_script(text) or _is_in_other_language(scan) else None


def _is_in_other_script(text: str) -> bool:
    """Whether most letters are of another script."""
    other = 0 if text.isascii() else len(_OTHER_SCRIPT.findall(text))
    return other >= _LEAST and 2 * other > len(_LETTER.findall(text))


def _is_in_other_language(scan: Scan) -> bool:
    """Whether most longer words are unknown, and the small ones that hold sentences together another language's."""
    words = list(filter(str.isalpha, scan.words[:_MOST_WORDS]))
    longer = [word for word in words if len(word) > SHORTEST]
    if len(words) < _FEW or 2 * sum(map(scan.spelling.knows, longer)) >= len(longer):
        return False
    return sum(map(_OTHER.__contains__, words)) > sum(map(_ENGLISH.__contains__, words))


SHORTEST = 3
"""Words of so many letters are abbreviations in any language."""
_FEW = 8
"""Fewer words may be a name: "Marisol de los Santos y Vega, PT"."""
_MOST_WORDS = 4_000
_ENGLISH = word_set(
    "the and of to with for in on at was were is are be has had his her their this that from by as not without during"
    " while after before then but or an it he she they"
)
_OTHER = word_set(
    "de del el los las una unos con por para que se su sus sin pero muy fue esta"
    " les des du avec pour dans sur sont sans aux qui au ses une"
    " der das und mit nicht ist fur von dem wurde auf ein eine bei sich nach"
    " uma com nao ao foi mais pelo pela seu sua"
    " il gli che della nel alla sono"
    " nie sie jest przez oraz dla przy"
    " cua khong duoc voi cho cac benh nhan"
    " ang mga hindi kay niya"
    " pou yon ki sou avek"
)
"""Small words of Spanish, French, German, Portuguese, Italian, Polish, Vietnamese, Tagalog and Haitian, folded.

Not reviewed by speakers of each. What is English, or an abbreviation of the clinic's (LE, TE, NA, AK, IM), stays out.
"""
