"""A text's words folded, so that the inflections of one word are one: "buttoned", "buttoning" and "buttons"."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import compress

from chargeline.evidence.text.folding import pieces

WORD = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|[.;,:!?\n(]")
STOPS = frozenset(".;,:!?\n(")
NEGATIONS = frozenset({"no", "not", "without", "deni", "denied", "den", "never", "nor", "non"})
_PIECES = re.compile(f"({WORD.pattern})")
SHORTEST_STEM = 4
LONG = 6
"""Letters of a stem that one l ends as well as two: "shovelling" and "shoveling"."""
_ARTICLES = frozenset(("the", "The", "THE", "a", "A", "an", "An", "his", "her", "their", "own"))


class Stems:
    """A text's words, numbers and clause ends, folded, and where each begins and ends in the text as given.

    Articles are left out: "out of the tub" is "out of tub".
    """

    __slots__ = ("ends", "starts", "stems")

    def __init__(self, text: str) -> None:
        words, starts, ends = pieces(_PIECES, text)
        stems = list(map(FOLDED.__getitem__, words))
        self.starts, self.ends = list(compress(starts, stems)), list(compress(ends, stems))
        self.stems = list(filter(None, stems))

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The first word that begins at or after `start`, and the first at or after `end`."""
        first = bisect_left(self.starts, start)
        return first, bisect_left(self.starts, end, first)


def folded(phrase: str) -> str:
    """A phrase's words folded, with a blank between: how tables are keyed."""
    if phrase.replace(" ", "").isalpha():
        return " ".join(filter(None, map(FOLDED.__getitem__, phrase.split())))
    return " ".join(Stems(phrase).stems)


class _Folded(dict[str, str]):
    """Any word folded, worked out when it is first asked for; an article is nothing."""

    def __missing__(self, word: str) -> str:
        folded = fold(word)
        if len(self) < REMEMBERED:
            self[word] = folded
        return folded


FOLDED = _Folded(dict.fromkeys(_ARTICLES, ""))
REMEMBERED = 10_000
"""Words whose folded form is remembered; later ones are worked out again each time."""


def fold(word: str) -> str:
    """Lower case, without plural, -ing, -ed and final e: enough to find a word's other forms again."""
    stem = word.lower()
    if stem in _KEPT:
        return _KEPT[stem]
    stem = _BRITISH.sub(_american, _IRREGULAR.get(stem, stem))
    if stem.endswith(("ies", "ied")) and len(stem) > SHORTEST_STEM:
        return stem[:-3] + "y"
    if stem.endswith("s") and not stem.endswith("ss") and len(stem) >= SHORTEST_STEM:
        stem = stem[:-1]
    for ending in ("ing", "ed"):
        if stem.endswith(ending) and len(stem) - len(ending) >= SHORTEST_STEM - 1:
            stem = stem[: -len(ending)]
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
                stem = stem[:-1]
            break
    if stem.endswith("ll") and len(stem) >= LONG:
        stem = stem[:-1]
    stem = stem[:-1] if stem.endswith("e") and len(stem) >= SHORTEST_STEM else stem
    return stem[:-1] + "z" if stem.endswith("is") and len(stem) > SHORTEST_STEM else stem


_IRREGULAR = {
    "ups": "up",
    "made": "make",
    "taught": "teach",
    "wrote": "write",
    "threw": "throw",
    "caught": "catch",
    "stood": "stand",
    "got": "get",
    "drove": "drive",
    "rode": "ride",
    "fed": "feed",
    "ate": "eat",
    "swung": "swing",
    "drank": "drink",
    "swam": "swim",
    "went": "go",
    "took": "take",
    "bought": "buy",
    "paid": "pay",
    "held": "hold",
    "sat": "sit",
    "knelt": "kneel",
    "programme": "program",
    "programmes": "program",
    "hung": "hang",
    "swept": "sweep",
    "strung": "string",
    "dug": "dig",
    "drew": "draw",
    "drawn": "draw",
    "tore": "tear",
    "torn": "tear",
    "dealt": "deal",
    "crept": "creep",
    "sewn": "sew",
    "mown": "mow",
    "shook": "shake",
    "hid": "hide",
    "slid": "slide",
    "thrown": "throw",
    "written": "write",
    "driven": "drive",
    "ridden": "ride",
    "eaten": "eat",
    "wove": "weave",
    "woven": "weave",
}
"""Forms that no ending tells."""
_AMERICAN = {
    "colour": "color",
    "mould": "mold",
    "oedema": "edema",
    "behaviour": "behavior",
    "centre": "center",
    "fibre": "fiber",
    "manoeuvre": "maneuver",
    "kerb": "curb",
    "neighbour": "neighbor",
    "orthopaed": "orthoped",
    "paediatr": "pediatr",
    "oesophag": "esophag",
    "grey": "gray",
    "isation": "ization",
}
_BRITISH = re.compile("|".join(_AMERICAN))


def _american(british: re.Match[str]) -> str:
    return _AMERICAN[british[0]]


_KEPT = {
    form: word
    for word, others in {
        "bite": "bites biting",
        "brushing": "",
        "cane": "canes",
        "care": "cares cared caring",
        "done": "",
        "flare": "flares",
        "hope": "hopes hoped hoping",
        "note": "notes noted noting",
        "plan": "plans",
        "planning": "",
        "plane": "planes",
        "pocketing": "",
        "reasoning": "",
        "righting": "",
        "scared": "",
        "spine": "spines",
        "stroke": "strokes",
        "tape": "tapes taped taping",
        "toileting": "",
        "winded": "",
    }.items()
    for form in (word, *others.split())
}
"""Words that without their ending would be another: "done" is no "don", "noted" is no "not", "righting" no side."""
