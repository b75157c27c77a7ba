"""`units`, `classify`, `explain`, `rules`, `schema`: what each prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chargeline.rules.register import RULES
from chargeline.version import __version__
from chargeline.wire.schema import texts


@pytest.mark.parametrize(
    ("method", "minutes", "units"),
    [
        ("cms", ["97112=24", "97110=23"], {"97112": 2, "97110": 1}),
        ("ama", ["97112=24", "97110=23"], {"97112": 2, "97110": 2}),
        ("cms", ["97110=7"], {}),
        ("cms", ["97161=30", "97110=15"], {"97161": 1, "97110": 1}),
        ("cms", ["97110=8", "97110=8"], {"97110": 1}),
        ("cms", ["92507=45"], {"92507": 1}),
    ],
)
def test_minutes_become_units(chargeline: Any, method: str, minutes: list[str], units: dict[str, int]) -> None:
    """Both methods; minutes of one code named twice add up."""
    ran = chargeline("units", "--method", method, *minutes, "--format", "json")
    assert ran.code == 0
    assert ran.json["units"] == units


def test_units_name_every_way_to_count(chargeline: Any) -> None:
    """Equal minutes leave a choice, in JSON and in text."""
    given = ("units", "--method", "cms", "97112=20", "97110=20")
    allocation = chargeline(*given, "--format", "json").json["allocation"]
    assert allocation["options"] == [{"97112": 2, "97110": 1}, {"97112": 1, "97110": 2}]
    assert "or 97112 x1, 97110 x2" in chargeline(*given).out


def test_units_are_printed_without_what_only_a_visit_can_have(chargeline: Any) -> None:
    """Minutes and units; nothing about therapists, diagnoses or notes."""
    ran = chargeline("units", "--method", "cms", "97110=33", "97140=7", "97035=3", "--date", "2024-08-01")
    assert ran.out.splitlines() == [
        "97110 x2  GP        33 min",
        "97140 x1  GP         7 min",
        "97035     no unit     3 min",
        "43 timed minutes, 3 units by cms-8-minute",
    ]


def test_units_split_the_assistants_minutes(chargeline: Any) -> None:
    """A whole block by the assistant is a unit with the modifier."""
    ran = chargeline("units", "--method", "cms", "97110=30", "--assistant", "97110=15", "--format", "json")
    assert ran.json["units"] == {"97110": 2}
    assert sorted((line["units"], line["modifiers"]) for line in ran.json["lines"]) == [
        (1, ["GP"]),
        (1, ["GP", "CQ"]),
    ]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--method", "cms", "97110"], "97110=23"),
        (["--method", "cms", "97110=-3"], "whole minutes"),
        (["--method", "cms", "97110=2.5"], "whole minutes"),
        (["--method", "half", "97110=23"], "invalid choice"),
        (["--method", "cms", "99999=23"], "/99999"),
        (["--method", "cms", "97110=23", "--assistant", "97140=5"], "/97140"),
        (["--method", "cms", "97110=5", "--assistant", "97110=9"], "assistant_minutes"),
        (["--method", "cms", "97110=9999"], "too large"),
        (["--method", "cms", "97110=x", "97140"], "/97110=x is"),
        (["--method", "cms", "97110=x", "97140"], "/97140 is"),
        (["--method", "cms", "97110=x", "97140=15", "--assistant", "97140=y"], "/97140=y is"),
        (["--method", "cms", "97140=15", "98765=3", "--assistant", "97110=3"], "/--assistant/97110"),
    ],
)
def test_units_refuse_what_cannot_be_counted(chargeline: Any, argv: list[str], said: str) -> None:
    """Exit 2, and what to write instead."""
    ran = chargeline("units", *argv)
    assert ran.code == 2
    assert said in ran.err


def test_a_phrase_is_classified_or_asked_about(chargeline: Any) -> None:
    """JSON has the contract's four keys."""
    ran = chargeline("classify", "squats for quad strength", "--format", "json")
    assert list(ran.json) == ["code", "candidates", "question", "because"]
    assert ran.json["code"] == "97110"
    asked = chargeline("classify", "blue sky", "--format", "json").json
    assert asked["code"] is None
    assert asked["question"]["ask"] in chargeline("classify", "blue sky").out


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_every_rule_is_explained(chargeline: Any, rule: Any) -> None:
    """By code and by name: the page, its dates, its values and its citations."""
    by_code, by_name = chargeline("explain", rule.code.lower()), chargeline("explain", rule.name)
    assert by_code.code == 0
    assert by_code.out == by_name.out
    for part in (rule.what, rule.why, rule.fix, "## Dates", *rule.values, *(c.source for c in rule.citations)):
        assert part in by_code.out


def test_an_unknown_rule_names_the_nearest(chargeline: Any) -> None:
    """Exit 2."""
    ran = chargeline("explain", RULES[0].name[:-1])
    assert ran.code == 2
    assert RULES[0].name in ran.err
    assert "Did you mean CL9" in chargeline("explain", "CL999").err, "codes as the list writes them"


def test_the_version_is_told(chargeline: Any) -> None:
    """Exit 0, on stdout."""
    ran = chargeline("--version")
    assert (ran.code, ran.out) == (0, f"chargeline {__version__}\n")


def test_all_rules_are_listed(chargeline: Any) -> None:
    """One line each."""
    listed = chargeline("rules").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.code for rule in RULES]


def test_lint_says_that_there_is_nothing_to_mend_or_what(chargeline: Any, tmp_path: Path) -> None:
    """Exit 0 for what ships; exit 2 with the place for a site's broken value."""
    assert chargeline("rules", "lint").code == 0
    (tmp_path / "values").mkdir()
    (tmp_path / "values" / "site.toml").write_text("[[a]]\nvalue = 1\n")
    ran = chargeline("rules", "lint", "--data", str(tmp_path))
    assert ran.code == 2
    assert "values/site.toml a has no citation" in ran.err


@pytest.mark.parametrize("what", ["encounter", "report"])
def test_the_schema_is_printed(chargeline: Any, what: str) -> None:
    """As committed."""
    assert chargeline("schema", what).json == json.loads(texts()[f"{what}.schema.json"])


def test_no_command_shows_the_way(chargeline: Any) -> None:
    """Exit 2 with the usage."""
    ran = chargeline()
    assert ran.code == 2
    assert "usage: chargeline" in ran.err
