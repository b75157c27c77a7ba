"""The shape of a note: sentences and list items, the section each stands in, and the label that opens it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from chargeline.evidence.text.days import mark_other_days
from chargeline.evidence.text.forms import mark_unfilled
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit, Scan

WRAPPED = 56
"""Lines are wrapped at this width at the least; several as long as the longest show it."""
WRAPPED_LINES = 3
LONGEST_SEGMENT = 160
"""Words; what never stops is cut, so that time grows with length alone."""
LONGEST_LINE = 48
"""Segments of one line that may speak of each other."""
RAGGED = 20
NOT_TREATMENT = frozenset({"subjective", "plan", "goals", "history", "home"})
"""Sections that tell nothing of what was done in this visit."""
_STOPS = frozenset(".!?")
_ABBREVIATED = word_set(
    "min mins max mod approx ea vs dr mr mrs ms ex ther lb lbs sec secs deg in ft wk wks rep reps no pt st inc e g i"
    " prev avg init resp tx hx dx rx cont s p l r wt sup inf ant post lat med flex ext abd add rom amb"
)
_BREAKS = frozenset(";•·●▪")


class Segment:
    """A sentence, a list item or a clause between semicolons, with what was found in it.

    `section` is the part of the note (subjective, treatment, plan ...), `label` what opens the line ("today",
    "initial"). `line` counts lines; `kinds` holds the hits by kind; `unfilled` are the tokens of a form that nobody
    filled in. `services` are those it belongs to; where several with minutes are named in it, `shares` parts it.
    """

    __slots__ = (
        "end",
        "hits",
        "i",
        "j",
        "kinds",
        "label",
        "line",
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
        self.hits: list[Hit] = []
        self.kinds: dict[str, list[Hit]] = {}
        self.section: str | None = None
        self.label: str | None = None
        self.services: tuple[str, ...] = ()
        self.shares: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
        self.unfilled: tuple[tuple[int, int], ...] = ()

    def first(self, *kinds: str) -> Hit | None:
        """The first hit of any of these kinds."""
        here = list(filter(None, map(self.kinds.get, kinds)))
        return min([hits[0] for hits in here], key=_start) if here else None

    def all(self, *kinds: str) -> list[Hit]:
        """The hits of these kinds, in order."""
        here = list(filter(None, map(self.kinds.get, kinds)))
        if len(here) < 2:
            return here[0][:] if here else []
        return sorted({hit.start: hit for hits in here for hit in hits}.values(), key=_start)

    def has(self, *kinds: str) -> bool:
        """Whether anything of one of these kinds is here."""
        return not self.kinds.keys().isdisjoint(kinds)


def _start(hit: Hit) -> int:
    return hit.start


def segments(scan: Scan) -> list[Segment]:
    """The note's segments in order, with their hits, sections and labels."""
    found = [Segment(scan, i, j, line) for i, j, line in _cuts(scan)]
    _file_hits(scan, found)
    _name_sections(found)
    mark_other_days(found)
    mark_unfilled(scan, found)
    return found


def _cuts(scan: Scan) -> Iterator[tuple[int, int, int]]:
    """Where segments begin and end, in tokens, and on which line; both are bounded, whatever the text."""
    begin, line, of_line = 0, 0, 0
    for k, after, new_line in _breaks(scan):
        while k - begin > LONGEST_SEGMENT:
            yield begin, begin + LONGEST_SEGMENT, line
            begin, line = begin + LONGEST_SEGMENT, line + 1
        if k > begin:
            yield begin, k, line
            of_line += 1
        begin = after
        if new_line or of_line >= LONGEST_LINE:
            line, of_line = line + 1, 0


def _breaks(scan: Scan) -> Iterator[tuple[int, int, bool]]:
    """Each place that ends a segment: its token, the token after the break, and whether a line ends there."""
    words, starts, ends = scan.words, scan.starts, scan.ends
    line_start, count, last_end = 0, len(words), 0
    wrapped, small = _width(scan.folded), _is_all_small(scan.text)
    for k in range(count):
        word = words[k]
        if word == "\n":
            runs_on = wrapped and k + 1 < count and words[k + 1] != "\n"
            if not (runs_on and _runs_on(scan, k, starts[k] - line_start, wrapped)):
                yield k, k + 1, True
                line_start = starts[k] + 1
        elif word in _STOPS:
            if k + 1 < count and _ends_sentence(scan, k, small):
                yield k + 1, k + 1, False
        elif word in _BREAKS:
            yield k, k + 1, False
        elif starts[k] - last_end > 1 and "\t" not in scan.folded[last_end : starts[k]]:
            yield k, k, False
        last_end = ends[k]
    yield count, count, True


def _width(folded: str) -> int:
    """The width at which a note's lines are wrapped; 0 when they are not."""
    lengths = sorted((len(line) for line in folded.split("\n")), reverse=True)[:WRAPPED_LINES]
    if len(lengths) < WRAPPED_LINES or not WRAPPED <= lengths[0] <= 2 * WRAPPED:
        return 0
    return lengths[0] if lengths[-1] > lengths[0] - RAGGED else 0


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


def _ends_sentence(scan: Scan, k: int, small: bool) -> bool:
    """A stop followed by a blank and by what can open a sentence, unless it only shortens a word.

    `small`: a small letter can open one in this note.
    """
    if scan.starts[k + 1] == scan.ends[k]:
        return False
    if scan.words[k] != ".":
        return True
    opening = scan.text[scan.starts[k + 1]]
    if k == 0:
        return not opening.islower()
    before = scan.words[k - 1]
    if opening.islower():
        return small and len(before) > 1 and before not in _ABBREVIATED
    initial = len(before) == 1 and scan.text[scan.starts[k - 1]].isupper()
    return not initial and not (before in _ABBREVIATED and not opening.isupper())


def _file_hits(scan: Scan, found: list[Segment]) -> None:
    """Each hit to the segment in which it begins, there under its kinds; what begins at a break is in none."""
    begins = [hit.i for hit in scan.hits]
    for segment in found:
        segment.hits = scan.hits[bisect_left(begins, segment.i) : bisect_left(begins, segment.j)]
        for hit in segment.hits:
            for kind in (hit.quantity.kind, "quantity") if hit.quantity else hit.entries:
                segment.kinds.setdefault(kind, []).append(hit)


def _name_sections(found: list[Segment]) -> None:
    """A heading opens a section for what follows; one in a row's first cell, or a label, for the rest of its line."""
    section, label, line, row = None, None, -1, None
    for segment in found:
        if segment.line != line:
            listed = label == "goals" and segment.scan.words[segment.i] in _FURTHER
            label, line, row = "goals" if listed else None, segment.line, None
        opened = _opening(segment)
        if opened is not None:
            name, lasting = opened
            if lasting and (_in_cell(segment.scan, segment.kinds["labels"][0]) or segment.scan.words[segment.i] == "["):
                row = name
            elif lasting:
                section, label = name, None
            else:
                label = name
                section = None if section in _ENDED_BY.get(name, ()) else section
        elif section in _TOLD and label is None and _starts_with(segment, "services"):
            section = "treatment"
        elif section == "plan" and label is None and (_starts_with(segment, "totals") or _tells_of_today(segment)):
            section = None
        segment.section, segment.label = row or section, label


_FURTHER = frozenset("23456")
"""What numbers the next goal of a list that opened on its label's line."""
_ENDED_BY = {"today": ("history", "goals"), "function": ("plan",), "response": ("plan",), "pain": ("plan",)}
"""Labels of today's findings, and the sections of another day that they end."""
_TOLD = ("subjective", "history")


def _tells_of_today(segment: Segment) -> bool:
    """Whether a line below a plan begins with the treatment of today: "Treatment today after eval, TherEx 15 min"."""
    if not _starts_with(segment, "labels"):
        return False
    first = segment.hits[0]
    of_treatment = first.entries["labels"].more.startswith("treatment")
    return of_treatment and "today" in segment.scan.words[first.i : first.j + 1]


def _starts_with(segment: Segment, kind: str) -> bool:
    """Whether a line begins with something of that kind."""
    first = segment.hits[0] if segment.hits else None
    return first is not None and first.i - segment.i <= 1 and kind in first.entries


_RATED = re.compile(r":?\s?[0-9]{1,2}(?:-[0-9]{1,2})?\s?/\s?10\b")
"""What follows "P:" when it stands for pain."""


def _past_date(scan: Scan, k: int) -> int:
    """The token after what stands between a label and its colon: "PRIOR NOTE 2/4:", "HISTORY (from eval 1/14):"."""
    words, j = scan.words, k
    if words[k : k + 1] == ["("]:
        j = next((n + 1 for n in range(k, min(k + 9, len(words))) if words[n] == ")"), k)
    while j < min(k + 9, len(words)) and (words[j].isdigit() or words[j] == "/"):
        j += 1
    return j if j < len(words) and words[j] == ":" else k


_ENDS = frozenset({":", "-", "=", "→", ">"})
_CLOSES = {"(": ")", "[": "]"}


def _ends_label(scan: Scan, hit: Hit, after: str) -> bool:
    """Whether a label's mark follows it: "Plan:", "P>", "(P)", "Planning." at the head of a sentence."""
    before = scan.words[hit.i - 1] if hit.i else ""
    if after in _ENDS or _in_cell(scan, hit):
        return before != "<"
    if after in (")", "]"):
        letter = before in ("", "\n") and scan.text[hit.start].isupper() and hit.j - hit.i == 1
        return letter or _CLOSES.get(before) == after
    stopped = after == "." and hit.end - hit.start > 3 and scan.text[hit.start].isupper()
    return stopped and hit.entries["labels"].more.endswith(" section")


def _in_cell(scan: Scan, hit: Hit) -> bool:
    return scan.text[hit.end : hit.end + 1] == "\t"


def _past_tags(segment: Segment) -> int:
    """The token after the markup or the ticked box that opens a segment: "<p><b>Plan:", "[x] Next:"."""
    words, i = segment.scan.words, segment.i
    if words[i : i + 3] == ["[", "x", "]"]:
        return min(i + 3, segment.j - 1)
    while words[i] == "<" and ">" in words[i : i + MARKUP]:
        i = words.index(">", i) + 1
        if i >= segment.j:
            break
    return i


MARKUP = 6
"""Tokens of one mark at the most."""


def _opening(segment: Segment) -> tuple[str, bool] | None:
    """The label that opens a segment, and whether it lasts past its line."""
    if "labels" not in segment.kinds:
        return None
    scan, i = segment.scan, _past_tags(segment)
    hit = next((one for one in segment.kinds["labels"] if one.i >= i), None)
    if hit is None or not scan.words[hit.i][0].isalnum() or any(word[0].isalnum() for word in scan.words[i : hit.i]):
        return None
    past = _past_date(scan, hit.j)
    after = scan.words[past] if past < len(scan.words) else "\n"
    i = hit.i
    alone = after == "\n" or hit.j >= segment.j
    if _ends_label(scan, hit, after) or alone or (after == ";" and segment.j - segment.i < 6):
        entry = hit.entries["labels"]
        if entry.more.startswith("plan") and _RATED.match(scan.folded, hit.end):
            return "pain", False
        if len(scan.words[i]) == 1 and hit.j - hit.i == 1 and after in ("=", "→"):
            return None
        kind, _, lasting = entry.more.partition(" ")
        if kind == "goals" and not alone:
            return kind, False
        return kind, lasting == "section" or (alone and kind == "history")
    return None
