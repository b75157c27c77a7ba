"""Dated values: which one stands on a service date, as far as was known on a day, and what is wrong with a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chargeline import BadRuleBook, RuleBook
from chargeline.book import NotPublished, Value
from chargeline.values.dated import day
from chargeline.values.files import SHIPPED, DataFiles
from chargeline.values.lint import lint

BOOK = RuleBook.default()
CITE = 'cite = { source = "CMS", verified = true }\n'


def site(tmp_path: Path, text: str, name: str = "values/kx.toml") -> RuleBook:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text, "utf-8")
    return RuleBook.load(tmp_path)


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2021, 12, 31), None),
        (date(2022, 1, 1), "2150.00"),
        (date(2022, 12, 31), "2150.00"),
        (date(2023, 6, 1), "2230.00"),
        (date(2024, 6, 1), "2330.00"),
        (date(2025, 6, 1), "2410.00"),
        (date(2026, 12, 31), "2480.00"),
        (date(2027, 1, 1), None),
    ],
)
@pytest.mark.parametrize("name", ["kx.threshold_pt_slp", "kx.threshold_ot"])
def test_the_threshold_of_a_year(name: str, on: date, amount: str | None) -> None:
    """Each year has its own; a year without a published value has none, and the last one is named."""
    found = BOOK.value(name, on)
    if amount is None:
        assert isinstance(found, NotPublished)
    else:
        assert isinstance(found, Value)
        assert found.value == Decimal(amount)


def test_a_value_not_published_names_the_last_one() -> None:
    """2027 is not known; 2026 is what came before, and it is not used in its place."""
    found = BOOK.value("kx.threshold_ot", date(2027, 3, 1))
    assert isinstance(found, NotPublished)
    assert found.latest is not None
    assert found.latest.value == Decimal("2480.00")


def test_recent_thresholds_keep_their_unverified_mark() -> None:
    """2025 and 2026 were read in the trade press only."""
    verified = {row.from_.year: row.verified for row in BOOK.values("kx.threshold_ot") if row.from_}
    assert verified == {2022: True, 2023: True, 2024: True, 2025: False, 2026: False}


CORRECTED = (
    CITE
    + """
[[threshold_ot]]
from = 2027-01-01
published = 2026-11-05
value = 2500.00

[[threshold_ot]]
from = 2027-01-01
published = 2027-02-01
value = 2510.00
"""
)


@pytest.mark.parametrize(
    ("known_on", "amount"),
    [
        (date(2026, 11, 4), None),
        (date(2026, 11, 5), "2500.00"),
        (date(2027, 1, 31), "2500.00"),
        (date(2027, 2, 1), "2510.00"),
        (None, "2510.00"),
    ],
)
def test_what_was_known_on_a_day(tmp_path: Path, known_on: date | None, amount: str | None) -> None:
    """A correction stands from the day on which it was published; before that, the first publication does."""
    found = site(tmp_path, CORRECTED).value("kx.threshold_ot", date(2027, 3, 1), known_on)
    assert (str(found.value) if isinstance(found, Value) else None) == amount


def test_a_sites_rows_of_a_value_replace_those_that_ship(tmp_path: Path) -> None:
    """And leave the file's other values alone."""
    book = site(tmp_path, CORRECTED)
    assert isinstance(book.value("kx.threshold_ot", date(2026, 6, 1)), NotPublished)
    assert isinstance(book.value("kx.threshold_pt_slp", date(2026, 6, 1)), Value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("no citation", "[[threshold_ot]]\nvalue = 1", "no citation"),
        ("no value", f"{CITE}[[threshold_ot]]\nfrom = 2027-01-01", "without `value`"),
        ("not a date", f'{CITE}[[threshold_ot]]\nvalue = 1\nfrom = "soon"', "not a date"),
        ("not TOML", "[[threshold_ot", "not TOML"),
        ("a key misspelt", f"{CITE}[[threshold_ot]]\nvalue = 1\nform = 2027-01-01", "Did you mean `from`"),
        ("a mark misspelt", "cite = { source = 'x', verifed = true }\n[[threshold_ot]]\nvalue = 1", "`verified`"),
    ],
    ids=lambda v: v if " " not in v or len(v) < 14 else "",
)
def test_a_malformed_file_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    """The error names the file and what is wrong with it."""
    with pytest.raises(BadRuleBook, match=said) as caught:
        site(tmp_path, text).value("kx.threshold_ot", date(2027, 1, 1))
    assert caught.value.problems[0].path.startswith("values/kx.toml")


def test_a_month_counts_as_known_from_its_last_day() -> None:
    """Where only the month of a publication is known, nothing is said to have been known before its end."""
    assert day("2020-04", "") == date(2020, 4, 30)
    assert day("2024-02", "") == date(2024, 2, 29)
    assert day("", "") is None


def test_a_value_of_no_name_is_an_error() -> None:
    """A rule that misspells a value must not go on."""
    with pytest.raises(BadRuleBook, match="no value"):
        BOOK.value("kx.threshhold", date(2026, 1, 1))


LINT = [
    ("an overlap", "[[a]]\nvalue=1\n[[a]]\nfrom=2026-01-01\nvalue=2", "overlaps"),
    ("a gap", "[[a]]\nuntil=2025-12-30\nvalue=1\n[[a]]\nfrom=2026-01-01\nvalue=2", "gap"),
    ("no gap", "[[a]]\nuntil=2025-12-31\nvalue=1\n[[a]]\nfrom=2026-01-01\nvalue=2", None),
    ("a dead row", "[[a]]\nfrom=2026-01-02\nuntil=2026-01-01\nvalue=1", "never applies"),
    ("a row of one day", "[[a]]\nfrom=2026-01-01\nuntil=2026-01-01\nvalue=1", None),
    ("a correction", "[[a]]\npublished=2025-01-01\nvalue=1\n[[a]]\npublished=2025-02-01\nvalue=2", None),
    ("the same twice", "[[a]]\npublished=2025-01-01\nvalue=1\n[[a]]\npublished=2025-01-01\nvalue=2", "overlaps"),
]


@pytest.mark.parametrize(("name", "text", "said"), LINT, ids=[row[0] for row in LINT])
def test_lint_finds(tmp_path: Path, name: str, text: str, said: str | None) -> None:
    """Overlaps, gaps and dead rows are found, and nothing where there is nothing."""
    found = lint(site(tmp_path, CITE + text, "values/site.toml").files, frozenset())
    mine = [problem.message for problem in found if problem.path.startswith("values/site.toml")]
    assert (said is None and not mine) or (said is not None and len(mine) == 1 and said in mine[0])


def test_lint_finds_a_missing_citation(tmp_path: Path) -> None:
    """A value that nobody can look up is no value."""
    found = lint(site(tmp_path, "[[a]]\nvalue=1", "values/site.toml").files, frozenset())
    assert any(p.path.startswith("values/site.toml") and "citation" in p.message for p in found)


def test_every_value_that_ships_is_read_somewhere() -> None:
    """A value that nothing reads is a fact that nobody keeps true."""
    source = "\n".join(path.read_text("utf-8") for path in SHIPPED.parent.rglob("*.py")).replace("'", '"')
    quoted = {name: (f'"{name}"', f'"{name.partition(".")[2]}"') for name in BOOK.value_names}
    assert [name for name, ways in quoted.items() if not any(way in source for way in ways)] == []


def test_what_ships_has_nothing_to_mend() -> None:
    """The shipped values and policies pass their own check."""
    from chargeline.rules.register import RULES

    names = frozenset(name for rule in RULES for name in (rule.code, rule.name))
    assert lint(DataFiles((SHIPPED,)), names) == ()
