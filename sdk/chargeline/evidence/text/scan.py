"""One pass over a text: what each word, phrase and number means, and where: "TE" a service, "25 min" minutes."""

from __future__ import annotations

from typing import NamedTuple

from chargeline.evidence.text.cells import has_cells, with_tabs
from chargeline.evidence.text.evaluations import name_evaluations
from chargeline.evidence.text.folding import cut, fold
from chargeline.evidence.text.later_visits import name_later_visits
from chargeline.evidence.text.markup import has_markup, without_markup, without_references
from chargeline.evidence.text.people import SHARED, is_student
from chargeline.evidence.text.phrases import Lexicon, Meaning, Node, Phrases
from chargeline.evidence.text.quantity import TIMED, WORDS, Quantity, after_words, at_digits, in_words, is_dotted
from chargeline.evidence.text.short_names import name_shortly


class Hit(NamedTuple):
    """Something known at `start:end` (tokens `i` up to `j`): lexicon entries by kind, or a quantity."""

    start: int
    end: int
    i: int
    j: int
    entries: Meaning
    quantity: Quantity | None = None


class Scan:
    """A text as given, folded, in tokens, with all its hits in order; `has_cells` where something parts its lines."""

    __slots__ = ("ends", "folded", "has_cells", "hits", "spelling", "starts", "text", "words")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.folded = _laid_out(fold(text))
        self.has_cells = has_cells(self.folded, 0, len(self.folded))
        raw, self.starts, self.ends = cut(self.folded)
        self.spelling = lexicon.spelling
        self.words = list(map(self.spelling.__getitem__, raw))
        self.hits = _hits(self, lexicon.first)
        name_evaluations(self.words, self.ends, self.hits)
        self.hits = name_later_visits(self.words, self.ends, self.hits)
        name_shortly(self)


def _laid_out(folded: str) -> str:
    """A folded text with its lines and cells as its writer saw them, whether blanks or tags of HTML part them."""
    plain = without_markup(folded) if has_markup(folded) else with_tabs(folded)
    return without_references(plain)


def _hits(scan: Scan, first: Phrases) -> list[Hit]:
    """Longest phrase first; a number that begins no phrase is read as a quantity."""
    words, starts, ends = scan.words, scan.starts, scan.ends
    hits: list[Hit] = []
    free = 0
    nexts = [*words[1:], ""]
    for i, node in enumerate(map(first.__getitem__, words)):
        if node is None or i < free:
            continue
        meaning, following = node
        j = i + 1
        if nexts[i] in following:
            meaning, j = _longest(node, words, i)
            if j > i + 1 and ("  " in scan.folded[starts[i] : ends[j - 1]] or _counts_else(scan, i)):
                meaning, j = node[0], i + 1  # several blanks part columns, and no phrase stands in two
        if meaning and "performers" in meaning and words[i] in SHARED:
            meaning = _told_apart(meaning, is_student(scan.text, starts[i], ends[j - 1]))
        if meaning and "often" in meaning and words[j : j + 1] == ["ago"]:
            meaning = None  # "10 a week ago" counts ten, and tells when
        if meaning and not (j == i + 1 and nexts[i] == "of" and words[i] in WORDS):
            hits.append(Hit(starts[i], ends[j - 1], i, j, meaning))
            free = j
        elif words[i][0].isdigit() or words[i] in WORDS or words[i] == "x":
            free = _number(scan, i, hits)
    return hits


def _counts_else(scan: Scan, i: int) -> bool:
    """Whether the number behind a level is no part of its name: "pinch L 7 lb", "R 5/5 L 4/5", "level 8 min"."""
    word = scan.words[i]
    if word not in ("l", "level") or scan.starts[i + 1] == scan.ends[i] or not scan.words[i + 1][0].isdigit():
        return False
    quantity = at_digits(scan.folded, scan.starts[i + 1])
    return quantity is not None and (quantity.kind in _OF_SIDES if word == "l" else quantity.kind == "minutes")


_OF_SIDES = frozenset({"load", "degrees", "seconds", "percent", "length", "grade", "fraction", "volume"})


def _told_apart(meaning: Meaning, person: bool) -> Meaning:
    """What stands for a person and for a task, as the one or the other."""
    return {kind: entry for kind, entry in meaning.items() if (kind == "performers") == person}


def _longest(node: Node, words: list[str], i: int) -> tuple[Meaning | None, int]:
    """What the longest phrase that begins at token `i` means, and the token after it."""
    found, following = node
    best = j = i + 1
    after, count = words[j], len(words)
    while (meaning := following.get(after)) is not None:
        j += 1
        if meaning:
            found, best = meaning, j
        if j == count:
            break
        after = f"{after} {words[j]}"
    return found, best


def _number(scan: Scan, i: int, hits: list[Hit]) -> int:
    """Reads the quantity at token `i` into `hits`; the token after it."""
    quantity, j = _quantity(scan, i)
    if quantity is None:
        return i + 1
    while j < len(scan.starts) and scan.starts[j] < quantity.end:
        j += 1
    if hits and quantity.kind in _TIMES and _is_of_service(scan, hits, quantity):
        quantity = quantity._replace(kind="minutes", value=quantity.value * _TIMES[quantity.kind])
    dotted = scan.words[i][0].isdigit() and is_dotted(scan.folded, scan.starts[i])
    hits.append(Hit(quantity.start - dotted, quantity.end, i - dotted, j, {}, quantity))
    return j + (scan.words[j : j + 1] == ["st"] and scan.starts[j] == quantity.end)  # no "ST" in "1st MC"


def _is_of_service(scan: Scan, hits: list[Hit], quantity: Quantity) -> bool:
    """Whether an m or hours count minutes: behind a service's name, its units or a total: "97110: 25m", "MT 1u/15m"."""
    folded, end, hours = scan.folded, quantity.end, quantity.kind == "hours"
    least, most = _HOURS if hours else _MINUTES
    if not (hours or folded[end - 1] == "m") or quantity.second is not None or not least <= quantity.value <= most:
        return False
    *before, name = hits
    behind = folded[end : end + 2].lstrip(" \t")[:1]
    if folded[name.end : quantity.start].strip() not in _LINKS or behind not in _CLOSES:
        return False
    if before and _counts_units(folded, before[-1], name):
        name = before[-1]
    service = name.entries.get("services")
    if hours:
        return service is not None
    walks = service is not None and service.more.startswith(WALK) and folded[name.start : name.end] != WALK
    return "totals" in name.entries or (service is not None and not walks)


def _counts_units(folded: str, name: Hit, count: Hit) -> bool:
    """Whether a count behind a name may be its units: "MT 2u", "97546 x 1"."""
    units = count.quantity is not None and count.quantity.kind in ("units", "times") and count.quantity.second is None
    return units and folded[name.end : count.start].strip() in _LINKS


WALK = "97116"
"""Behind a name of gait training an m may tell how far somebody walked."""


_TIMES = {"distance": 1, "hours": 60}
"""How many minutes those are that an m, or an hour, tells of behind a service's name."""
_MINUTES = (8, 240)
"""Fewer or more are no treatment's minutes by an m."""
_HOURS = (0.25, 8)
_LINKS = frozenset({"", ":", "-", "=", "(", "x", "@", "|", "/", "~", "was", "is", "of", "for"})
_CLOSES = frozenset({"", "\n", ",", ";", ".", ")", "]", "|", "/", "-", "+", "=", ":", "("})


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
    if counted.second is not None and TIMED.search(scan.folded, counted.start, counted.end):
        end = scan.ends[i + 1]  # "sit to stand x10 - 30 min", "x10 x 30 min": so often, then how long all of it took
        return Quantity("times", counted.value, None, scan.starts[i], end), i + 2
    kind = "times" if counted.kind in ("number", "range") else counted.kind
    return counted._replace(kind=kind, start=scan.starts[i]), i + 2
