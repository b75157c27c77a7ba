"""The SDK by itself: importing it, its memory, the lexicon, counting units, an encounter without notes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import product

from chargeline import evaluate, read_encounter, report_to_json
from chargeline.rules.units.counting import TimeBase, families, pooled

ENCOUNTER = {
    "contract": 1,
    "id": "e1",
    "date_of_service": "2026-11-23",
    "discipline": "PT",
    "policy": "medicare-part-b",
    "setting": "office",
    "clinicians": [{"id": "c1", "role": "therapist", "credentials": "PT"}],
    "services": [
        {"id": "s1", "code": "97110", "minutes": 18},
        {"id": "s2", "code": "97140", "minutes": 13},
        {"id": "s3", "code": "97116", "minutes": 10},
        {"id": "s4", "code": "97035", "minutes": 8},
    ],
}
SIX = {"97110": 18, "97140": 13, "97116": 10, "97035": 8, "97112": 23, "97530": 20}


def main() -> None:
    """Print every figure with its ratio."""
    _import()
    _first_note()
    _units()
    _evaluate()


def _import() -> None:
    empty = _python("pass")
    for statement in ("import dataclasses", "import chargeline", "import chargeline.evaluation"):
        took = _python(statement)
        print(f"{statement}: {1e3 * (took - empty):.1f} ms over an empty interpreter ({took / empty:.2f} times it)")


FIRST = """
import json, re, resource, sys, time
def memory():  # the most ever held; on Linux getrusage would count what the parent held when it started this process
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return int(re.search("VmHWM: *([0-9]+)", status.read().replace("\\t", " "))[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
empty = memory()
from chargeline import RuleBook, evaluate
book, given = RuleBook.default(), json.loads(sys.argv[1])
begun = time.process_time()
book.lexicon
compiled = time.process_time() - begun
evaluate(given)
first = time.process_time() - begun - compiled
for _ in range(200):
    evaluate(given)
print(compiled, first, memory() - empty)
"""
NOTE = "Therapeutic exercise 23 min: SLR 3x10 for quad strength. Manual therapy 15 min to left knee. AROM 0-104. "


def _first_note() -> None:
    """What a process pays once: the lexicon, the first evaluation with a note, the memory it then holds."""
    given = json.dumps(ENCOUNTER | {"notes": [{"id": "n", "text": NOTE * 40}]})
    runs = [subprocess.check_output([sys.executable, "-I", "-c", FIRST, given], text=True) for _ in range(5)]
    compiled, first, grown = (min(column) for column in zip(*[map(float, run.split()) for run in runs], strict=True))
    print(f"lexicon compiled: {1e3 * compiled:.0f} ms of CPU; the first evaluation after it: {1e3 * first:.0f} ms")
    print(f"memory above an empty interpreter after 200 encounters with a note: {grown:.1f} MB")


def _python(code: str) -> float:
    """The quickest of nine starts, in seconds."""

    def start() -> None:
        subprocess.run([sys.executable, "-I", "-c", code], check=True)

    return _best(start, rounds=9, times=1)


def _units() -> None:
    base = TimeBase(block=15, least=8)
    ours = _best(lambda: pooled(families(SIX), base))
    search = _best(lambda: _searched(SIX), rounds=3, times=1)
    print(f"six codes counted: {1 / ours:,.0f} a second, {search / ours:,.0f} times faster than trying every way")


def _searched(minutes: dict[str, int]) -> list[tuple[int, ...]]:
    """Every way to give the day's units to the codes, kept when no other way serves the documented minutes better."""
    units = (sum(minutes.values()) + 7) // 15
    spread = [range(m // 15, m // 15 + 2) for m in minutes.values()]
    ways = [way for way in product(*spread) if sum(way) == units]
    served = {way: sum(min(15 * u, m) for u, m in zip(way, minutes.values(), strict=True)) for way in ways}
    return [way for way in ways if served[way] == max(served.values())]


def _evaluate() -> None:
    encounter, text = read_encounter(ENCOUNTER), json.dumps(ENCOUNTER)
    report = evaluate(encounter)
    parse = _best(lambda: json.loads(text))
    for what, run in {
        "read_encounter": lambda: read_encounter(ENCOUNTER),
        "evaluate, no notes": lambda: evaluate(encounter),
        "report_to_json": lambda: report_to_json(report),
    }.items():
        took = _best(run)
        print(f"{what}: {1e6 * took:,.0f} microseconds, {took / parse:.1f} times json.loads of the encounter")


def _best(run: Callable[[], object], rounds: int = 7, times: int = 200) -> float:
    """Seconds a call, the quickest round."""
    run()
    quickest = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(times):
            run()
        quickest = min(quickest, (time.perf_counter() - began) / times)
    return quickest


if __name__ == "__main__":
    main()
