"""Which part of daily life a task serves."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, as_written, found
from chargeline.evidence.readers.function.tasks import LIFE, is_place, practised, rehearsed
from chargeline.evidence.readers.purpose.purpose import of_a_cue
from chargeline.evidence.readers.purpose.reasons import stopped
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_TASKS = frozenset({"adl", "iadl", "work"})
_NO_TASK_OF_LIFE = frozenset({"lifting", "pushing and pulling"})
"""Moving loads is tied to life only by what it is for."""


def links(segment: Segment) -> Iterator[Found]:
    """Daily life tied to treatment: a task of it practised, or a purpose that names it."""
    for hit in segment.kinds.get("activities", ()):
        entry = hit.entries["activities"]
        aim = _aim_before(segment, hit)
        of_life = entry.more in _TASKS
        if aim is not None and aim.entries["aims"].more == "like":
            yield found("adl", "likeness", segment, aim, hit)
        if not of_life or entry.name in _NO_TASK_OF_LIFE or is_place(segment, hit) or _bare(hit):
            continue
        if practised(segment, hit):
            yield Found("adl", "task", segment, hit.start, hit.end, contexts(segment, hit))
        elif aim is not None and "functions" not in hit.entries:
            yield found("adl", "purpose", segment, aim, hit)
    for hit in segment.kinds.get("functions", ()):
        if rehearsed(segment, hit):
            yield Found("adl", "task", segment, hit.start, hit.end, contexts(segment, hit))
        aim = _aim_before(segment, hit)
        if aim is not None and _daily(segment, aim, hit):
            yield found("adl", "purpose", segment, aim, hit)
        if _is_the_reason(segment, hit) or _is_gone_to(segment, hit):
            yield Found("adl", "task", segment, hit.start, hit.end, contexts(segment, hit))
        reason = _limit_before(segment, hit) or _need_before(segment, hit)
        if reason is not None:
            yield found("adl", "limit", segment, reason, hit)


def _is_the_reason(segment: Segment, hit: Hit) -> bool:
    """ "The crib is where her back goes", "access to the restroom is the purpose": what of life a task is for."""
    if segment.section in _TOLD or segment.label in _ASIDE or hit.entries["functions"].more not in LIFE:
        return False
    words = segment.scan.words
    for k in range(hit.j, min(hit.j + _REACH, segment.j - 2)):
        if words[k] in ("is", "was") and (words[k + 1] == "where" or words[k + 1 : k + 3] in _PURPOSE):
            return words[k + 1] != "where" or segment.has(*_TREATED, "reps", "load")
    return False


_TOLD = ("subjective", "goals", "history", "plan")
_ASIDE = ("goals", "function", "home", "hep")
_REACH = 5
_PURPOSE = (["the", "purpose"], ["the", "point"], ["the", "reason"], ["the", "aim"])


def _is_gone_to(segment: Segment, hit: Hit) -> bool:
    """ "Stand pivot to the bedside commode": a transfer to where one washes is a task of daily life."""
    if _WASHED.isdisjoint(segment.scan.words[hit.i : hit.j]) or segment.section in _TOLD or segment.label in _ASIDE:
        return False
    moved = (one for one in segment.kinds.get("activities", ()) if one.entries["activities"].more in _MOVES)
    return any(practised(segment, one) and one.i < hit.i for one in moved) and not segment.has("limits", "family")


_WASHED = word_set("commode toilet tub shower bathtub")
_MOVES = ("transfer", "wheelchair")
_TREATED = ("activities", "exercises", "services", "dose", "times")


def _bare(hit: Hit) -> bool:
    """ "Carried", of whatever."""
    return hit.entries["activities"].name == "carrying" and hit.j - hit.i == 1


def _limit_before(segment: Segment, hit: Hit) -> Hit | None:
    """The limit of daily life that a task is chosen for: "curbs because he cannot get into his church"."""
    cause = _cause_before(segment, hit)
    limits = segment.kinds.get("limits", ()) if cause else ()
    return next((limit for limit in limits if cause and cause.j <= limit.i < hit.i), None)


def _need_before(segment: Segment, hit: Hit) -> Hit | None:
    """The cause that tells what life asks for: "stool rises because he has to weed his beds"."""
    cause = _cause_before(segment, hit)
    if cause is None:
        return None
    asked = not _NEEDS.isdisjoint(segment.scan.words[cause.j : hit.i]) or _does(segment, cause)
    return cause if asked else None


def _does(segment: Segment, cause: Hit) -> bool:
    """Whether a cause tells what the patient does in life: "crate lifts chosen because pt stocks shelves at work"."""
    behind = as_written(segment, cause.j, min(cause.j + 2, segment.j))
    return len(behind) > 1 and behind[0] in _PATIENT and behind[1].endswith("s") and behind[1] not in _NO_DEED


_PATIENT = word_set("he she pt patient client")
_NO_DEED = word_set("is was has does needs lacks reports states says denies")


_NEEDS = listed("what life asks for")


def _cause_before(segment: Segment, hit: Hit) -> Hit | None:
    """The first word of cause before a word of life, if treatment stands in the sentence and was not cut short."""
    if segment.section in ("subjective", "goals", "history", "plan"):
        return None
    causes = [aim for aim in segment.kinds.get("aims", ()) if aim.entries["aims"].more == "cause" and aim.j <= hit.i]
    treated = segment.has(*_TREATED) or (causes and segment.scan.words[causes[0].i] in _CHOSEN)
    return causes[0] if causes and treated and not stopped(segment, causes[0]) else None


_CHOSEN = word_set("chosen selected picked")
"""What is chosen for a reason is what was done, named or not: "Task chosen because pt stocks shelves"."""


def _aim_before(segment: Segment, hit: Hit) -> Hit | None:
    for aim in segment.kinds.get("aims", ()):
        near = aim.j <= hit.i and hit.i - aim.j <= 9
        if near and aim.entries["aims"].more in ("verb", "deed", "like"):
            limited = any(limit.i < aim.i for limit in segment.kinds.get("limits", ()))
            return None if limited or of_a_cue(segment, aim) else aim
    return None


def _daily(segment: Segment, aim: Hit, hit: Hit) -> bool:
    bare_motion = "faults" in hit.entries and hit.j - hit.i == 1
    if "capacities" in hit.entries or bare_motion or segment.section in ("subjective", "goals", "history"):
        return False
    plain = segment.scan.words[aim.i : aim.j] == ["for"]
    if segment.scan.words[hit.i : hit.j] == ["function"] or (plain and is_place(segment, hit)):
        return False
    kind = hit.entries["functions"].more
    return not (plain and kind in ("mobility", "life") and hit.j - hit.i == 1 and hit.i - aim.j > 3)
