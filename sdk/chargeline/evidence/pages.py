"""Notes read page by page, so that today's can be set beside the earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chargeline.evidence.earlier import Earlier, Measured, Page, first_of_each, placed_words, quote
from chargeline.evidence.readers.results.measures import measures
from chargeline.evidence.reading import NOT_TODAY
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.phrases import Lexicon
from chargeline.evidence.text.scan import Hit, Scan
from chargeline.evidence.text.structure import Segment, segments
from chargeline.model import Encounter, Note, PreviousNote

REPEATS = frozenset({"treatment", "goals", "history", "plan"})
"""Parts of a note that may stand there again: the programme, the goals, the past, the plan."""
_TELLS = word_set(
    "is are was were has have had needs needed requires required remains remained continues continued because"
)
"""Words of a sentence; a line of the programme that a service's name opens has none."""
_AMOUNTS = ("dose", "times", "reps", "load", "seconds", "minutes")
_TIMES = ("minutes", "clock", "number")
_PLACES = word_set("body sides motions capacities")


def look_back(encounter: Encounter, lexicon: Lexicon) -> Earlier | None:
    """Today's notes and the earlier ones of the same discipline; None when the earlier notes were not read."""
    previous = encounter.history.previous_notes
    if previous is None:
        return None
    day = encounter.date_of_service
    before = [
        _page(note, f"/history/previous_notes/{n}", note.date, lexicon)
        for n, note in enumerate(previous)
        if note.date < day and note.discipline in (None, encounter.discipline)
    ]
    return Earlier(
        today=tuple(_page(note, f"/notes/{n}", day, lexicon) for n, note in enumerate(encounter.notes)),
        before=tuple(sorted(before, key=_day_and_id, reverse=True)),
    )


def _day_and_id(page: Page) -> tuple[date, str]:
    return page.on, page.id


def _page(note: Note | PreviousNote, place: str, on: date, lexicon: Lexicon) -> Page:
    parts = segments(Scan(note.text, lexicon))
    aims = tuple(_goals(parts))
    places = {part.i for part in aims}
    return Page(
        id=note.id,
        place=place,
        on=on,
        empty=not note.text.strip(),
        told=tuple(part for part in parts if _differs(part) and part.i not in places),
        goals=aims,
        measured=first_of_each(_measured(note.id, parts)),
        home=any(part.has("home") or part.label == "hep" for part in parts),
    )


def _differs(part: Segment) -> bool:
    """Whether a sentence is of those that a visit writes anew."""
    timed = part.has("totals") and part.has(*_TIMES)
    dosed = part.has("exercises") and part.has(*_AMOUNTS)
    return part.section not in REPEATS and not (timed or dosed or part.has("credentials") or _is_billed(part))


def _is_billed(part: Segment) -> bool:
    """Whether a service is listed, with a number or at the head of its line; a sentence may name one besides."""
    named = part.first("services")
    if named is None or part.has("quantity"):
        return named is not None
    words = part.scan.words[part.i : part.j]
    opens = not any(word[0].isalnum() for word in part.scan.words[part.i : named.i])
    return opens and _TELLS.isdisjoint(words)


def _goals(parts: list[Segment]) -> Iterator[Segment]:
    """The goals: each that begins as one, and the lines right under their heading."""
    above: Segment | None = None
    for part in parts:
        if _is_goal(part) and len(placed_words(part)) == 1:
            above = part
            continue
        if above and not (part.line - above.line <= 1 and part.section == above.section and part.label is None):
            above = None
        if above or _is_goal(part):
            yield part
        above = above and part


def _is_goal(part: Segment) -> bool:
    """Whether a sentence is in the part of the goals or begins as one: "Goal: ...", "Patient will ..."."""
    first = next((hit for hit in part.kinds.get("context", ()) if hit.i == part.i), None)
    return part.section == "goals" or (first is not None and first.entries["context"].more == "goal")


def _measured(id_: str, parts: list[Segment]) -> Iterator[Measured]:
    """The results that a note states as of its own day, each with the words that name it."""
    for one in measures(parts):
        inside = [hit for hit in one.segment.hits if one.start <= hit.start and hit.end <= one.end]
        what = (one.name, frozenset(name for hit in inside for name in _names(one.segment, hit)))
        numbers = [hit for hit in inside if hit.quantity]
        if one.kind == "measure" and what[1] and not one.context & NOT_TODAY:
            values = tuple(one.segment.scan.folded[hit.start : hit.end].replace(" ", "") for hit in numbers)
            full = all(_is_full(hit) for hit in numbers)
            yield Measured(what, values, full, quote(id_, one.segment, one.start, one.end))


def _names(part: Segment, hit: Hit) -> Iterator[str]:
    """What names a result: its side, body part and motion in their words, a test by its name."""
    if not _PLACES.isdisjoint(hit.entries) or _is_angle(hit):
        yield " ".join(part.scan.words[hit.i : hit.j])
    elif "measures" in hit.entries:
        yield hit.entries["measures"].name


def _is_angle(hit: Hit) -> bool:
    """Whether a measure is one of many joints' under one name."""
    return "measures" in hit.entries and hit.entries["measures"].more == "degrees"


def _is_full(hit: Hit) -> bool:
    """Whether a value is the best that its scale has: 5/5, 56/56, 100 %."""
    quantity = hit.quantity
    if quantity is None:
        return True
    if quantity.kind == "grade":
        return quantity.second is None or quantity.value == quantity.second
    if quantity.kind == "fraction":
        return quantity.value == quantity.second
    return quantity.kind == "percent" and quantity.value >= 100
