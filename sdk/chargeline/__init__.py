"""Coding for outpatient rehabilitation: units, modifiers and documentation hints, each with rule, citation, evidence.

    from chargeline import evaluate
    report = evaluate(encounter)

`evaluate` is the whole verb; the rest is data in, data out. Pure Python, no dependency, nothing leaves the process.
"""

from chargeline.book import RuleBook
from chargeline.classify import Classification, classify
from chargeline.errors import BadEncounter, BadRuleBook, ChargelineError, Problem, UnknownPolicy
from chargeline.evaluate import evaluate
from chargeline.model import Encounter, Report
from chargeline.wire import encounter_to_json, read_encounter, report_to_json

__version__ = "0.1.0"

__all__ = [
    "BadEncounter",
    "BadRuleBook",
    "ChargelineError",
    "Classification",
    "Encounter",
    "Problem",
    "Report",
    "RuleBook",
    "UnknownPolicy",
    "classify",
    "encounter_to_json",
    "evaluate",
    "read_encounter",
    "report_to_json",
]
