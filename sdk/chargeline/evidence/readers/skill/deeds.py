"""What the therapist did in answer to the patient, and by hand: altered, blocked, guided, brought back."""

from __future__ import annotations

from collections.abc import Iterator, Set

from chargeline.evidence.readers.change.programme import COMPARATIVES
from chargeline.evidence.readers.finding import Found, names_home
from chargeline.evidence.readers.skill.answering import ANSWERING, EACH_TIME, answers, follows
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment


def decisions(segment: Segment) -> Iterator[Found]:
    """Something altered in answer to what the patient did: "lowered the rod height after she swayed"."""
    if not _is_treatment(segment):
        return
    words = segment.scan.words
    told = segment.has("faults", "deficits")
    done = [k for k in _in_answer(segment) if words[k] not in _NEEDS_FAULT or told or _more_or_less(segment, k)]
    if done:
        start, end = segment.scan.starts[done[0]], segment.scan.ends[segment.j - 1]
        yield Found("skill", "decision", segment, start, end, _when(segment, done[0]))
        opener = max((k for k in range(segment.i, segment.j) if answers(segment, k)), default=done[0])
        fitted = words[opener] == "where"
        if not fitted and any(
            (words[k] in _CHANGED and not _is_told_of(segment, k)) or _more_or_less(segment, k) for k in done
        ):
            yield Found("change", "decision", segment, start, end)


def _is_treatment(segment: Segment) -> bool:
    """Whether a segment may tell of what was done in this visit."""
    return segment.section not in NOT_TREATMENT and segment.label not in _NOT_TOLD and not names_home(segment)


def _in_answer(segment: Segment) -> list[int]:
    """Where the deeds stand that answer something: what was altered, or each time a hand that set right."""
    words, span = segment.scan.words, range(segment.i, segment.j)
    answer = max((k for k in span if words[k] in ANSWERING and answers(segment, k)), default=-1)
    deeds = DEEDS if answer >= 0 and words[answer] in EACH_TIME else ALTERED
    return [
        k
        for k in span
        if words[k] in DEEDS
        and _is_deed(words, k, deeds)
        and not _by_others(segment, k)
        and (k < answer or follows(segment, k) or (answer >= 0 and _by_therapist(segment, k)))
    ]


def _is_deed(words: list[str], k: int, deeds: Set[str]) -> bool:
    """One of the deeds, words said each time, or something had of the patient: "had her count"."""
    if words[k] == '"':
        return deeds is DEEDS
    if words[k] in _TAKEN and words[k + 1 : k + 2] in (["since"], ["because"], ["as"], ["due"]):
        return False
    if words[k] == "had":
        return not _HAD.isdisjoint(words[k + 1 : k + 2])
    return words[k] in deeds and words[k : k + 2] != ["let", "go"]


_TAKEN = ("used", "picked", "chosen", "selected")
"""Behind a task, with its reason behind them, these tell why it was done, not what was altered."""


def _by_others(segment: Segment, k: int) -> bool:
    """Whether the patient or a helper did it: "she stopped at the rail when ...", "his boss lowered the shelf"."""
    patient = k > segment.i and segment.scan.words[k - 1] in _PATIENT
    return patient or any(0 <= k - one.j <= 1 for one in segment.all("family"))


def _by_therapist(segment: Segment, k: int) -> bool:
    """Whether the therapist stands right before a deed: "when she fisted I broke the crayon"."""
    return k > segment.i and segment.scan.words[k - 1] in DOER and _is_doer(segment, k - 1)


def _is_told_of(segment: Segment, k: int) -> bool:
    """Whether it is a symptom or an ability that changed: "edema reduced since the new glove"."""
    results = segment.all("symptoms", "deficits", "capacities", "measures", "ratings")
    return any(0 <= k - one.j <= 1 for one in results)


def _more_or_less(segment: Segment, k: int) -> bool:
    """Whether a thing was set farther, made shorter: "moved the basket further left", "thinner handles given"."""
    words = segment.scan.words
    return words[k] in _PLACED and not _DEGREES.isdisjoint(words[max(segment.i, k - 4) : k + 7])


def _when(segment: Segment, deed: int) -> frozenset[str]:
    """Whether a deed is another day's."""
    near = next((hit for hit in segment.hits if hit.j > deed), segment.hits[-1] if segment.hits else None)
    return contexts(segment, near) & _ANOTHER_DAY if near else frozenset()


def guided(segment: Segment) -> Iterator[Found]:
    """The therapist as the doer, at a part, a fault or a moment: "I blocked the knee", "my hands at the pelvis"."""
    if not _is_treatment(segment):
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


def _is_doer(segment: Segment, k: int) -> bool:
    """Whether a word tells of the therapist: "I", not a level; "my" before a hand; a therapist before what is done."""
    scan, word = segment.scan, segment.scan.words[k]
    written, near = scan.text[scan.starts[k] : scan.ends[k]], scan.words[k + 1 : k + 4]
    if word == "i":
        return written == "I" and not (k and scan.words[k - 1] in _LEVELS)
    if word in _OWN:
        return word == "mine" or not _HANDS_OF.isdisjoint(near)
    if (word == "pt" and written != "PT") or (near[:1] == ["hand"] and not _OF_HANDS.isdisjoint(near[1:])):
        return False
    return not DEEDS.isdisjoint(near[:2]) or any(one.endswith("ed") for one in near[:1])


def _at_a_fault(segment: Segment, k: int) -> bool:
    """Something altered where something is wrong, or in answer: "swapped the cushion to unload where she leans"."""
    word = segment.scan.words[k]
    wrong = word in _CHANGED and segment.has("faults", "deficits", "symptoms")
    return wrong or (word in ALTERED and follows(segment, k))


def _about(segment: Segment, deed: int) -> bool:
    """Whether a part or a movement stands after a deed, something gone wrong at mere help, or what it answers."""
    words = segment.scan.words
    helped = words[deed] in _HELPED and "so" not in words[deed : segment.j]
    parts = segment.all("faults", "deficits") if helped else segment.all(*_PARTS)
    answering = follows(segment, deed) or any(answers(segment, k) for k in range(segment.i, segment.j))
    return answering or any(one.i > deed for one in parts)


DOER = listed("therapist")
ALTERED = listed("altered") | listed("altered for the moment")
DEEDS = {"had", '"'} | ALTERED | listed("led by hand")
_CHANGED = listed("altered")
_PLACED = listed("put somewhere")
_DEGREES = COMPARATIVES | word_set("farther further closer nearer higher lower deeper earlier later slower faster half")
_NEEDS_FAULT = ("used", "off")
"""Deeds that answer something only where something is wrong."""
_HAD = word_set("him her them pt patient")
_HELPED = listed("steadied")
_SHOWN = listed("led by hand") | _HELPED | listed("shown")
_OWN = word_set("my mine")
_HANDS_OF = listed("parts that touch")
_OF_HANDS = word_set("therapy therapist clinic rehab note visit evaluation eval")
"""Behind "hand" these name a field of work: "OT hand therapy note"."""
_LEVELS = listed("levels")
_PATIENT = listed("not the therapist")
_PARTS = ("body", "faults", "targets", "deficits", "motions", "capacities")
_NOT_TOLD = ("hep", "goals", "history", "baseline", "education", "home", "function")
_ANOTHER_DAY = frozenset({"historical", "goal"})
