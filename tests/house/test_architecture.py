"""Who may import whom, and how large a piece may grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("sdk", "launch", "plugin", "templates", "sandbox", "benchmarks", ".ci")
    for path in (ROOT / folder).rglob("*.py")
)
LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def test_the_import_contracts_hold() -> None:
    """The SDK imports nobody, launch nobody, templates only the SDK's types, the sandbox nobody."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


def test_the_sdk_imports_nothing_beyond_the_standard_library() -> None:
    """Every import in the SDK's source is its own or the standard library's."""
    foreign = {
        name
        for path in (ROOT / "sdk").rglob("*.py")
        for name in imported(path)
        if name not in sys.stdlib_module_names and name != "chargeline"
    }
    assert not foreign


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_is_read_in_one_breath_and_a_file_in_one_sitting(path: Path) -> None:
    """No function over 60 lines, no file over 400."""
    source = path.read_text("utf-8")
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long
    assert len(source.splitlines()) <= LONGEST_FILE
