"""`chargeline classify`: which code a phrase describes, or the question that decides it."""

from __future__ import annotations

import argparse

from chargeline.classification import Classification
from chargeline.classification import classify as classify_phrase
from chargeline.cli import streams


def classify(given: argparse.Namespace) -> int:
    """Classify one phrase."""
    book = streams.book_of(given.data)
    found = classify_phrase(given.phrase, discipline=given.discipline, policy=given.policy, book=book)
    if given.format == "json":
        streams.say_json(found.to_json())
    else:
        streams.say("\n".join(_text(found)))
    return streams.DONE


def _text(found: Classification) -> list[str]:
    label = next((c.label for c in found.candidates if c.code == found.code), "")
    lines = [f"{found.code}  {label}".rstrip()] if found.code else []
    if found.question:
        lines = [found.question.ask, f"  {found.question.why}"]
        lines += [f"  - {option.label}" for option in found.question.options]
    return lines + [f"  {step.message}" for step in found.because]
