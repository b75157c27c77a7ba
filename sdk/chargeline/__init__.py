"""Coding for outpatient rehabilitation: units, modifiers and documentation hints, each with rule, citation, evidence.

    from chargeline import evaluate
    report = evaluate(encounter)

`evaluate` is the whole verb; the rest is data in, data out. Pure Python, no dependency, nothing leaves the process.
Each name is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from chargeline.version import __version__ as __version__

if TYPE_CHECKING:
    from chargeline.book import RuleBook
    from chargeline.classification import Classification, classify
    from chargeline.complete import Completeness, completeness
    from chargeline.errors import BadEncounter, BadRuleBook, ChargelineError, Problem, UnknownPolicy
    from chargeline.evaluation import evaluate
    from chargeline.linting import lint
    from chargeline.model import Encounter, Report
    from chargeline.wire import encounter_to_json, read_encounter, report_to_json

__all__ = [
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
]

_WHERE = {
    "BadEncounter": "errors",
    "BadRuleBook": "errors",
    "ChargelineError": "errors",
    "Classification": "classification",
    "Completeness": "complete",
    "Encounter": "model",
    "Problem": "errors",
    "Report": "model",
    "RuleBook": "book",
    "UnknownPolicy": "errors",
    "classify": "classification",
    "completeness": "complete",
    "encounter_to_json": "wire",
    "evaluate": "evaluation",
    "lint": "linting",
    "read_encounter": "wire",
    "report_to_json": "wire",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
