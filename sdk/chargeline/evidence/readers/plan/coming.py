"""What is to come at its time: a later day that is one of treatment, a thing that comes on it or after something."""

from __future__ import annotations

from chargeline.evidence.readers.finding import as_written
from chargeline.evidence.readers.plan.whose import is_goal, is_past, opens_at
from chargeline.evidence.text.lists import listed, word_set
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


def ahead(segment: Segment, forms: dict[str, Hit]) -> Hit | None:
    """A short line without a deed that closes with its day or its condition: "fins on Wednesday", "bus stop next, if".

    "If the rash clears, resume scar work" and "restart mobs when dry" hang on something that is still to be.
    """
    if segment.section in NOT_OURS or segment.has(*_NO_VISIT) or not (segment.hits and AWAY.isdisjoint(segment.said)):
        return None
    words, written = segment.scan.words, as_written(segment, segment.i, segment.j)
    if any(map(is_past, written)) or not _SOMEBODY.isdisjoint(written):
        return None
    day = forms.get("day") or forms.get("when")
    if day is not None and _names_its_day(segment, day):
        return day
    return segment.hits[0] if _hangs(words, opens_at(segment), segment.j) else None


_NO_VISIT = ("limits", "family", "often", "measures")
_SOMEBODY = word_set("he she they i'm pt patient is are says reports works lives since per")
AWAY = listed("elsewhere in life")


def _names_its_day(segment: Segment, day: Hit) -> bool:
    """Whether a day opens or closes a short line, or only a condition follows it, in the latter half of a note."""
    words, at = segment.scan.words, opens_at(segment)
    late = segment.line > 1 or segment.i > len(words) // 2
    if not late or words[day.i - 1] in _SINCE or words[day.i] in _WEEKS or words[day.j : day.j + 1] == ["to"]:
        return False
    if as_written(segment, day.j, min(day.j + 1, segment.j)) in _EACH or segment.has("assistance"):
        return False
    if any(one.j <= day.i for one in segment.kinds.get("symptoms", ())):
        return False
    said = [k for k in range(segment.i, segment.j) if words[k][0].isalnum() and not day.i <= k < day.j]
    closes = not [k for k in said if k >= day.j] or not _UNLESS.isdisjoint(words[day.j : day.j + 2])
    plain = words[day.i] in _NEXT or not segment.has("now")
    told = len([k for k in said if k < day.j or day.i == at])
    return plain and (closes or day.i == at) and 0 < told <= _SHORT_LINE


_SINCE = word_set("from as since last than to until for")
_WEEKS = word_set("wk week")
_EACH = (["mornings"], ["afternoons"], ["evenings"], ["nights"])
_SHORT_LINE = 7
_NEXT = ("next", "nxt")
_UNLESS = word_set("if provided when once unless assuming")


def _hangs(words: list[str], at: int, end: int) -> bool:
    """Whether a deed of treatment hangs on what is to be: "if the rash clears, resume", "restart when dry"."""
    if words[at] in _UNLESS:
        comma = next((k for k in range(at + 1, min(at + _CONDITION, end - 1)) if words[k] == ","), None)
        return comma is not None and words[comma + 1] in _TAKEN_UP
    return words[at] in _TAKEN_UP and not _UNLESS.isdisjoint(words[at + 1 : end])


_CONDITION = 10
_TAKEN_UP = word_set("resume restart reintroduce pick add advance progress return try move")
