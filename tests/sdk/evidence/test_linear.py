"""Reading costs in proportion to the text, whatever its shape: steps of the interpreter are counted, not seconds.

What a regular expression does inside one step is not counted here; benchmarks/bench_linear.py times it up to 1 MB.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from chargeline import evaluate, read_encounter
from chargeline.model import Encounter

SHAPES = json.loads((Path(__file__).parents[2] / "fixtures" / "shapes.json").read_text("utf-8"))
SHORT = 2_500
"""Characters: several hundred words of most shapes, so that a segment's bound is passed."""


def encounter(text: str) -> Encounter:
    """A visit of one service with this note."""
    return read_encounter(
        {
            "id": "e1",
            "date_of_service": "2026-11-23",
            "discipline": "PT",
            "policy": "medicare-part-b",
            "services": [{"id": "s1", "code": "97110", "minutes": 23}],
            "notes": [{"id": "n1", "text": text}],
        }
    )


def steps(visit: Encounter) -> int:
    """Steps of the interpreter that `evaluate` takes."""
    taken = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal taken
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        taken += event == "opcode"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        evaluate(visit)
    finally:
        sys.settrace(before)
    return taken


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_is_at_most_two_and_a_half_times_the_work(shape: str) -> None:
    """What is remembered of words is warm in both counts."""
    text = SHAPES[shape] * (2 * SHORT // len(SHAPES[shape]) + 1)
    short, long = encounter(text[:SHORT]), encounter(text[: 2 * SHORT])
    for visit in (short, long):
        evaluate(visit)
    assert steps(long) <= 2.5 * steps(short)
