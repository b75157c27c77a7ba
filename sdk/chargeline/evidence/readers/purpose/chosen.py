"""Why a task or the way of doing it was chosen, in whatever words: "half kneel used since push-off is what fails"."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.change.programme import PERSON
from chargeline.evidence.readers.finding import Found
from chargeline.evidence.readers.purpose.reasons import stopped
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment


def chosen(segment: Segment) -> Iterator[Found]:
    """A choice, or a way of doing it that opens the sentence, and behind it the reason."""
    if segment.section in NOT_TREATMENT or segment.label in _NOT_TOLD or not segment.hits or _is_cut_short(segment):
        return
    words = segment.scan.words
    for k in range(segment.i + 1, segment.j - _FEW):
        if words[k] not in BECAUSE or not _opens_reason(segment, k):
            continue
        if _is_choice(segment, k) or _is_way(segment, k):
            at = min(segment.hits, key=lambda hit: abs(hit.i - k))
            yield Found("rationale", "stated", segment, segment.start, segment.end, contexts(segment, at))
            return


BECAUSE = word_set("since because b/c as so")
_FEW = 3
"""A reason has at least so many words."""
_NOT_TOLD = ("hep", "goals", "history", "baseline", "education", "home", "function", "response", "pain")


def _opens_reason(segment: Segment, k: int) -> bool:
    """Whether a reason about the patient follows: what fails or has to be, not the room, the time or the weather."""
    words = segment.scan.words
    if words[k] == "so" and words[k + 1] != "that":
        return False
    behind = words[k + 1 : segment.j]
    if behind[0] == "of" or not _OTHER_REASONS.isdisjoint(behind):
        return False
    named = any(not _BODY_OR_MIND.isdisjoint(one.entries) for one in segment.between(k + 1, segment.j))
    return named or not _FAILS.isdisjoint(behind)


_BODY_OR_MIND = frozenset({"body", "capacities", "deficits", "faults", "lacking", "motions", "symptoms"})
_FAILS = word_set("fails fail failed won't cannot can't doesn't don't not stick sticks loses misses tips quits leaves")


_OTHER_REASONS = listed("reasons of the day")


def _is_choice(segment: Segment, k: int) -> bool:
    """ "Slant surface chosen so that", "basket lifts kept light because": a thing and its choice before the reason."""
    words = segment.scan.words
    verb = next((n for n in range(max(segment.i + 1, k - _NEAR), k) if words[n] in _CHOSEN), None)
    return verb is not None and not _is_somebodys(segment, segment.i, verb) and not _is_exercise(segment, verb)


_CHOSEN = word_set("used picked chosen selected kept done")
_NEAR = 3


def _is_way(segment: Segment, k: int) -> bool:
    """ "Sideways because the knee snaps back", "doorways, because that is where": no verb before the reason."""
    words = segment.scan.words
    opening = words[segment.i : k - (words[k - 1] == ",")]
    short = 0 < len(opening) <= _NEAR and all(word.isalpha() for word in opening)
    bare = short and not _is_somebodys(segment, segment.i, k) and not any(word.endswith("ed") for word in opening)
    return bare and words[k] in _CAUSES and not _is_exercise(segment, k) and _NO_WAY.isdisjoint(opening)


_CAUSES = word_set("since because b/c")
_NO_WAY = word_set("no not late early cut short tired pain dizzy home rest break sore weak limited slow stopped")


def _is_somebodys(segment: Segment, i: int, j: int) -> bool:
    return not PERSON.isdisjoint(segment.scan.words[i:j]) or any(i <= one.i < j for one in segment.all("family"))


def _is_exercise(segment: Segment, k: int) -> bool:
    """Whether an exercise stands before the choice, and no task: that is what the exercise is for."""
    before = [one for one in segment.all("exercises", "activities") if one.j <= k]
    return any("activities" not in one.entries and "programme" not in one.entries for one in before[-1:])


def _is_cut_short(segment: Segment) -> bool:
    return any(stopped(segment, aim) for aim in segment.kinds.get("aims", ()) if aim.entries["aims"].more == "cause")
