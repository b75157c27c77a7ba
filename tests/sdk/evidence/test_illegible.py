"""What is made of a note that cannot be read: nothing, and nothing is called missing for it."""

from __future__ import annotations

from typing import Any

import pytest

from chargeline import evaluate
from chargeline.model import Report

ENGLISH = "97110 23 min: SLR 3x10 for quad strength. Tolerated well."
NOTES = {
    "another script, with a code and its minutes": "טיפול בברך, תרגילים לחיזוק, 97110 23 min",
    "another language, with a name and its minutes": "El paciente refiere menos dolor en el hombro; 97110 15 min",
    "no text": "97110 23 min \x00\x01\x02\x03\x04\x05\x06\x07\x08",
}


def report(*texts: str) -> Report:
    """A visit with these notes and a service without minutes."""
    given: dict[str, Any] = {
        "id": "e",
        "date_of_service": "2026-11-23",
        "discipline": "PT",
        "policy": "medicare-part-b",
    }
    given |= {"services": [{"id": "s1", "code": "97110"}]}
    return evaluate(given | {"notes": [{"id": f"n{n}", "text": text} for n, text in enumerate(texts)]})


@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES)
def test_nothing_is_taken_from_it_and_nothing_called_missing(text: str) -> None:
    """Its minutes are asked about, its elements cannot be told."""
    told = report(text)
    assert [service.minutes for service in told.services] == [None]
    assert [question.id for question in told.questions] == ["minutes_missing:s1"]
    assert {element.status for element in told.elements} == {"cannot_tell", "not_applicable"}


def test_the_note_beside_it_is_read() -> None:
    """What the other note documents is there; what it lacks may stand in the one that was not read."""
    told = report(ENGLISH, NOTES["no text"])
    assert [service.minutes for service in told.services] == [23]
    assert {element.status for element in told.elements} == {"present", "cannot_tell", "not_applicable"}


def test_an_empty_note_beside_it_takes_nothing_away() -> None:
    """There is nothing in it that could have been missed."""
    assert "missing" in {element.status for element in report(ENGLISH, " ").elements}
