"""`kill -9` at every step of a write, in a process of its own; then a restart."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.faults.clinic import NOON
from tests.faults.ehr import Ehr, served

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.ledger.ledger import open_ledger
from chargeline_plugin.ledger.verify import verify
from chargeline_plugin.writeback.send import STEPS

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]


class Victim:
    """A click in another process."""

    def __init__(self, database: str, key: str) -> None:
        self.arguments = [sys.executable, "-m", "tests.faults.killed", database, key]
        self.running: subprocess.Popen[bytes] | None = None

    def click(self, ehr: str, step: str = "") -> int:
        self.running = subprocess.Popen([*self.arguments, ehr, step], cwd=ROOT)
        return self.running.wait(60)

    def kill(self) -> None:
        if self.running is not None:
            os.kill(self.running.pid, signal.SIGKILL)
            self.running.wait(60)


@pytest.fixture
def url(database_url):
    return database_url


def settled(url, key):
    """The states after a restart, minutes later, and whether the ledger still proves itself."""
    ledger = open_ledger(url, Seal([key]))
    ledger.give_up_interrupted(now=NOON + timedelta(minutes=5))
    assert verify(ledger).findings == ()
    with ledger.reading() as connection:
        return list(connection.exec_driver_sql("SELECT state FROM ledger_entries ORDER BY intent").scalars())


LEFT = {
    "before-row": ([], 0),
    "after-row": (["unknown", "unknown"], 0),
    "before-first-byte": (["unknown", "unknown"], 0),
    "after-status-line": (["unknown", "unknown"], 1),
    "before-result": (["unknown", "unknown"], 1),
    "after-result": (["written", "unknown"], 1),
    "before-read-back": (["written", "unknown"], 1),
    "after-read-back": (["written", "written"], 2),
}
"""Where the two lines of the click stand afterwards, and how many charges the EHR holds."""


def test_every_step_is_tried():
    assert set(LEFT) == set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_process_leaves_each_row_settled_or_shown(url, step):
    key, ehr = new_key(), Ehr()
    victim = Victim(url, key)
    with served(ehr) as address:
        assert victim.click(address, step) == -signal.SIGKILL
        states, charges = LEFT[step]
        assert settled(url, key) == states
    assert len(ehr.charges) == charges


@pytest.mark.parametrize(
    ("step", "charges"), [("before-row", 2), ("after-row", 0), ("before-result", 1), ("after-result", 1)]
)
def test_a_click_after_the_restart_sends_only_what_never_left(url, step, charges):
    key, ehr = new_key(), Ehr()
    victim = Victim(url, key)
    with served(ehr) as address:
        victim.click(address, step)
        assert settled(url, key) == LEFT[step][0]
        assert victim.click(address) == 0
    assert len(ehr.charges) == charges


def test_a_process_killed_after_the_last_byte_leaves_an_unknown_and_one_charge(url):
    key, ehr = new_key(), Ehr()
    victim = Victim(url, key)
    with served(ehr, on_write=victim.kill) as address:
        assert victim.click(address) == -signal.SIGKILL
    assert settled(url, key) == ["unknown", "unknown"]
    assert len(ehr.charges) == 1
