"""What the readers of one theme hand on: something found, with its words and its context."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from chargeline.evidence.text.context import NONE, contexts
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


class Found(NamedTuple):
    """Something said at `start:end` of a segment. `codes` are the codes that it speaks for by its nature, if any."""

    kind: str
    name: str
    segment: Segment
    start: int
    end: int
    context: frozenset[str] = NONE
    codes: tuple[str, ...] = ()


def found(
    kind: str, name: str, segment: Segment, first: Hit, last: Hit | None = None, *, codes: tuple[str, ...] = ()
) -> Found:
    """What stands from `first` to `last`, in the context of `first`."""
    end = (last or first).end
    return Found(kind, name, segment, first.start, max(end, first.end), contexts(segment, first), codes)


def whole(kind: str, name: str, segment: Segment, at: Hit, *, codes: tuple[str, ...] = ()) -> Found:
    """The clause around `at`, in its context."""
    start, end = clause(segment, at)
    return Found(kind, name, segment, start, end, contexts(segment, at), codes)


Asked: TypeAlias = tuple[frozenset[str] | None, Callable[[Segment], Hit | None]]
"""A reader, and the words without one of which it finds nothing; None where no word tells."""


def first_found(segment: Segment, readers: Iterable[Asked]) -> Hit | None:
    """What the first of some readers finds; only those are asked of whose words one is said."""
    for words, read in readers:
        if (words is None or not words.isdisjoint(segment.said)) and (hit := read(segment)):
            return hit
    return None


_OPENERS = frozenset({"-", "*", "–", "•", "·", ">", ":", ",", ")", "]", "=", "→", "/", ".", "+"})
LONGEST = 240
"""Evidence is at most this long, in code points."""


def clause(segment: Segment, at: Hit) -> tuple[int, int]:
    """Where the clause around a hit begins and ends, without bullets, label and blanks, in its service's part."""
    scan, (i, j) = segment.scan, _part(segment, at)
    label = next((hit for hit in segment.kinds.get("labels", ()) if hit.i <= i + 1 and hit.j <= at.i), None)
    if label is not None and label.j < j and scan.words[label.j] in (":", "-"):
        i = label.j + 1
    while i < at.i and (scan.words[i] in _OPENERS):
        i += 1
    while j > at.j and scan.words[j - 1] in (",", ";", ":", "\n", "-"):
        j -= 1
    start, end = scan.starts[i], scan.ends[j - 1]
    if end - start > LONGEST:
        start, end = max(start, at.start - LONGEST // 2), min(end, max(at.end, at.start + LONGEST // 2))
    return start, end


def _part(segment: Segment, at: Hit) -> tuple[int, int]:
    """The tokens of the service's part in which a hit stands; of the whole segment, where it is not parted."""
    starts = segment.scan.starts
    parts = ((bisect_left(starts, a), bisect_left(starts, b)) for a, b, _ in segment.shares if a <= at.start < b)
    return next(parts, (segment.i, segment.j))


def words_between(segment: Segment, a: Hit, b: Hit) -> list[str]:
    """The words between two hits, whichever comes first."""
    first, last = (a, b) if a.i <= b.i else (b, a)
    return segment.scan.words[first.j : last.i]


def names_home(segment: Segment) -> bool:
    """Whether a programme for home is named, not only something given, reviewed or done."""
    return any(hit.entries["home"].more != "act" for hit in segment.kinds.get("home", ()))


def as_written(segment: Segment, i: int, j: int) -> list[str]:
    """The words from token `i` to `j` with their endings: "lifts", where the lexicon spells "lift"."""
    scan = segment.scan
    return [scan.folded[start:end] for start, end in zip(scan.starts[i:j], scan.ends[i:j], strict=True)]


def is_without(words: Sequence[str]) -> bool:
    """Whether "without" is said, in full or as "w/o"."""
    if "without" in words:
        return True
    return any(words[k : k + 3] == ["w", "/", "o"] for k, word in enumerate(words) if word == "w")


def is_body_weight(segment: Segment) -> bool:
    """ "Weight up 2 lb, likes the thickened coffee": what the patient weighs, no load of an exercise."""
    scan, k = segment.scan, segment.i
    opens = scan.folded[scan.starts[k] : scan.ends[k]] in ("weight", "wt", "bw")
    return opens and segment.has("load", "number") and not segment.has(*_LOADED)


def is_of_symptom(segment: Segment, hit: Hit) -> bool:
    """ "Redness faded in 5 min": how a symptom went, where neither help nor a thing is said to fade."""
    if segment.scan.words[hit.i] not in _FADED or segment.has("cues", "assistance"):
        return False
    felt = any(one.j <= hit.i for one in segment.kinds.get("symptoms", ()))
    things = segment.all("exercises", "programme", "equipment")
    return felt and not any(one.i >= hit.j or one.j == hit.i for one in things)


_FADED = frozenset({"faded", "fades", "fade", "fading"})
_LOADED = ("exercises", "activities", "equipment", "dose", "times")
