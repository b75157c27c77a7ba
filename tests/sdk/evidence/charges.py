"""How the public evaluation charges labelled visits: right codes suggested, right charge lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import chargeline
from chargeline.model import Report

POLICIES = {"medicare": "medicare-part-b"}


def visit(note: dict[str, Any]) -> dict[str, Any]:
    """The encounter in the wire form, as the clinician entered it."""
    services = [
        {
            "id": f"s{n}",
            "text": one["text"],
            "code": one["billed_code"],
            "minutes": one["minutes"],
            "assistant_minutes": one["assistant_minutes"],
        }
        for n, one in enumerate(note["interventions"])
    ]
    return {
        "contract": 1,
        "id": note["id"],
        "date_of_service": "2026-11-23",
        "discipline": note["discipline"],
        "policy": POLICIES.get(note["payer"], note["payer"]),
        "setting": "office",
        "services": [{key: value for key, value in one.items() if value is not None} for one in services],
        "notes": [{"id": "n1", "kind": "treatment-note", "date": "2026-11-23", "text": note["note_text"]}],
    }


def score(notes: Iterable[dict[str, Any]], misses: bool) -> Counter[str]:
    """Counts of services with the right code and of visits whose charge lines are exactly the labelled ones."""
    counts: Counter[str] = Counter()
    for note in notes:
        report = chargeline.evaluate(visit(note))
        got, want = lines(report, note)
        counts["visits"] += 1
        counts["exact"] += got == want
        if misses and got != want:
            print(f"CHARGE {note['id']}\n    wanted {want}\n    found  {got}")
        told = {service.id: service.suggested_code for service in report.services}
        for n, one in enumerate(note["interventions"]):
            code = told.get(f"s{n}") or one["billed_code"]
            counts["services"] += 1
            counts["coded"] += code == one["gold_code"]
            if misses and code != one["gold_code"]:
                print(f"CODE {note['id']} s{n}\n    wanted {one['gold_code']}\n    found  {code}")
    return counts


def lines(report: Report, note: dict[str, Any]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Charge lines as found and as labelled; without modifiers where these depend on the payer."""
    gold = note.get("gold_charge_as_billed") or note["gold_charge"]
    got = sorted((one.code, one.units, *sorted(one.modifiers)) for one in report.charge_lines)
    want = sorted((one["code"], one["units"], *sorted(one["modifiers"])) for one in gold)
    if note.get("modifiers_payer_dependent"):
        return [one[:2] for one in got], [one[:2] for one in want]
    return got, want


def from_the_note_alone(notes: Iterable[dict[str, Any]]) -> Counter[str]:
    """Counts of services given, told and rightly told, by code, where the encounter lists none of them."""
    counts: Counter[str] = Counter()
    for note in notes:
        encounter = {key: value for key, value in visit(note).items() if key != "services"}
        told = {one.code or one.suggested_code for one in chargeline.evaluate(encounter).services}
        given = {one["gold_code"] for one in note["interventions"]} - {"not_billable"}
        counts += Counter(given=len(given), told=len(told), right=len(given & told))
    return counts
