"""Every rule on its cases: when it speaks, what it says, and when it is silent."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sdk.casework import misses, run, tables

CASES = [(table["rule"], kind, case) for table in tables() for kind in ("fires", "silent") for case in table[kind]]


@pytest.mark.parametrize(("rule", "kind", "case"), CASES, ids=[f"{r} {k}: {c['name']}" for r, k, c in CASES])
def test_case(rule: str, kind: str, case: dict[str, Any]) -> None:
    """What the case expects is so; its rule's name stands in the report of a case that fires, and in no silent one."""
    assert misses(run(case["encounter"]), rule, kind, case) == {}
