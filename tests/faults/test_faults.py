"""A short fault-injected run in every test run; `make faults` is the long one."""

from __future__ import annotations

from tests.faults.__main__ import run_all, shown
from tests.faults.catalogue import FAULTS


def test_nothing_is_doubled_lost_or_dropped_in_silence(tmp_path):
    tally, findings = run_all(60, seed=2, url=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    assert tally.sound, shown(tally, findings, 0)
    assert findings == 0
    assert len(tally.faults) > len(FAULTS) / 3
    assert tally.deaths
    assert tally.unknowns


def test_the_same_seed_makes_the_same_runs(tmp_path):
    tallies = [run_all(6, seed=3, url=f"sqlite:///{tmp_path / f'{place}.sqlite3'}")[0] for place in range(2)]
    assert tallies[0] == tallies[1]
