"""What treatment is for, as the note says it."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found
from chargeline.evidence.readers.purpose.beside import set_off
from chargeline.evidence.readers.purpose.brought_about import WATER, brought_about, drills, in_water
from chargeline.evidence.readers.purpose.reasons import led_to
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def purposes(segment: Segment) -> Iterator[Found]:
    """What something is for: words of aim, then a capacity, a deficit, a body part or a function."""
    for hit in segment.kinds.get("aims", ()):
        form = hit.entries["aims"].more
        if (
            segment.section == "subjective"
            or form == "like"
            or (form in ("cause", "deed") and not _exercise_before(segment, hit))
            or (form == "doing" and not _of_the_exercise(segment, hit))
        ):
            continue
        if form == "whole" and _exercise_before(segment, hit):
            yield found("purpose", "capacity", segment, hit, _target(segment, hit))
            return
        target = None if _of_a_person(segment, hit) else _target(segment, hit)
        cued = of_a_cue(segment, hit) and not segment.has("dose", "exercises")
        if target is None or cued or _of_home(segment, hit) or _of_a_limit(segment, hit):
            continue
        if _of_other_care(segment, hit) or (hit.i > segment.i and segment.scan.words[hit.i - 1] in _OF_NO_AIM):
            continue
        to = segment.scan.words[hit.i - 1] == "to"
        if form == "bare" and not (to or _bare_aim(segment, hit)):
            continue
        kind = "purpose"
        name = "function" if "functions" in target.entries and "capacities" not in target.entries else "capacity"
        codes = ACTIVITIES if segment.scan.words[hit.i - 1] in _TASK else ()
        yield found(kind, name, segment, hit, last_target(segment, target), codes=codes)
        return
    yield from _named_beside(segment)
    yield from brought_about(segment)
    if not WATER.isdisjoint(segment.said):
        yield from in_water(segment)
    reason = led_to(segment, segment.all("exercises")) if segment.has("exercises") else None
    if reason is not None:
        yield found("purpose", "capacity", segment, *reason)


def _target(segment: Segment, hit: Hit) -> Hit | None:
    """What the aim names, within a few words and before the clause ends."""
    words = segment.scan.words
    if hit.entries["aims"].more == "cause":
        return next((one for one in segment.hits if 0 <= one.i - hit.j <= 7 and _is_cause(one)), None)
    plain_for = words[hit.i : hit.j] == ["for"]
    for other in segment.hits:
        if other.i < hit.j or _AIMED.isdisjoint(other.entries):
            continue
        muscle = plain_for and _AIMED.intersection(other.entries) == {"body"}
        joint = muscle and not _JOINTS.isdisjoint(words[other.i : other.j])
        if joint or (muscle and not (_exercise_before(segment, hit) and other.i - hit.j <= 1)):
            continue
        between = words[hit.j : other.i]
        if len(between) > (3 if plain_for else 7) or any(word in ("(", ")", "without", "no") for word in between):
            return None
        if plain_for and not muscle and not _is_capacity(other):
            return other if "functions" in other.entries and _named_function(other) else None
        return other
    return None


_NEAR = 3
"""Words between a word of lack and what is lacked."""


def _named_function(other: Hit) -> bool:
    several = other.j - other.i > 1 and "activities" not in other.entries
    return several or other.entries["functions"].more in ("adl", "iadl", "work", "sport", "school")


def _is_capacity(other: Hit) -> bool:
    measured = other.entries.get("measures")
    return not _CAPABLE.isdisjoint(other.entries) or (measured is not None and measured.more in ("degrees", "load"))


_CAPABLE = frozenset({"capacities", "deficits", "faults"})
_JOINTS = listed("joints")
_AIMED = frozenset({"capacities", "deficits", "functions", "body", "activities", "faults", "motions", "measures"})


def _is_cause(one: Hit) -> bool:
    return not {"deficits", "lacking", "limits"}.isdisjoint(one.entries)


def _exercise_before(segment: Segment, hit: Hit) -> bool:
    return any(one.j <= hit.i for one in segment.all("exercises", "dose")) and segment.section != "plan"


def _of_other_care(segment: Segment, hit: Hit) -> bool:
    """Whether hands-on work or a task of life stands nearer before the aim than an exercise, or a task without one."""
    exercised = [one.i for one in segment.all(*_EXERCISED) if one.j <= hit.i]
    treated = [one.i for one in segment.kinds.get("techniques", ()) if one.j <= hit.i]
    treated += [one.i for one in segment.kinds.get("services", ()) if one.j <= hit.i and _is_modality(one)]
    practised = [one for one in segment.kinds.get("activities", ()) if one.j <= hit.i]
    never = _LIKE_EXERCISE if exercised else ("speech",)
    other = [one.i for one in practised if one.entries["activities"].more not in never]
    return max(treated[-1:] + other[-1:], default=-1) > max(exercised, default=-1)


ACTIVITIES = ("97530", "97535", "97542", "97116", "97129", "97760")
"""Codes of tasks: what one is for is told of them, where they are given, and not of the exercises beside."""
_TASK = word_set("activity activities task tasks transfers gait")


def _is_modality(service: Hit) -> bool:
    """ "US for healing, then AROM"."""
    return service.entries["services"].more.split(" ")[0] in _MODALITIES


_MODALITIES = ("97035", "97032", "97014", "G0283", "97010", "97012", "97018", "97022", "97033", "97016")
_OF_NO_AIM = listed("told to") | word_set("reason reasons rationale")
"""Before a word of aim: "instructed to ...", "reason for the drills"."""
_EXERCISED = ("exercises", "dose", "times", "reps", "load")
_LIKE_EXERCISE = ("task", "orthosis", "play", "sensory", "speech")
"""Sorts of task whose words may stand among exercises: "step-ups, Y-reach", "DF with a strap", "breathing drill"."""


def _of_the_exercise(segment: Segment, hit: Hit) -> bool:
    """Whether an exercise does this: "putty x15, building pinch"."""
    if segment.section in _NOT_DONE:
        return False
    before = segment.scan.words[max(segment.i, hit.i - 2) : hit.i]
    return all(not word[0].isalnum() for word in before) or not before[-1][0].isalnum()


_NOT_DONE = ("plan", "goals", "subjective", "home")


def _named_beside(segment: Segment) -> Iterator[Found]:
    """A capacity set off beside an exercise, or right after the service's name and a colon."""
    if not segment.has("capacities"):
        return
    if segment.section in ("plan", "goals", "subjective") or segment.has("degrees", "grade"):
        return
    if any(_is_measured(segment, hit) for hit in segment.kinds.get("measures", ())):
        return
    words = segment.scan.words
    dosed, services = segment.all("dose"), segment.kinds.get("services", ())
    exercised = segment.all("exercises", "dose", "times", "reps") + drills(segment)
    for hit in segment.kinds.get("capacities", ()):
        moved = hit.entries["capacities"].more == "range of motion" and "motions" in hit.entries
        if moved or any(hit.i - one.j < _NEAR and one.i - hit.j < _NEAR for one in segment.all("lacking")):
            continue
        several = len(segment.kinds.get("exercises", ())) > 1
        listed = words[hit.i - 1] == "," and several and not any(one.j <= hit.i for one in dosed)
        headed = words[hit.i - 1] in ("(",) and any(0 <= hit.i - one.j <= 5 for one in services)
        beside = not listed and set_off(segment, hit, exercised)
        if headed or beside:
            yield found("purpose", "capacity", segment, hit, last_target(segment, hit))
            return


def _is_measured(segment: Segment, hit: Hit) -> bool:
    """Whether a name tells of a measurement: no exercise is called so, and no capacity that has no number behind it."""
    if "exercises" in hit.entries:
        return False
    numbers = segment.kinds.get("quantity", ())
    return "capacities" not in hit.entries or any(0 <= one.i - hit.j <= _NEAR for one in numbers)


def last_target(segment: Segment, first: Hit) -> Hit:
    """The last thing named in the same list: "strength and flexion range for stair descent"."""
    last = first
    for other in segment.hits:
        if other.i < last.j:
            continue
        between = segment.scan.words[last.j : other.i]
        if len(between) > 3 or not _ENDS_LIST.isdisjoint(between):
            break
        if not _TARGETS.isdisjoint(other.entries):
            last = other
    return last


_TARGETS = frozenset({"capacities", "functions", "deficits", "body", "motions"})
_ENDS_LIST = frozenset({".", "(", ")", ":"})


_CUES = ("cues", "skills")


def of_a_cue(segment: Segment, hit: Hit) -> bool:
    """Whether the aim is a cue's ("tactile cues to correct ..."), not an exercise's."""
    for kind in _CUES:
        for cue in segment.kinds.get(kind, ()):
            form = cue.entries[kind].more
            if "programme" in cue.entries or form in ("watch", "skilled", "grade", "whole"):
                continue
            if ":" in segment.scan.words[cue.j : hit.i] or "-" in segment.scan.words[cue.j : hit.i]:
                continue
            if 0 <= hit.i - cue.j <= 4:
                return not segment.has("dose", "exercises") or hit.i - cue.j <= 2
    return False


def _of_a_person(segment: Segment, hit: Hit) -> bool:
    """What the patient, not the treatment, does for something: "he flies for work", "wears a brace for balance"."""
    words = segment.scan.words
    if words[hit.i : hit.j] != ["for"]:
        return False
    told = not _WHO.isdisjoint(words[max(segment.i, hit.i - 2) : hit.i - 1])
    worn = not _WORN.isdisjoint(words[max(segment.i, hit.i - _CLAUSE) : hit.i])
    done = any(0 <= hit.i - one.j <= 1 for one in segment.all("exercises", "dose", "times", "reps"))
    return (told or worn) and not done


_CLAUSE = 4
_WHO = word_set("he she they pt patient client who")
_WORN = listed("worn or taken")


def _of_a_limit(segment: Segment, hit: Hit) -> bool:
    """Whether what cannot be done stands before the aim, no exercise between: "cannot make a fist to hold"."""
    limits = [limit.j for limit in segment.kinds.get("limits", ()) if limit.j <= hit.i]
    done = segment.all("exercises", "dose", "times", "activities") if limits else ()
    return bool(limits) and not any(limits[-1] <= one.i < hit.i for one in done)


def _of_home(segment: Segment, hit: Hit) -> bool:
    """Whether what stands before the aim is a programme for home, or a rest: "rest breaks for fatigue"."""
    homes = (home for home in segment.kinds.get("home", ()) if home.entries["home"].more == "noun")
    rested = any(0 <= hit.i - rest.j <= 1 for rest in segment.all("pauses", "responses"))
    return rested or any(0 <= hit.i - home.j <= 3 for home in homes)


def _bare_aim(segment: Segment, hit: Hit) -> bool:
    """ "↑ grip" after an exercise and its dose."""
    before = [other for other in segment.hits if other.j <= hit.i]
    exercise = any("exercises" in other.entries for other in before)
    dosed = any(
        other.quantity is not None and other.quantity.kind in ("dose", "times", "reps", "load") for other in before
    )
    following = [other for other in segment.hits if 0 <= other.i - hit.j <= 1][:2]
    aimed = any(not {"capacities", "motions", "measures"}.isdisjoint(other.entries) for other in following)
    set_off = exercise and segment.scan.words[hit.i - 1] == "," and not segment.has("quantity")
    opens = hit.i == segment.i or segment.scan.words[hit.i - 1] == ":"
    alone = opens and segment.j - hit.i <= _ALONE and segment.section is None
    apart = segment.scan.words[hit.i - 1] in ("-", ">")
    return aimed and (
        ((exercise or apart) and dosed) or set_off or (alone and not segment.has("quantity", "ratings", "now"))
    )


_ALONE = 5
"""Words of a clause that holds nothing but an aim: "; ↑ tendon load tolerance"."""
