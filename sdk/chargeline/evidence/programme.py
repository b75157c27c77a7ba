"""The programme: the mode of treatment, what changed in it today, and how it goes on at home."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

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


_PROGRAMME = (
    "exercises",
    "dose",
    "load",
    "reps",
    "times",
    "equipment",
    "activities",
    "speed",
    "length",
    "services",
    "seconds",
    "minutes",
    "cues",
    "assistance",
)


def changes(segment: Segment) -> Iterator[Found]:
    """Something of the programme was changed today."""
    for hit in segment.kinds.get("changes", ()):
        context = contexts(segment, hit)
        if segment.section == "plan" and "planned" in context and not _past_tense(segment, hit):
            continue
        if hit.entries["changes"].more == "plain" or _of_programme(segment, hit):
            start, end = clause(segment, hit)
            context = contexts(segment, hit, section=False) - {"historical"}
            yield Found("change", hit.entries["changes"].name, segment, start, end, context)
            return
    yield from _arrows(segment)


def _past_tense(segment: Segment, hit: Hit) -> bool:
    return segment.scan.words[hit.i].endswith("ed") and segment.has("now")


def _of_programme(segment: Segment, hit: Hit) -> bool:
    """Whether the word of change is about the programme, not about the patient's results."""
    words = segment.scan.words
    named = _PARTS_OF_PROGRAMME.intersection(words[hit.j : hit.j + 4])
    results = segment.has("measures", "ratings", "grade", "degrees")
    if results and not named and not segment.has("exercises", "dose", "equipment"):
        return False
    if segment.has("home") and not segment.has("exercises", "dose"):
        return False
    written = segment.scan.folded[hit.start : hit.end]
    near = [other for other in segment.all(*_PROGRAMME) if other is not hit and -7 <= other.i - hit.j <= 7]
    if not near and segment.has("capacities") and written in ("↑", "↓", "increased", "increase in", "decreased"):
        return False
    if not near:
        return any(word in _PARTS_OF_PROGRAMME for word in words[max(segment.i, hit.i - 5) : hit.j + 5])
    if all("cues" in other.entries or "assistance" in other.entries for other in near):
        return written.startswith(("faded", "weaned"))
    if written in ("↑", "↓", "increased", "decreased", "reduced", "increase in", "up to", "up from"):
        return _load_change(segment, hit, near)
    if written == "held":
        return not segment.has("seconds", "minutes", "dose")
    if written in ("started", "start") and not segment.has("now"):
        return False
    if written in ("started", "began", "initiated", "added", "new", "resumed", "add"):
        return any(
            {"exercises", "activities", "equipment"}.intersection(other.entries)
            or (other.quantity and other.quantity.kind in ("load", "dose"))
            for other in near
        )
    return True


def _load_change(segment: Segment, hit: Hit, near: list[Hit]) -> bool:
    """More or less of a dose, not of a result or a symptom."""
    after = [other for other in segment.hits if other.i >= hit.j][:2]
    if (
        after
        and after[0].i - hit.j <= 3
        and {"capacities", "ratings", "deficits", "responses", "functions", "symptoms"}.intersection(after[0].entries)
    ):
        return False
    return any(
        (
            other.quantity is not None
            and other.quantity.kind
            in ("load", "dose", "reps", "times", "range", "speed", "length", "seconds", "minutes")
        )
        or "equipment" in other.entries
        for other in near
    )


_PARTS_OF_PROGRAMME = word_set(
    "resistance weight load reps repetitions sets exercise exercises band theraband level height distance speed"
    " difficulty program programme complexity size putty step cuff color colour hold tension reps rep"
    " challenge task surface foam box piece"
)


def _arrows(segment: Segment) -> Iterator[Found]:
    """A load, a dose or a speed with two values: "60→70#", "RTB → GTB"."""
    loads = [hit for hit in segment.kinds.get("equipment", ()) if hit.entries["equipment"].more == "load"]
    for one, other in pairwise(loads):
        if segment.scan.words[one.j : other.i] == ["→"]:
            yield Found("change", "resistance", segment, *clause(segment, one), contexts(segment, one))
            return
    for hit in segment.kinds.get("quantity", ()):
        quantity = hit.quantity
        if quantity is None or not quantity.arrow or quantity.second is None:
            continue
        if quantity.kind in ("load", "reps", "speed", "dose", "length") and segment.has(
            "exercises", "activities", "dose", "equipment"
        ):
            yield Found("change", "dose", segment, *clause(segment, hit), contexts(segment, hit))
            return
        if segment.scan.folded[segment.start : segment.end].startswith(
            ("speed", "weight", "resistance", "load", "incline", "level")
        ):
            yield Found("change", "dose", segment, *clause(segment, hit), contexts(segment, hit))
            return


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
