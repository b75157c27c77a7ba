"""Every row of the assistant examples gathered for this project, by name, with its source and its mark."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from chargeline.rules.assistants.split import Share, split_units, untimed_marked
from chargeline.rules.units.counting import TimeBase, families, pooled

FILE = Path(__file__).parents[2] / "fixtures" / "domain" / "assistant_examples.json"
DATA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
TENTH = Fraction(1, 10)


def names(rows: list[dict[str, Any]]) -> list[str]:
    """Row names with their marks: only what was found in an official text is verified."""
    return [f"{r['id']} ({'verified' if r['status'].startswith('official') else 'unverified'})" for r in rows]


def by(row: dict[str, Any], who: str) -> dict[str, int]:
    """Minutes per code that `who` gave alone."""
    given: dict[str, int] = {}
    for part in row["input"]:
        if part["by"] == who:
            given[part["code"]] = given.get(part["code"], 0) + part["minutes"]
    return given


@pytest.mark.parametrize("row", DATA["timed"], ids=names(DATA["timed"]))
def test_timed_example(row: dict[str, Any], record_property: Any) -> None:
    """Total units, and for each code how many carry the modifier and how many do not."""
    record_property("source", row["source"])
    therapist, assistant = by(row, "therapist"), by(row, "assistant")
    codes = dict.fromkeys(part["code"] for part in row["input"])
    counted = pooled(
        families({c: therapist.get(c, 0) + assistant.get(c, 0) for c in codes}), TimeBase(block=15, least=8)
    )
    assert counted.units == row["total_units"]
    shares = {
        code: split_units(
            therapist=therapist.get(code, 0),
            assistant=assistant.get(code, 0),
            units=units,
            block=15,
            least=8,
            share=TENTH,
        )
        for code, units in counted.default.items()
    }
    assert shares == {
        code: Share(marked=want["with_modifier"], plain=want["without_modifier"])
        for code, want in row["expected"].items()
    }


@pytest.mark.parametrize("row", DATA["untimed"], ids=names(DATA["untimed"]))
def test_untimed_example(row: dict[str, Any]) -> None:
    """Marked above a tenth; time together is the therapist's; None where the two readings disagree."""
    therapist = row["therapist_minutes"] + row["together_minutes"]
    marked = untimed_marked(therapist=therapist, assistant=row["assistant_minutes"], share=TENTH)
    assert marked is row["expected_modifier"]


def test_the_file_is_whole() -> None:
    """Twenty-six timed rows and six untimed ones."""
    assert (len(DATA["timed"]), len(DATA["untimed"])) == (26, 6)
