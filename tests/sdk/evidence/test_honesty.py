"""What is found points at its words, and goes away with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sdk.evidence.report import EXAMPLES, elements_of, encounter_of, spans

from chargeline.book import RuleBook
from chargeline.evidence.read import read
from chargeline.evidence.reading import Reading
from chargeline.model import Element, Encounter, Note, NoteSpan, NotRead, ServiceSpan

NOTES: list[dict[str, Any]] = [json.loads(line) for line in Path(EXAMPLES).read_text("utf-8").splitlines()]
WORDS = sorted({word for note in NOTES for word in note["note_text"].split()})
SIGNS = ["\n", ". ", "; ", ": ", "(", ")", "→", "½", "’", "İ", "👍", "\r\n", "|", " x ", "-", "\u00a0", "שלום"]


def without(encounter: Encounter, gone: Iterable[NoteSpan | ServiceSpan]) -> Encounter:
    """The encounter with these words struck out."""

    def struck(text: str, mine: list[NoteSpan | ServiceSpan]) -> str:
        for span in mine:
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
        return text

    gone = list(gone)
    notes = tuple(
        replace(note, text=struck(note.text, [s for s in gone if isinstance(s, NoteSpan) and s.note == note.id]))
        for note in encounter.notes
    )
    services = tuple(
        replace(one, text=struck(one.text, [s for s in gone if isinstance(s, ServiceSpan) and s.service == one.id]))
        for one in encounter.services
    )
    return replace(encounter, notes=notes, services=services)


def present(found: list[Element]) -> dict[tuple[str, str | None], Element]:
    """The elements that are present, by name and code."""
    return {(one.element, one.code): one for one in found if one.status == "present"}


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note["id"])
def test_striking_out_the_evidence_takes_the_finding_away(note: dict[str, Any]) -> None:
    """No element rests on words that it does not show."""
    encounter = encounter_of(note)
    for key, element in present(elements_of(encounter)).items():
        words = spans([element])
        if len(words) == len(element.evidence):
            assert key not in present(elements_of(without(encounter, words)))


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note["id"])
def test_evidence_is_exactly_the_words_at_its_offsets(note: dict[str, Any]) -> None:
    """For notes and for services' texts."""
    encounter = encounter_of(note)
    texts = {one.id: one.text for one in (*encounter.notes, *encounter.services)}
    for span in spans(elements_of(encounter)):
        owner = span.note if isinstance(span, NoteSpan) else span.service
        assert span.text
        assert texts[owner][span.start : span.end] == span.text


@given(st.lists(st.sampled_from(WORDS + SIGNS), max_size=80))
@settings(max_examples=150, deadline=None)
def test_nothing_is_ever_raised_and_spans_always_hold(words: list[str]) -> None:
    """Words and signs of notes in any order."""
    text = " ".join(words)
    encounter = replace(encounter_of(NOTES[0]), notes=(Note(id="n1", text=text),))
    for mention in read(encounter, RuleBook.default().lexicon).mentions:
        span = mention.evidence
        if isinstance(span, NoteSpan):
            assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\x00\x01", "a" * 200_000, "1" * 100_000, "👍🏽שלום", "\ud800", "|" * 999]
)
def test_odd_texts_are_read_too(read_note: Callable[..., Reading], text: str) -> None:
    """Empty, binary, one endless word, another script: nothing is found and nothing breaks."""
    assert read_note(text).services == ()


def test_nothing_is_missing_in_a_note_that_could_not_be_read() -> None:
    """Then it cannot be told, with the reason."""
    encounter = replace(
        encounter_of(NOTES[0]), notes=(), services=(), not_read=(NotRead(what="notes", why="forbidden"),)
    )
    statuses = {element.status for element in elements_of(encounter)}
    assert statuses == {"cannot_tell", "not_applicable"}
    assert all(element.reason for element in elements_of(encounter))


def test_the_examples_are_read_nearly_without_a_miss() -> None:
    """The confusion of the report, on the labelled examples: at most one miss in a hundred judgements."""
    from tests.sdk.evidence.report import score

    table, evidence = score(NOTES, misses=False)
    wrong = sum(cells["fp"] + cells["fn"] for cells in table.values())
    assert wrong <= sum(cells.total() for cells in table.values()) / 100
    assert evidence["hit"] > 0.95 * evidence.total()
