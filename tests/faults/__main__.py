"""`python -m tests.faults --runs N --seed S`: write-back under injected faults, counted.

Exit 0 when nothing was doubled, lost or dropped in silence and the ledger verifies; else 1, with the runs named.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.run import Run, Tally, World

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.ledger.verify import verify


def run_all(runs: int, seed: int, url: str) -> tuple[Tally, int]:
    """All runs; the tally, and how many findings the ledger's proof has at the end."""
    world, tally = World.at(url, Seal([new_key()])), Tally()
    try:
        for number in range(runs):
            Run(number, Random(f"{seed}:{number}"), world, tally).go()
        return tally, len(verify(world.ledger).findings)
    finally:
        world.transport.pool.shutdown()


def shown(tally: Tally, findings: int, took: float) -> str:
    """The counts, one a line."""
    lines = [f"runs {tally.runs} in {took:.0f} s"]
    lines += _counted("fault", tally.faults) + _counted("died at", tally.deaths)
    lines += _counted("lines ended", tally.ended) + _counted("unknown ended as", tally.unknowns)
    share = 100 * (tally.drops - len(tally.silent)) / tally.drops if tally.drops else 100
    lines += [
        f"doubles {len(tally.doubles)}",
        f"lost {len(tally.lost)}",
        f"silent drops {tally.drops}, reported {share:.0f} %",
        f"ledger findings {findings}",
    ]
    return "\n".join([*lines, *tally.doubles[:20], *tally.lost[:20], *tally.silent[:20]])


def _counted(what: str, counter: Counter[str]) -> list[str]:
    return [f"{what}: {name} {count}" for name, count in sorted(counter.items())]


def main() -> int:
    """Run as asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="a SQLAlchemy URL of an empty database (default: a new SQLite file)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'ledger.sqlite3'}"
        begun = time.monotonic()
        tally, findings = run_all(options.runs, options.seed, url)
        print(shown(tally, findings, time.monotonic() - begun))
    return 0 if tally.sound and not findings else 1


if __name__ == "__main__":
    sys.exit(main())
