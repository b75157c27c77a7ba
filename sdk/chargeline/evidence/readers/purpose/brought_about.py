"""What an exercise is to bring about, told behind it by a verb of aim: "press-ups, centralize leg sx"."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def brought_about(segment: Segment) -> Iterator[Found]:
    """The first aim behind an exercise or its dose."""
    if segment.section in _NOT_DONE or segment.label in _NOT_DONE or _OPENING.isdisjoint(segment.said):
        return
    done = min((hit.j for hit in segment.all(*_EXERCISED)), default=segment.j)
    for k in range(done, segment.j - 1):
        target = acted_on(segment, k)
        if target is not None:
            yield Found("purpose", "capacity", segment, segment.scan.starts[k], target.end, contexts(segment, target))
            return


_NOT_DONE = ("plan", "goals", "subjective", "home", "history", "hep")
_EXERCISED = ("exercises", "dose", "times", "reps")


def acted_on(segment: Segment, k: int) -> Hit | None:
    """What the verb at a token acts on, if it is one of aim: behind "to", or set off without it."""
    words = segment.scan.words
    if k == segment.i or words[k] not in _BEHIND_TO:
        return None
    if words[k - 1] == "to":
        if not _TOLD.isdisjoint(words[max(segment.i, k - 3) : k - 1]) or _by_hand(segment, k):
            return None
    elif words[k] not in VERBS_OF_AIM or not _is_set_off(segment, k):
        return None
    first = k + 1
    near = (hit for hit in segment.hits if first <= hit.i <= first + _NEAR and not hit.quantity)
    target = next((hit for hit in near if _is_aimed_at(hit, limbs=words[k] in VERBS_OF_AIM)), None)
    if target is None or not _ENDS.isdisjoint(words[first : target.i]):
        return None
    taken = words[first] in _OBJECT or not _PARTICLES.isdisjoint(words[target.j : target.j + 1])
    return target if taken or words[k] not in _WITH_OBJECT else None


def _is_set_off(segment: Segment, k: int) -> bool:
    """Behind a mark, or right behind an exercise or its dose: "UBE 6 min increase blood flow"."""
    return segment.scan.words[k - 1] in _MARKS or any(hit.j == k for hit in segment.all(*_EXERCISED, "minutes"))


def _by_hand(segment: Segment, k: int) -> bool:
    """Whether a hand laid on is to do it: "hand at the scapula to stop the winging" tells of skill."""
    return not _HANDS.isdisjoint(segment.scan.words[max(segment.i, k - _NEAR - 1) : k - 1])


_HANDS = listed("hands that rest")
_MARKS = frozenset({",", "-", "–", "→", ">", ":", "(", "=", "/", "+", "&"})
VERBS_OF_AIM = listed("verbs of aim")
_BEHIND_TO = VERBS_OF_AIM | listed("verbs of aim behind to")
_OPENING = VERBS_OF_AIM | {"to", "so"}
"""Words without one of which nothing is brought about."""
_TOLD = listed("told to") | listed("able or urged to")
_PARTICLES = word_set("up down out off away back going past beyond")
_WITH_OBJECT = word_set("get gain win bring keep work teach give take put")
_OBJECT = word_set("the that his her their more back some better last up out down it core trunk those these")
_ENDS = word_set(", ( ) : ; next without no")
_NEAR = 5
"""Words from a verb to what it acts on: "get that last bit of extension"."""


def _is_aimed_at(hit: Hit, *, limbs: bool) -> bool:
    """What body or mind can do, what fails, a symptom, a movement, a muscle; a limb may be only reached for."""
    if "faults" in hit.entries and hit.entries["faults"].more in ("movement", "risk", "seen", "symptom"):
        return True
    if not hit.entries.keys().isdisjoint(("capacities", "deficits", "symptoms", "motions")):
        return True
    return "body" in hit.entries and (limbs or hit.entries["body"].name not in _LIMBS)


_LIMBS = ("hand", "foot", "knee", "ankle", "elbow", "wrist", "upper extremity", "lower extremity")
