"""Make the project's own environments from the lock files.

    python3 .ci/environment.py app|test|bench|peers

.venv is for the app and its tests; .venv-bench has what is measured beside us, .venv-peers what is tested against.

Standard library only: this runs before anything is installed. A second call with nothing changed returns at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOAL = sys.argv[1] if len(sys.argv) > 1 else "app"
VENV = ROOT / {"bench": ".venv-bench", "peers": ".venv-peers"}.get(GOAL, ".venv")
SUPERSET = {"app": ("app", "test"), "test": ("test",), "bench": ("bench",), "peers": ("peers",)}
OLDEST = (3, 11)

NO_INSTALLER = """\
{python} has neither ensurepip nor pip, so it cannot fill an environment.
  On Debian or Ubuntu: apt-get install python3-venv
  Or name another Python 3.11 or newer: make {goal} PYTHON=/path/to/python3"""
TOO_OLD = """\
Chargeline needs Python 3.11 or newer; {python} is {version}.
  Name a newer one: make {goal} PYTHON=/path/to/python3.11"""


def main(goal: str) -> int:
    if sys.version_info < OLDEST:
        return refuse(TOO_OLD, goal, version=".".join(map(str, sys.version_info[:3])))
    with one_at_a_time():
        if any(is_current(lock) for lock in SUPERSET[goal]):
            return 0
        if not make_venv():
            return refuse(NO_INSTALLER, goal)
        return fill(goal)


def refuse(message: str, goal: str, **facts: str) -> int:
    print(message.format(python=sys.executable, goal=goal, **facts), file=sys.stderr)
    return 1


def is_current(lock: str) -> bool:
    stamp = VENV / f".{lock}-is"
    return stamp.exists() and stamp.read_text() == digest(lock) and python().exists()


def digest(lock: str) -> str:
    """Changes when a lock or a package's own metadata changes, or when the checkout moves."""
    parts = [lock_file(lock), ROOT / "pyproject.toml", ROOT / "sdk" / "pyproject.toml"]
    return hashlib.sha256(b"\0".join(p.read_bytes() for p in parts) + str(ROOT).encode()).hexdigest()


def lock_file(lock: str) -> Path:
    return ROOT / "requirements" / f"{lock}.lock"


def python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> bool:
    """An environment with some way to install into it; False when this Python offers none."""
    if python().exists():
        return installer() is not None
    print(f"Making an environment in {VENV.name} ...", flush=True)
    if quietly(sys.executable, "-m", "venv", str(VENV)):
        return True
    shutil.rmtree(VENV, ignore_errors=True)
    return quietly(sys.executable, "-m", "venv", "--without-pip", str(VENV)) and installer() is not None


def installer() -> list[str] | None:
    """The command that installs into .venv: its own pip, this Python's pip, or uv."""
    if quietly(str(python()), "-m", "pip", "--version"):
        return [str(python()), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    if quietly(sys.executable, "-m", "pip", "--version"):
        return [sys.executable, "-m", "pip", "--python", str(python()), "install", "--quiet"]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", str(python()), "--quiet"]
    return None


def quietly(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def fill(goal: str) -> int:
    install = installer()
    assert install is not None
    lock, started = lock_file(goal), time.monotonic()
    count = sum(1 for line in lock.read_text().splitlines() if "==" in line and not line.startswith("#"))
    print(f"Downloading and installing {count} packages, each checked against its hash ...", flush=True)
    steps = [["--require-hashes", "-r", str(lock)]]
    if goal != "peers":  # which know nothing of us
        steps += [["--no-deps", "--no-build-isolation", "-e", str(ROOT / "sdk"), "-e", str(ROOT)]]
    for step in steps:
        if code := subprocess.run([*install, *step], cwd=ROOT, check=False).returncode:
            print("The environment is not complete; run the same command again.", file=sys.stderr)
            return code
    (VENV / f".{goal}-is").write_text(digest(goal))
    print(f"The environment is ready ({time.monotonic() - started:.0f} s).", flush=True)
    return 0


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two makes started together must not fill one environment at once."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        yield
        return
    with (ROOT / ".ci" / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(GOAL))
