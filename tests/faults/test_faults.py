"""A short fault-injected run in every test run; `make faults` is the long one."""

from __future__ import annotations

from tests.conftest import SERVER
from tests.faults.__main__ import shown
from tests.faults.catalogue import FAULTS
from tests.faults.many import run_all


def test_nothing_is_doubled_lost_or_dropped_in_silence():
    tally, findings = run_all(60, seed=2, server=SERVER)
    assert tally.sound, shown(tally, findings, 0)
    assert findings == 0
    assert len(tally.faults) > len(FAULTS) / 3
    assert tally.deaths
    assert tally.unknowns
    assert tally.amended


def test_the_same_seed_makes_the_same_runs_however_many_processes_share_them():
    assert run_all(9, seed=3, workers=1) == run_all(9, seed=3, workers=2)


def test_what_a_worker_found_is_not_lost_when_the_shares_are_added():
    whole, part = run_all(3, seed=4)[0], run_all(2, seed=5)[0]
    part.doubles.append("run 1")
    runs = whole.runs
    whole.add(part)
    assert (whole.runs, whole.doubles, whole.sound) == (runs + 2, ["run 1"], False)
