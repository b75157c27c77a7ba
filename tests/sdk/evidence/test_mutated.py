"""Notes mutated a hundred thousand times: nothing is ever raised, and every span holds the words at its offsets."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.sdk.evidence.report import EXAMPLES, encounter_of

from chargeline.book import RuleBook
from chargeline.evidence.read import read
from chargeline.evidence.reading import Reading
from chargeline.model import Evidence, Note, NoteSpan

NOTES: list[dict[str, Any]] = [json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines()]
SIGNS = [
    "\n",
    ". ",
    ": ",
    "; ",
    "(",
    ")",
    " | ",
    "-",
    "→",
    "½",
    "x",
    "97110",
    "12:30",
    "3/5",
    "0:",
    "\t",
    "İ",
    "👍",
    "\r",
    "",
]
ROUNDS, RUNS = 100, 1000


def mutated(text: str, chance: random.Random) -> str:
    """The text with a stretch cut out, doubled, moved, or signs put in."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.randint(0, 24))
        other = chance.randrange(len(text) + 1)
        text = chance.choice(
            (
                text[:at] + text[end:],
                text[:end] + text[at:],
                text[:at] + chance.choice(SIGNS) + text[at:],
                text[:at] + text[other : other + 24] + text[end:],
            )
        )
    return text


def quoted(reading: Reading) -> Iterator[Evidence]:
    """Everything that a reading quotes."""
    yield from (mention.evidence for mention in reading.mentions)
    yield from (one.evidence for one in (*reading.timed_total, *reading.treatment_total))
    yield from (one for service in reading.services for one in service.evidence)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_mutated_note_is_read_with_spans_that_hold(seed: int) -> None:
    """A thousand notes of each seed, so that a failure names what brings it back."""
    chance, lexicon = random.Random(seed), RuleBook.default().lexicon
    for _ in range(RUNS):
        note = chance.choice(NOTES)
        text = mutated(note["note_text"][: chance.randint(0, 600)], chance)
        encounter = replace(encounter_of(note), notes=(Note(id="n1", text=text),))
        spans = [one for one in quoted(read(encounter, lexicon)) if isinstance(one, NoteSpan)]
        assert all(one.text and text[one.start : one.end] == one.text for one in spans), text
