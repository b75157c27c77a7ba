"""Timed codes whose unit is not the pool's quarter of an hour."""

from __future__ import annotations

from chargeline.model import Citation
from chargeline.rules.rule import Rule
from chargeline.rules.words import minutes, of

RULE = Rule(
    code="CL104",
    name="own_time_base",
    what="Counts codes of a half hour, an hour or two from their own minutes, outside every pool.",
    why="Their unit is longer than the pool's: a unit counts once its midpoint is passed, and a family's further "
    "units count from the end of its first one.",
    fix="Nothing to mend: compare the minutes with the note.",
    citations=(Citation(source="CPT time rule: a unit is reached when its midpoint is passed", verified=False),),
    values=("units.midpoint_percent",),
)


def billed(codes: str, given: int, units: int, *, family: bool) -> str:
    """Why a code has its units; of a `family` the first one is longer than the further ones."""
    if family and units > 1:
        return (
            f"{codes}: {minutes(given)} make a first unit and {of(units - 1, 'further unit')}, each of its own length."
        )
    return f"{codes}: {minutes(given)} earn {of(units, 'unit')} of {'its' if units == 1 else 'their'} own length."


def unbilled(codes: str, given: int) -> str:
    """Why a documented service earns none."""
    return f"{codes}: {minutes(given, 'documented')} do not pass the midpoint of its unit."
