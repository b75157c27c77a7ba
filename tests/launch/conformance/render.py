"""Writes docs/smart-conformance.md from the table beside this file: `python tests/launch/conformance/render.py`."""

from __future__ import annotations

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TABLE = Path(__file__).with_name("requirements.csv")
PAGE = ROOT / "docs" / "smart-conformance.md"
HEAD = """# SMART App Launch 2.2.0: every requirement on a client

Generated from `tests/launch/conformance/requirements.csv` by `python tests/launch/conformance/render.py`.
The numbers are those of the requirement sheet of Inferno's SMART App Launch test kit; the wording is ours and short.
{shall} requirements are marked SHALL or SHALL NOT: {tested} of them are held by a test; {reasoned} ask nothing of the
app's code, each with the reason.
"""


def rows() -> list[dict[str, str]]:
    """The table: number, level, page of the guide, requirement, place, tests, and why it does not apply."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def render(table: list[dict[str, str]]) -> str:
    """The whole page."""
    binding = [row for row in table if row["level"].startswith("SHALL")]
    tested = sum(bool(row["tests"]) for row in binding)
    head = HEAD.format(shall=len(binding), tested=tested, reasoned=len(binding) - tested)
    pages = dict.fromkeys(row["page"] for row in table)
    return "\n".join([head, *(_section(page, [row for row in table if row["page"] == page]) for page in pages)])


def _section(page: str, table: list[dict[str, str]]) -> str:
    lines = [f"## {page}", "", "| | level | requirement | where | held by |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_line(row) for row in table), ""])


def _line(row: dict[str, str]) -> str:
    where = f"`{row['place']}`" if row["place"] else ""
    held = "<br>".join(f"`{test.partition('::')[2]}`" for test in row["tests"].split())
    return f"| {row['number']} | {row['level']} | {row['requirement']} | {where} | {held or row['not_applicable']} |"


if __name__ == "__main__":
    PAGE.write_text(render(rows()), encoding="utf-8")
