"""Every rule on its cases: when it speaks, what it says, and when it is silent."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sdk.casework import found, run, speaks, tables

FIRES = [(table["rule"], case) for table in tables() for case in table["fires"]]
SILENT = [(table["rule"], case) for table in tables() for case in table["silent"]]


def names(cases: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Rule and sentence."""
    return [f"{rule}: {case['name']}" for rule, case in cases]


@pytest.mark.parametrize(("rule", "case"), FIRES, ids=names(FIRES))
def test_the_rule_speaks(rule: str, case: dict[str, Any]) -> None:
    """Its name stands in the report, unless an answer has settled the matter, and what the case expects is so."""
    report = run(case["encounter"])
    told = found(report, rule)
    expected = case.get("expect", {})
    assert {key: told[key] for key in expected} == expected
    assert speaks(report, rule) or (expected and case["encounter"].get("answers"))


@pytest.mark.parametrize(("rule", "case"), SILENT, ids=names(SILENT))
def test_the_rule_is_silent(rule: str, case: dict[str, Any]) -> None:
    """Its name stands nowhere in the report, and what the case expects is so."""
    report = run(case["encounter"])
    told = found(report, rule)
    expected = case.get("expect", {})
    assert {key: told[key] for key in expected} == expected
    assert not speaks(report, rule)
