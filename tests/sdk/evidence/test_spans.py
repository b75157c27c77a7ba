"""The evidence shown is what a finding rests on: without it the finding goes, with it alone the finding stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from tests.sdk.evidence.report import EXAMPLES, LABELLED, elements_of, encounter_of
from tests.sdk.evidence.test_honesty import without

from chargeline.model import Element, Encounter, NoteSpan, ServiceSpan
from chargeline.rules.elements import ELEMENT_RULES

Spans = tuple[NoteSpan | ServiceSpan, ...]
FILES = (EXAMPLES, LABELLED / "notes-open.jsonl")
NOTES: list[dict[str, Any]] = [json.loads(line) for file in FILES for line in file.read_text("utf-8").splitlines()]
ENCOUNTERS = {note["id"]: encounter_of(note) for note in NOTES}
NAMES = [rule.name for rule in ELEMENT_RULES]

# Where better words are struck out, the same sentence may still name it in lesser ones, which are then shown instead.
LESSER_WORDS = {"exercise_type", "activity_rationale", "adl_link"}
# What these words mean is said by their neighbours: which test a number belongs to, that a dose is an exercise's, that
# bills were paid today.
BY_NEIGHBOURS = {
    "objective_measure_today",
    "objective_measure_baseline",
    "progress_comparison",
    "exercise_type",
    "exercise_dose",
    "exercise_purpose",
    "activity_rationale",
    "adl_link",
}


def present(encounter: Encounter) -> dict[tuple[str, str | None], Spans]:
    """The elements that rest on words alone, by name and code."""
    found = {(one.element, one.code): one.evidence for one in elements_of(encounter) if one.status == "present"}
    return {
        key: tuple(span for span in evidence if isinstance(span, NoteSpan | ServiceSpan))
        for key, evidence in found.items()
        if all(isinstance(span, NoteSpan | ServiceSpan) for span in evidence)
    }


@cache
def cases(element: str) -> tuple[tuple[str, str | None, Spans], ...]:
    """Every time that an element is present in the notes: the note, the code, the words."""
    return tuple(
        (id_, code, spans)
        for id_, encounter in ENCOUNTERS.items()
        for (name, code), spans in present(encounter).items()
        if name == element
    )


def only(encounter: Encounter, kept: Iterable[NoteSpan | ServiceSpan], part: str) -> Encounter:
    """The encounter with nothing but these words, or with the lines around them."""

    def keep(text: str, owner: str) -> str:
        mine = [span for span in kept if owner == (span.note if isinstance(span, NoteSpan) else span.service)]
        left = [sign if sign == "\n" else " " for sign in text]
        for span in mine:
            start, end = span.start, span.end
            if part == "lines":
                start, end = around(text, start, end)
            left[start:end] = text[start:end]
        return "".join(left)

    return replace(
        encounter,
        notes=tuple(replace(note, text=keep(note.text, note.id)) for note in encounter.notes),
        services=tuple(replace(service, text=keep(service.text, service.id)) for service in encounter.services),
    )


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines of a span, with the one before and the one after."""
    for _ in range(2):
        start, end = max(text.rfind("\n", 0, start), 0), (text + "\n").find("\n", end + 1)
        end = end if end >= 0 else len(text)
    return start, end


@pytest.mark.parametrize("element", NAMES)
def test_striking_out_the_words_takes_the_finding_away(element: str) -> None:
    """At once; or, where a reader falls back on lesser words, when these are struck out too."""
    for id_, code, spans in cases(element):
        struck = without(ENCOUNTERS[id_], spans)
        left = present(struck).get((element, code))
        if left is not None and element in LESSER_WORDS:
            assert not any(overlap(one, other) for one in left for other in spans), (id_, code)
            left = present(without(struck, left)).get((element, code))
        assert left is None, (id_, code)


def overlap(one: NoteSpan | ServiceSpan, other: NoteSpan | ServiceSpan) -> bool:
    """Whether two spans share a character."""
    same = replace(one, start=0, end=0, text="") == replace(other, start=0, end=0, text="")
    return same and one.start < other.end and other.start < one.end


@pytest.mark.parametrize("element", [name for name in NAMES if name not in BY_NEIGHBOURS])
def test_the_words_alone_keep_the_finding(element: str) -> None:
    """All other words gone, the element is still present."""
    for id_, code, spans in cases(element):
        assert (element, code) in present(only(ENCOUNTERS[id_], spans, "words")), (id_, code)


@pytest.mark.parametrize("element", sorted(BY_NEIGHBOURS))
def test_the_lines_around_the_words_keep_the_finding(element: str) -> None:
    """Where the neighbours say what a word means, its line and the two beside it are enough."""
    for id_, code, spans in cases(element):
        assert (element, code) in present(only(ENCOUNTERS[id_], spans, "lines")), (id_, code)


def test_each_element_is_present_somewhere_so_that_these_tests_can_fail() -> None:
    """But for those that structure alone answers in these notes."""
    assert [name for name in NAMES if len(cases(name)) < 5] == []


@pytest.mark.parametrize("id_", ENCOUNTERS)
def test_what_is_found_has_evidence_and_what_lacks_has_a_fix(id_: str) -> None:
    """Spans are exactly the words at their offsets; a fix has a blank for the clinician's own fact."""
    encounter = ENCOUNTERS[id_]
    texts = {one.id: one.text for one in (*encounter.notes, *encounter.services)}
    for element in elements_of(encounter):
        check(element, texts)


def check(element: Element, texts: dict[str, str]) -> None:
    """One finding, by its status."""
    assert (element.status in ("present", "weak")) == bool(element.evidence), element.element
    lacking = element.status in ("weak", "missing", "cannot_tell")
    assert bool(element.fix) == lacking
    assert not lacking or re.search("_{3,}", element.fix or "")
    assert element.message
    for span in element.evidence:
        if isinstance(span, NoteSpan | ServiceSpan):
            owner = span.note if isinstance(span, NoteSpan) else span.service
            assert span.text
            assert texts[owner][span.start : span.end] == span.text
