"""What treatment is for, as the note says it."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found, whole
from chargeline.evidence.text.folding import word_set
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
        ):
            continue
        if form == "whole" and _exercise_before(segment, hit):
            yield found("purpose", "capacity", segment, hit, _target(segment, hit))
            return
        target = None if _of_a_person(segment, hit) else _target(segment, hit)
        if target is None or of_a_cue(segment, hit) or _of_home(segment, hit) or _of_a_limit(segment, hit):
            continue
        if form == "bare" and segment.scan.words[hit.i - 1] != "to" and not _bare_aim(segment, hit):
            continue
        kind = "purpose"
        name = "function" if "functions" in target.entries and "capacities" not in target.entries else "capacity"
        yield found(kind, name, segment, hit, last_target(segment, target))
        return
    yield from _named_beside(segment)
    if segment.label == "rationale":
        target = segment.first("capacities", "deficits", "functions")
        if target is not None:
            yield whole("purpose", "capacity", segment, target)


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
        if plain_for and not muscle and not {"capacities", "deficits", "faults"}.intersection(other.entries):
            return other if "functions" in other.entries and _named_function(other) else None
        return other
    return None


_JOINTS = word_set(
    "knee knees hip hips shoulder shoulders ankle ankles elbow wrist hand hands foot feet back neck arm leg"
)
_AIMED = frozenset({"capacities", "deficits", "functions", "body", "activities", "faults", "motions"})


def _is_cause(one: Hit) -> bool:
    return not {"deficits", "lacking"}.isdisjoint(one.entries)


def _exercise_before(segment: Segment, hit: Hit) -> bool:
    return any(one.j <= hit.i for one in segment.all("exercises", "dose")) and segment.section != "plan"


def _named_beside(segment: Segment) -> Iterator[Found]:
    """A capacity in brackets or after a dash beside an exercise, or right after the service's name and a colon."""
    words = segment.scan.words
    if segment.section in ("plan", "goals", "subjective") or segment.has("lacking", "degrees", "grade"):
        return
    if any("exercises" not in hit.entries for hit in segment.kinds.get("measures", ())):
        return
    dosed = segment.kinds.get("dose", ())
    exercises, services = segment.kinds.get("exercises", ()), segment.kinds.get("services", ())
    for hit in segment.kinds.get("capacities", ()):
        opened = words[max(segment.i, hit.i - 1)] if hit.i > segment.i else ""
        if hit.entries["capacities"].more == "range of motion" and "motions" in hit.entries:
            continue
        exercised = any(one.j <= hit.i and one is not hit for one in (*exercises, *dosed))
        told_last = _is_set_off(segment, hit) and _ends_the_line(segment, hit, dosed)
        beside = exercised and (opened in _BESIDE or told_last)
        headed = opened in (":", "(") and any(0 <= hit.i - one.j <= 5 for one in services)
        if beside or headed:
            yield found("purpose", "capacity", segment, hit, last_target(segment, hit))
            return


def _ends_the_line(segment: Segment, hit: Hit, dosed: list[Hit] | tuple[()]) -> bool:
    """ "Bridges 2x15, hip stability at end range.": nothing but what the dosed exercise is for."""
    words = segment.scan.words
    plain = _ALSO_MEANS.isdisjoint(hit.entries) and any(dose.j <= hit.i for dose in dosed)
    behind = words[hit.j : segment.j]
    qualified = not _QUALIFIES.isdisjoint(behind[:1]) and not segment.has("ratings", "deficits")
    if qualified and len(behind) <= _FEW:
        return plain and not any(one.quantity and one.i >= hit.j for one in segment.hits)
    return plain and all(not word[0].isalnum() for word in behind)


_FEW = 8
_QUALIFIES = word_set("at in through overhead before back")


def _is_set_off(segment: Segment, hit: Hit) -> bool:
    """Whether a comma stands before a capacity and the part that it is of: ", hip abductor strength"."""
    words = segment.scan.words
    k = hit.i
    of_part = {n for one in segment.all("body", "sides", "motions", "modes") for n in range(one.i, one.j)}
    while k > segment.i and (k - 1 in of_part or words[k - 1] in _ALSO):
        k -= 1
    return k > segment.i and words[k - 1] == ","


_ALSO = word_set("and & + eccentric concentric isometric single leg terminal end")


_ALSO_MEANS = frozenset({"exercises", "motions", "measures", "deficits", "activities"})
_BESIDE = frozenset({"(", "-", "–", "—", ">", "→"})


def _named_function(other: Hit) -> bool:
    return (other.j - other.i > 1 and "activities" not in other.entries) or other.entries["functions"].more in (
        "adl",
        "iadl",
        "work",
        "sport",
        "school",
    )


def last_target(segment: Segment, first: Hit) -> Hit:
    """The last thing named in the same list: "strength and flexion range for stair descent"."""
    last = first
    for other in segment.hits:
        if other.i < last.j or not {"capacities", "functions", "deficits", "body", "motions"}.intersection(
            other.entries
        ):
            continue
        between = segment.scan.words[last.j : other.i]
        if len(between) > 3 or any(word in (".", "(", ")", ":") for word in between):
            break
        last = other
    return last


_CUES = ("cues", "skills")


def of_a_cue(segment: Segment, hit: Hit) -> bool:
    """Whether the aim is a cue's ("tactile cues to correct ..."), not an exercise's."""
    for kind in _CUES:
        for cue in segment.kinds.get(kind, ()):
            form = cue.entries[kind].more
            if form in ("watch", "skilled", "grade", "whole"):
                continue
            if 0 <= hit.i - cue.j <= 4 or (cue.i < hit.i < cue.j + 1):
                return not segment.has("dose", "exercises") or hit.i - cue.j <= 2
    return False


def _of_a_person(segment: Segment, hit: Hit) -> bool:
    """What the patient, not the treatment, does for something: "he flies for work", "wears a brace for balance"."""
    words = segment.scan.words
    if words[hit.i : hit.j] != ["for"]:
        return False
    told = not _WHO.isdisjoint(words[max(segment.i, hit.i - 2) : hit.i - 1])
    worn = not _WORN.isdisjoint(words[max(segment.i, hit.i - _CLAUSE) : hit.i])
    return (told or worn) and not _done_before(segment, hit)


def _done_before(segment: Segment, hit: Hit) -> bool:
    """Whether an exercise or its dose stands right before."""
    return any(0 <= hit.i - one.j <= 1 for one in segment.all("exercises", "dose", "times", "reps"))


_CLAUSE = 4
_WHO = word_set("he she they pt patient client who")
_WORN = word_set("uses wears takes taking wearing worn strap brace splint sleeve tape cane ibuprofen tylenol ice meds")


def _of_a_limit(segment: Segment, hit: Hit) -> bool:
    """Whether what cannot be done stands before the aim, and no exercise between: "cannot make a fist to hold"."""
    limits = [limit.j for limit in segment.kinds.get("limits", ()) if limit.j <= hit.i]
    done = segment.all("exercises", "dose", "times", "activities") if limits else ()
    return bool(limits) and not any(limits[-1] <= one.i < hit.i for one in done)


def _of_home(segment: Segment, hit: Hit) -> bool:
    return any(
        0 <= hit.i - home.j <= 3 for home in segment.kinds.get("home", ()) if home.entries["home"].more == "noun"
    )


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
    alone = hit.i == segment.i and segment.j - segment.i <= _ALONE and segment.section is None
    return aimed and ((exercise and dosed) or set_off or (alone and not segment.has("quantity", "ratings", "now")))


_ALONE = 5
"""Words of a clause that holds nothing but an aim: "; ↑ tendon load tolerance"."""
