"""Services that stand in the structure: the day's performed Procedures with a CPT code, and their minutes.

A Procedure may be an order, so only what was completed that day counts. Its time is taken as treatment minutes only
when no other procedure claims the same time; otherwise the minutes are left to the note.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Any

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import MinutesFact, ProcedureFact
from chargeline_plugin.visit.clinicians import Treating

LONGEST_MINUTES = 480
TIMED_TOTAL = ("timed minutes", "timed code minutes", "total timed")
TREATMENT_TOTAL = ("total treatment", "treatment time", "treatment minutes")


def procedures_of_day(chart: Chart, day: date | None, zone: tzinfo) -> tuple[ProcedureFact, ...]:
    """Completed procedures of this encounter and day that carry a billing code."""
    return tuple(
        procedure
        for procedure in chart.procedures
        if procedure.code
        and procedure.status == "completed"
        and procedure.encounter in (None, chart.encounter.id)
        and day is not None
        and procedure.performed.one_day(zone) == day
    )


def services_of(procedures: Iterable[ProcedureFact], treating: Treating, zone: tzinfo) -> list[dict[str, Any]]:
    """The contract's services, in the EHR's order."""
    held = tuple(procedures)
    return [
        {
            "id": f"s{place}",
            "text": procedure.words,
            "code": procedure.code,
            **_minutes(procedure, held, treating, zone),
        }
        for place, procedure in enumerate(held, 1)
    ]


def _minutes(
    procedure: ProcedureFact, among: tuple[ProcedureFact, ...], treating: Treating, zone: tzinfo
) -> dict[str, Any]:
    """Minutes, the assistant's share where every performer's role is known, and the segment with its clock times."""
    minutes = procedure.performed.minutes()
    clash = any(_overlap(procedure, other) for other in among if other is not procedure)
    if minutes is None or clash or not 0 < minutes <= LONGEST_MINUTES:
        return {}
    performers = [found for person in procedure.performers if (found := treating.contract_id(person.id))]
    roles = [treating.role(person.id) for person in procedure.performers]
    segment: dict[str, Any] = {"minutes": minutes, **_clock(procedure, zone)}
    if performers:
        segment["performers"] = performers
    share: dict[str, Any] = {}
    if roles and all(role in ("therapist", "assistant") for role in roles):
        share = {"assistant_minutes": 0 if "therapist" in roles else minutes}
    return {"minutes": minutes, **share, "segments": [segment]}


def _clock(procedure: ProcedureFact, zone: tzinfo) -> dict[str, str]:
    times = (("start", procedure.performed.start), ("end", procedure.performed.end))
    return {name: f"{when.astimezone(zone):%H:%M}" for name, when in times if isinstance(when, datetime)}


def _overlap(one: ProcedureFact, other: ProcedureFact) -> bool:
    ends = (one.performed.start, one.performed.end, other.performed.start, other.performed.end)
    if not all(isinstance(end, datetime) for end in ends):
        return False
    start, end, its_start, its_end = (end for end in ends if isinstance(end, datetime))
    return start < its_end and its_start < end


def totals(chart: Chart, day: date | None, zone: tzinfo) -> dict[str, int]:
    """Flowsheet totals of the day: `timed_minutes` and `treatment_minutes`, where exactly one value is recorded."""
    rows = [row for row in chart.minutes if day and _of_visit(row, chart, day, zone)]
    found = {
        "timed_minutes": {row.minutes for row in rows if _says(row, TIMED_TOTAL)},
        "treatment_minutes": {row.minutes for row in rows if _says(row, TREATMENT_TOTAL)},
    }
    return {name: values.pop() for name, values in found.items() if len(values) == 1}


def _of_visit(row: MinutesFact, chart: Chart, day: date, zone: tzinfo) -> bool:
    return row.encounter in (None, chart.encounter.id) and row.effective.one_day(zone) == day


def _says(row: MinutesFact, phrases: tuple[str, ...]) -> bool:
    words = row.words.lower()
    return any(phrase in words for phrase in phrases) and ("timed" in words) == (phrases is TIMED_TOTAL)
