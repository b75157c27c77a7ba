"""Minutes that a stated total decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chargeline.evidence.reading import Reading

TOTAL = "\nTimed 37 min. Total 37 min."
CASES = {
    "what closes a line of exercises adds up with the other service": (
        "O:\nTherEx (1:1): heel slides 2x15, SLR 3x10, 22 min\nManual: patellar glides, scar massage, 15 min" + TOTAL,
        {"97110": 22, "97140": 15},
    ),
    "an exercise's own minutes add up to nothing": (
        "O:\nTherEx: Nustep 6 min, SLR 3x10, bridges\nManual therapy 15 min: patellar glides" + TOTAL,
        {"97110": None, "97140": 15},
    ),
    "without a total nothing is decided": (
        "O:\nTherEx (1:1): heel slides 2x15, SLR 3x10, bike, 22 min, for strength\nManual therapy 15 min: glides",
        {"97110": None, "97140": 15},
    ),
    "the total itself is nobody's minutes": (
        "Gait training with the cuff, 300 ft of hallway; it cleared. Steps with a basket. 40 min, all timed.",
        {"97116": None},
    ),
    "two ways to the total decide nothing": (
        "O:\nTherEx: bike 10 min, SLR 3x10, 12 min, for strength\nGait training: RW 12 min, ramp 10 min, level"
        + "\nTimed 22 min.",
        {"97110": None, "97116": None},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_minutes_in_a_services_line_are_its_own_where_they_alone_make_the_total(
    case: str, read_note: Callable[..., Reading]
) -> None:
    text, minutes = CASES[case]
    reading = read_note(text)
    assert {service.code or service.named: service.minutes for service in reading.services} == minutes
