"""Exercises: which, and how much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chargeline.evidence.readers.exercise.repeated import OTHER_COUNTS, is_by, is_many, is_repeated, per_part
from chargeline.evidence.readers.finding import Found, found, words_between
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_DOSES = ("dose", "times", "reps", "load", "seconds")
_JOIN = word_set(
    "x of with w / , @ at - and each ea per b bil bilat r l side sides reps rep sets set"
    " hold holds ' \" | for the a ( )"
    " resistance weight cuff band wt db using both every lbs lb # sec s x. dumbbell wts weights kettlebell kb"
)
_LEVEL = re.compile(r"l ?-?[0-9]")
"""A machine's level, or a vertebra."""
_NOT_NAMES = listed("no exercises")


def exercises(segment: Segment) -> Iterator[Found]:
    """Exercises by name; a phrase that carries sets and repetitions is one too, even when no table knows it."""
    hits = [hit for hit in segment.kinds.get("exercises", ()) if _is_exercise(segment, hit)]
    for hit in hits:
        codes = tuple(hit.entries["exercises"].more.split())
        yield found("exercise", hit.entries["exercises"].name, segment, hit, _further(segment, hit), codes=codes)
    yield from _by_mode(segment)
    if not hits:
        yield from _rises(segment)
        yield from _motions(segment)
        yield from _unknown(segment)
        yield from _under_its_service(segment)


def _under_its_service(segment: Segment) -> Iterator[Found]:
    """ "NMR: seated reach floor to shelf, 2 sets": what is done behind an exercise's service, with how often."""
    head = segment.first("services")
    if head is None or head.entries["services"].more[:5] not in _OF_EXERCISE or not _is_dosed(segment):
        return
    words, scan = segment.scan.words, segment.scan
    if words[head.j : head.j + 1] not in ([":"], ["-"]):
        return
    done = [hit for hit in segment.all("activities", "motions", "functions") if hit.i > head.j]
    counts = [hit for hit in segment.all("dose", "times", "reps", "number") if done and hit.i >= done[0].j]
    if done and counts:
        end = scan.ends[counts[0].i - 1]
        yield Found("exercise", "named under its service", segment, done[0].start, end, contexts(segment, done[0]))


_OF_EXERCISE = ("97110", "97112", "97113")


def _is_dosed(segment: Segment) -> bool:
    """Whether sets, repetitions or a count of each part are told."""
    return segment.has(*_DOSES) or any(per_part(segment, hit) for hit in segment.kinds.get("number", ()))


def _rises(segment: Segment) -> Iterator[Found]:
    """Sit to stand with repetitions right behind it: a transfer by name, an exercise by its dose."""
    counted = segment.all("dose", "times", "reps")
    for hit in segment.kinds.get("activities", ()):
        if hit.entries["activities"].name == "sit to stand" and any(0 <= n.i - hit.j <= 1 for n in counted):
            yield found("exercise", "sit to stand", segment, hit)
            return


def _further(segment: Segment, hit: Hit) -> Hit:
    """The motions that follow in the same list: "hip flexion, abduction and extension"."""
    last = hit
    for other in segment.kinds.get("motions", ()):
        if 0 <= other.i - last.j <= 2 and _LINKS.issuperset(segment.scan.words[last.j : other.i]):
            last = other
    return last


_WHO = word_set("pt patient he she they")
"""Who rows, swims or cycles by habit: no exercise of the treatment."""
_LINKS = word_set(", / and & + then")


def _is_exercise(segment: Segment, hit: Hit) -> bool:
    """Short names that mean other things too (ER, AP, PRE, tandem, SLS) need a dose or a list beside them."""
    written = segment.scan.folded[hit.start : hit.end]
    if segment.has("often") and segment.scan.words[hit.i - 1] in _WHO and not segment.has(*_DOSES):
        return False
    if "functions" in hit.entries and segment.has("family") and not segment.has(*_DOSES):
        return False
    if len(written) <= 3 and written.isalpha() and "motions" in hit.entries:
        return segment.has(*_DOSES)
    if "measures" in hit.entries:
        return segment.has("dose", "times", "reps") or not segment.has(
            "grade", "degrees", "number", "seconds", "range", "load"
        )
    if "capacities" in hit.entries or "motions" in hit.entries:
        return _is_dosed(segment) or _is_plural(written)
    return True


def _is_plural(written: str) -> bool:
    """ "Tendon glides", "weight shifts": a capacity's name that can be counted is what is done for it."""
    return written.endswith("s") and not written.endswith(("ss", "us", "is"))


def _motions(segment: Segment) -> Iterator[Found]:
    """Motions with a dose right after them: "hip flexion, abduction and extension, three sets of twelve"."""
    if not segment.has("motions") or segment.has("degrees"):
        return
    doses = segment.all("dose", "times", "reps") + [n for n in segment.kinds.get("number", ()) if per_part(segment, n)]
    motions = [m for m in segment.kinds.get("motions", ()) if any(0 <= dose.i - m.j <= 6 for dose in doses)]
    if motions:
        yield found("exercise", "motion", segment, motions[0], motions[-1])


def _by_mode(segment: Segment) -> Iterator[Found]:
    """A mode and a count make an exercise of a joint: "AAROM R shoulder x10"."""
    if not segment.has("modes") or segment.has("degrees"):
        return
    counts = segment.all("dose", "times", "reps")
    moving = segment.kinds["modes"] if segment.has("motions") else list(filter(_is_range, segment.kinds["modes"]))
    moved = [mode for mode in moving if any(0 <= n.i - mode.j <= _NEAR for n in counts)]
    if moved:
        yield found("exercise", "range of motion", segment, moved[0], counts[0])


_NEAR = 5


def _is_range(mode: Hit) -> bool:
    """Whether a mode names a motion by itself, as "AAROM" does; "assisted" does not."""
    return "measures" in mode.entries


def _unknown(segment: Segment) -> Iterator[Found]:
    """The words before sets and repetitions, when they name something and it is not hands-on work."""
    if segment.has("activities", "services", "totals", "measures", "assistance"):
        return
    words, starts, ends = segment.scan.words, segment.scan.starts, segment.scan.ends
    known = {k for hit in segment.hits if "body" not in hit.entries for k in range(hit.i, hit.j)}
    for dose in segment.kinds.get("dose", ()):
        k = dose.i
        while k > segment.i and words[k - 1].isalpha() and words[k - 1] not in _STOP:
            k -= 1
        named = [n for n in range(k, dose.i) if n not in known and words[n] not in _NOT_NAMES and len(words[n]) > 2]
        if named and dose.i - k <= 6:
            yield Found("exercise", "named with a dose", segment, starts[k], ends[dose.i - 1], contexts(segment, dose))
            return


_STOP = word_set("then and to progressed increased from performed completed did was at of for in by patient pt")


def doses(segment: Segment) -> Iterator[Found]:
    """Sets, repetitions, loads, holds and times of exercises, neighbours as one span."""
    if _hands_on(segment) or segment.label == "hep" or (segment.has("often") and not segment.has("exercises")):
        return
    named = segment.has("exercises") or any(True for _ in exercises(segment))
    counted = segment.has("times") and (segment.has("modes") or not segment.has(*OTHER_COUNTS))
    strong = segment.has("dose") or counted or is_repeated(segment)
    if not (named or strong):
        return
    run: list[Hit] = []
    for hit in segment.all(*_COUNTED):
        if not _counts(segment, hit):
            continue
        if run and not _joined(segment, run[-1], hit):
            yield from _dose(segment, run)
            run = []
        run.append(hit)
    yield from _dose(segment, run)


_COUNTED = in_order("dose times reps load seconds minutes equipment number tries fraction")


def _row(segment: Segment) -> bool:
    """A row of a table of exercises: a name, bars, numbers."""
    return segment.scan.words[segment.i : segment.j].count("|") >= 2 and segment.has("exercises")


def _hands_on(segment: Segment) -> bool:
    """Whether the segment tells of hands-on work or a modality, whose numbers are no dose of an exercise."""
    service = segment.first("services")
    handled = service is not None and service.entries["services"].more[:5] in _BY_HAND
    return handled and not segment.has("exercises")


_BY_HAND = ("97140", "97035", "97032", "97033", "97016", "97010", "G0283")


def _counts(segment: Segment, hit: Hit) -> bool:
    if "equipment" in hit.entries:
        if _LEVEL.match(segment.scan.folded, hit.start, hit.end) and not segment.has("minutes", "dose", "times"):
            return False
        return hit.entries["equipment"].more == "load" and (
            hit.j - hit.i > 1 or segment.has("dose", "times", "minutes")
        )
    quantity = hit.quantity
    assert quantity is not None
    if quantity.kind == "number":
        after = segment.scan.words[hit.j : hit.j + 1]
        named = segment.has("exercises", "motions")
        return (
            _row(segment)
            or per_part(segment, hit)
            or (named and is_by(segment, hit))
            or (named and (after in (["ea"], ["each"]) or _of_each(segment, hit)))
        )
    if quantity.kind == "fraction":
        return not _REPS.isdisjoint(segment.scan.words[max(segment.i, hit.i - 3) : hit.i])
    if quantity.kind == "tries":
        return segment.has("exercises") and not segment.has("activities", "measures")
    if quantity.kind in ("dose", "times", "reps"):
        return not (quantity.kind == "reps" and segment.has("gait speed"))
    if quantity.kind == "minutes":
        return _minutes_of_exercise(segment, hit)
    if quantity.kind == "load":
        return segment.has("exercises", "dose", "times") and not segment.has("grade")
    return segment.has("exercises")


_REPS = word_set("rep reps")


def _of_each(segment: Segment, hit: Hit) -> bool:
    """A bare count of an exercise: "push-ups over a towel, 8", "flicks, ten, and", "ten of each", "thirty raises"."""
    words, exercises_ = segment.scan.words, segment.kinds.get("exercises", ())
    opens = is_many(hit) and any(one.i == hit.j and "measures" not in one.entries for one in exercises_)
    if opens or words[hit.j : hit.j + 2] == ["of", "each"]:
        return True
    if segment.has("measures", "before"):
        return False
    apart = words[hit.i - 1] == "," and words[hit.j : hit.j + 1] == [","]
    last = words[hit.i - 1] in (",", ":", "-") and not any(word[0].isalnum() for word in words[hit.j : segment.j])
    return (apart and any(one.j == hit.i - 1 for one in exercises_)) or (
        last and not segment.has("totals", "services", "minutes")
    )


def _minutes_of_exercise(segment: Segment, hit: Hit) -> bool:
    """Minutes on a machine are a dose; the minutes of the whole service are not."""
    if (hit.quantity is not None and not 0 < hit.quantity.value <= 60) or segment.has("group"):
        return False
    if segment.has("performers") and segment.scan.words[hit.i - 1 : hit.i] == ["("]:
        return False
    for kind in ("services", "totals", "performers"):
        for other in segment.kinds.get(kind, ()):
            gap = words_between(segment, other, hit)
            if len(gap) <= 3:
                return False
    return any("exercises" in other.entries and abs(other.i - hit.j) <= 14 for other in segment.hits)


def _joined(segment: Segment, a: Hit, b: Hit) -> bool:
    between = segment.scan.words[a.j : b.i]
    return len(between) <= 4 and all(word in _JOIN for word in between)


def _dose(segment: Segment, run: list[Hit]) -> Iterator[Found]:
    if run and (segment.has("exercises") or any(hit.quantity is not None for hit in run)):
        yield found("dose", "dose", segment, run[0], run[-1])
