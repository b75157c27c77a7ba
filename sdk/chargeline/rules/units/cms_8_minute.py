"""Medicare's count: all timed minutes of the day together."""

from __future__ import annotations

from chargeline.model import Citation
from chargeline.rules.rule import Rule
from chargeline.rules.units.counting import Counted
from chargeline.rules.words import NOTHING_TIMED, minutes, number, of

RULE = Rule(
    code="CL101",
    name="cms_8_minute",
    what="Counts the units of timed codes from all their minutes of the day, one discipline at a time.",
    why="Medicare pools timed minutes: the total decides how many units there are, then whole blocks go to their "
    "codes and what is left to the largest remainders. Counting each code alone gives other, wrong totals.",
    fix="Nothing to mend: compare the minutes with the note. A service that earns no unit stays documented.",
    citations=(Citation(source="CMS 100-04 ch. 5 s20.2", verified=True),),
    values=("units.first_unit_minutes", "units.pool_unit_minutes"),
)


def total(counted: Counted) -> str:
    """What the pool supports."""
    if not counted.minutes:
        return NOTHING_TIMED
    return f"The {minutes(counted.minutes, 'timed')} of the day support {of(counted.units, 'unit')}."


def billed(codes: str, given: int, units: int, counted: Counted) -> str:
    """Why a code has its units."""
    pool = f"the {minutes(counted.minutes, 'timed')} of the day support {number(counted.units)}"
    return f"{codes}: {minutes(given)} earn {of(units, 'unit')}; {pool}."


def unbilled(codes: str, given: int, counted: Counted) -> str:
    """Why a documented service earns none."""
    supported = number(counted.units) if counted.units else "none"
    pool = f"the {minutes(counted.minutes, 'timed')} support {supported}"
    return f"{codes}: {minutes(given, 'documented')} earn no unit here; {pool}."
