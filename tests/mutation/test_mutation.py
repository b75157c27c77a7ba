"""The case tables notice when a rule or a value is broken."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest
from tests.mutation.mutants import of_source, of_values
from tests.mutation.run import EXPLAINED, ROOT

SOURCE = '''
def double(minutes: int) -> int:
    """Two for one."""
    return minutes * 2 if minutes > 7 else 0
'''


def test_each_mutant_changes_one_thing_and_still_parses() -> None:
    """A comparison, both ways of the condition, two numbers and one operator of one line."""
    mutants = list(of_source("double.py", SOURCE))
    assert {m.what for m in mutants} == {
        "Gt -> GtE", "condition True", "condition False", "7 -> 8", "2 -> 3", "0 -> 1", "Mult -> FloorDiv",
    }  # fmt: skip
    assert len({m.text for m in mutants}) == len(mutants)
    assert all(ast.parse(m.text) and '"""Two for one."""' in m.text for m in mutants)


def test_values_change_by_one() -> None:
    """A number and a service date; a publication date is no service date."""
    mutants = [m.text for m in of_values("x.toml", "from = 2026-01-01\nvalue = 2480.00\npublished = 2025-11-01\n")]
    assert mutants == [
        "from = 2026-01-01\nvalue = 2481.00\npublished = 2025-11-01\n",
        "from = 2026-01-02\nvalue = 2480.00\npublished = 2025-11-01\n",
    ]


def test_every_explanation_has_a_reason() -> None:
    """What survives and is not a gap says why."""
    rows = tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).get("explained", [])
    assert all(set(row) == {"mutant", "because"} and len(row["because"]) > 15 for row in rows)
    assert len({row["mutant"] for row in rows}) == len(rows)


@pytest.mark.slow
def test_at_least_95_of_100_broken_rules_are_noticed() -> None:
    """A seeded sample, in a process of its own; what survives is listed."""
    command = [sys.executable, "-m", "tests.mutation", "--seed", "1", "--sample", "600"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
