"""The mode of the treatment: active, active-assisted, passive."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def modes(segment: Segment) -> Iterator[Found]:
    """Active, active-assisted, passive, of the treatment; not where a range was measured."""
    for hit in segment.kinds.get("modes", ()):
        measured = (
            "measures" in hit.entries
            and (segment.has("degrees", "range", "grade") or _number_near(segment, hit))
            and not segment.has("dose", "times", "reps")
            and segment.scan.words[hit.j : hit.j + 1] not in (["exercise"], ["exercises"])
        )
        after = segment.scan.words[hit.j : hit.j + 1]
        listed = segment.label == "today" and segment.has("degrees", "range", "grade")
        if measured or listed or after in _RESULTS or segment.label in ("baseline", "deficits"):
            continue
        if hit.entries["modes"].name == "resisted":
            continue
        if _not_a_mode(segment, hit):
            continue
        yield found("mode", hit.entries["modes"].name, segment, hit)
    yield from _in_a_name(segment)


FIRST = {"aarom": "active-assisted", "arom": "active", "prom": "passive", "active": "active", "passive": "passive"}


def _in_a_name(segment: Segment) -> Iterator[Found]:
    """The word that opens an exercise's longer name: "AAROM shoulder", "active flexion 2x10"."""
    for hit in segment.all("exercises", "measures"):
        word = segment.scan.words[hit.i]
        if word not in FIRST or "modes" in hit.entries:
            continue
        dosed = segment.has("dose", "times", "reps")
        if dosed or ("exercises" in hit.entries and not segment.has("degrees", "range", "number")):
            yield found("mode", FIRST[word], segment, hit)


def _number_near(segment: Segment, hit: Hit) -> bool:
    """Whether a number without its unit is the range itself: "AROM R knee flex 112"."""
    return any(0 <= one.i - hit.j <= _NEAR for one in segment.kinds.get("number", ()))


_NEAR = 4
_RESULTS = (["pain"], ["painful"], ["wnl"], ["wfl"], ["full"], ["intact"], ["limited"])
_NOT_MODES = word_set(
    "life lifestyles listening trigger problem problems infection lifestyle duty release extension rom bleeding range"
    " listener ingredient voice personality smoke smoking smoker suspension community member lesion labor aggressive"
)


_RANGES = (["arom", ">"], ["prom", ">"], ["arom", "<"], ["prom", "<"])
_TESTED = word_set("measured tested assessed taken checked rechecked remeasured improved improving > < =")


def _not_a_mode(segment: Segment, hit: Hit) -> bool:
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else ""
    written = segment.scan.folded[hit.start : hit.end]
    if written in ("active", "passive", "actively", "passively") and (after in _NOT_MODES or after[:1].isdigit()):
        return True
    if any(one.j == hit.i for one in segment.kinds.get("lacking", ())) and not segment.has("dose", "times", "reps"):
        return True
    if after in ("is", "was", "are"):
        return True
    if words[max(hit.i - 2, 0) : hit.i] in _RANGES or (after in _TESTED and "measures" in hit.entries):
        return True
    if written in ("assisted", "assistive"):
        return after in ("living", "device", "technology") or not segment.has("exercises", "motions", "dose")
    return (
        written in ("active",)
        and after in ("and", "person", "job", "at", "in", "with")
        and not segment.has("exercises", "motions")
    )
