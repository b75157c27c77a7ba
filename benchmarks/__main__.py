"""Run every benchmark of this folder, or those named: `python -m benchmarks [NAME ...]`.

Each of several runs in a process of its own: the garbage collector would go over what the one before left in memory.
"""

import importlib
import pkgutil
import subprocess
import sys

import benchmarks

PREFIX = "bench_"


def main(names: list[str]) -> None:
    """Run them in the order of their names, each under its own heading."""
    known = [m.name.removeprefix(PREFIX) for m in pkgutil.iter_modules(benchmarks.__path__) if m.name[:6] == PREFIX]
    for name in names or known:
        if len(names) == 1:
            module = importlib.import_module(f"benchmarks.{PREFIX}{name}")
            print(f"\n== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
            module.main()
        else:
            subprocess.run([sys.executable, "-m", "benchmarks", name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
