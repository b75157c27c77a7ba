"""The mode of treatment, and how the programme goes on at home."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.context import contexts
from chargeline.evidence.finding import Found, clause, found, whole
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.text import word_set


def modes(segment: Segment) -> Iterator[Found]:
    """Active, active-assisted, passive, of the treatment; not where a range was measured."""
    for hit in segment.kinds.get("modes", ()):
        measured = (
            "measures" in hit.entries
            and segment.has("degrees", "range", "number", "grade")
            and not segment.has("dose", "times", "reps")
        )
        if measured or segment.label in ("today", "baseline"):
            continue
        if hit.entries["modes"].name == "resisted":
            continue
        if _not_a_mode(segment, hit):
            continue
        yield found("mode", hit.entries["modes"].name, segment, hit)


_NOT_MODES = word_set(
    "listening trigger problem problems infection lifestyle duty release extension rom bleeding range"
    " listener ingredient voice"
)


def _not_a_mode(segment: Segment, hit: Hit) -> bool:
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else ""
    written = segment.scan.folded[hit.start : hit.end]
    if written in ("active", "passive") and after in _NOT_MODES:
        return True
    if written in ("assisted", "assistive"):
        return after in ("living", "device", "technology") or not segment.has("exercises", "motions", "dose")
    return (
        written in ("active",)
        and after in ("and", "person", "job", "at", "in", "with")
        and not segment.has("exercises", "motions")
    )


def home(segment: Segment) -> Iterator[Found]:
    """A home programme given, reviewed or kept up, or discharge to one."""
    if segment.label == "hep" and segment.hits and segment.j - segment.i > 3 and not _names_home(segment):
        yield whole("home", "home program", segment, segment.hits[0])
    if not _names_home(segment):
        yield from _kept_at_home(segment)
    for hit in segment.kinds.get("home", ()):
        part = hit.entries["home"].more
        if part == "act":
            continue
        context = contexts(segment, hit, section=False)
        if part == "noun" and not _done(segment, hit):
            continue
        if segment.section == "plan" and not _already(segment) and part == "noun" and _yet_to_do(segment):
            context |= {"planned"}
        if part == "whole" and "discharge" in hit.entries["home"].name:
            context -= {"planned", "hypothetical"}
        yield Found("home", hit.entries["home"].name, segment, *clause(segment, hit), context - {"historical"})
        return


def _names_home(segment: Segment) -> bool:
    """Whether a home programme is named, or exercise at home with how often."""
    return any(hit.entries["home"].more != "act" for hit in segment.kinds.get("home", ()))


def _kept_at_home(segment: Segment) -> Iterator[Found]:
    """ "At home she keeps up the counter steps each morning": home, and how often."""
    words = segment.scan.words[segment.i : segment.j]
    often = _OFTEN.intersection(words)
    if "home" in words and often and segment.hits and not segment.has("limits", "deficits", "responses"):
        yield whole("home", "kept up at home", segment, segment.hits[0])


_OFTEN = word_set("daily nightly each every twice tid bid qid q2h hourly once")


def _done(segment: Segment, hit: Hit) -> bool:
    if segment.label == "hep":
        return True
    acts = [act for act in segment.kinds["home"] if act.entries["home"].more == "act"]
    if any(abs(act.i - hit.i) <= 12 for act in acts):
        return True
    after = segment.scan.words[hit.j] if hit.j < len(segment.scan.words) else ""
    return after == ":"


def _already(segment: Segment) -> bool:
    """Whether a plan's line tells of something done today: "P: Issued HEP handout"."""
    return any(
        word.endswith("ed") or word in ("given", "gave", "taught") for word in segment.scan.words[segment.i : segment.j]
    )


def _yet_to_do(segment: Segment) -> bool:
    acts = [act for act in segment.kinds["home"] if act.entries["home"].more == "act"]
    words = {segment.scan.words[act.i] for act in acts}
    return bool(words.intersection({"review", "update", "issue", "provide", "progress", "advance", "add", "modify"}))
