"""Reading in proportion: how much longer twice the text takes, for shapes made to be slow.

Each shape of tests/fixtures/shapes.json is repeated to 16 KB and doubled up to 1 MB. One note, CPU time, what is
remembered of words warm, the garbage of the run before collected first. Best of three; from 256 KB on one run. Sizes
whose ratio passes the limit are run again in turns, up to three times: a neighbour on the machine costs a run tens of
percent, a superlinear step costs every run.
"""

from __future__ import annotations

import gc
import json
import time
from itertools import pairwise
from pathlib import Path

from chargeline import evaluate, read_encounter

SHAPES = Path(__file__).resolve().parents[1] / "tests" / "fixtures" / "shapes.json"
SIZES = [16_384 << doubled for doubled in range(7)]
LIMIT = 2.5
RUNS = 3


def main() -> None:
    """Print each shape's largest ratio and its time for 1 MB, then what passes the limit."""
    worst = {name: ratios(name, unit) for name, unit in json.loads(SHAPES.read_text("utf-8")).items()}
    over = [name for name, ratio in worst.items() if ratio > LIMIT]
    print(f"{len(worst)} shapes, largest ratio {max(worst.values()):.2f}; over {LIMIT}: {', '.join(over) or 'none'}")


def ratios(name: str, unit: str) -> float:
    """The largest ratio of two neighbouring sizes."""
    texts = [(unit * (size // len(unit) + 1))[:size] for size in SIZES]
    spent = [seconds(text, RUNS if len(text) < SIZES[4] else 1) for text in texts]
    for k in range(1, len(texts)):
        for _ in range(RUNS):
            if spent[k] / spent[k - 1] > LIMIT:
                spent[k - 1 : k + 1] = (min(spent[n], seconds(texts[n], 1)) for n in (k - 1, k))
    worst = max(after / before for before, after in pairwise(spent))
    print(f"{name:36} at most {worst:4.2f} for twice the text; 1 MB in {spent[-1]:6.2f} s", flush=True)
    return worst


def seconds(text: str, runs: int) -> float:
    """CPU seconds to evaluate a visit with this note, the quickest of so many runs."""
    given = {"id": "e", "date_of_service": "2026-11-23", "discipline": "PT", "policy": "medicare-part-b"}
    visit = read_encounter(
        given | {"services": [{"id": "s1", "code": "97110", "minutes": 23}], "notes": [{"id": "n", "text": text}]}
    )
    quickest = float("inf")
    for _ in range(runs):
        gc.collect()
        begun = time.process_time()
        evaluate(visit)
        quickest = min(quickest, time.process_time() - begun)
    return quickest


if __name__ == "__main__":
    main()
