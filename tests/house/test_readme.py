"""The README keeps its promises."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_sdk_example_runs_as_printed() -> None:
    """Ten lines, copied and run: two charge lines with their reasons."""
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(example, "README.md", "exec"), {})
    out = printed.getvalue().splitlines()
    assert [line for line in out if not line.startswith(" ")] == ["97110 2 GP", "97140 1 GP"]
    assert any("CMS 100-04" in line for line in out)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """No dead link between the pages of this repository."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_dependency_is_named_with_its_reason() -> None:
    """What the app installs is in the README's table."""
    block = re.search(r"\ndependencies = \[(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.DOTALL)
    assert block
    names = re.findall(r'"([a-z0-9-]+)[>=]', block.group(1))
    table = README.partition("## What it stands on")[2]
    assert names
    assert not [name for name in names if name not in table and name != "chargeline"]
