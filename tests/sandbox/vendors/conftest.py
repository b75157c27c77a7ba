"""Where the real sandboxes are: a variable a vendor names a site file; a vendor without one is left out, and said."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

VARIABLES = {"epic": "CHARGELINE_EPIC_SITES", "oracle": "CHARGELINE_ORACLE_SITES"}
LEFT_OUT = pytest.StashKey[set[str]]()


def pytest_generate_tests(metafunc: Any) -> None:
    """Every test here is for each vendor."""
    if "vendor" in metafunc.fixturenames:
        metafunc.parametrize("vendor", VARIABLES, scope="module")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out the vendors that have no site file."""
    missing = {vendor for vendor, name in VARIABLES.items() if not os.environ.get(name)}
    config.stash[LEFT_OUT] = missing
    without = [item for item in items if missing & {_vendor_of(item)}]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in without]


def _vendor_of(item: pytest.Item) -> str | None:
    if Path(__file__).parent not in item.path.parents:
        return None
    call: Any = getattr(item, "callspec", None)
    return str(call.params["vendor"]) if call else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What is left out is said."""
    for vendor in sorted(config.stash.get(LEFT_OUT, set())):
        line = f"Left out: {vendor}'s real sandbox; name a site file in {VARIABLES[vendor]}"
        terminalreporter.write_line(f"{line} (docs/register-with-{vendor}.md).")


@pytest.fixture(scope="module")
def sites(vendor: str) -> Path:
    """The vendor's site file."""
    return Path(os.environ[VARIABLES[vendor]])
