"""Sentences beside timed services that tell of no further one: of life, of need, cues, parts of what was named.

"He needed tactile cues to stop shrugging" was given within something else, and "the circuit included sled pushes" tells
what the exercise before it was made of. What is counted or has minutes may be more.
"""

from __future__ import annotations

import re

from chargeline.evidence.services.codes.in_life import SO_MUCH, tells_of_life, tells_of_need
from chargeline.evidence.text.structure import Segment

_MADE_OF = re.compile(
    r"\b(?:circuit|exercises?|program|programme|routine|warm[- ]?up|cool[- ]?down) (?:[a-z]+ )?"
    r"(?:included|includes|consisted of|consists of|comprised|was made up of|involved)\b"
)
_TREATED = ("exercises", "activities", "functions", "techniques", "modes")


def is_no_further(segment: Segment) -> bool:
    """Whether a sentence tells of no service besides those that the note names with their minutes."""
    if tells_of_life(segment) or tells_of_need(segment):
        return True
    if segment.has(*SO_MUCH):
        return False
    cued = segment.has("cues") and not segment.has(*_TREATED)
    return cued or _MADE_OF.search(segment.scan.folded, segment.start, segment.end) is not None
