"""A baseline that only an earlier note of the case states."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sdk.casework import run, short

from chargeline.model import Element

TUG = "O: TUG 14.2 s."


def baseline(note: str, *earlier: str, **more: Any) -> Element:
    """What the report says of the baseline of a note with these earlier notes, latest first."""
    previous = [{"id": f"p{n}", "date": f"2026-11-{20 - n}", "text": text} for n, text in enumerate(earlier, 1) if text]
    history = {"previous_notes": previous} if earlier else {}
    report = run({"notes": [{"id": "n1", "text": note}], "history": history} | more)
    (element,) = (one for one in report.elements if one.element == "objective_measure_baseline")
    return element


@pytest.mark.parametrize(
    ("note", "earlier", "status", "evidence"),
    [
        ("O: TUG 14.2 s, was 16 s at eval.", ["TUG 15 s."], "present", None),
        (TUG, ["TUG 15 s."], "weak", ["p1: TUG 15 s"]),
        (TUG, ["Berg 44/56.", "TUG 15 s."], "weak", ["p2: TUG 15 s"]),
        ("S: Feels well.", ["Berg 44/56.", "TUG 15 s."], "weak", ["p1: Berg 44/56"]),
        (TUG, ["Berg 44/56."], "missing", []),
        (TUG, ["Will test TUG next visit."], "missing", []),
        (TUG, [], "missing", []),
    ],
    ids=[
        "stated today",
        "in the last note",
        "of the same measure further back",
        "of any measure where today has none",
        "of another measure only",
        "planned only",
        "earlier notes not read",
    ],
)
def test_a_value_of_an_earlier_note_is_weak(
    note: str, earlier: list[str], status: str, evidence: list[str] | None
) -> None:
    """Its words are shown; the fix stays."""
    found = baseline(note, *earlier)
    assert found.status == status
    assert evidence is None or [short(one) for one in found.evidence] == evidence
    assert (found.fix is None) == (status == "present")


def test_a_note_of_today_that_was_not_read_is_not_judged_by_an_earlier_one() -> None:
    """Nothing is said of words that nobody saw."""
    assert baseline(" ", "TUG 15 s.").status == "cannot_tell"
