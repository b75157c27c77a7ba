"""The visit's diagnoses in rank order: encounter diagnoses only, never the problem list (Oracle sends both)."""

from __future__ import annotations

from typing import Any

from chargeline_plugin.fhir.chart import Chart

UNRANKED = 10_000


def diagnoses_of(chart: Chart) -> list[dict[str, Any]]:
    """The contract's diagnoses. An unranked one comes after the ranked, in the EHR's order."""
    ranks = dict(chart.encounter.diagnoses)
    found: dict[str, int | None] = {}
    for condition in chart.conditions:
        named = condition.id in ranks
        mine = named or (condition.encounter_diagnosis and condition.encounter == chart.encounter.id)
        if condition.code and mine and not condition.refuted:
            found.setdefault(condition.code, ranks.get(condition.id))
    ordered = sorted(found.items(), key=lambda pair: pair[1] or UNRANKED)
    return [{"code": code} | ({"rank": rank} if rank else {}) for code, rank in ordered]
