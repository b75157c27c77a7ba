"""What an exercise is to bring about, told behind it by a verb of aim or by what shall then be.

"Press-ups, centralize leg sx", "gaze x1 to cut down dizziness", "tendon glides so the scar doesn't bind".
"""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def brought_about(segment: Segment) -> Iterator[Found]:
    """The first aim of either sort behind an exercise or its dose."""
    if segment.section in _NOT_DONE or segment.label in _NOT_DONE or _OPENING.isdisjoint(segment.said):
        return
    done = min((hit.j for hit in segment.all(*_EXERCISED)), default=segment.j)
    for k in range(done, segment.j - 1):
        target = _target(segment, k)
        start = k
        if target is None and segment.scan.words[k] == "so":
            target, start = _subject(segment, k), k
        if target is not None:
            yield Found(
                "purpose", "capacity", segment, segment.scan.starts[start], target.end, contexts(segment, target)
            )
            return


_NOT_DONE = ("plan", "goals", "subjective", "home", "history", "hep")
_EXERCISED = ("exercises", "dose", "times", "reps")


def _target(segment: Segment, k: int) -> Hit | None:
    """What the verb at a token acts on, if it is one of aim: behind "to", or set off without it."""
    words = segment.scan.words
    if k == segment.i or not (words[k] in _BEHIND_TO or _has_particle(segment, k)):
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


def _has_particle(segment: Segment, k: int) -> bool:
    """ "To burn out the vertigo": any verb behind "to" with a word of direction, but those of moving oneself."""
    words = segment.scan.words
    return words[k - 1] == "to" and words[k + 1] in _PARTICLES and words[k].isalpha() and words[k] not in _MOVES


_PARTICLES = word_set("up down out off away back going past beyond")
_MOVES = word_set("sit stand get come go lie lay roll push pull walk bend reach pick lean step climb look turn move")


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


def _subject(segment: Segment, k: int) -> Hit | None:
    """The part of the body that shall do or stop something: "so the knee quits buckling"; no thing, no person."""
    words = segment.scan.words
    first = k + 2 if words[k + 1] == "that" else k + 1
    if words[first : first + 1] == [] or words[first] not in _WHOSE:
        return None
    end = next((n for n in range(first + 2, min(first + 6, segment.j)) if words[n] in _COMES_ABOUT), None)
    if end is None or any(first < hit.i < end for hit in segment.all("equipment")):
        return None
    return next((hit for hit in segment.all(*_OF_THE_BODY) if first < hit.i < end), None)


_OF_THE_BODY = ("body", "capacities", "deficits", "symptoms", "motions")
_WHOSE = word_set("the his her their my")
_COMES_ABOUT = word_set(
    "doesn't don't won't can stops stop quits quit learns learn gets get fires fire glides glide does do will"
)
