"""What the therapist did in answer to the patient, and by hand: altered, blocked, guided, brought back."""

from __future__ import annotations

from collections.abc import Iterator, Set

from chargeline.evidence.readers.finding import Found, names_home
from chargeline.evidence.readers.programme import COMPARATIVES
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment


def decisions(segment: Segment) -> Iterator[Found]:
    """Something altered in answer to what the patient did: "lowered the rod height after she swayed"."""
    if segment.section in NOT_TREATMENT or segment.label in _NOT_TOLD or names_home(segment):
        return
    words = segment.scan.words
    told = segment.has("faults", "deficits")
    done = [k for k in _altered(segment) if words[k] not in _NEEDS_FAULT or told or _more_or_less(segment, k)]
    if done:
        start, end = segment.scan.starts[done[0]], segment.scan.ends[segment.j - 1]
        yield Found("skill", "decision", segment, start, end, _when(segment, done[0]))
        if any((words[k] in _CHANGED and not _is_told_of(segment, k)) or _more_or_less(segment, k) for k in done):
            yield Found("change", "decision", segment, start, end)


def _is_told_of(segment: Segment, k: int) -> bool:
    """Whether it is a symptom or an ability that changed: "edema reduced since the new glove"."""
    results = segment.all("symptoms", "deficits", "capacities", "measures", "ratings")
    return any(0 <= k - one.j <= 1 for one in results)


def _more_or_less(segment: Segment, k: int) -> bool:
    """Whether a thing was set farther, made shorter: "moved the basket further left", "thinner handles given"."""
    words = segment.scan.words
    return words[k] in _PLACED and not _DEGREES.isdisjoint(words[max(segment.i, k - 4) : k + 7])


_PLACED = listed("put somewhere")
_DEGREES = COMPARATIVES | word_set("farther further closer nearer higher lower deeper earlier later slower faster half")


def _altered(segment: Segment) -> list[int]:
    """Where the deeds stand that answer something: what was altered, or each time a hand that set right."""
    words, span = segment.scan.words, range(segment.i, segment.j)
    answer = max((k for k in span if answers(segment, k)), default=-1)
    deeds = ALTERED if answer < 0 or words[answer] not in _EACH_TIME else DEEDS
    done = (k for k in span if _is_deed(words, k, deeds) and not _by_others(segment, k))
    return [
        k
        for k in done
        if k < answer or _is_answer(segment, k) or _so_that(segment, k) or (answer >= 0 and _by_therapist(segment, k))
    ]


def _by_therapist(segment: Segment, k: int) -> bool:
    """Whether the therapist stands right before a deed: "when she fisted I broke the crayon"."""
    return k > segment.i and segment.scan.words[k - 1] in DOER and _is_doer(segment, k - 1)


def _is_deed(words: list[str], k: int, deeds: Set[str]) -> bool:
    """One of the deeds, words said each time, or something had of the patient: "had her count"."""
    if words[k] == '"':
        return deeds is DEEDS
    if words[k] == "had":
        return words[k + 1 : k + 2] in _HAD
    return words[k] in deeds and words[k : k + 2] != ["let", "go"]


_HAD = (["him"], ["her"], ["them"], ["pt"], ["patient"])


def guided(segment: Segment) -> Iterator[Found]:
    """The therapist as the doer, at a part, a fault or a moment: "I blocked the knee", "my hands at the pelvis"."""
    if segment.section in NOT_TREATMENT or segment.label in _NOT_TOLD or names_home(segment):
        return
    words = segment.scan.words
    doer = next((k for k in range(segment.i, segment.j) if words[k] in DOER and _is_doer(segment, k)), None)
    if doer is None:
        return
    first = segment.i if words[doer] in _OWN else doer
    deed = next((k for k in range(first, segment.j) if words[k] in _SHOWN or _at_a_fault(segment, k)), None)
    if deed is not None and _about(segment, deed):
        start = segment.scan.starts[min(doer, deed)]
        yield Found("skill", "guided", segment, start, segment.scan.ends[segment.j - 1], _when(segment, deed))


def _when(segment: Segment, deed: int) -> frozenset[str]:
    """Whether a deed is another day's."""
    near = next((hit for hit in segment.hits if hit.j > deed), segment.hits[-1] if segment.hits else None)
    return contexts(segment, near) & _ANOTHER_DAY if near else frozenset()


_ANOTHER_DAY = frozenset({"historical", "goal"})


def _is_doer(segment: Segment, k: int) -> bool:
    """Whether a word tells of the therapist: "I", not a level; "my" before a hand; a therapist before what is done."""
    scan, word = segment.scan, segment.scan.words[k]
    if word == "i":
        upper = scan.text[scan.starts[k] : scan.ends[k]] == "I"
        return upper and scan.words[k - 1] not in _LEVELS if k else upper
    if word == "pt" and scan.text[scan.starts[k] : scan.ends[k]] != "PT":
        return False
    near = scan.words[k + 1 : k + 4]
    if word in _OWN:
        return word == "mine" or not _HANDS_OF.isdisjoint(near)
    return not DEEDS.isdisjoint(near[:2]) or any(one.endswith("ed") for one in near[:1])


def _at_a_fault(segment: Segment, k: int) -> bool:
    """Something altered where something is wrong, or in answer: "swapped the cushion to unload where she leans"."""
    wrong = segment.has("faults", "deficits", "symptoms")
    word = segment.scan.words[k]
    return (word in _CHANGED and wrong) or (word in ALTERED and _is_answer(segment, k))


def _about(segment: Segment, deed: int) -> bool:
    """Whether a part or a movement stands after a deed, something gone wrong at mere help, or what it answers."""
    words = segment.scan.words
    helped = words[deed] in _HELPED and "so" not in words[deed : segment.j]
    parts = segment.all("faults", "deficits") if helped else segment.all(*_PARTS)
    answering = any(answers(segment, k) for k in range(segment.i, segment.j) if k != deed)
    return any(one.i > deed for one in parts) or answering or _is_answer(segment, deed) or _so_that(segment, deed)


_PARTS = ("body", "faults", "targets", "deficits", "motions", "capacities")
_HELPED = listed("steadied")


def _is_answer(segment: Segment, deed: int) -> bool:
    """What was seen stands before: "..., so I stopped him", "after which the clinician cut the bolus"."""
    words = segment.scan.words
    for k in range(max(segment.i, deed - _SO_REACH), deed):
        if words[k] in SO or (words[k] == "which" and words[k - 1] in _UPON):
            return _PATIENT.isdisjoint(words[k + 1 : deed])
    return False


SO = listed("in answer")
_UPON = word_set("after at upon")
_SO_REACH = 9


def _so_that(segment: Segment, deed: int) -> bool:
    """ "Turned the mirror so he could see the lean": altered for something at a fault."""
    after = segment.scan.words[deed : min(deed + 6, segment.j)]
    return "so" in after and segment.has("faults") and segment.has("targets", "deficits", "capacities", "faults")


_NOT_TOLD = ("hep", "goals", "history", "baseline", "education", "home", "function")
_LEVELS = listed("levels")
_OWN = word_set("my mine")
_HANDS_OF = listed("parts that touch")
DOER = listed("therapist")
_GUIDED = listed("led by hand") | _HELPED


def _by_others(segment: Segment, k: int) -> bool:
    """Whether the patient or a helper did it: "she stopped at the rail when ...", "his boss lowered the shelf"."""
    if k > segment.i and segment.scan.words[k - 1] in _PATIENT:
        return True
    return any(0 <= k - one.j <= 1 and segment.scan.words[k - 1] != "was" for one in segment.all("family"))


_PATIENT = listed("not the therapist")


def answers(segment: Segment, k: int) -> bool:
    """Whether a word opens what an alteration answers: when, once, because, after she, each time, for SpO2 86%."""
    word = segment.scan.words[k]
    if word not in ANSWERING:
        return False
    following = segment.scan.words[k + 1 : min(k + 6, segment.j)]
    if not following or not _OTHER_DAY.isdisjoint(following[:3]):
        return False
    if word == "after":
        came = following[0] in _WHO or not _EVENTS.isdisjoint(following) or not _CAME.isdisjoint(following)
        return came or _seen(segment, k)
    if word == "as":
        told = following[0] in _WHOSE or following[0] == "soon"
        return told or _seen(segment, k) or following[1:2] in _CHANGING
    if word in ("each", "every"):
        return following[0] == "time" and following[1:2] != [] and following[1][0].isalpha()
    if word == "for":
        return any(0 < hit.i - k <= _NEAR and hit.entries["symptoms"].more in _SIGNS for hit in segment.all("symptoms"))
    if word in (":", "where"):
        return _seen(segment, k)
    return word in _WHEN and following[0] not in _TOLD_TO


_CHANGING = (["improved"], ["rose"], ["dropped"], ["fell"], ["grew"], ["faded"], ["worsened"], ["slowed"])
_CAME = listed("came about")
_EACH_TIME = word_set("whenever each every for")
_SIGNS = ("vitals", "effort", "vestibular", "swallow")
_TOLD_TO = listed("told to")


def _seen(segment: Segment, k: int) -> bool:
    """Whether something felt or gone wrong stands right after a word."""
    return any(0 < hit.i - k <= _NEAR for hit in segment.all("symptoms", "faults", "deficits", "limits"))


_NEAR = 4
_WHEN = listed("openers of an answer")
ANSWERING = _WHEN | word_set("after as each every for :")
"""What may open what a deed answers."""

_OTHER_DAY = listed("other days")
ALTERED = listed("altered") | listed("altered for the moment")
DEEDS = {"had", '"'} | ALTERED | listed("led by hand")
_SHOWN = _GUIDED | listed("shown")
_CHANGED = listed("altered")
_NEEDS_FAULT = ("used", "off")
_WHO = listed("seen of the patient")
_WHOSE = listed("the patient")
_EVENTS = listed("events")
