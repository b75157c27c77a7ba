"""Break the rules and values one small way at a time and see whether the case tables notice.

    python -m tests.mutation --seed 1 --sample 400

Each mutant runs in a forked child that loads the changed file instead of the true one, so that nothing is written.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.mutation.mutants import Mutant, of_source, of_values

ROOT = Path(__file__).resolve().parents[2]
SDK = ROOT / "sdk"
EXPLAINED = Path(__file__).parent / "explained.toml"
SOURCES = ("chargeline/rules/*/*.py", "chargeline/charging/*.py", "chargeline/evaluation.py", "chargeline/clock.py")
LEFT_OUT = ("chargeline/rules/elements/",)
VALUES = ("units", "assistant", "claim", "kx", "plan")
LONGEST = 30
"""Seconds after which a mutant that does not end counts as killed."""


UNCHANGED = Mutant("chargeline/clock.py", 0, "nothing", (SDK / "chargeline/clock.py").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Outcome:
    """How the run went."""

    tried: int
    killed: int
    survivors: tuple[str, ...]
    explained: tuple[str, ...]

    @property
    def share(self) -> float:
        """Killed of those that are not explained."""
        return self.killed / max(self.tried - len(self.explained), 1)


def every() -> list[Mutant]:
    """All mutants of the rules, the charging and the values, in a fixed order."""
    files = sorted(path for pattern in SOURCES for path in SDK.glob(pattern))
    names = [(path.relative_to(SDK).as_posix(), path.read_text(encoding="utf-8")) for path in files]
    found = [m for name, text in names if not name.startswith(LEFT_OUT) for m in of_source(name, text)]
    for value in VALUES:
        name = f"chargeline/data/values/{value}.toml"
        found += of_values(name, (SDK / name).read_text(encoding="utf-8"))
    return found


def run(seed: int, sample: int | None, *, tell: bool = False) -> Outcome:
    """Try a seeded sample of the mutants (None: all)."""
    mutants = every()
    if sample is not None and sample < len(mutants):
        mutants = random.Random(seed).sample(mutants, sample)
    known = {row["mutant"] for row in tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).get("explained", ())}
    if _killed(UNCHANGED):
        raise SystemExit("The unchanged source fails its own cases: mend that first.")
    survivors, explained, killed = [], [], 0
    for mutant in mutants:
        if _killed(mutant):
            killed += 1
        elif _key(mutant) in known:
            explained.append(mutant.name)
        else:
            survivors.append(mutant.name)
            if tell:
                print("survived", mutant.name, flush=True)
    return Outcome(len(mutants), killed, tuple(survivors), tuple(explained))


def _key(mutant: Mutant) -> str:
    """A mutant by its file, its change and the line's words, so that moving the line does not lose it."""
    original = (SDK / mutant.path).read_text(encoding="utf-8").splitlines()
    words = original[mutant.line - 1].strip() if mutant.line else ""
    return f"{mutant.path} | {words} | {mutant.what}"


def _killed(mutant: Mutant) -> bool:
    """Whether any case fails, or anything breaks, under the mutant."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(LONGEST)
            _put(mutant)
            code = 0 if all(_checks(mutant)) else 1
        except BaseException:
            code = 1
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] != 0


def _put(mutant: Mutant) -> None:
    """Let this process import, or read, the changed text."""
    if mutant.path.endswith(".py"):
        module = mutant.path.removesuffix(".py").replace("/", ".")
        sys.meta_path.insert(0, _Finder(module, mutant.text, str(SDK / mutant.path)))
        return
    from chargeline.values import files

    true = files._text
    name = mutant.path.removeprefix("chargeline/data/")
    files._text = lambda path, file: mutant.text if path == name else true(path, file)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module with a text of its own."""

    def __init__(self, name: str, text: str, origin: str) -> None:
        self.name, self.text, self.origin = name, text, origin

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self, origin=self.origin) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, self.origin, "exec"), module.__dict__)


def _checks(mutant: Mutant) -> Iterator[bool]:
    """Every check, the table of the mutant's own rule first."""
    from tests.sdk.casework import tables

    own = Path(mutant.path).stem
    first = [table for table in tables() if table["rule"] == own]
    for table in first:
        yield from _table(table)
    yield from _examples()
    yield from _assistant_examples()
    yield from _functions()
    for table in tables():
        yield from () if table in first else _table(table)


def _table(table: dict[str, Any]) -> Iterator[bool]:
    """A rule's cases."""
    from tests.sdk.casework import misses, run

    for kind in ("fires", "silent"):
        for case in table[kind]:
            yield not misses(run(case["encounter"]), table["rule"], kind, case)


def _functions() -> Iterator[bool]:
    """The tests of the pure arithmetic, the published rows by name first; one that fails raises."""
    from tests.sdk.assistants import test_published_examples as assistants
    from tests.sdk.assistants import test_split
    from tests.sdk.units import test_counting
    from tests.sdk.units import test_published_examples as units

    for row in units.ROWS:
        units.test_unit_example(row, print_nothing)
    for row in assistants.DATA["timed"]:
        assistants.test_timed_example(row, print_nothing)
    for row in assistants.DATA["untimed"]:
        assistants.test_untimed_example(row)
    for module in (test_counting, test_split):
        for name, test in vars(module).items():
            if name.startswith("test_") and not hasattr(test, "hypothesis"):
                test()
    yield True


def print_nothing(*_: object) -> None:
    """Stands for pytest's `record_property`."""


def _examples() -> Iterator[bool]:
    """The published unit examples, as visits."""
    from tests.sdk.casework import run

    for row in _fixture("unit_examples")["examples"]:
        policy = "medicare-part-b" if row["rule"] == "CMS_8_MINUTE" else "commercial-ama"
        services = [f"{code}={minutes}" for code, minutes in row["input_minutes"].items()]
        if services:
            report = run({"policy": policy, "services": services})
            yield {line.code: line.units for line in report.charge_lines} == row["expected_units"]
            ways = [dict(option) for option in report.allocations[0].options]
            yield ways == (row["acceptable_alternatives"] or [row["expected_units"]])


def _assistant_examples() -> Iterator[bool]:
    """The published assistant examples, as visits."""
    from tests.sdk.casework import run

    people = [{"id": "c1", "role": "therapist"}, {"id": "a1", "role": "assistant"}]
    for row in _fixture("assistant_examples")["timed"]:
        given = [(part["code"], part["minutes"], part["by"] == "assistant") for part in row["input"]]
        services = [f"{code}={minutes}/{minutes if alone else 0}" for code, minutes, alone in given]
        lines = run({"clinicians": people, "services": services}).charge_lines
        marked = {(line.code, "CQ" in line.modifiers): line.units for line in lines}
        expected = {(code, True): units["with_modifier"] for code, units in row["expected"].items()}
        expected |= {(code, False): units["without_modifier"] for code, units in row["expected"].items()}
        yield marked == {key: units for key, units in expected.items() if units}


def _fixture(name: str) -> dict[str, Any]:
    """A file of examples."""
    text = (ROOT / "tests/fixtures/domain" / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
