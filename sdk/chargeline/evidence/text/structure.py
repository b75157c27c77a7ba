"""A note cut into segments, each with what was found in it: "TE 20 min. MT 15 min" is two, "approx. 20 min" one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from itertools import compress, count
from operator import attrgetter

from chargeline.evidence.text.dated import mark_other_days, opens_with_day
from chargeline.evidence.text.dates import of_day
from chargeline.evidence.text.forms import mark_unfilled
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.markup import NOTHING
from chargeline.evidence.text.scan import Hit, Scan
from chargeline.evidence.text.sections import name_sections
from chargeline.evidence.text.titles import Titles

WRAPPED = 56
"""Lines are wrapped at this width at the least; some nearly as long as the longest show it."""
WRAPPED_LINES = 3
LONGEST_SEGMENT = 160
"""Words; what never stops is cut, so that time grows with length alone."""
LONGEST_LINE = 48
"""Segments of one line that may speak of each other."""
RAGGED = 20
_STOPS = frozenset(".!?")
_ABBREVIATED = word_set(
    "mins max mod approx ea vs dr mr mrs ms ex ther lb lbs secs deg in ft wk wks reps no pt st inc e g i"
    " tot prev avg init incl excl resp tx hx dx rx cont s p l r wt sup inf ant post lat med flex ext abd add rom amb"
)
_BEFORE_NAMES = word_set("dr mr mrs ms")
_BREAKS = frozenset(";•·●▪")
_ENDS = _STOPS | _BREAKS | {"\n"}


class Segment:
    """A sentence, a list item, a clause between semicolons or under a title, with what was found in it.

    `section` is the part of the note (subjective, treatment, plan ...), `label` what opens the line ("today",
    "initial"). `line` counts lines; `said` are the words; `kinds` holds the hits by kind; `unfilled` are the tokens of
    a form that nobody filled in; `own_day` is where the visit's date stands in it first. `services` are those it
    belongs to; where several with minutes are named in it, `shares` parts it.
    """

    __slots__ = (
        "end",
        "hits",
        "i",
        "j",
        "kinds",
        "label",
        "line",
        "own_day",
        "said",
        "scan",
        "section",
        "services",
        "shares",
        "start",
        "unfilled",
    )

    def __init__(self, scan: Scan, i: int, j: int, line: int) -> None:
        self.scan, self.i, self.j, self.line = scan, i, j, line
        self.start, self.end = scan.starts[i], scan.ends[j - 1]
        self.said = frozenset(scan.words[i:j])
        self.hits: list[Hit] = []
        self.kinds: dict[str, list[Hit]] = {}
        self.section: str | None = None
        self.label: str | None = None
        self.services: tuple[str, ...] = ()
        self.shares: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
        self.unfilled: tuple[tuple[int, int], ...] = ()
        self.own_day: tuple[int, int] | None = None

    def first(self, *kinds: str) -> Hit | None:
        """The first hit of any of these kinds."""
        here = list(filter(None, map(self.kinds.get, kinds)))
        return min([hits[0] for hits in here], key=_start) if here else None

    def all(self, *kinds: str) -> list[Hit]:
        """The hits of these kinds, in order."""
        here = list(filter(None, map(self.kinds.get, kinds)))
        if len(here) < 2:
            return here[0][:] if here else []
        return sorted({hit.start: hit for hits in here for hit in hits}.values())  # each starts elsewhere

    def has(self, *kinds: str) -> bool:
        """Whether anything of one of these kinds is here."""
        return not self.kinds.keys().isdisjoint(kinds)

    def between(self, i: int, j: int) -> list[Hit]:
        """The hits that begin at the tokens from `i` up to `j`."""
        return self.hits[bisect_left(self.hits, i, key=_token) : bisect_left(self.hits, j, key=_token)]

    def ending_at(self, k: int) -> Hit | None:
        """The hit that ends right before a token."""
        n = bisect_left(self.hits, k, key=_token) - 1
        return self.hits[n] if n >= 0 and self.hits[n].j == k else None

    def services_at(self, place: int) -> tuple[str, ...]:
        """The services that a place belongs to; none where several are named here and nothing parts them."""
        for start, end, services in self.shares:
            if start <= place < end:
                return services
        named = {hit.entries["services"].more for hit in self.kinds.get("services", ())}
        return () if len(named) > 1 else self.services


def _start(hit: Hit) -> int:
    return hit.start


_token = attrgetter("i")


def segments(scan: Scan, day: date | None = None) -> list[Segment]:
    """The note's segments in order, with their hits, sections and labels; `day` is the visit's."""
    found = [Segment(scan, i, j, line) for i, j, line in _cuts(scan)]
    _file_hits(scan, found)
    name_sections(found)
    mark_other_days(found, day)
    _mark_own_day(scan, found, day)
    mark_unfilled(scan, found)
    return found


def _mark_own_day(scan: Scan, found: list[Segment], day: date | None) -> None:
    """Tells each segment where the visit's date stands in it."""
    if day is None or not found:
        return
    begins = [segment.start for segment in found]
    for place in of_day(day).finditer(scan.folded):
        segment = found[max(bisect_left(begins, place.end()) - 1, 0)]
        if segment.own_day is None and segment.start <= place.start():
            segment.own_day = place.span()


def _cuts(scan: Scan) -> Iterator[tuple[int, int, int]]:
    """Where segments begin and end, in tokens, and on which line; both are bounded, whatever the text."""
    begin, line, of_line, titles = 0, 0, 0, Titles(scan)
    for k, after, new_line in _breaks(scan):
        while k - begin > LONGEST_SEGMENT:
            yield begin, begin + LONGEST_SEGMENT, line
            begin, line = begin + LONGEST_SEGMENT, line + 1
        if k > begin:
            for i, j in titles.parts(begin, k):
                yield i, j, line
                of_line += 1
        begin = after
        if new_line or of_line >= LONGEST_LINE:
            line, of_line = line + 1, 0


def _breaks(scan: Scan) -> Iterator[tuple[int, int, bool]]:
    """Each place that ends a segment: its token, the token after the break, and whether a line ends there."""
    words, starts, ends = scan.words, scan.starts, scan.ends
    line_start, last = 0, len(words)
    wrapped, small = _width(scan.folded), _is_all_small(scan.text)
    for k in _marks(scan):
        word = words[k]
        if word == "\n":
            runs_on = wrapped and k + 1 < last and words[k + 1] != "\n"
            if not (runs_on and _runs_on(scan, k, starts[k] - line_start, wrapped)):
                yield k, k + 1, True
            line_start = starts[k] + 1
        elif word in _STOPS:
            past = k + 2 if words[k + 1 : k + 2] == ['"'] and starts[k + 1] == ends[k] else k + 1
            if past < last and _ends_sentence(scan, k, past, small):
                yield past, past, False
        elif word in _BREAKS:
            yield k, k + 1, False
        else:
            yield k, k, False
    yield last, last, True


def _marks(scan: Scan) -> list[int]:
    """The tokens that may end a segment, and those behind several blanks: few of a note's."""
    signs = compress(count(), map(_ENDS.__contains__, scan.words))
    if "  " not in scan.folded:
        return list(signs)
    gaps = enumerate(zip([0, *scan.ends], scan.starts, strict=False))
    wide = (k for k, (end, start) in gaps if start - end > 1 and _is_wide(scan.folded[end:start]))
    return sorted({*signs, *wide})


def _is_wide(gap: str) -> bool:
    """Whether several blanks part what stands on a line; a tab parts the cells of one row."""
    return "  " in gap and "\t" not in gap


def _width(folded: str) -> int:
    """The width at which a note's lines are wrapped; 0 when they are not, or when tags of HTML part them."""
    if NOTHING in folded:
        return 0
    lines = sorted(filter(None, folded.split("\n")), key=len, reverse=True)
    width = len(lines[0]) if len(lines) >= WRAPPED_LINES else 0
    if not WRAPPED <= width <= 2 * WRAPPED or len(lines[WRAPPED_LINES - 1]) <= width - RAGGED:
        return 0
    full = [line for line in lines if len(line) > width - RAGGED]
    return width if 2 * len(full) >= len(lines) or any(map(_BROKEN_OFF.search, full)) else 0


_BROKEN_OFF = re.compile(r"[a-z,] (?:a|an|the|and|or|of|to|for|with|in|on|at|from|by|into|his|her|their|was|is|were)$")
"""No line of a list ends so."""


def _runs_on(scan: Scan, k: int, length: int, width: int) -> bool:
    """Whether the line that ends here is a sentence that goes on: full, unfinished, small letters follow."""
    following = scan.text[scan.starts[k + 1]]
    return (
        length > width - RAGGED
        and following.islower()
        and k > 0
        and scan.words[k - 1] not in _STOPS
        and scan.words[k - 1] not in (";", ":")
    )


_OPENED = re.compile(r"[.!?](?<=[a-z]{3}.) +(?:([A-Z])|[a-z])")


def _is_all_small(text: str) -> bool:
    """Whether a note's sentences open with small letters: most of those that follow a stop do."""
    opened: list[str] = _OPENED.findall(text, 0, LONGEST_OPENING)
    return len(opened) > 1 and 2 * opened.count("") > len(opened)


LONGEST_OPENING = 8_000
"""Code points that show how a note is written."""


def _ends_sentence(scan: Scan, k: int, past: int, small: bool) -> bool:
    """A stop followed by a blank and by what can open a sentence, unless it only shortens a word.

    `past` is the token behind it, and behind the mark that closes what was said: "less." O: TE. `small`: a small
    letter can open one in this note.
    """
    if scan.starts[past] == scan.ends[past - 1]:
        return False
    if scan.words[k] != ".":
        return True
    opening = scan.text[scan.starts[past]]
    if k == 0:
        return not opening.islower()
    before = scan.words[k - 1]
    if before in _BEFORE_NAMES:
        return False
    if opening.islower():
        return small and len(before) > 1 and before not in _ABBREVIATED
    initial = len(before) == 1 and scan.text[scan.starts[k - 1]].isupper()
    if before in _ABBREVIATED and not opening.isupper():
        start = scan.starts[past]
        return opening.isdigit() and (opens_with_day(scan.folded, start) or _CODE.match(scan.folded, start) is not None)
    return not initial


_CODE = re.compile(r"[0-9]{5}\b")


def _file_hits(scan: Scan, found: list[Segment]) -> None:
    """Each hit to the segment in which it begins, there under its kinds; what begins at a break is in none."""
    begins = list(map(_token, scan.hits))
    for segment in found:
        segment.hits = scan.hits[bisect_left(begins, segment.i) : bisect_left(begins, segment.j)]
        kinds = segment.kinds
        for hit in segment.hits:
            for kind in (hit.quantity.kind, "quantity") if hit.quantity else hit.entries:
                if kind in kinds:
                    kinds[kind].append(hit)
                else:
                    kinds[kind] = [hit]
