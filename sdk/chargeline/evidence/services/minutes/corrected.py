"""Minutes that a note puts right: "Correction: TE 15 min", "TE 25 min (error - should read 15)", "was 15, not 25"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.services.not_given.taken_back import taken_back
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_MINUTES = r"\d{1,3} ?(?:min(?:ute)?s?\b|m\b|')?"
_CORRECTS = re.compile(
    r"(?:\A|[.;(*•|] ?|- )(?:correction|correct(?:ed)?(?: time| minutes)?|amend(?:ed|ment)|revised|error)(?: ?:| - )"
    rf"|\bshould (?:be|read|say|state|have (?:been|read|said))(?: as)? {_MINUTES}(?!\w)"
    rf"|\b(?:corrected|amended|revised|changed) to (?:read )?{_MINUTES}(?!\w)"
    rf"|\b(?:was|were|is) {_MINUTES} ?,? (?:and )?not {_MINUTES}(?!\w)"
    rf"|\b(?:wrong|error|mistake|typo)\b ?[,:-] ?(?:it )?(?:was|is)? ?{_MINUTES}(?!\w)"
)

_WORDS = word_set("correction corrected correct amended amendment revised error should changed not wrong mistake typo")
"""Words without one of which nothing is put right."""


def corrected(segments: Iterable[Segment], named: Iterable[Anchor]) -> set[str]:
    """The codes of services whose minutes a note puts right or takes back; a person says which holds.

    Those of the sentence that puts it right, else the one named last before; all that stands above what is taken back.
    """
    anchors, segments = list(named), list(segments)
    taken = list(taken_back(segments))
    found = {anchor.code for anchor in anchors if any(not back.spares(anchor) for back in taken)}
    for segment in segments:
        start = _starts(segment)
        if start is None or not _counts(segment, start):
            continue
        here = [anchor for anchor in anchors if anchor.segment is segment]
        timed = [anchor for anchor in anchors if anchor.minutes or anchor.doubted]
        before = [anchor for anchor in timed if anchor.hit.start < start]
        found |= {anchor.code for anchor in [one for one in timed if one in here] or here or before[-1:]}
    return found


def _starts(segment: Segment) -> int | None:
    """Where a segment puts something right."""
    if _WORDS.isdisjoint(segment.said):
        return None
    correction = _CORRECTS.search(segment.scan.folded[segment.start : segment.end])
    return segment.start + correction.start() if correction else None


def _counts(segment: Segment, start: int) -> bool:
    """Whether minutes, or a bare number, stand behind the word: "corrected posture" puts no minutes right."""
    return any(hit.end > start and _may_be_minutes(hit) for hit in segment.kinds.get("quantity", ()))


def _may_be_minutes(hit: Hit) -> bool:
    return hit.quantity is not None and hit.quantity.kind in ("minutes", "number", "hours", "distance")
