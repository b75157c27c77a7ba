"""Parts that the note itself calls copied: "[copied from 10/28]", "carried over from last visit"."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

COPIED = word_set("copied copy cloned pulled carried brought imported")
_SURELY = word_set("copied cloned copy")
"""What is said of a text alone; the others need to name where from."""
_UNSAID = word_set("not no never without un")
_ON = word_set("forward over and edited text data note")
_ARTICLES = word_set("the my a her his pt's")
_EARLIER = word_set("last prior previous visit session note eval evaluation ie yesterday yesterday's initial tx dos")


def copies(segment: Segment) -> Iterator[Found]:
    """The words that say so, once for each segment."""
    scan = segment.scan
    for k in range(segment.i, segment.j):
        end = _end(scan.words, k) if scan.words[k] in COPIED else None
        if end is not None and scan.words[max(k - 1, 0)] not in _UNSAID:
            yield Found("copied", "copied", segment, scan.starts[k], scan.ends[min(end, segment.j) - 1])
            return


def _end(words: list[str], k: int) -> int | None:
    """The token after the words that say that something is copied; None when they say something else."""
    j = k + 1
    while j < len(words) and words[j] in _ON:
        j += 1
    if words[j : j + 1] != ["from"]:
        return j if words[k] in _SURELY and "forward" in words[k + 1 : j] else None
    j += 2 if words[j + 1 : j + 2] and words[j + 1] in _ARTICLES else 1
    dated = words[j : j + 1] and words[j].isdigit() and words[j + 1 : j + 2] in (["/"], ["-"])
    return j + 1 if dated or (j < len(words) and words[j] in _EARLIER) else None
