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
    exercised = segment.all(*_EXERCISED) + drills(segment)
    done = min((hit.j for hit in exercised), default=segment.j)
    for k in range(done, segment.j - 1):
        target = acted_on(segment, k)
        if target is None and _is_aim_of_exercise(segment, k):
            target = min(segment.hits, key=lambda hit: abs(hit.i - k))
            end = segment.scan.ends[min(k + _SHOWN, segment.j) - 1]
            yield Found("purpose", "capacity", segment, segment.scan.starts[k], end, contexts(segment, target))
            return
        if target is not None:
            yield Found("purpose", "capacity", segment, segment.scan.starts[k], target.end, contexts(segment, target))
            return


_SHOWN = 6
"""Words of an aim that are shown."""


def drills(segment: Segment) -> list[Hit]:
    """What is only called a drill or a circuit: "mirror drills, midline awareness"."""
    if _DRILLS.isdisjoint(segment.said):
        return []
    return [hit for hit in segment.kinds.get("programme", ()) if segment.scan.words[hit.j - 1] in _DRILLS]


_DRILLS = word_set("drill drills circuit")


def _is_aim_of_exercise(segment: Segment, k: int) -> bool:
    """Any other verb behind an exercise or its dose, with what it acts on: "snow angels to open the chest".

    What the exercise itself consists of is none: "squats to touch the chair", "step-ups to the left".
    """
    words = segment.scan.words
    if words[k] in ("so", "that") and words[k - 1] in _MARKS:
        return _is_for_good(segment, k)
    if words[k - 1] != "to" or words[k] in _DEEDS or not words[k].isalpha() or _by_hand(segment, k):
        return False
    if words[k - 2] == "," and words[k + 1].isalpha() and words[k + 1] != "and" and words[k] not in _HOW_FAR:
        return not any(hit.i <= k < hit.j and not hit.entries.keys().isdisjoint(_NOT_VERBS) for hit in segment.hits)
    if not (words[k + 1] in _WHOSE or (words[k + 1] in _PARTICLES and words[k + 2 : k + 3] and words[k + 2] in _WHOSE)):
        return False
    before = segment.ending_at(k - 1 - (words[k - 2] == ","))
    there = any(hit.i <= k < hit.j and not hit.entries.keys().isdisjoint(_NOT_VERBS) for hit in segment.hits)
    return before is not None and not there and (before.quantity is not None or not _DONE.isdisjoint(before.entries))


def in_water(segment: Segment) -> Iterator[Found]:
    """What the water is for: "water chosen so that he can load the ankle early", "buoyancy takes the weight off"."""
    if segment.section in _NOT_DONE or segment.label in _NOT_DONE:
        return
    words = segment.scan.words
    k = next((k for k in range(segment.i, segment.j) if words[k] in WATER), None)
    if k is None or not segment.hits or segment.has("limits", "ratings"):
        return
    behind = words[k + 1 : segment.j]
    why = not _WHY.isdisjoint(behind) and not _CHOSEN.isdisjoint(behind[:_NEAR])
    lifts = not _TAKES.isdisjoint(behind[:_NEAR]) and not _LOAD.isdisjoint(behind[:_NEAR])
    if why or lifts:
        hit = min(segment.hits, key=lambda one: abs(one.i - k))
        yield Found("purpose", "capacity", segment, segment.scan.starts[k], segment.end, contexts(segment, hit))


WATER = word_set("water pool buoyancy")
_WHY = word_set("so because since as to for")
_CHOSEN = word_set("used chosen picked selected lets allows helps")
_TAKES = word_set("takes take taking removes lightens reduces lowers cuts lifts carries unloads")
_LOAD = word_set("load weight pressure loading compression impact gravity")


def _is_for_good(segment: Segment, k: int) -> bool:
    """ "Glides, so the tendons do not stick": what is to be, told in the present; "so she rested" is what followed."""
    behind = segment.scan.words[k + 1 : segment.j]
    if behind[:1] == [] or behind[0] not in _WHO or not _PAST.isdisjoint(behind):
        return False
    return not any(word.endswith("ed") for word in behind) and len(behind) > _SHORT


_HOW_FAR = word_set("fatigue failure tolerance exhaustion burn fifty end pain each both")
_WHO = word_set("the that his her their he she they")
_PAST = listed("past tense") | word_set("was were had did took went got could felt pain rest stopped less today")
_SHORT = 3
_WHOSE = word_set("the his her their that those")
_DONE = frozenset({"exercises", "equipment", "programme", "sides"})
_NOT_VERBS = frozenset({"body", "motions", "exercises", "equipment", "sides", "targets"})
_DEEDS = listed("what an exercise consists of")


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
