"""The code table: every code gathered for this project, under labels of our own, with its source and its mark."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from chargeline import RuleBook
from chargeline.book import CodeRow

GATHERED = Path(__file__).parents[2] / "fixtures" / "domain" / "codes.csv"
ROWS = list(csv.DictReader(GATHERED.read_text("utf-8").splitlines()))
BOOK = RuleBook.default()
NOTHING = {"-", "n/a"}
# Read since in CMS's own list of 2024.
READ_SINCE = {"97550", "97551", "97552"}


@pytest.mark.parametrize("row", ROWS, ids=[row["code"] for row in ROWS])
def test_a_code_is_as_it_was_gathered(row: dict[str, str]) -> None:
    """Time base, pool, disciplines, lists and Medicare's status."""
    code = BOOK.codes[row["code"]]
    assert code.timed is (row["timed"] == "Y")
    assert code.minutes_per_unit == (int(row["minutes_per_unit"]) if row["minutes_per_unit"] else None)
    assert code.pooled is (row["pooled_8min"] == "Y")
    assert code.modifiers == tuple(m for m in row["discipline_modifiers"].split(";") if m not in NOTHING)
    assert code.therapy_list == row["therapy_list_status"]
    assert code.list_cite.verified is ("PFS" in row["therapy_list_source"] or code.code in READ_SINCE)
    assert code.medicare_status == (row["pfs_status_2024"] or None)
    assert code.category == row["category"]


def test_all_105_codes_are_there() -> None:
    """None was lost on the way."""
    assert len(ROWS) == 105
    assert {row["code"] for row in ROWS} == set(BOOK.codes)


@pytest.mark.parametrize(
    ("first", "further"),
    [
        ("97129", "97130"), ("97550", "97551"), ("90912", "90913"), ("92607", "92608"), ("96112", "96113"),
        ("97545", "97546"), ("98980", "98981"), ("97597", "97598"),
    ],
)  # fmt: skip
def test_a_family_has_a_first_code_and_one_for_each_further_unit(first: str, further: str) -> None:
    """Further units go to the additional code, and to no other."""
    assert (BOOK.codes[first].family, BOOK.codes[first].family_part) == (first, "first")
    assert (BOOK.codes[further].family, BOOK.codes[further].family_part) == (first, "additional")
    assert BOOK.additional[further] == first


def test_month_and_window_codes_stay_out_of_the_pool() -> None:
    """Remote monitoring is counted by days and months, never by the minutes of a visit."""
    monitored = [row for row in BOOK.codes.values() if row.category == "rtm"]
    assert len(monitored) == 10
    assert all(row.window and not row.pooled for row in monitored)
    assert {row.code for row in monitored if row.device} == {"98976", "98977", "98978", "98984", "98985", "98986"}


def test_medicare_takes_another_code_or_none() -> None:
    """97014 becomes G0283; hot and cold packs are bundled."""
    assert BOOK.codes["97014"].medicare_code == "G0283"
    assert BOOK.codes["97010"].medicare_status == "B"


@pytest.mark.parametrize(
    ("on", "valid"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2040, 1, 1), True)]
)
def test_a_new_code_is_valid_from_its_day(on: date, valid: bool) -> None:
    """98985 came with 2026; before that it is not a code."""
    assert (BOOK.code("98985", on) is not None) is valid
    assert BOOK.code("98985") is not None


def test_a_code_of_nobody_is_none() -> None:
    """Five characters do not make a code."""
    assert BOOK.code("99999") is None


def test_a_sites_rows_replace_and_add(tmp_path: Path) -> None:
    """A site loads its licensed names, and may add a code; everything else stays."""
    (tmp_path / "labels.csv").write_text("code,label\n97110,Licensed name\n", "utf-8")
    header = (Path(str(BOOK.files.find("codes.csv")))).read_text("utf-8").splitlines()[0]
    row = (
        "97001,GP,no,,no,,,,one_on_one,evaluation,no,always,,,,2000-01-01,2016-12-31,unverified,unverified,unverified,"
    )
    (tmp_path / "codes.csv").write_text(f"{header}\n{row}\n", "utf-8")
    site = RuleBook.load(tmp_path)
    assert site.codes["97110"].label == "Licensed name"
    assert site.codes["97112"].label == BOOK.codes["97112"].label
    assert isinstance(site.code("97001", date(2016, 12, 31)), CodeRow)
    assert site.code("97001", date(2017, 1, 1)) is None
    assert len(site.codes) == 106
    assert site.digest != BOOK.digest
