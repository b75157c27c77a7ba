"""docs/deploy.md is true where a machine can tell."""

from __future__ import annotations

import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from chargeline_launch import new_key
from chargeline_plugin.cli import _parser, main
from chargeline_plugin.graceful import PATIENCE_SECONDS

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "deploy.md").read_text("utf-8")
COMMANDS = [
    line.strip() for line in GUIDE.splitlines() if re.match(r"    (CHARGELINE_ENV=\w+ )?(chargeline-app|python)", line)
]


def command(beginning: str) -> str:
    [found] = [line for line in COMMANDS if line.startswith(beginning)]
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the guide, with its site file and the key that its command makes."""
    monkeypatch.delenv("CHARGELINE_KEYS", raising=False)
    monkeypatch.setenv("CHARGELINE_ENV", "production")
    monkeypatch.chdir(tmp_path)
    [entry] = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    Path("sites.toml").write_text(entry)
    making = command('python -c "from chargeline_launch').replace("python", shlex.quote(sys.executable), 1)
    subprocess.run(making, shell=True, check=True)
    return tmp_path


def test_its_site_file_and_its_key_are_good_in_production(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sites", "check", "--offline", "--sites", "sites.toml"]) == 0
    assert "in order" in capsys.readouterr().out


def test_a_rotated_key_is_taken_as_it_says(home: Path) -> None:
    """New one first, old ones below."""
    (home / "keys").write_text(f"{new_key()}\n{(home / 'keys').read_text()}")
    assert main(["sites", "check", "--offline", "--sites", "sites.toml"]) == 0


def test_its_backup_copies_a_database_that_is_open(home: Path) -> None:
    with closing(sqlite3.connect("chargeline.sqlite3")) as open_one, open_one:
        open_one.execute("PRAGMA journal_mode=WAL")
        open_one.execute("CREATE TABLE t AS SELECT 7 AS x")
        open_one.commit()
        backup = command('python -c "import sqlite3').replace("python", shlex.quote(sys.executable), 1)
        subprocess.run(backup, shell=True, check=True)
    with closing(sqlite3.connect("copy.sqlite3")) as copy:
        assert copy.execute("SELECT x FROM t").fetchall() == [(7,)]


def test_every_command_it_shows_exists() -> None:
    shown = [
        line.partition("#")[0].split("chargeline-app ", 1)[1].split() for line in COMMANDS if "chargeline-app" in line
    ]
    assert len(shown) >= 5
    for arguments in shown:
        assert _parser().parse_args(arguments).run


def test_systemd_waits_longer_than_the_app_does() -> None:
    [seconds] = re.findall(r"TimeoutStopSec=(\d+)", GUIDE)
    assert int(seconds) > PATIENCE_SECONDS
