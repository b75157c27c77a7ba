"""Rule, page, cases and register agree: nothing stands in one of them alone."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from tests.sdk.casework import tables

import chargeline.rules
from chargeline.book import RuleBook
from chargeline.rules.register import RULES
from chargeline.rules.rule import Rule

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(chargeline.rules.__path__, "chargeline.rules.")
    if not found.ispkg and not found.name.startswith("chargeline.rules.elements")
]
DEFINED = [module.RULE for module in MODULES if isinstance(getattr(module, "RULE", None), Rule)]


def of_elements(rule: Rule) -> bool:
    """Whether the rule is one of the documentation elements."""
    return rule.check.__module__.split(".")[2:3] == ["elements"]


def test_every_rule_file_is_registered_once_and_nothing_else_is() -> None:
    """One rule, one file, one line of the register. The documentation elements have tables and tests of their own."""
    defined = {rule.code for rule in DEFINED}
    registered = [rule.code for rule in RULES if not of_elements(rule)]
    assert len(registered) == len(set(registered))
    assert set(registered) == defined


def test_codes_and_names_are_unique_and_well_formed() -> None:
    """A code never changes, so it must not be taken twice."""
    assert len({rule.code for rule in RULES}) == len(RULES) == len({rule.name for rule in RULES})
    assert all(re.fullmatch(r"CL\d{3}", rule.code) for rule in RULES)
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", rule.name) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_whole_page(rule: Rule) -> None:
    """What, why and fix as sentences, at least one citation, and values that the book has."""
    for text in (rule.what, rule.why, rule.fix):
        assert len(text) > 10
        assert text[0].isupper()
        assert text.endswith((".", "?"))
    assert rule.citations
    assert all(RuleBook.default().values(name) for name in rule.values)


def test_every_rule_has_its_table_of_cases_and_every_table_its_rule() -> None:
    """Both lists, each case named as a sentence, no name twice."""
    rules = {rule.name for rule in RULES if not of_elements(rule)}
    assert {table["rule"] for table in tables()} == rules
    for table in tables():
        assert table["fires"]
        assert table["silent"]
        names = [case["name"] for case in (*table["fires"], *table["silent"])]
        assert len(names) == len(set(names))
        assert all(len(name.split()) > 1 for name in names)


def test_rule_files_do_not_import_one_another() -> None:
    """A rule may use words, arithmetic and pairs, never another rule."""
    rule_modules = {module.__name__ for module in MODULES if isinstance(getattr(module, "RULE", None), Rule)}
    for module in MODULES:
        if module.__name__ not in rule_modules:
            continue
        for name in vars(module).values():
            origin = getattr(name, "__module__", None) or getattr(name, "__name__", "")
            assert origin == module.__name__ or origin not in rule_modules, (module.__name__, origin)
