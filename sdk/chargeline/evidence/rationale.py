"""Why a task was chosen, and which part of daily life it serves."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.context import contexts
from chargeline.evidence.finding import Found, found, whole
from chargeline.evidence.function import is_response, practised
from chargeline.evidence.purpose import of_a_cue
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.text import word_set

_LIFE = frozenset({"adl", "iadl", "work", "school", "leisure", "communication"})
_TASKS = frozenset({"adl", "iadl", "work"})
_NO_TASK_OF_LIFE = frozenset({"lifting", "pushing and pulling"})
"""Moving loads is tied to life only by what it is for."""


def links(segment: Segment) -> Iterator[Found]:
    """Daily life tied to treatment: a task of it practised, or a purpose that names it."""
    for hit in segment.kinds.get("activities", ()):
        entry = hit.entries["activities"]
        if entry.more in _TASKS and entry.name not in _NO_TASK_OF_LIFE and practised(segment, hit):
            yield Found("adl", "task", segment, hit.start, hit.end, contexts(segment, hit))
    for hit in segment.kinds.get("functions", ()):
        if _rehearsed(segment, hit):
            yield Found("adl", "task", segment, hit.start, hit.end, contexts(segment, hit))
        aim = _aim_before(segment, hit)
        if aim is not None and _daily(segment, aim, hit):
            yield found("adl", "purpose", segment, aim, hit)


def _rehearsed(segment: Segment, hit: Hit) -> bool:
    """ "Practised a phone call", "simulated tub step": life itself in treatment."""
    if segment.section in ("subjective", "plan", "goals", "history") or segment.has("limits"):
        return False
    before = segment.scan.words[max(segment.i, hit.i - 5) : hit.i]
    return hit.entries["functions"].more in _LIFE and not REHEARSING.isdisjoint(before)


REHEARSING = word_set(
    "practiced practised practice simulated mock rehearsed trialed performed completed into dry worked filled paid"
)


def _aim_before(segment: Segment, hit: Hit) -> Hit | None:
    for aim in segment.kinds.get("aims", ()):
        near = aim.j <= hit.i and hit.i - aim.j <= 9
        if near and aim.entries["aims"].more in ("verb", "deed"):
            limited = any(limit.i < aim.i for limit in segment.kinds.get("limits", ()))
            return None if limited or of_a_cue(segment, aim) else aim
    return None


def _daily(segment: Segment, aim: Hit, hit: Hit) -> bool:
    plain = segment.scan.words[aim.i : aim.j] == ["for"]
    kind = hit.entries["functions"].more
    return not (plain and kind in ("mobility", "life") and hit.j - hit.i == 1 and hit.i - aim.j > 3)


def rationales(segment: Segment) -> Iterator[Found]:
    """A purpose or a cause beside a task that names what the task works on."""
    if segment.section in ("subjective", "goals", "history"):
        return
    for aim in segment.kinds.get("aims", ()):
        target = _worked_on(segment, aim)
        if target is not None and not of_a_cue(segment, aim) and not _of_exercise(segment, aim):
            yield found("rationale", aim.entries["aims"].more, segment, aim, target)
    named = segment.first("capacities", "deficits", "functions")
    if segment.label == "rationale" and named is not None:
        yield whole("rationale", "stated", segment, named)
    deficit = segment.first("deficits")
    helped = segment.has("cues", "assistance") and _practises(segment)
    if deficit is not None and helped and not is_response(segment, deficit):
        yield found("rationale", "deficit", segment, deficit)


_AIMED_AT = frozenset({"capacities", "deficits", "faults"})
_CAUSES = frozenset({"deficits", "lacking", "limits"})


def _worked_on(segment: Segment, aim: Hit) -> Hit | None:
    """What an aim or a cause names within a few words, if that can be what a task works on."""
    form = aim.entries["aims"].more
    after = [hit for hit in segment.hits if hit.i >= aim.j and hit.i - aim.j <= 8]
    if form == "cause":
        return None if _stopped(segment) else next((hit for hit in after if _is_cause(segment, hit)), None)
    verb = form != "bare" or segment.scan.words[aim.i - 1] == "to"
    if not verb or not (_practises(segment) or _unnamed_task(segment)):
        return None
    plain = segment.scan.words[aim.i : aim.j] == ["for"]
    helped = any(level.j <= aim.i and aim.i - level.j <= 1 for level in segment.all("assistance", "cues"))
    wanted = _AIMED_AT if plain and helped else _AIMED_AT | {"functions"}
    return next((hit for hit in after if wanted.intersection(hit.entries)), None)


def _is_cause(segment: Segment, hit: Hit) -> bool:
    moving = "faults" in hit.entries and hit.entries["faults"].more == "movement"
    failing = "capacities" in hit.entries and not _FAILS.isdisjoint(segment.scan.words[hit.j : hit.j + 4])
    return bool(_CAUSES.intersection(hit.entries)) or moving or failing


_FAILS = word_set("fails fail failing limits limit lacks drops remains is gives")


def _stopped(segment: Segment) -> bool:
    words = segment.scan.words[segment.i : segment.j]
    return not {"stopped", "held", "rest", "declined", "deferred", "break", "terminated", "d/c'd"}.isdisjoint(words)


def _unnamed_task(segment: Segment) -> bool:
    """A line of treatment without exercise or dose, whose task the lexicon does not know."""
    return segment.section != "plan" and not segment.has("exercises", "dose", "context", "home", "limits")


_OF_TASKS = ("97530", "97535", "97542", "97116", "97129", "97760", "97537")


def _practises(segment: Segment) -> bool:
    words = segment.scan.words[segment.i : segment.j]
    chosen = {"task", "activity", "chosen", "picked", "selected"}.intersection(words)
    served = any(hit.entries["services"].more.startswith(_OF_TASKS) for hit in segment.kinds.get("services", ()))
    done = any(practised(segment, hit) for hit in segment.kinds.get("activities", ()))
    return done or served or segment.label == "rationale" or len(chosen) > 1


def _of_exercise(segment: Segment, aim: Hit) -> bool:
    """Whether an exercise stands nearer before the aim than any task does."""
    before = [hit for hit in segment.hits if hit.j <= aim.i and {"exercises", "activities"}.intersection(hit.entries)]
    if not before or "activities" in before[-1].entries:
        return False
    return "97530" not in before[-1].entries["exercises"].more
