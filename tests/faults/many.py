"""Many runs, shared between processes: each process has a database of its own, whose ledger grows with its runs."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import Random

from tests.conftest import schema
from tests.faults.run import Run, Tally, World

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.ledger.verify import verify

TOLD_EVERY = 1000


def run_all(runs: int, seed: int, server: str | None = None, workers: int = 1) -> tuple[Tally, int]:
    """All runs; the tally, and how many findings the proofs of the ledgers have at the end."""
    shares = [range(first, runs, workers) for first in range(workers)]
    if workers == 1:
        return run_share(shares[0], seed, server)
    tally, findings = Tally(), 0
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for theirs, found in pool.map(run_share, shares, [seed] * workers, [server] * workers):
            tally.add(theirs)
            findings += found
    return tally, findings


def run_share(numbers: range, seed: int, server: str | None) -> tuple[Tally, int]:
    """The runs of these numbers, over one ledger that grows."""
    with _database(server) as url:
        world, tally = World.at(url, Seal([new_key()])), Tally()
        try:
            for number in numbers:
                Run(number, Random(f"{seed}:{number}"), world, tally).go()
                if tally.runs % TOLD_EVERY == 0:
                    print(f"{tally.runs} of {len(numbers)} runs", file=sys.stderr, flush=True)
            return tally, len(verify(world.ledger).findings)
        finally:
            world.transport.close()


@contextmanager
def _database(server: str | None) -> Iterator[str]:
    """A database of our own: a schema of `server` (PostgreSQL), else an SQLite file."""
    if server:
        with schema(server) as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'ledger.sqlite3'}"
