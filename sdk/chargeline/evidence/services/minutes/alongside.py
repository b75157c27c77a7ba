"""Two services with minutes of which one was given during the other: "TE 15 min, performed during NMES 15 min"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from chargeline.evidence.reading import Alongside
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.source import Source
from chargeline.evidence.text.lists import word_set

_SAID = word_set("during while concurrent concurrently simultaneous simultaneously time together")
"""Words without one of which nothing was given during something else."""
_MEANWHILE = re.compile(
    r"\b(?:during|while (?:on|in|using|receiving|performing|doing)|together with"
    r"|(?:concurrent(?:ly)?|simultaneous(?:ly)?|same time)(?: ?(?:with|w/|as|to))?) ?(?:(?:the|attended|constant) )?\Z"
)
"""What stands right before the service during which another was given."""
_REACH = 60


def alongside(places: list[tuple[Source, list[Anchor]]], ids: Mapping[str, tuple[str, ...]]) -> Iterator[Alongside]:
    """Each two services that a sentence names with minutes, where it says that they were given at once."""
    for source, found in places:
        for one, other in pairwise(found):
            if one.segment is other.segment and _are_at_once(one, other):
                first, second = ids.get(one.code, ()), ids.get(other.code, ())
                if len(first) == len(second) == 1:
                    yield Alongside((first[0], second[0]), source.quote(one.segment, one.hit.start, other.last.end))


def _are_at_once(one: Anchor, other: Anchor) -> bool:
    """Whether both have minutes, and the words right before the second name put the first into its time."""
    if not (one.minutes and other.minutes) or _SAID.isdisjoint(one.segment.said):
        return False
    before = one.segment.scan.folded[max(one.last.end, other.hit.start - _REACH) : other.hit.start]
    return _MEANWHILE.search(before) is not None
