"""A service that was entered, and of which the notes say in its own words that it was not given.

Names that the lexicon knows as services are judged where they stand. This is for what a clinic calls a service
besides: "Traction" beside "traction not done, unit out of order".
"""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import LATER, OTHER_DAY
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

SHORTEST = 4
"""Letters of a word that can name a service."""
_SAID_OF_ANY = word_set(
    "therapeutic therapy treatments exercises activities training trained skilled session"
    " with both bilateral minutes program programme today level seated standing"
)
_NO_NAME = frozenset({"body", "sides", "motions", "deficits", "modes"})
_HELD = word_set("held hold holding")
"""A rail is held, and so is a stretch: no proof that a service was not given."""


def withheld(own: Iterable[Segment], notes: Iterable[Segment]) -> tuple[Segment, Hit] | None:
    """Where a note says that what `own` names was not given; of each name, and wherever the notes tell of today."""
    names = {word for segment in own for word in _names(segment)}
    denied: dict[str, tuple[Segment, Hit]] = {}
    for segment in notes if names else ():
        for hit in _places(segment, names):
            context = contexts(segment, hit)
            if "not_done" in context and _HELD.isdisjoint(segment.scan.words[segment.i : segment.j]):
                denied.setdefault(segment.scan.words[hit.i], (segment, hit))
            elif not context & (LATER | OTHER_DAY):
                return None
    return next(iter(denied.values())) if names and names == denied.keys() else None


def _names(segment: Segment) -> list[str]:
    """The words of a service's own text that can name it: no body part, no side, nothing that is said of any."""
    scan = segment.scan
    other = {k for hit in segment.hits if not _NO_NAME.isdisjoint(hit.entries) for k in range(hit.i, hit.j)}
    places = (k for k in range(segment.i, segment.j) if k not in other)
    words = (scan.words[k] for k in places)
    return [word for word in words if len(word) >= SHORTEST and word.isalpha() and word not in _SAID_OF_ANY]


def _places(segment: Segment, names: set[str]) -> Iterable[Hit]:
    scan = segment.scan
    if names.isdisjoint(scan.words[segment.i : segment.j]):
        return
    for k in range(segment.i, segment.j):
        if scan.words[k] in names:
            yield Hit(scan.starts[k], scan.ends[k], k, k + 1, {})
