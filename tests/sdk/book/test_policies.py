"""Payer policies: how each counts and marks, and that none is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chargeline import BadRuleBook, RuleBook, UnknownPolicy, evaluate
from chargeline.book import Value
from chargeline.values.lint import lint

BOOK = RuleBook.default()
GOOD = """id = "blue"
name = "Blue"
payer = "commercial"
[method]
count = "ama-midpoint"
cite = { source = "Blue's billing guide", verified = true }
"""


def site(tmp_path: Path, text: str) -> RuleBook:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "blue.toml").write_text(text, "utf-8")
    return RuleBook.load(tmp_path)


@pytest.mark.parametrize(
    ("id_", "method", "assistant"),
    [
        ("medicare-part-b", "cms-8-minute", True),
        ("commercial-ama", "ama-midpoint", None),
        ("medicare-advantage", None, None),
        ("medicaid", None, None),
        ("tricare", None, True),
        ("unitedhealthcare", None, True),
        ("humana", None, True),
    ],
)
def test_a_policy_says_what_is_known_and_nothing_more(id_: str, method: str | None, assistant: bool | None) -> None:
    """Where the method is not known it is None: both counts are shown and one question is asked."""
    policy = BOOK.policy(id_)
    assert (policy.method, policy.assistant_required) == (method, assistant)
    assert policy.name
    assert all(cite.source for cite in policy.citations.values())


def test_every_policy_that_ships_is_tested() -> None:
    """A new file needs its row above."""
    assert len(BOOK.policies) == 7
    assert {BOOK.policy(id_).id for id_ in BOOK.policies} == set(BOOK.policies)


@pytest.mark.parametrize(
    ("on", "modifier"), [(date(2019, 12, 31), None), (date(2020, 1, 1), "CQ"), (date(2026, 1, 1), "CQ")]
)
def test_medicare_wants_the_assistants_modifier_from_2020(on: date, modifier: str | None) -> None:
    """Reported from 2020; speech-language pathology has no assistant's modifier."""
    policy = BOOK.policy("medicare-part-b")
    assert policy.assistant_modifier("PT", on) == modifier
    assert policy.assistant_modifier("SLP", on) is None


def test_modifiers_stand_in_the_payers_order() -> None:
    """Discipline, assistant, threshold, distinct service; what the policy does not name comes last."""
    policy = BOOK.policy("medicare-part-b")
    assert policy.in_order({"ZZ", "59", "KX", "CQ", "GP"}) == ("GP", "CQ", "KX", "59", "ZZ")


def test_an_unknown_policy_names_those_that_are_known() -> None:
    """Never the nearest one in its place."""
    with pytest.raises(UnknownPolicy) as caught:
        BOOK.policy("medicare")
    assert "medicare-part-b" in caught.value.known


def test_a_policys_path_is_never_followed() -> None:
    """An id is a name in a list, not a path."""
    with pytest.raises(UnknownPolicy):
        BOOK.policy("../policies/medicare-part-b")


def test_a_sites_policy_is_one_file(tmp_path: Path) -> None:
    """Dropped into the site's folder, it is there; and its own value stands before the book's."""
    value = '[[values."claim.modifiers_per_line"]]\nvalue = 2\ncite = { source = "Blue", verified = true }\n'
    book = site(tmp_path, GOOD + value)
    policy = book.policy("blue")
    found = book.value("claim.modifiers_per_line", date(2026, 1, 1), policy=policy)
    assert isinstance(found, Value)
    assert (found.value, found.cite.source) == (2, "Blue")
    other = book.value("claim.modifiers_per_line", date(2026, 1, 1))
    assert isinstance(other, Value)
    assert other.value == Decimal(4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace('id = "blue"', 'id = "red"'), "id"),
        (GOOD.replace("ama-midpoint", "ama"), "counting method"),
        (GOOD.replace('payer = "commercial"', ""), "payer"),
        (GOOD.replace('source = "Blue\'s billing guide", ', ""), "citation"),
        (f"{GOOD}[asistant]\nrequired = true\n", "Did you mean `assistant`"),
        (f"{GOOD}[ncci]\nfollow = true\n", "Did you mean `follows`"),
        (f'{GOOD}[ncci]\nkeeps = ["97140"]\n', "no pair of codes"),
        (f'{GOOD}[ncci]\nkeeps = ["97140 97530 97116"]\n', "no pair of codes"),
        (f'{GOOD}[ncci]\nkeeps = ["manual activities"]\n', "no pair of codes"),
        (f"{GOOD}[ncci]\nkeeps = [97140]\n", "no pair of codes"),
        (GOOD.replace('"commercial"', '"comercial"'), "Did you mean 'commercial'"),
        (f'{GOOD}[ncci]\nfollows = "no"\n', "neither true nor false as `follows`"),
        (f'{GOOD}[codes]\nmedicare = "yes"\n', "neither true nor false as `medicare`"),
        (f"{GOOD}[assistant]\nrequired = 0\n", "neither true nor false as `required`"),
        (f'{GOOD}[assistant]\nmodifiers = {{ pt = "CQ" }}\n', "Did you mean 'PT'"),
        (f'{GOOD}[assistant]\nmodifiers = {{ PT = "CQQ" }}\n', "no modifier"),
        (f'{GOOD}[modifiers]\ndiscipline = {{ PT = "gp" }}\n', "no modifier"),
        (f'{GOOD}[modifiers]\norder = ["GP", "GPP"]\n', "no modifier"),
        (f'{GOOD}[modifiers]\ndistinct = "59"\n', "no list as `distinct`"),
        (f'{GOOD}[ncci]\nkeeps = "97140 97530"\n', "no list as `keeps`"),
        (f'{GOOD}[rules]\noff = "kx_threshold"\n', "no list as `off`"),
        (
            f'{GOOD}[levels]\ncite = {{ source = "x" }}\n[levels.elements]\nbody_area = "must"\n',
            "required, expected, good_practice",
        ),
        (f'method = "ama-midpoint"\n{GOOD.partition("[method]")[0]}', "no table as `method`"),
        (f"{GOOD}[values]\nthreshold = 3\n", "no rows"),
        (f'{GOOD}[values."claim.modifiers_per_line"]\nvalue = 2\n', "no rows"),
    ],
)
def test_a_malformed_policy_is_named(tmp_path: Path, text: str, said: str) -> None:
    """The error names the file and the key."""
    with pytest.raises(BadRuleBook, match=said) as caught:
        site(tmp_path, text).policy("blue")
    assert caught.value.problems[0].path.startswith("policies/blue.toml")


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('[rules]\noff = ["no_such_rule"]', "no such rule"),
        ('[levels]\ncite = {source="x"}\n[levels.elements]\nbody_aera = "expected"', "no such element"),
        ('[modifiers]\norder = ["GP"]\ndistinct = ["59"]\ncite = {source="x"}', "order"),
        ("[ncci]\nfollows = true", "no citation"),
        ("[codes]\nmedicare = true", "no citation"),
        ('[[values."kx.nothing"]]\nvalue = 1\ncite = {source="x"}', "does not exist"),
        ('[assistant]\nrequired = true\ncite = {source="x"}', "does not name"),
    ],
)
def test_lint_reads_policies(tmp_path: Path, extra: str, said: str) -> None:
    """What could be read and yet makes no sense."""
    found = lint(site(tmp_path, f"{GOOD}{extra}\n").files, frozenset({"kx_threshold"}))
    mine = [p.message for p in found if p.path.startswith("policies/blue.toml")]
    assert len(mine) == 1
    assert said in mine[0]


@pytest.mark.parametrize(("on", "modifier"), [(date(2020, 4, 15), None), (date(2020, 4, 16), "CO")])
def test_tricare_knows_assistants_from_the_day_of_its_rule(on: date, modifier: str | None) -> None:
    """85 FR 15061 took effect on 2020-04-16; before it no assistant was an authorized provider."""
    assert BOOK.policy("tricare").assistant_modifier("OT", on) == modifier


@pytest.mark.parametrize(("verified", "level"), [("true", "required"), ("false", "expected")])
def test_how_much_a_payer_wants_an_element_is_told_with_its_own_source(
    tmp_path: Path, verified: str, level: str
) -> None:
    """What stands in a source that nobody has checked is expected, never required."""
    levels = f"""
[levels]
cite = {{ source = "Blue's documentation guide", verified = {verified} }}
[levels.elements]
patient_response = "required"
"""
    note = {
        "id": "n1",
        "kind": "treatment-note",
        "text": "Therapeutic exercise (97110): 20 min, SLR 3x10.",
        "author": "c1",
    }
    encounter = {
        "id": "e1",
        "date_of_service": "2026-11-23",
        "discipline": "PT",
        "policy": "blue",
        "clinicians": [{"id": "c1", "role": "therapist"}],
        "notes": [note],
    }
    report = evaluate(encounter, book=site(tmp_path, GOOD + levels))
    (found,) = [one for one in report.elements if one.element == "patient_response"]
    assert (found.status, found.level) == ("missing", level)
    assert found.citation is not None
    assert found.citation.source == "Blue's documentation guide"


def test_levels_without_a_source_are_no_levels(tmp_path: Path) -> None:
    """Nobody could look them up."""
    with pytest.raises(BadRuleBook, match="no citation"):
        site(tmp_path, f'{GOOD}[levels.elements]\npatient_response = "required"\n').policy("blue")
