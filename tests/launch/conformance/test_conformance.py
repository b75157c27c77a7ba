"""The conformance table is complete, true and fresh."""

from __future__ import annotations

import ast
import runpy
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TOOL = runpy.run_path(str(Path(__file__).with_name("render.py")))
TABLE: list[dict[str, str]] = TOOL["rows"]()


@cache
def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_binding_requirement_is_held_by_a_test_or_does_not_apply() -> None:
    """SHALL and SHALL NOT, one of the two and never both."""
    open_ones = [row["number"] for row in TABLE if bool(row["tests"]) == bool(row["not_applicable"])]
    assert open_ones == []


def test_the_table_holds_each_requirement_of_the_sheet_once() -> None:
    """164 rows in the sheet's order: 121 binding, 43 advisory."""
    numbers = [int(row["number"]) for row in TABLE]
    binding = [row for row in TABLE if row["level"].startswith("SHALL")]
    assert numbers == sorted(set(numbers))
    assert (len(binding), len(TABLE)) == (121, 164)


def test_every_test_that_the_table_names_exists() -> None:
    """A renamed test must not leave a requirement without one."""
    named = {tuple(test.split("::")) for row in TABLE for test in row["tests"].split()}
    assert [test for test in sorted(named) if test[1] not in functions_in(test[0])] == []


def test_every_place_that_the_table_names_exists() -> None:
    """Nor may a moved module."""
    assert [row["place"] for row in TABLE if row["place"] and not (ROOT / row["place"]).is_file()] == []


def test_the_page_is_what_the_table_says() -> None:
    """Stale pages mislead: run `python tests/launch/conformance/render.py`."""
    assert TOOL["PAGE"].read_text("utf-8") == TOOL["render"](TABLE)
