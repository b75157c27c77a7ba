"""Reading in proportion: how much longer twice the text takes, for shapes made to be slow.

Each shape of tests/fixtures/shapes.json is repeated to 16 KB and doubled up to 1 MB. CPU time of `evaluate`, one note,
the garbage collector as a user has it, what is remembered of words warm. A text is set against its half, read right
before it and right behind it: a neighbour on the machine who stays for seconds slows both sides. The median of three
such pairs counts, from 256 KB on a single one; where it passes the limit, the median of five.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from statistics import median

from chargeline import Encounter, evaluate, read_encounter

SHAPES = Path(__file__).resolve().parents[1] / "tests" / "fixtures" / "shapes.json"
SIZES = [16_384 << doubled for doubled in range(7)]
LIMIT = 2.5
PAIRS, MOST = 3, 5
LONG = SIZES[4]


def main() -> None:
    """Print each shape's largest ratio and its time for 1 MB, then what passes the limit."""
    worst = {name: largest(name, unit) for name, unit in json.loads(SHAPES.read_text("utf-8")).items()}
    over = [name for name, ratio in worst.items() if ratio > LIMIT]
    print(f"{len(worst)} shapes, largest ratio {max(worst.values()):.2f}; over {LIMIT}: {', '.join(over) or 'none'}")


def largest(name: str, unit: str) -> float:
    """The largest ratio of two neighbouring sizes."""
    found, took = 0.0, 0.0
    for half, size in pairwise(SIZES):
        short, long = (visit((unit * (n // len(unit) + 1))[:n]) for n in (half, size))
        pairs = paired(short, long)
        told = list(islice(pairs, PAIRS if size < LONG else 1))
        if median(ratio for ratio, _ in told) > LIMIT:
            told += islice(pairs, MOST - len(told))
        found = max(found, median(ratio for ratio, _ in told))
        took = min(seconds for _, seconds in told)
    print(f"{name:36} at most {found:4.2f} for twice the text; 1 MB in {took:6.2f} s", flush=True)
    return found


def paired(short: Encounter, long: Encounter) -> Iterator[tuple[float, float]]:
    """The long text's time against that of the short one, read before it and behind it; and its time."""
    before = seconds(short)
    while True:
        whole, behind = seconds(long), seconds(short)
        yield 2 * whole / (before + behind), whole
        before = behind


def visit(text: str) -> Encounter:
    """A visit of one service with this note."""
    given = {"id": "e", "date_of_service": "2026-11-23", "discipline": "PT", "policy": "medicare-part-b"}
    return read_encounter(
        given | {"services": [{"id": "s1", "code": "97110", "minutes": 23}], "notes": [{"id": "n", "text": text}]}
    )


def seconds(of: Encounter) -> float:
    """CPU seconds to evaluate a visit, the garbage of the run before collected first."""
    gc.collect()
    begun = time.process_time()
    evaluate(of)
    return time.process_time() - begun


if __name__ == "__main__":
    main()
