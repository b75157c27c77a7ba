"""The same bytes from every order of hashing, and from every Python at hand: on the PATH or in CHARGELINE_PYTHONS."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from tests.sdk.casework import laid, tables

SDK = Path(__file__).resolve().parents[3] / "sdk"
SHORT = [case["encounter"] for table in tables() for case in (*table["fires"], *table["silent"])]
GIVEN = "".join(json.dumps(laid(short)) + "\n" for short in SHORT if "site" not in short)


def version(python: str) -> str:
    """The version of an interpreter; empty when it does not run, or is too old for the SDK."""
    say = "import sys; print('.'.join(map(str, sys.version_info[:3])) if sys.version_info >= (3, 11) else '')"
    ran = subprocess.run([python, "-c", say], capture_output=True, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else ""


def others() -> dict[str, str]:
    """Interpreters of other versions than this one, by version; none where no other is at hand."""
    named = os.environ.get("CHARGELINE_PYTHONS", "").split(os.pathsep)
    on_path = (shutil.which(f"python3.{minor}") for minor in range(11, 20))
    found = {version(python): python for python in (*named, *on_path) if python}
    return {v: python for v, python in found.items() if v and v != version(sys.executable)}


@cache
def reports(python: str, seed: str) -> bytes:
    """The reports of every rule's cases, by that interpreter and order of hashing, from the source alone."""
    command = [python, "-m", "chargeline", "evaluate", "-", "--jsonl"]
    environment = {"PYTHONPATH": str(SDK), "LC_ALL": "C", "PYTHONHASHSEED": seed}
    return subprocess.run(command, input=GIVEN.encode(), capture_output=True, check=True, env=environment).stdout


@pytest.mark.parametrize("python", [sys.executable, *others().values()], ids=["this one", *others()])
def test_every_case_gives_the_same_bytes(python: str) -> None:
    """A kept decision can be verified whatever Python decided it, and in whatever order it keeps its sets."""
    assert reports(python, "1") == reports(sys.executable, "0")
