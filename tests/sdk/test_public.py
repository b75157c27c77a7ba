"""The public face: which names there are, what they weigh, and that they stay what they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import chargeline

NAMES = {
    "BadEncounter",
    "BadRuleBook",
    "ChargelineError",
    "Classification",
    "Completeness",
    "Encounter",
    "Problem",
    "Report",
    "RuleBook",
    "UnknownPolicy",
    "classify",
    "completeness",
    "encounter_to_json",
    "evaluate",
    "lint",
    "read_encounter",
    "report_to_json",
}


def python(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_the_public_names_are_these() -> None:
    """A name that is added or removed is a decision: it changes this list."""
    assert set(chargeline.__all__) == NAMES
    assert set(dir(chargeline)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_public_name_is_there_and_explains_itself(name: str) -> None:
    """Each has a docstring."""
    assert getattr(chargeline, name).__doc__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """Loading on first use hides no mistake."""
    with pytest.raises(AttributeError, match="evalute"):
        _ = chargeline.evalute  # type: ignore[attr-defined]


def test_evaluate_is_the_function_whatever_was_imported_first() -> None:
    """Modules have other names than the verbs they hold."""
    code = (
        "import chargeline.evaluation, chargeline.classification, chargeline.complete, chargeline.cli.evaluate\n"
        "print(*(callable(verb) for verb in (chargeline.evaluate, chargeline.classify, chargeline.completeness)))"
    )
    assert python(code) == "True True True"


def test_importing_loads_the_package_and_little_else() -> None:
    """No rule, no table and no lexicon before the first use; never a module from outside."""
    code = "import sys; before = set(sys.modules); import chargeline; print(*sorted(set(sys.modules) - before))"
    loaded = python(code).split()
    assert {name for name in loaded if name.startswith("chargeline")} <= {"chargeline", "chargeline.version"}
    assert {name.split(".")[0] for name in loaded} <= set(sys.stdlib_module_names) | {"chargeline"}


def test_evaluating_loads_nothing_from_outside() -> None:
    """The standard library and itself, for a note as well."""
    code = (
        "import sys; before = set(sys.modules); import chargeline\n"
        "chargeline.evaluate({'id': 'e', 'date_of_service': '2026-11-23', 'discipline': 'PT',\n"
        "  'policy': 'medicare-part-b', 'notes': [{'id': 'n', 'text': 'TherEx 97110 23 min'}]})\n"
        "print(*{m.split('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names))"
    )
    assert python(code) == "chargeline"


TYPED = """
from typing import assert_type
from chargeline import BadEncounter, Encounter, Problem, Report, RuleBook, evaluate, read_encounter

encounter = read_encounter({"id": "e"})
assert_type(encounter, Encounter)
assert_type(evaluate(encounter), Report)
assert_type(evaluate({"id": "e"}, book=RuleBook.default(), policy="medicare-part-b"), Report)
assert_type(evaluate(encounter).charge_lines[0].units, int)
try:
    evaluate({})
except BadEncounter as error:
    assert_type(error.problems, tuple[Problem, ...])
"""
MISTYPED = """
from chargeline import evaluate

evaluate("an encounter")
evaluate({}, known_on="2026-11-23")
evaluate({}).charge_lines[0].unit
"""


@pytest.mark.parametrize(("text", "errors"), [(TYPED, 0), (MISTYPED, 3)], ids=["as meant", "mistaken"])
def test_the_types_say_what_the_names_are(tmp_path: Path, text: str, errors: int) -> None:
    """What an embedder's type checker is told: right use passes, wrong use does not."""
    from mypy import api

    file = tmp_path / "use.py"
    file.write_text(text, "utf-8")
    out, _, _ = api.run(["--strict", "--no-incremental", "--config-file=", "--no-error-summary", str(file)])
    assert out.count(" error: ") == errors, out
