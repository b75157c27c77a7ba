"""The codes of a day above their medically unlikely units."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import UnitLimit
from chargeline.rules.rule import Case

PER_LINE = "1"


def exceeded(case: Case) -> Iterable[tuple[UnitLimit, int]]:
    """Each limit that stands for a code here and is passed, with the units of the day or of the largest line.

    A limit of none is a code that Medicare does not pay at all: the code's status says so.
    """
    if case.policy is None or case.policy.ncci is False:
        return
    lines: dict[str, list[int]] = {}
    for line in case.lines:
        lines.setdefault(line.code, []).append(line.units)
    for limit in case.limits.among(tuple(lines), case.on, case.known_on):
        here = lines[limit.code]
        units = max(here) if limit.adjudication == PER_LINE else sum(here) + _charged(case, limit.code)
        if limit.units and units > limit.units:
            yield limit, units


def _charged(case: Case, code: str) -> int:
    """Units of the code that are already charged on that day."""
    return sum([charge.units for charge in case.encounter.history.same_day_charges or () if charge.code == code])
