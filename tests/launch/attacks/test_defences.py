"""Every defence is taken away once, in a copy of the tree, and its test must notice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("launch", "plugin", "sandbox", "sdk", "templates", "tests")
DEFENCES = tomllib.loads(Path(__file__).with_name("defences.toml").read_text("utf-8"))["defence"]


@pytest.mark.parametrize("defence", DEFENCES, ids=lambda it: it["attack"])
def test_a_defence_is_found_where_the_table_says(defence: dict[str, str]) -> None:
    """Once, so that taking it away is one change."""
    assert (ROOT / defence["file"]).read_text("utf-8").count(defence["was"]) == 1


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


def status(tree: Path, tests: list[str]) -> int | str:
    """The tests' exit code; a test that waits for ever has noticed too."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(
            command, cwd=tree, env=environ, stdout=subprocess.DEVNULL, check=False, timeout=60
        ).returncode
    except subprocess.TimeoutExpired:
        return "hangs"


@pytest.mark.slow
def test_with_every_defence_in_place_all_of_their_tests_pass(copy: Path) -> None:
    assert status(copy, sorted({test for it in DEFENCES for test in it["tests"]})) == 0


@pytest.mark.slow
@pytest.mark.parametrize("defence", DEFENCES, ids=lambda it: it["attack"])
def test_without_its_defence_an_attack_is_noticed(copy: Path, defence: dict[str, str | list[str]]) -> None:
    """By each of the tests that the table names."""
    broken = copy / str(defence["file"])
    whole = broken.read_text("utf-8")
    broken.write_text(whole.replace(str(defence["was"]), str(defence["without"])))
    try:
        found = {status(copy, [test]) for test in defence["tests"]}
    finally:
        broken.write_text(whole)
    assert found <= {1, "hangs"}
