"""Every row of the unit examples gathered for this project, by name, with its source and its mark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chargeline.rules.units.counting import TimeBase, alone, families, pooled

FILE = Path(__file__).parents[2] / "fixtures" / "domain" / "unit_examples.json"
ROWS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["examples"]
METHODS = {"CMS_8_MINUTE": pooled, "AMA_MIDPOINT": alone}


def mark(row: dict[str, Any]) -> str:
    """Official and read at its source, or not yet verified there."""
    from_memory = any("memory" in source for source in row["source"])
    return "verified" if row["official"] and not from_memory else "unverified"


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['id']} ({mark(row)})" for row in ROWS])
def test_unit_example(row: dict[str, Any], record_property: Any) -> None:
    """Total, units per code, and exactly the published alternatives, in the order documented."""
    record_property("source", "; ".join(row["source"]))
    counted = METHODS[row["rule"]](families(row["input_minutes"]), TimeBase(block=15, least=8))
    assert counted.minutes == row["total_timed_minutes"]
    assert counted.units == row["expected_total_timed_units"]
    assert dict(counted.default) == row["expected_units"]
    assert list(counted.among) == row["tie_codes"]
    alternatives = [dict(option) for option in counted.options]
    assert alternatives == (row["acceptable_alternatives"] or [row["expected_units"]])


def test_the_file_is_whole() -> None:
    """Sixty rows, each with a source."""
    assert len(ROWS) == 60
    assert all(row["source"] for row in ROWS)
