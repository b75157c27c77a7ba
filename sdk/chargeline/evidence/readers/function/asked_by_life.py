"""A task tied to life by what is told behind it: "overhead reach x15, he stocks shelves", "half kneel; job is tile"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chargeline.evidence.readers.finding import Found
from chargeline.evidence.readers.function.tasks import LIFE
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment


def asked_by_life(parts: Sequence[Segment]) -> Iterator[Found]:
    """What life asks for, told behind something practised in the same sentence."""
    before: Segment | None = None
    for segment in parts:
        if segment.section in NOT_TREATMENT or segment.label in _NOT_TOLD:
            before = None
            continue
        treated = segment.has(*_TREATED)
        behind = _clauses(segment, before) if treated or before is not None else ()
        k = next((k for k in behind if _asked(segment, k)), None)
        if k is not None and segment.hits:
            near = next((hit for hit in segment.hits if hit.i >= k), segment.hits[-1])
            start, end = segment.scan.starts[k], segment.scan.ends[segment.j - 1]
            yield Found("adl", "life", segment, start, end, contexts(segment, near))
        before = segment if treated else None


_NOT_TOLD = ("hep", "goals", "history", "baseline", "education", "home", "function", "deficits", "response")
_TREATED = ("activities", "exercises", "dose", "times")


def _clauses(segment: Segment, before: Segment | None) -> Iterator[int]:
    """Where a clause begins behind what was done: after a comma, a dash or a bracket, or after a semicolon."""
    words = segment.scan.words
    if before is not None and before.line == segment.line and words[segment.i - 1] == ";":
        yield segment.i
    done = min((hit.j for hit in segment.all(*_TREATED)), default=segment.j)
    yield from (k + 1 for k in range(done, segment.j - 2) if words[k] in _MARKS)


_MARKS = frozenset({",", "-", "–", "(", ":"})


def _asked(segment: Segment, k: int) -> bool:
    """Whether a clause tells what life asks for in these days, nothing of the session."""
    end = next((n for n in range(k, segment.j) if segment.scan.words[n] in _ENDS), segment.j)
    inside = [hit for hit in segment.hits if k <= hit.i < end]
    if any(not _OF_SESSION.isdisjoint(hit.entries) or hit.quantity for hit in inside):
        return False
    return _tells(segment, k, end) or _as_in_life(segment, k, end) or _is_whose(inside, end - k)


_ENDS = frozenset({",", ")", "(", ":"})
_OF_SESSION = frozenset({"assistance", "cues", "dose", "services"})


def _is_whose(inside: list[Hit], words: int) -> bool:
    """ "Ladder rungs x6, roofer"."""
    return words <= _FEW and any(
        one.entries["functions"].name == "occupation" for one in inside if "functions" in one.entries
    )


_FEW = 4


def _tells(segment: Segment, k: int, end: int) -> bool:
    """ "He stocks shelves at work", "plays with grandkids", "job is laying tile", "she can't wipe after toileting"."""
    words = segment.scan.words[k:end]
    job = next((n for n, word in enumerate(words[:2]) if word in _WORK), None)
    if job is not None and len(words) > 2:
        return not words[job].startswith("work") or words[job + 1] in _AT_WORK
    scan = segment.scan
    written = [scan.folded[scan.starts[n] : scan.ends[n]] for n in range(k, end)]
    spoken = written[1:] if words[:1] and words[0] in _WHO else written
    verb = spoken[0] if spoken else ""
    if verb in _CANNOT:
        named = (hit.entries["functions"].more for hit in segment.kinds.get("functions", ()) if k < hit.i < end)
        return not LIFE.isdisjoint(named)
    if words[:1] and words[0] in _WHO and verb in _TRADES:
        return True
    habit = verb.endswith("s") and not verb.endswith("ss") and verb not in _OF_SITTING
    often = any(k < hit.i < end for hit in segment.kinds.get("often", ()))
    measured = any(a == "that" and b in _MEASURES for a, b in pairwise(words))
    return measured or (habit and (often or not _OWN.isdisjoint(words[1:])))


def _as_in_life(segment: Segment, k: int, end: int) -> bool:
    """ "As he does each morning at school", "like she must at the store"."""
    words = segment.scan.words[k:end]
    return (
        words[:1] in (["as"], ["like"]) and words[1:2] != [] and words[1] in _WHO and not _DOES.isdisjoint(words[2:4])
    )


_WHO = word_set("he she they pt patient child client")
_WORK = word_set("job works occupation hobby boss")
_MEASURES = word_set("low high heavy wide narrow tall deep far steep big")
"""Behind "that": "dog food bags are that low"."""
_AT_WORK = word_set("as at in for nights days")
_CANNOT = word_set("can't cannot couldn't struggles avoids")
_DOES = word_set("does do must would has needs")
_OF_SITTING = listed("told of a session")
_TRADES = listed("trades and pastimes")
_OWN = listed("one's own life")
