"""The midpoint count: each timed code alone."""

from __future__ import annotations

from chargeline.model import Citation
from chargeline.rules.rule import Rule
from chargeline.rules.units.counting import Counted
from chargeline.rules.words import NOTHING_TIMED, minutes, of

RULE = Rule(
    code="CL102",
    name="ama_midpoint",
    what="Counts the units of each timed code from its own minutes; minutes of different codes never combine.",
    why="Payers that follow CPT's time rule count a unit when its midpoint is passed. Pooling minutes as Medicare "
    "does gives other, wrong totals for them.",
    fix="Nothing to mend: compare the minutes with the note. A service that earns no unit stays documented.",
    citations=(Citation(source="CPT time rule: a unit is reached when its midpoint is passed", verified=False),),
    values=("units.midpoint_percent",),
)


def total(counted: Counted) -> str:
    """What the codes support, each alone."""
    if not counted.minutes:
        return NOTHING_TIMED
    return f"Each timed code alone: {of(counted.units, 'unit')} from {minutes(counted.minutes)}."


def billed(codes: str, given: int, units: int, _: Counted) -> str:
    """Why a code has its units."""
    return f"{codes}: {minutes(given)} alone earn {of(units, 'unit')}."


def unbilled(codes: str, given: int, _: Counted) -> str:
    """Why a documented service earns none."""
    return f"{codes}: {minutes(given, 'documented')} earn no unit when they are counted alone."
