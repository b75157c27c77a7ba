"""Where a discipline's name is that of a department or of the note itself, and no service: "SPEECH THERAPY NOTE"."""

from __future__ import annotations

import re

from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

_SPEECH = r"(?:st|slt|slp|speech(?:[ /-]+(?:and |& )?(?:language )?)(?:therapy|pathology|services))"
_KIND = (
    r"(?:note|report|summary|visit|eval(?:uation)?|assessment|dep(?:artmen)?t|diagnosis|dx|discipline|plan of care|poc"
    r"|recert\w*|addend\w*|amendment|late entry|documentation|services?|clinic)"
)
_OF = (
    r"(?:daily|weekly|progress|treatment|tx|therapy|visit|session|soap|initial|discharge|encounter|outpatient|inpatient"
    r"|pediatric|adult|follow[- ]?up)"
)
_TITLE = re.compile(rf"\W*(?:{_OF} )*{_SPEECH}(?:[ -]+{_OF})*[ -]+{_KIND}\b|\W*{_KIND} ?[:-]? ?{_SPEECH}\W*\Z")
_NAME = re.compile(rf"\W*{_SPEECH}\W*")
_ST = word_set("st slt slp speech")


def is_title(segment: Segment, end: int) -> bool:
    """Whether a name that ends there is a part of the note's title or of a department's; on top, if it stands alone."""
    if _ST.isdisjoint(segment.said):
        return False
    folded = segment.scan.folded
    if segment.line == 0 and _NAME.fullmatch(folded, segment.start, segment.end):
        return True
    title = _TITLE.match(folded, segment.start, segment.end)
    return title is not None and end <= title.end()


def names_the_note(anchor: Anchor) -> bool:
    """Whether a name without minutes is a title's."""
    if anchor.coded or anchor.code != "92507" or anchor.minutes or anchor.joint or anchor.doubted:
        return False
    return is_title(anchor.segment, anchor.hit.end)
