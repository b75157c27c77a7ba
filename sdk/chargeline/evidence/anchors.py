"""Where a note names a service: its heading or its code, with the minutes and the people that stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from chargeline.evidence.context import LATER, OTHER_DAY, contexts
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.text import word_set

_NOT_NOW = LATER | OTHER_DAY
_BETWEEN = word_set(
    ": - = ( ) [ ] x for of at @ min mins minute minutes total time was were performed provided by to and with is units"
    " unit treatment tx training individual 1 ' direct one on skilled cpt code"
)
UNLABELLED = 8
"""A bare number beside a code is read as minutes only above this: below, it may be units."""
ASSISTANTS = frozenset({"assistant"})


class Minutes(NamedTuple):
    """Minutes stated for a service, by whom where that is said (`therapist`, `assistant`)."""

    minutes: int
    by: str | None
    segment: Segment
    start: int
    end: int


@dataclass(slots=True)
class Anchor:
    """One place that names a service: `code` is what the name stands for, `coded` whether it is written itself."""

    code: str
    name: str
    segment: Segment
    hit: Hit
    last: Hit
    coded: bool
    minutes: list[Minutes] = field(default_factory=list)
    performed: bool = True
    group: bool = False


def anchors(segments: list[Segment]) -> list[Anchor]:
    """The services named for today, in the order of the text, with their minutes."""
    found: list[Anchor] = []
    for line in _lines(segments):
        here = [anchor for segment in line for anchor in _named(segment)]
        if here:
            _give_minutes(line, here)
        elif found and len(line) == 1 and _only_minutes(line[0]):
            found[-1].minutes.extend(_stated(line[0], line[0].kinds["minutes"]))
        found.extend(here)
    return [anchor for anchor in found if anchor.minutes or anchor.segment.section not in ("plan", "goals", "history")]


def _lines(segments: list[Segment]) -> list[list[Segment]]:
    lines: dict[int, list[Segment]] = {}
    for segment in segments:
        lines.setdefault(segment.line, []).append(segment)
    return list(lines.values())


def _named(segment: Segment) -> list[Anchor]:
    """The services a segment names; a name beside its own code is one."""
    found: list[Anchor] = []
    for hit in segment.kinds.get("services", ()):
        entry = hit.entries["services"]
        code, _, heading = entry.more.partition(" ")
        if (heading and not _is_heading(segment, hit)) or contexts(segment, hit, section=False) & _NOT_NOW:
            continue
        written = segment.scan.folded[hit.start : hit.end].upper().replace(" ", "")
        coded = _is_code(written)
        code = written if coded else code
        if found and _same(found[-1], code, coded, segment, hit):
            found[-1].last = hit if hit.i - found[-1].last.j <= 2 else found[-1].last
            if coded:
                found[-1].code, found[-1].coded = code, True
            continue
        found.append(Anchor(code, entry.name, segment, hit, hit, coded))
        found[-1].performed = not contexts(segment, hit, section=False) & {"negated", "not_done"}
        found[-1].group = code == "97150" or segment.has("group")
    return found


def _is_code(written: str) -> bool:
    return len(written) == 5 and written[1:].isdigit()


def _same(last: Anchor, code: str, coded: bool, segment: Segment, hit: Hit) -> bool:
    """Whether this name and the one before it in the segment are one service."""
    if last.segment is not segment:
        return False
    return last.code == code or (coded != last.coded and hit.i - last.last.j <= 2)


def _is_heading(segment: Segment, hit: Hit) -> bool:
    """An abbreviation that collides is a service's name at the head of a line, before a colon, or beside minutes."""
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else "\n"
    if after in (":", "=") or hit.j - hit.i == segment.j - segment.i:
        return True
    neighbours = [other for other in segment.hits if 0 <= other.i - hit.j <= 2 or 0 <= hit.i - other.j <= 1]
    if any(other.quantity and other.quantity.kind == "minutes" for other in neighbours):
        return True
    opens = all(not word[0].isalnum() for word in words[segment.i : hit.i])
    if not opens or hit.j - hit.i > 1 or not segment.scan.text[hit.start : hit.end].isupper():
        return False
    return after in ("-", "(", "\n", "x") or not any(other.quantity and other.i == hit.j for other in segment.hits)


def _only_minutes(segment: Segment) -> bool:
    """A line under a heading that says minutes and nothing else."""
    stated = segment.kinds.get("minutes", ())
    return (
        len(stated) == 1 and segment.j - segment.i <= 6 and not segment.has("totals", "exercises", "dose", "activities")
    )


def _give_minutes(line: list[Segment], here: list[Anchor]) -> None:
    """Each statement of minutes goes to the service it stands beside, or to the only one of the line."""
    stated = [
        minutes
        for segment in line
        for minutes in (*_stated(segment, _counts(segment, here)), *_clocked(segment))
        if not _in_total(segment, minutes)
    ]
    first_is_number = bool(stated) and stated[0].start < here[0].hit.start and _touches(stated[0], here[0])
    for minutes in stated:
        owner = _owner(minutes, here, first_is_number)
        if owner is not None:
            owner.minutes.append(minutes)
    if stated and not any(anchor.minutes for anchor in here) and len({anchor.code for anchor in here}) == 1:
        _give_last(line, here[0], stated)


_CLOSING = str.maketrans("", "", " ).]")
_BY_HAND = ("97140", "97124", "97010", "97012", "97014", "G0283", "97016", "97018", "97022", "97024", "97026", "97035")


def _give_last(line: list[Segment], anchor: Anchor, stated: list[Minutes]) -> None:
    """Minutes that close a line under its heading are the service's, unless they may be the dose of an exercise."""
    last, end = stated[-1], line[-1].scan.ends[line[-1].j - 1]
    if last.segment.scan.folded[last.end : end].translate(_CLOSING):
        return
    opened = last.segment.scan.folded[: last.start].rstrip()[-1:]
    others = sum(one.minutes for one in stated[:-1])
    apart = opened in ("(", "-", "=", ":", "|") and last.minutes >= max(others, UNLABELLED)
    if apart or (anchor.code in _BY_HAND and len(stated) == 1):
        anchor.minutes.append(last)


def _counts(segment: Segment, here: list[Anchor]) -> list[Hit]:
    """Numbers that may be minutes: with the unit, or bare right after a name and a colon or an equals sign."""
    found = list(segment.kinds.get("minutes", ()))
    words = segment.scan.words
    for hit in segment.kinds.get("number", ()):
        beside = any(a.segment is segment and 0 <= hit.i - a.last.j <= 2 for a in here)
        linked = words[hit.i - 1] in (":", "=", "-") if hit.i > segment.i else False
        if (
            beside
            and linked
            and hit.quantity
            and hit.quantity.value > UNLABELLED
            and not _followed_by_word(segment, hit)
        ):
            found.append(hit)
    return sorted(found, key=lambda hit: hit.start)


def _followed_by_word(segment: Segment, hit: Hit) -> bool:
    words = segment.scan.words
    return hit.j < segment.j and words[hit.j][0].isalpha()


def _clocked(segment: Segment) -> list[Minutes]:
    """Minutes between a start and a stop: "2:00-2:28 PM"."""
    clocks = segment.kinds.get("clock", [])
    words = segment.scan.words
    found = []
    for start, stop in pairwise(clocks):
        if start.quantity is None or stop.quantity is None or words[start.j : stop.i] not in (["-"], ["to"], ["until"]):
            continue
        minutes = round(60 * (stop.quantity.value - start.quantity.value))
        minutes = (minutes + round((stop.quantity.second or 0) - (start.quantity.second or 0))) % _HALF_DAY
        if minutes <= _LONGEST_VISIT:
            found.append(Minutes(minutes, None, segment, start.start, stop.end))
    return found


_HALF_DAY = 12 * 60
_LONGEST_VISIT = 240


def _stated(segment: Segment, hits: Iterable[Hit]) -> list[Minutes]:
    return [
        Minutes(round(hit.quantity.value), _performer(segment, hit), segment, hit.start, hit.end)
        for hit in hits
        if hit.quantity is not None and hit.quantity.second is None and 0 <= hit.quantity.value <= 480
        if not any(other.i == hit.j for other in segment.kinds.get("seconds", ()))
    ]


def _performer(segment: Segment, hit: Hit) -> str | None:
    """Who is named right before the minutes, or after them with "by"."""
    words = segment.scan.words
    for other in segment.kinds.get("performers", ()):
        role = other.entries["performers"].more
        if not segment.scan.text[other.start : other.end].replace("/", "").replace(".", "").isupper() and len(role) < 3:
            continue
        if 0 <= hit.i - other.j <= 1 and all(word in (":", "-", "=", "x", "for") for word in words[other.j : hit.i]):
            return role
        between = words[hit.j : other.i]
        if 0 <= other.i - hit.j <= 3 and all(word in ("by", "with", "w", "(", "/", "the", "-") for word in between):
            return role
    return None


def _in_total(segment: Segment, minutes: Minutes) -> bool:
    """Whether these minutes belong to a total, not to a service."""
    for hit in segment.kinds.get("totals", ()):
        gap = (
            segment.scan.folded[hit.end : minutes.start]
            if hit.end <= minutes.start
            else segment.scan.folded[minutes.end : hit.start]
        )
        if len(gap) <= 4 and "," not in gap:
            return True
    return False


def _touches(minutes: Minutes, anchor: Anchor) -> bool:
    if minutes.segment is not anchor.segment:
        return False
    scan = minutes.segment.scan
    low, high = sorted(((minutes.start, minutes.end), (anchor.hit.start, anchor.last.end)))
    between = [scan.words[k] for k in range(anchor.segment.i, anchor.segment.j) if low[1] <= scan.starts[k] < high[0]]
    return len(between) <= 6 and all(word in _BETWEEN or word.isdigit() for word in between)


def _owner(minutes: Minutes, here: list[Anchor], number_first: bool) -> Anchor | None:
    before = [a for a in here if a.hit.start <= minutes.start]
    after = [a for a in here if a.hit.start >= minutes.end]
    beside = [after[0]] if after and _touches(minutes, after[0]) else []
    named = [before[-1]] if before and _touches(minutes, before[-1]) else []
    ordered = beside + named if number_first else named + beside
    if ordered:
        return ordered[0]
    if minutes.by is not None and len({a.code for a in here}) == 1:
        return here[0]
    return None
