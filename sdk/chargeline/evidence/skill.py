"""What only a skilled person does: cues at a fault, hands on, grading, watching with a decision, a need stated."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.context import contexts
from chargeline.evidence.finding import Found, clause, whole
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.tasks import MOVING
from chargeline.evidence.text import word_set


def skills(segment: Segment) -> Iterator[Found]:
    """A skilled action on something named, or the need for skill stated."""
    for hit in () if segment.has("often") else segment.kinds.get("skills", ()):
        if _is_skilled(segment, hit, hit.entries["skills"].more):
            context = contexts(segment, hit) - {"historical", "not_done"}
            if _IF.isdisjoint(segment.scan.words[segment.i : hit.i]):
                context -= {"hypothetical"}
            yield Found("skill", hit.entries["skills"].name, segment, *clause(segment, hit), context)
            return
    if segment.label == "skill" and segment.hits and segment.j - segment.i > 3:
        yield whole("skill", "stated", segment, segment.hits[0])


_IF = word_set("would could may might should consider if")


def decisions(segment: Segment) -> Iterator[Found]:
    """Something altered in answer to what the patient did: "lowered the rod height after she swayed"."""
    if segment.section in _NOT_DONE or segment.label or _of_home(segment):
        return
    words, span = segment.scan.words, range(segment.i, segment.j)
    if ALTERED.isdisjoint(words[segment.i : segment.j]):
        return
    answer = max((k for k in span if _answers(segment, k)), default=-1)
    done = (k for k in span if words[k] in ALTERED and not _own(segment, k))
    altered = next((k for k in done if k < answer or _so(segment, k)), None)
    if altered is not None and (words[altered] not in _NEEDS_FAULT or segment.has("faults", "deficits")):
        start, end = segment.scan.starts[altered], segment.scan.ends[segment.j - 1]
        yield Found("skill", "decision", segment, start, end)
        if words[altered] in _CHANGED:
            yield Found("change", "decision", segment, start, end)


def guided(segment: Segment) -> Iterator[Found]:
    """The therapist as the doer, at a part, a fault or a moment: "I blocked the knee", "my hands at the pelvis"."""
    if segment.section in _NOT_DONE or segment.label in _NOT_TOLD or _of_home(segment):
        return
    words = segment.scan.words
    doer = next((k for k in range(segment.i, segment.j) if words[k] in DOER and _is_doer(segment, k)), None)
    if doer is None:
        return
    first = segment.i if words[doer] in _OWN else doer
    deed = next((k for k in range(first, segment.j) if words[k] in _GUIDED), None)
    if deed is not None and _about(segment, deed):
        yield Found("skill", "guided", segment, segment.scan.starts[min(doer, deed)], segment.scan.ends[segment.j - 1])


def _is_doer(segment: Segment, k: int) -> bool:
    """Whether a word tells of the therapist: "I", not a level; "my" before a hand; a therapist before what is done."""
    scan, word = segment.scan, segment.scan.words[k]
    if word == "i":
        upper = scan.text[scan.starts[k] : scan.ends[k]] == "I"
        return upper and scan.words[k - 1] not in _LEVELS if k else upper
    near = scan.words[k + 1 : k + 4]
    if word in _OWN:
        return word == "mine" or not _HANDS_OF.isdisjoint(near)
    return not _GUIDED.isdisjoint(near[:2])


def _about(segment: Segment, deed: int) -> bool:
    """Whether a part of the body, a fault or what it answers stands after a deed."""
    parts = segment.all("body", "faults", "targets", "deficits", "motions", "capacities")
    after = range(deed + 1, segment.j)
    return any(one.i > deed for one in parts) or any(_answers(segment, k) for k in after) or _so(segment, deed)


def _so(segment: Segment, deed: int) -> bool:
    """ "... so I stopped him", "so the set was cut"."""
    before = segment.scan.words[max(segment.i, deed - 5) : deed]
    return "so" in before and (before[-1] in _OF_THERAPY or before[-2:-1] == ["i"])


_OF_THERAPY = word_set("i was were")


_NOT_DONE = ("plan", "goals", "subjective", "history", "home")
_NOT_TOLD = ("hep", "goals", "history", "baseline", "education", "home", "function")
_LEVELS = word_set("mod level phase type grade stage modified class zone axis category")
_OWN = word_set("my mine")
_HANDS_OF = word_set("hand hands finger fingers fingertips thumb thumbs palm palms grip forearm knee knees foot")
DOER = word_set("i my mine therapist clinician ot slp pta cota otr pt")
_GUIDED = word_set(
    "held holding blocked blocking braced guided guiding steered steering supported supporting nudged tapped tapping"
    " pressed slid brought bringing shaped shaping stopped kept keeping moved shifted shifting resisted resisting"
    " tugged pulled lifted lifting turned tilted rotated cupped pinned stabilized steadied traced counted modeled"
    " modelled mirrored walked spotted set waited corrected cued prompted slowed reminded positioned"
    " block guide steer resist tap press shape stabilize brace"
    " repositioned facilitated assisted eased caught unlocked placed put hand hands drew cupping pinning bracing"
)


def _of_home(segment: Segment) -> bool:
    return any(hit.entries["home"].more != "act" for hit in segment.kinds.get("home", ()))


def _own(segment: Segment, k: int) -> bool:
    """Whether the patient did it: "she stopped at the rail when ..."."""
    return k > segment.i and segment.scan.words[k - 1] in _PATIENT


_PATIENT = word_set(
    "she he they pt patient child client to is are mother mom father dad parent wife husband spouse daughter son aide"
    " nurse caregiver coach teacher doctor surgeon family"
)


def _answers(segment: Segment, k: int) -> bool:
    """Whether a word opens what an alteration answers: when, once, because, after she, after two spills."""
    word, following = segment.scan.words[k], segment.scan.words[k + 1 : min(k + 6, segment.j)]
    if not following or not _OTHER_DAY.isdisjoint(following[:3]):
        return False
    if word == "after":
        return following[0] in _WHO or not _EVENTS.isdisjoint(following) or _seen(segment, k)
    if word == "as":
        return following[0] in _WHOSE or following[0] == "soon" or (following[0] == "the" and _seen(segment, k))
    return word in _WHEN


def _seen(segment: Segment, k: int) -> bool:
    """Whether something felt or gone wrong stands right after a word."""
    return any(0 < hit.i - k <= _NEAR for hit in segment.all("symptoms", "faults", "deficits", "limits"))


_NEAR = 4
_WHEN = word_set("when whenever once because since until till til as unless while")


_OTHER_DAY = word_set(
    "fall injury stroke onset accident birth eval evaluation ie last start soc initial baseline admission"
    " surgery prior previous starting"
)
ALTERED = word_set(
    "lowered raised cut reduced increased widened narrowed spaced moved switched pulled made added dropped removed"
    " swapped shortened lengthened slowed stopped adjusted changed progressed withdrew withdrawn"
    " faded repositioned reset set"
    " regraded simplified shifted modified advanced regressed used turned stepped dialed dialled backed went loosened"
    " tightened fitted unloaded eased thickened thinned picked restarted resumed slid tilted opened closed traded"
    " let brought started ended off took gave put placed withheld"
)
_CHANGED = ALTERED - word_set(
    "stopped used set reset repositioned withdrew withdrawn slid tilted opened closed brought started ended picked"
    " went resumed restarted off turned let took gave put placed withheld"
)
_NEEDS_FAULT = ("used", "off")
_WHO = word_set("she he they pt patient child client losing noting seeing hearing")
_WHOSE = word_set("she he they his her their pt patient child client")
_EVENTS = word_set(
    "spill spills spilled drop drops dropped miss misses missed error errors mistake mistakes failed fail fails failure"
    " clean correct wrong successful success successes independent easy loss lob stumble stumbles slip slips wet cough"
    " coughs squeeze complaint complaints report reports trial trials attempt attempts run runs accurate consecutive"
)


_REQUIRES = word_set(
    "require requires required requiring need needs needed because due since necessary warrants continues continued"
)
_WHY = word_set("to for due because given as so since with")
_ABOUT = frozenset({"targets", "deficits", "lacking", "functions", "capacities", "aims", "faults", "symptoms"})


def _is_skilled(segment: Segment, hit: Hit, form: str) -> bool:
    words = segment.scan.words
    if form == "skilled":
        return _needed(segment, hit)
    if form == "grade":
        return segment.j - segment.i > 2 and not segment.has("home")
    if form == "watch":
        return _with_decision(segment, hit)
    if form == "whole":
        return True
    bare = _bare(segment, hit)
    if bare is not None:
        return bare
    return _at_a_fault(segment, hit) or (_is_cue(words, hit) and _cued_for_something(segment, hit))


def _needed(segment: Segment, hit: Hit) -> bool:
    """The need for skill counts with what it is needed for."""
    words = segment.scan.words[segment.i : segment.j]
    after = segment.scan.words[hit.j : segment.j]
    named = segment.has(*_ABOUT) or len(segment.kinds["skills"]) > 1
    why = not _WHY.isdisjoint(after) and len(after) > 2
    return (named or why) and (not _REQUIRES.isdisjoint(words) or named)


def _with_decision(segment: Segment, hit: Hit) -> bool:
    """Watching counts with a decision, or with what was watched for."""
    others = {other.entries["skills"].more for other in segment.kinds["skills"] if other is not hit}
    words = segment.scan.words
    decided = not _DECIDED.isdisjoint(words[segment.i : segment.j])
    if "act" in others or "grade" in others or segment.has("changes") or decided:
        return True
    watched = words[hit.i].startswith(("monitor", "observ", "analy", "palpat", "watch", "assess"))
    return (
        watched and "for" in words[hit.j - 1 : hit.j + 6] and segment.has("deficits", "targets", "symptoms", "faults")
    )


_DECIDED = word_set(
    "rested stopped slowed cut adjusted held given modified reduced regressed progressed changed cued paused lowered"
)


def _bare(segment: Segment, hit: Hit) -> bool | None:
    """Cues for safety, sequence or attention alone are no skill, unless a movement is named too."""
    near = [one for one in segment.kinds.get("targets", ()) if 0 <= one.i - hit.j <= 10]
    if not near or near[0].entries["targets"].more != "bare":
        return None
    return any(one.entries["targets"].more == "movement" for one in near)


_FAULTS = frozenset({"targets", "deficits", "capacities", "motions", "faults"})
_MOVING = word_set("strength endurance cognition")


def _at_a_fault(segment: Segment, hit: Hit) -> bool:
    """The fault, movement or part that the action is about: after it within a few words, or just before it."""
    for one in segment.hits:
        if 0 <= one.i - hit.j <= 8 and not _FAULTS.isdisjoint(one.entries):
            return _is_movement(one) or _by_hand(segment, hit, one)
        if 0 <= one.i - hit.j <= 4 and "body" in one.entries:
            return _by_hand(segment, hit, one)
    return any(
        0 <= hit.i - one.j <= 2 and not {"targets", "deficits", "faults"}.isdisjoint(one.entries)
        for one in segment.hits
    )


def _is_movement(one: Hit) -> bool:
    if not {"targets", "deficits", "motions"}.isdisjoint(one.entries):
        return "body" not in one.entries
    if "faults" in one.entries:
        return one.entries["faults"].more in (*MOVING, "symptom")
    return one.entries["capacities"].more not in _MOVING


def _by_hand(segment: Segment, hit: Hit, part: Hit) -> bool:
    """A touch or a guide at a named part; a level of help at a part is not a skill."""
    return any(word in _HANDS for word in segment.scan.words[hit.i : part.i + 1])


_HANDS = word_set(
    "support tapped tactile tc tcs manual manually facilitation facilitated facilitate facilitating tapping guided"
    " guidance blocking blocked approximation stabilized stabilization corrected correct correction inhibition"
    " inhibited input stretch handling cues cue cued cueing vc vcs repositioned positioned resisted resisting"
    " traction biofeedback palpated"
)
_CUES = ("cue", "cuing", "vc", "v/c", "tc", "prompt", "coach", "feedback", "metronome", "biofeedback", "mirror")


def _is_cue(words: list[str], hit: Hit) -> bool:
    return any(word.startswith(_CUES) for word in words[hit.i : hit.j])


def _cued_for_something(segment: Segment, hit: Hit) -> bool:
    """A cue whose purpose, words or moment is told, when that is not safety, order, attention or going on."""
    words = segment.scan.words
    after = words[hit.i : segment.j][:14]
    place = next((k for k, word in enumerate(after) if word in _OPENS), None)
    if place is None or not _BARE.isdisjoint(after):
        return False
    content = [word for word in after[place + 1 :] if word[0].isalpha() and word not in _EMPTY]
    return bool(content) and segment.section not in ("goals", "plan", "subjective") and not segment.has("home")


_OPENS = frozenset({"for", "to", ":", '"', "when", "at", "on", "exhale", "with"})
_EMPTY = word_set("the a an his her pt patient and of in with min mod max all each ea session task")
_BARE = word_set(
    "safety safe safely precaution precautions sequence sequencing attention attend participate participation continue"
    " complete completion encouragement initiate initiation redirect redirection brakes brake hand-placement stay"
    " pacing pace task tasks hep exercise exercises count start begin finish follow walker rw listen cooperate try"
    " next rest stop precision none no"
)
