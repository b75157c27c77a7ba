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
    codes = tuple(dict.fromkeys([line.code for line in case.lines]))
    for limit in case.limits.among(codes, case.on, case.known_on):
        if limit.units and (units := _units(case, limit)) > limit.units:
            yield limit, units


def _units(case: Case, limit: UnitLimit) -> int:
    lines = [line.units for line in case.lines if line.code == limit.code]
    if limit.adjudication == PER_LINE:
        return max(lines)
    charged = case.encounter.history.same_day_charges or ()
    return sum(lines) + sum(charge.units for charge in charged if charge.code == limit.code)
