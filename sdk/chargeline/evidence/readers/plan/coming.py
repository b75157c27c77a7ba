"""What is to come at its time: a later day that is one of treatment, a thing that comes on it or after something."""

from __future__ import annotations

from chargeline.evidence.readers.finding import as_written
from chargeline.evidence.readers.plan.whose import is_goal, is_past, opens_at
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

NOT_OURS = ("subjective", "history", "goals", "home")
"""Sections and labels of what is no plan of ours."""


def is_to_come(segment: Segment, forms: dict[str, Hit]) -> bool:
    """Whether a later day is one of treatment: no goal's, and no day that was."""
    if any(is_goal(segment, hit) for hit in segment.kinds.get("context", ())):
        return False
    if segment.section == "goals" or not OVER.isdisjoint(segment.scan.words[segment.i : segment.j]):
        return False
    if segment.has("comparisons", "measures") and segment.has("number", "score", "seconds", "degrees", "fraction"):
        return False
    if "content" in forms or segment.has("exercises", "services", "activities", "measures"):
        return True
    return (
        segment.has("equipment")
        and not any(map(is_past, as_written(segment, segment.i, segment.j)))
        and not _walks(segment)
    )


def _walks(segment: Segment) -> bool:
    """ "Walks outside on Sunday": what the patient does in daily life."""
    first = as_written(segment, segment.i, segment.i + 1)[0]
    return segment.has("functions") and first.endswith("s") and not first.endswith("ss")


OVER = word_set("was were had did done")


def comes(segment: Segment) -> Hit | None:
    """ "Two-person verbs come on Friday", "stairs come after the foot is turned": a thing that comes at its time."""
    words = segment.scan.words
    if segment.section in NOT_OURS or segment.has("symptoms", "family", "performers", "home"):
        return None
    for k in range(opens_at(segment) + 1, segment.j - 1):
        if words[k] in COME and words[k + 1] in _AT_ITS_TIME and words[k - 1] not in _NO_THING:
            return next((hit for hit in segment.hits if hit.i != k), None)
    return None


_NO_THING = word_set("he she they it pt patient what which who that")
COME = word_set("come comes")
_AT_ITS_TIME = word_set("next after once when on later then")
