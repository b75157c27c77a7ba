"""Cases as data: how a case's short encounter becomes a whole one, and what a report says about one rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from chargeline import evaluate
from chargeline.model import Because, Report

CASES = Path(__file__).parent / "cases"
BASE: dict[str, Any] = {
    "contract": 1,
    "id": "e1",
    "date_of_service": "2026-11-23",
    "discipline": "PT",
    "policy": "medicare-part-b",
    "clinicians": [{"id": "c1", "role": "therapist", "credentials": "PT"}],
    "diagnoses": [{"code": "M25.561", "rank": 1}],
}


def service(number: int, given: str | dict[str, Any]) -> dict[str, Any]:
    """ "97110=33/10" is 33 minutes, ten of them by the assistant alone; "97110" states no minutes."""
    if isinstance(given, dict):
        return given
    code, _, minutes = given.partition("=")
    total, _, assistant = minutes.partition("/")
    told = {"minutes": int(total)} if total else {}
    return {"id": f"s{number}", "code": code} | told | ({"assistant_minutes": int(assistant)} if assistant else {})


def run(encounter: dict[str, Any]) -> Report:
    """Evaluate a case's encounter laid over the base."""
    whole = BASE | {key: value for key, value in encounter.items() if key != "known_on"}
    whole["services"] = [service(n, one) for n, one in enumerate(encounter.get("services", ()), 1)]
    known_on = encounter.get("known_on")
    return evaluate(whole, known_on=date.fromisoformat(known_on) if known_on else None)


def speaks(report: Report, rule: str) -> bool:
    """Whether the rule's name stands anywhere in the report."""
    return rule in {because.rule for because in becauses(report)} | {
        finding.rule for finding in (*report.alerts, *report.questions)
    }


def becauses(report: Report) -> Iterator[Because]:
    """Every reason that the report gives."""
    for holder in (*report.allocations, *report.charge_lines, *report.unbilled):
        yield from holder.because


def found(report: Report, rule: str) -> dict[str, Any]:
    """What a case's `expect` may name, as the report has it."""
    lines = report.charge_lines
    return {
        "alerts": [[a.severity, list(a.codes)] for a in report.alerts if a.rule == rule],
        "questions": [q.id for q in report.questions],
        "lines": {line.code: [line.units, list(line.modifiers)] for line in lines},
        "parts": {":".join(line.id.split(":")[2:4]): [line.units, line.minutes] for line in lines},
        "origins": {line.code: line.code_origin for line in lines},
        "unbilled": [one.service for one in report.unbilled],
        "methods": [one.method for one in report.allocations],
        "rendered": [line.rendered_by for line in lines],
        "diagnoses": list(lines[0].diagnoses) if lines else [],
    }


def tables() -> list[dict[str, Any]]:
    """Every rule's table of cases."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
