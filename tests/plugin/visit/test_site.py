"""A site's own settings: every problem at once, each with its path and its fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chargeline import RuleBook
from chargeline_launch import BadSiteFile
from chargeline_plugin.site import SiteSettings

GOOD: dict[str, Any] = {
    "setting": "office",
    "payers": [{"name": "Medicare Part B", "policy": "medicare-part-b"}, {"class": "GOLD", "policy": "commercial-ama"}],
    "roster": [{"user": "Practitioner/p1", "role": "therapist", "discipline": "PT", "credentials": "PT, DPT"}],
    "write": {"charge": True},
}


def test_everything_is_read() -> None:
    settings = SiteSettings.parse(GOOD)
    assert settings.setting == "office"
    assert [(row.by, row.value, row.policy) for row in settings.payers] == [
        ("name", "Medicare Part B", "medicare-part-b"),
        ("class", "GOLD", "commercial-ama"),
    ]
    assert (settings.roster[0].user, settings.roster[0].npi, settings.roster[0].role) == (
        "Practitioner/p1",
        None,
        "therapist",
    )
    assert settings.write.charge


def test_nothing_is_required() -> None:
    assert SiteSettings.parse({}) == SiteSettings()


PROBLEMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown key": ({"payer": []}, "sites.x.payer", "Write payers."),
    "a key like no other": ({"colour": 1}, "sites.x.colour", "Remove it."),
    "a setting that does not exist": ({"setting": "clinic"}, "sites.x.setting", "Write one of office"),
    "payers that are no list": ({"payers": {"name": "a"}}, "sites.x.payers", "Write [[sites.x.payers]]"),
    "a payer with two properties": (
        {"payers": [{"name": "a", "type": "b", "policy": "medicaid"}]},
        "sites.x.payers[0]",
        "Write exactly one of identifier, class, type, name.",
    ),
    "a payer without a policy": (
        {"payers": [{"name": "a"}]},
        "sites.x.payers[0].policy",
        "Write one of commercial-ama",
    ),
    "a misspelt policy, with which nothing could be counted": (
        {"payers": [{"name": "a", "policy": "medicare-partb"}]},
        "sites.x.payers[0].policy",
        "medicare-part-b",
    ),
    "a payer whose name is a number": (
        {"payers": [{"name": 5, "policy": "medicaid"}]},
        "sites.x.payers[0].name",
        "Write it in quotes",
    ),
    "a clinician without a name": ({"roster": [{"role": "therapist"}]}, "sites.x.roster[0]", "Write user ="),
    "a role that does not exist": (
        {"roster": [{"npi": "1999999984", "role": "PTA"}]},
        "sites.x.roster[0].role",
        "Write one of therapist, assistant, student, aide.",
    ),
    "a misspelt roster key": (
        {"roster": [{"npi": "1999999984", "role": "aide", "dicipline": "PT"}]},
        "sites.x.roster[0].dicipline",
        "Write discipline.",
    ),
    "a user without its kind, which no reference would be": (
        {"roster": [{"user": "p1", "role": "therapist"}]},
        "sites.x.roster[0].user",
        'Write user = "Practitioner/p1".',
    ),
    "a user as an address": (
        {"roster": [{"user": "https://ehr.example.org/r4/Practitioner/p1", "role": "therapist"}]},
        "sites.x.roster[0].user",
        'Write user = "Practitioner/p1".',
    ),
    "an NPI of nine digits": (
        {"roster": [{"npi": "199999998", "role": "therapist"}]},
        "sites.x.roster[0].npi",
        "Write its ten digits.",
    ),
    "a write table that is a word": ({"write": "yes"}, "sites.x.write", "Write [sites.x.write]."),
    "rules that are no path": ({"rules": 5}, "sites.x.rules", "Write it in quotes"),
    "rules that are not there": ({"rules": "rules/none"}, "sites.x.rules", "as seen from the site file"),
    "an unknown write setting": ({"write": {"charges": True}}, "sites.x.write", "Write charge."),
}


@pytest.mark.parametrize(("rest", "path", "fix"), PROBLEMS.values(), ids=PROBLEMS)
def test_is_named_with_its_fix(rest: dict[str, Any], path: str, fix: str) -> None:
    with pytest.raises(BadSiteFile) as bad:
        SiteSettings.parse(rest, "sites.x")
    assert [problem.path for problem in bad.value.problems] == [path]
    assert fix in bad.value.problems[0].fix


def test_all_problems_are_named_at_once() -> None:
    together: dict[str, Any] = {"payer": [], "setting": "clinic", "write": 1, "roster": [{}, 3]}
    with pytest.raises(BadSiteFile) as bad:
        SiteSettings.parse(together, "sites.x")
    assert {problem.path for problem in bad.value.problems} == {
        "sites.x.payer",
        "sites.x.setting",
        "sites.x.write",
        "sites.x.roster[0]",
        "sites.x.roster[0].role",
        "sites.x.roster[1]",
    }


BLUE = """
id = "blue"
name = "Blue Plan"
payer = "commercial"
[method]
count = "ama-midpoint"
cite = { source = "Blue's guide", verified = true }
"""


def rules(tmp_path: Path, files: dict[str, str]) -> Path:
    """A folder of a site's own rules, beside its site file."""
    for name, text in files.items():
        path = tmp_path / "ours" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_a_sites_own_rules_are_laid_over_what_ships(tmp_path: Path) -> None:
    """A policy of its own may be mapped, its names are used, and its book has a digest of its own."""
    licensed = "code,label\n97110,Licensed name\n"
    beside = rules(tmp_path, {"policies/blue.toml": BLUE, "labels.csv": licensed})
    settings = SiteSettings.parse({"rules": "ours", "payers": [{"name": "BLUE", "policy": "blue"}]}, "sites.x", beside)
    assert settings.payers[0].policy == "blue"
    assert settings.book.codes["97110"].label == "Licensed name"
    assert settings.book.digest != RuleBook.default().digest


def test_what_is_wrong_with_a_sites_rules_is_named_at_the_start(tmp_path: Path) -> None:
    """By the key, the file and the fix; all at once."""
    beside = rules(
        tmp_path, {"policies/blue.toml": f"{BLUE}[asistant]\nrequired = true\n", "label.csv": "code,label\n"}
    )
    with pytest.raises(BadSiteFile) as bad:
        SiteSettings.parse({"rules": "ours"}, "sites.x", beside)
    assert {(p.path, p.fix) for p in bad.value.problems} == {
        ("sites.x.rules policies/blue.toml", "Did you mean `assistant`?"),
        ("sites.x.rules label.csv", "Did you mean labels.csv?"),
    }
