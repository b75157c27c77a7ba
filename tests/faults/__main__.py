"""`python -m tests.faults --runs N --seed S`: write-back under injected faults, counted.

Exit 0 when nothing was doubled, lost or dropped in silence and the ledger verifies; else 1, with the runs named. A run
depends on its number and the seed alone, however many processes share the work, each with a database of its own.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter

from tests.faults.many import run_all
from tests.faults.run import Tally


def shown(tally: Tally, findings: int, took: float) -> str:
    """The counts, one a line."""
    lines = [f"runs {tally.runs} in {took:.0f} s"]
    lines += _counted("fault", tally.faults) + _counted("died at", tally.deaths)
    lines += _counted("lines ended", tally.ended) + _counted("unknown ended as", tally.unknowns)
    lines += _counted("afterwards", tally.amended)
    share = 100 * (tally.drops - len(tally.silent)) / tally.drops if tally.drops else 100
    lines += [
        f"doubles {len(tally.doubles)}",
        f"lost {len(tally.lost)}",
        f"silent drops {tally.drops}, reported {share:.5g} %",
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
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--database", help="a SQLAlchemy URL of a PostgreSQL server (default: new SQLite files)")
    options = parser.parse_args()
    begun = time.monotonic()
    tally, findings = run_all(options.runs, options.seed, options.database, options.workers)
    print(shown(tally, findings, time.monotonic() - begun))
    return 0 if tally.sound and not findings else 1


if __name__ == "__main__":
    sys.exit(main())
