"""The public face: what is exported, and what a type checker refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import chargeline_launch

ROOT = Path(__file__).resolve().parents[2]
MISUSE = """
from chargeline_launch import ActiveLaunch, Callback, LaunchFailure, PendingLaunch, Store, begin, finish

def reads(active: ActiveLaunch) -> None: ...

def misused(pending: PendingLaunch, callback: Callback, store: Store) -> None:
    reads(pending)
    reads(finish(pending, callback))
    store.open_session(pending, "browser")
    store.put_pending(store.take_pending(callback))

def used(pending: PendingLaunch, callback: Callback, store: Store) -> None:
    outcome = finish(pending, callback)
    if not isinstance(outcome, LaunchFailure):
        reads(outcome)
        store.open_session(outcome, "browser")
"""


def test_a_type_checker_refuses_a_pending_launch_where_an_active_one_is_asked_for(tmp_path: Path) -> None:
    """And an unchecked outcome; what was checked passes."""
    program = tmp_path / "misuse.py"
    program.write_text(MISUSE)
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--config-file", "pyproject.toml", str(program)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    refused = [line.split(":")[1] for line in checked.stdout.splitlines() if "[arg-type]" in line]
    assert refused == ["7", "8", "9", "10"], checked.stdout + checked.stderr


def test_every_exported_name_is_there_and_sorted() -> None:
    """One list of exports."""
    names = chargeline_launch.__all__
    assert names == sorted(names, key=lambda name: (name.islower(), name))
    assert all(hasattr(chargeline_launch, name) for name in names)
