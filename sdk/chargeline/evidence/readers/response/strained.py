"""What a part of the body did under load, or what the patient said of it: "calves cramped", ""I could do more"."""

from __future__ import annotations

from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def strained(segment: Segment) -> Hit | None:
    """A part that shook, cramped or clicked, or the patient's own words told in the account of the treatment."""
    if segment.section in ("subjective", "home") or not _ELSEWHERE.isdisjoint(segment.said):
        return None
    words = segment.scan.words
    parts = segment.kinds.get("body", ())
    part = next((one for one in parts if words[one.j : one.j + 1] and words[one.j] in STRAINED), None)
    if part is not None and not segment.has("family", "limits"):
        return part
    return _in_own_words(segment)


STRAINED = listed("what a part does under load")
_ELSEWHERE = listed("between visits") | word_set("home night morning fall since")


def _in_own_words(segment: Segment) -> Hit | None:
    """A quotation in the first person that opens a line of the treatment: ""not as dead in the arms as I figured"."""
    words = segment.scan.words
    opening = next((k for k in range(segment.i, min(segment.i + 3, segment.j)) if words[k] == '"'), None)
    if opening is None or segment.line < 2 or segment.section not in ("objective", "treatment", "assessment", None):
        return None
    close = next((k for k in range(opening + 1, segment.j) if words[k] == '"'), segment.j)
    own = not _FIRST.isdisjoint(words[opening + 1 : close])
    told = [one for one in segment.hits if "context" not in one.entries]
    return told[0] if own and told and not segment.has("limits", "functions") else None


_FIRST = frozenset({"i", "i'm", "my", "me"})
