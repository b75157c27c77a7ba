"""What only a skilled person does: cues at a fault, hands on, grading, watching with a decision, a need stated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chargeline.evidence.readers.finding import Found, clause, is_of_symptom, names_home
from chargeline.evidence.readers.function.tasks import MOVING
from chargeline.evidence.readers.skill.answering import answers
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def skills(segment: Segment) -> Iterator[Found]:
    """A skilled action on something named, or the need for skill stated."""
    for hit in () if segment.has("often") else segment.all("skills", "cues"):
        entry = hit.entries.get("skills")
        if _is_skilled(segment, hit, entry.more if entry else "act"):
            context = contexts(segment, hit) - (
                {"not_done"} if _opens_in_the_past(segment) else {"historical", "not_done"}
            )
            if _IF.isdisjoint(segment.scan.words[segment.i : hit.i]):
                context -= {"hypothetical"}
            yield Found("skill", entry.name if entry else "cues", segment, *clause(segment, hit), context)
            return


def _opens_in_the_past(segment: Segment) -> bool:
    """ "Last visit required tactile cues": the whole sentence is of another day."""
    past = (one for one in segment.kinds.get("context", ()) if one.entries["context"].more == "historical")
    return any(one.i - segment.i <= 1 for one in past) and not segment.has("now")


_IF = listed("if")


_THERAPIST = listed("therapist")
_WHY = listed("why")
_ABOUT = frozenset({"targets", "deficits", "lacking", "functions", "capacities", "aims", "faults", "symptoms"})


def _is_skilled(segment: Segment, hit: Hit, form: str) -> bool:
    words = segment.scan.words
    if _of_others(segment, hit):
        return False
    if form == "skilled":
        return _needed(segment, hit)
    if form == "grade":
        other = names_home(segment) or _is_tool(segment, hit) or is_of_symptom(segment, hit)
        return segment.j - segment.i > 2 and not other
    if form == "watch":
        return _with_decision(segment, hit)
    if form == "whole":
        return True
    if words[hit.i].startswith("facilit") and words[hit.i - 1] == "to":
        return False
    if segment.section == "subjective":
        return False
    bare = _bare(segment, hit)
    if bare is not None:
        return bare
    if _at_a_fault(segment, hit):
        return True
    if "skills" not in hit.entries:
        return False
    if _is_cue(words, hit) and _cued_for_something(segment, hit):
        return True
    return segment.section not in _NOT_TOLD and any(answers(segment, k) for k in range(hit.j, segment.j))


_NOT_TOLD = ("goals", "plan", "subjective")


def _is_tool(segment: Segment, hit: Hit) -> bool:
    """ "Graded clips", "graded pegs": what is used, not what is done."""
    tools = segment.all("programme", "equipment", "activities")
    return segment.scan.words[hit.i : hit.j] == ["graded"] and any(one.i == hit.j for one in tools)


def _needed(segment: Segment, hit: Hit) -> bool:
    """The need for skill counts with what it is needed for."""
    words = segment.scan.words[segment.i : segment.j]
    after = segment.scan.words[hit.j : segment.j]
    if _THERAPIST.intersection(words) and words[-1:] != ["to"] and "to" in segment.scan.words[hit.i : hit.j]:
        return len(after) > 1
    return segment.has(*_ABOUT) or len(segment.kinds["skills"]) > 1


def _with_decision(segment: Segment, hit: Hit) -> bool:
    """Watching counts with a decision, or with what was watched for."""
    others = {other.entries["skills"].more for other in segment.kinds["skills"] if other is not hit}
    words = segment.scan.words
    decided = not _DECIDED.isdisjoint(words[segment.i : segment.j])
    decided = decided or any(one == "had" and then in _HAD for one, then in pairwise(words[hit.j : segment.j]))
    if "act" in others or segment.has("changes") or decided:
        return True
    watched = words[hit.i].startswith(("monitor", "observ", "analy", "palpat", "watch", "assess"))
    return (
        watched and "for" in words[hit.j - 1 : hit.j + 6] and segment.has("deficits", "targets", "symptoms", "faults")
    )


_DECIDED = listed("decided")
_HAD = word_set("him her them pt patient")


def _bare(segment: Segment, hit: Hit) -> bool | None:
    """Cues for safety, sequence or attention alone are no skill, unless a movement is named too."""
    if segment.scan.words[max(segment.i, hit.i - 1) : hit.i] == ["safety"]:
        return False
    near = [one for one in segment.kinds.get("targets", ()) if 0 <= one.i - hit.j <= 10]
    if not near or near[0].entries["targets"].more != "bare":
        return None
    return any(one.entries["targets"].more == "movement" for one in near)


def _of_others(segment: Segment, hit: Hit) -> bool:
    """What patients do by themselves, or their helpers: "corrected his own knee", "wife gives him tactile cues"."""
    words = segment.scan.words
    before = words[max(segment.i, hit.i - _SEEN_REACH) : hit.i]
    if words[hit.i] in _SEEN_BY_SELF and ("self" in before or not _BY_SELF.isdisjoint(before)):
        return True
    if before[-1:] == ["self"]:
        return True
    helped = any(
        one.j == hit.i or (one.j > hit.i - 4 and _GIVES.intersection(words[one.j : hit.i]))
        for one in segment.all("family")
    )
    return helped or not _BY_SELF.isdisjoint(words[hit.i : min(hit.j + 3, segment.j)])


_GIVES = listed("gives")
_SEEN_BY_SELF = word_set("mirror watching video")
_SEEN_REACH = 8
_BY_SELF = word_set("own himself herself themselves themself")


_FAULTS = frozenset({"targets", "deficits", "capacities", "motions", "faults"})
_MOVING = word_set("strength endurance cognition")


def _at_a_fault(segment: Segment, hit: Hit) -> bool:
    """The fault, movement or part that the action is about: after it within a few words, or just before it."""
    for one in segment.hits:
        fault = 0 <= one.i - hit.j <= 10 and not _FAULTS.isdisjoint(one.entries)
        part = 0 <= one.i - hit.j <= 4 and "body" in one.entries
        if (fault and _is_movement(one)) or ((fault or part) and _by_hand(segment, hit, one)):
            return True
    return "skills" in hit.entries and any(
        0 <= hit.i - one.j <= 2
        and "," not in segment.scan.words[one.j : hit.i]
        and not {"targets", "deficits", "faults"}.isdisjoint(one.entries)
        for one in segment.hits
    )


def _is_movement(one: Hit) -> bool:
    if not {"targets", "deficits", "motions"}.isdisjoint(one.entries):
        return "body" not in one.entries
    if "faults" in one.entries:
        return one.entries["faults"].more in (*MOVING, "symptom")
    return one.entries["capacities"].more not in _MOVING


def _by_hand(segment: Segment, hit: Hit, part: Hit) -> bool:
    """A touch or a guide at a named part; a level of help, or a hand that only rests there, is not a skill."""
    words = segment.scan.words
    if words[hit.i] == "blocked" and part.i == hit.j and segment.has("dose", "times", "seconds"):
        return False
    if words[hit.i] in _RESTING and words[hit.i + 1 : hit.i + 2] != ["shaping"]:
        return not _WHY.isdisjoint(words[part.j : min(part.j + 6, segment.j)])
    return not _HANDS.isdisjoint(words[hit.i : part.i + 1])


_RESTING = listed("hands that rest")


_HANDS = listed("by hand")
_CUES = ("cue", "cuing", "vc", "v/c", "tc", "prompt", "coach", "feedback", "metronome", "biofeedback", "mirror", "tap")


def _is_cue(words: list[str], hit: Hit) -> bool:
    return any(word.startswith(_CUES) for word in words[hit.i : hit.j])


def _cued_for_something(segment: Segment, hit: Hit) -> bool:
    """A cue whose purpose, words or moment is told, when that is not safety, order, attention or going on."""
    words = segment.scan.words
    after = words[hit.i : segment.j][:14]
    place = next((k for k, word in enumerate(after) if word in _OPENS), None)
    if place is None or not _BARE.isdisjoint(after):
        return False
    if after[place] == "at" and not _names_moment(segment, hit.i + place + 1):
        return False
    content = [word for word in after[place + 1 :] if word[0].isalpha() and word not in _EMPTY]
    return bool(content) and segment.section not in _NOT_TOLD and not names_home(segment)


def _names_moment(segment: Segment, k: int) -> bool:
    """Whether "at" leads to a part, a movement or a moment of one, not to a thing or a place: "vc at the hook"."""
    return any(0 <= one.i - k <= 2 and not _MOMENTS.isdisjoint(one.entries) for one in segment.hits)


_MOMENTS = _FAULTS | {"body", "symptoms", "limits", "lacking"}
_OPENS = frozenset({"for", "to", ":", '"', "when", "at", "on", "exhale", "with"})
_EMPTY = listed("nothing cued")
_BARE = listed("bare cues")
