"""Charges that are already on the encounter that day, whoever entered them."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import Any, Final

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import ChargeFact
from chargeline_plugin.fhir.uris import KEY_ENDING
from chargeline_plugin.visit.visit import ChargeSeen

GONE: Final = frozenset({"entered-in-error", "aborted", "not-billable"})
"""Statuses under which nothing is charged."""


def charges_of(chart: Chart, day: date | None, zone: tzinfo) -> tuple[ChargeSeen, ...]:
    """The day's charges; one that names no time is shown too, because it may be the day's."""
    return tuple(_seen(charge) for charge in chart.charges if _that_day(charge, day, zone))


def _that_day(charge: ChargeFact, day: date | None, zone: tzinfo) -> bool:
    return day is None or charge.occurred.start is None or charge.occurred.covers(day, zone)


def _seen(charge: ChargeFact) -> ChargeSeen:
    key = next((key for system, key in charge.keys if system.endswith(KEY_ENDING)), None)
    start = charge.occurred.start
    return ChargeSeen(
        id=charge.id,
        code=charge.code,
        units=charge.units,
        modifiers=charge.modifiers,
        status=charge.status,
        occurred=start.isoformat() if start else None,
        key=key,
        ours=key is not None,
    )


def same_day_charges(chart: Chart, charges: tuple[ChargeSeen, ...]) -> list[dict[str, Any]] | None:
    """The contract's same-day charges; None when they could not be read, which is not the same as none."""
    if "charges" not in chart.asked or any(trouble.what == "charges" for trouble in chart.troubles):
        return None
    return [
        {"code": charge.code, "units": charge.units, "modifiers": list(charge.modifiers)}
        for charge in charges
        if charge.status not in GONE and charge.units > 0
    ]
