"""`python -m tests.mutation [--seed N] [--sample N|all]`: lists what survives; fails under 95 % killed."""

from __future__ import annotations

import argparse
import sys

from tests.mutation.run import run

LEAST = 0.95


def main() -> int:
    """Run and print the survivors and the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", default="400", help="how many mutants, or all")
    given = parser.parse_args()
    outcome = run(given.seed, None if given.sample == "all" else int(given.sample), tell=True)
    print(
        f"{outcome.tried} mutants, {outcome.killed} killed, {len(outcome.explained)} explained, "
        f"{len(outcome.survivors)} survived: {outcome.share:.1%}"
    )
    return 0 if outcome.share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
