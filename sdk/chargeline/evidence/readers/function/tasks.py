"""The tasks practised: transfers, gait, self-care, work, play, talk; and life itself brought into treatment."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_GENERIC = listed("tasks in general")


def activities(segment: Segment) -> Iterator[Found]:
    """Tasks that were practised, from the first word of the task to the last."""
    yield from _walked(segment)
    hits = [hit for hit in segment.all("activities", "functions") if _in_practice(segment, hit)]
    if not hits:
        return
    kinds = {_task(hit) for hit in hits}
    first = hits[0]
    if len(hits) == 1 and _general(segment, first) and not _detailed(segment):
        return
    end = hits[-1].end
    for name in sorted(kinds):
        codes = _CODES.get(name, ())
        yield Found("activity", name, segment, _verb_start(segment, first), end, contexts(segment, first), codes)


def _in_practice(segment: Segment, hit: Hit) -> bool:
    return practised(segment, hit) if "activities" in hit.entries else rehearsed(segment, hit)


def _walked(segment: Segment) -> Iterator[Found]:
    """Walking on a machine, with a device or over a surface, with how fast or how far; by name, how far with help."""
    how = segment.first("speed", "distance") or _ending(segment, "dose", _FAR) or _ending(segment, "reps", _STAIRS)
    if how is None or segment.label in _OTHER_LABELS:
        return
    on = next((hit for hit in segment.all("exercises", "equipment", "services") if _to_walk(segment, hit)), None)
    if on is not None:
        first, last = (on, how) if on.i < how.i else (how, on)
        yield found("activity", "gait", segment, first, last, codes=_CODES["gait"][:1])


def _ending(segment: Segment, kind: str, words: tuple[str, ...]) -> Hit | None:
    """So many times so far, so many stairs: "RW, 4x80 ft", "12 stairs with R rail"."""
    counted = segment.kinds.get(kind, ())
    return next((hit for hit in counted if segment.scan.folded[hit.start : hit.end].endswith(words)), None)


_FAR = ("ft", "feet", " m")
_STAIRS = ("stairs", "steps")


def _to_walk(segment: Segment, hit: Hit) -> bool:
    if "exercises" in hit.entries:
        return "97116" in hit.entries["exercises"].more
    if "equipment" in hit.entries:
        return hit.entries["equipment"].more in ("device", "surface")
    helped = segment.has("assistance", "cues", "times") or _ending(segment, "dose", _FAR) is not None
    return hit.entries["services"].more.startswith("97116") and helped and not segment.has("speed")


def _task(hit: Hit) -> str:
    return (hit.entries.get("activities") or hit.entries["functions"]).more


MOVING = ("movement", "seen")
"""Faults of movement: what should come about, and what goes wrong before one's eyes."""
LIFE = frozenset({"adl", "iadl", "work", "school", "leisure", "communication"})


def rehearsed(segment: Segment, hit: Hit) -> bool:
    """Life itself in treatment: "practised a phone call", "peeled a carrot", "van seat mock-up"."""
    if segment.section in NOT_TREATMENT or segment.label in _OTHER_LABELS or segment.has("family"):
        return False
    words = segment.scan.words
    caused = any(aim.j == hit.i and aim.entries["aims"].more == "cause" for aim in segment.kinds.get("aims", ()))
    limited = any(limit.i < hit.i for limit in segment.kinds.get("limits", ()))
    if limited or caused or is_place(segment, hit) or words[hit.i] == "function":
        return False
    if words[hit.j : hit.j + 2] in _HELD:
        return True
    if not MOCK.isdisjoint([*words[max(segment.i, hit.i - 2) : hit.i], *words[hit.j : hit.j + 2]]):
        return True
    if hit.entries["functions"].more not in LIFE:
        return False
    named = hit.i + 1 if hit.j - hit.i > 1 else hit.i
    before = words[max(segment.i, hit.i - _DEED_REACH) : named]
    return not REHEARSING.isdisjoint(before) and _TOLD.isdisjoint(words[segment.i : segment.j])


_HELD = (["in", "hand"], ["in", "hands"], ["on", "lap"])


def is_place(segment: Segment, hit: Hit) -> bool:
    """Whether the words tell only where something was done: "along the kitchen counter", "to the shelf"."""
    return _PLACES.issuperset(segment.scan.words[hit.i : hit.j])


_PLACES = listed("places")
_OTHER_LABELS = ("function", "home", "hep", "goals", "deficits", "education", "history")
_DEED_REACH = 7
_TOLD = listed("told")
MOCK = listed("mock")
REHEARSING = MOCK | listed("rehearsing")


_CODES = {
    "adl": ("97535", "97530", "97760"),
    "iadl": ("97535", "97530", "97129"),
    "work": ("97530", "97537"),
    "school": ("97530", "97535"),
    "task": ("97530",),
    "transfer": ("97530", "97535"),
    "mobility": ("97530", "97116"),
    "play": ("97530",),
    "fine motor": ("97530",),
    "sensory": ("97530", "97533"),
    "gait": ("97116", "97530"),
    "wheelchair": ("97542",),
    "cognition": ("97129", "97130", "92507", "97530"),
    "speech": ("92507",),
    "swallow": ("92526",),
    "orthosis": ("97760", "97763"),
    "leisure": ("97530", "97535"),
    "communication": ("92507", "97129"),
}


def practised(segment: Segment, hit: Hit) -> bool:
    """Whether a task's word tells of treatment, not of life at home, of a limit, a purpose or a test."""
    if segment.section != "treatment" and any(limit.i < hit.i for limit in segment.kinds.get("limits", ())):
        return False
    if segment.section in ("subjective", "history", "goals") or segment.label in _OF_LIFE:
        return False
    if any(0 <= hit.i - aim.j <= 3 and not _is_deed(segment, aim) for aim in segment.kinds.get("aims", ())):
        return False
    if "measures" in hit.entries and segment.has("number", "seconds", "score"):
        return False
    if _arrived(segment, hit) or _of_life(segment, hit):
        return False
    walked = hit.entries["activities"].more == "gait"
    if not walked and "exercises" in hit.entries and hit.entries["exercises"].more in _EXERCISE_ONLY:
        return False
    lacking = segment.kinds.get("lacking", ()) if "capacities" in hit.entries else ()
    lacked = any(lack.i - hit.j <= _BESIDE and hit.i - lack.j <= _BESIDE for lack in lacking)
    return not (lacked and len(segment.kinds["activities"]) == 1)


_BESIDE = 4
"""Words between a task that is called as a capacity and the word of lack about it: "sequencing is still poor"."""


_OF_LIFE = ("function", "home", "hep", "goals", "deficits")
_EXERCISE_ONLY = ("97110", "97112", "97110 97112")


def _is_deed(segment: Segment, aim: Hit) -> bool:
    """ "Simulated loading the dishwasher" opens with what was done; "STS simulating a toilet" tells what it is for."""
    words = segment.scan.words
    if words[aim.i : aim.j] == ["worked", "on"]:
        return True
    return words[aim.i] in MOCK and not any(word[0].isalnum() for word in words[segment.i : aim.i])


def _arrived(segment: Segment, hit: Hit) -> bool:
    """ "Amb in w/ cane": how the patient came."""
    after = segment.scan.words[hit.j : hit.j + 2]
    return hit.entries["activities"].more == "gait" and after[:1] == ["in"] and not _CAME.isdisjoint(after[1:])


def _of_life(segment: Segment, hit: Hit) -> bool:
    """What the patient does at home, or wears."""
    words = segment.scan.words
    said = words[segment.i : segment.j]
    before = words[max(segment.i, hit.i - 4) : hit.i]
    worn = not _WORN.isdisjoint(before) and ":" not in before
    told = segment.has("family") and (not _TOLD.isdisjoint(said) or _by_family(segment, hit))
    return worn or told or (segment.section != "treatment" and _at_home(segment, hit))


def _at_home(segment: Segment, hit: Hit) -> bool:
    """ "Dresses at home"; not where home is what the task is for: "practiced buttoning so she can dress at home"."""
    words = segment.scan.words
    home = next((k for k in range(segment.i + 1, segment.j) if words[k] == "home" and words[k - 1] == "at"), None)
    return home is not None and not (hit.j <= home and "so" in words[hit.j : home])


def _by_family(segment: Segment, hit: Hit) -> bool:
    """ "Daughter fills the pill box", "washed by family"."""
    words, family = segment.scan.words, segment.kinds["family"]
    opens = [one.j for one in family if one.i == segment.i or words[one.i - 1] in _HIS]
    does = any(0 <= hit.i - j <= _NEAR and _JOINT.isdisjoint(words[j : hit.i]) for j in opens)
    first = family[0].j if family[0].i == segment.i else segment.j
    does = does or (words[first : first + 1] in _STILL and _PATIENT.isdisjoint(words[first : hit.i]))
    return does or (words[hit.j : hit.j + 1] == ["by"] and any(0 < one.i - hit.j <= _NEAR for one in family))


_STILL = (["still"], ["now"], ["always"], ["usually"])
_PATIENT = word_set("he she pt patient i we then")
_HIS = word_set("his her their the my pt pt's")
_JOINT = word_set("with w and & to for in , : ( - assisted trained present")
_NEAR = 3
_WORN = listed("worn or brought")
_CAME = word_set("w with using to from on , .")


def _general(segment: Segment, hit: Hit) -> bool:
    """A service's own name, or one word that stands for every task of its sort ("xfers per usual", "stairs")."""
    word = segment.scan.words[hit.i]
    return "services" in hit.entries or (hit.j - hit.i == 1 and word in _GENERIC)


def _detailed(segment: Segment) -> bool:
    """A general name tells of a task only with something about it: where, with what, how far, how much help."""
    return (
        segment.has("equipment", "distance", "assistance", "cues", "times", "dose", "reps", "load", "tries")
        or len(segment.kinds.get("activities", ())) > 1
    )


def _verb_start(segment: Segment, hit: Hit) -> int:
    """The words of the task that stand right before it in the same breath ("RW, hallway + turns around cones")."""
    start = hit.start
    for other in reversed(segment.hits):
        if other.j <= hit.i and hit.i - other.j <= 3 and "equipment" in other.entries:
            start = other.start
    return start
