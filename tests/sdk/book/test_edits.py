"""Edit tables: active, deleted and believed pairs, both claim types, two dates, and a folder that may be deleted."""

from __future__ import annotations

import csv
import pickle
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from chargeline import RuleBook, evaluate
from chargeline.values.dated import day
from chargeline.values.files import SHIPPED, DataFiles

BOOK = RuleBook.default()
ON = date(2026, 11, 23)
GATHERED = Path(__file__).parents[2] / "fixtures" / "domain" / "ncci_2020.csv"
HISTORY = list(csv.DictReader(GATHERED.read_text("utf-8").splitlines()))
PAIRS = sorted({(row["column1"], row["column2"]) for row in HISTORY})
NONE = {"none": "9"}
BOTH = {
    "id": "e1",
    "date_of_service": "2026-11-23",
    "discipline": "PT",
    "policy": "medicare-part-b",
    "services": [{"id": "s1", "code": "97110", "minutes": 15}, {"id": "s2", "code": "97150", "minutes": 30}],
}


@pytest.mark.parametrize(
    ("column1", "column2", "practitioner", "hospital"),
    [
        ("97150", "97110", "1", "1"),
        ("97161", "97750", "0", "1"),
        ("97530", "97750", "1", "1"),
        ("92526", "G0283", "0", "1"),
        ("97140", "97124", "0", "0"),
        ("97535", "97164", "1", "1"),
    ],
)
def test_an_active_pair(column1: str, column2: str, practitioner: str, hospital: str) -> None:
    """The same answer whichever code is named first; the two claim types differ where CMS differs."""
    for a, b in ((column1, column2), (column2, column1)):
        office, outpatient = BOOK.pairs("office").pair(a, b, ON), BOOK.pairs("outpatient-hospital").pair(a, b, ON)
        assert office is not None
        assert outpatient is not None
        assert (office.column1, office.column2) == (column1, column2)
        assert (office.indicator, outpatient.indicator) == (practitioner, hospital)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("97530", "97116"), ("97530", "97113"), ("97140", "97530"), ("97163", "97140"), ("97113", "97168"),
        ("97530", "97535"), ("97161", "97150"),
    ],
)  # fmt: skip
def test_a_pair_that_guides_still_print_is_deleted(a: str, b: str) -> None:
    """It is not an edit of the table at hand, and it is known as one that people believe in."""
    found = BOOK.pairs().pair(a, b, ON)
    assert found is None or found.indicator == "9"
    believed = BOOK.believed(b, a)
    assert believed is not None
    assert believed.cite.dated == "2024-07-01"


def test_no_active_pair_is_also_called_deleted() -> None:
    """The two lists do not contradict each other."""
    active = {key for key, rows in BOOK.pairs().rows.items() if any(r.indicator != "9" and not r.until for r in rows)}
    believed = {f"{min(a, b)} {max(a, b)}" for a, b in ((x.column1, x.column2) for x in BOOK._believed.values())}
    assert len(believed) == 28
    still = {key for key in active & believed if (p := BOOK.pairs().pair(*key.split(), ON)) and p.indicator != "9"}
    assert not still


def expected(pair: tuple[str, str], on: date, known_on: date) -> str | None:
    """The indicator by the gathered rows alone: of those known, the one published last."""
    told = [
        (published, row["indicator"])
        for row in HISTORY
        if (row["column1"], row["column2"]) == pair
        and (published := day(row["published"] or "2024-07-01", "")) is not None
        and published <= known_on
        and date.fromisoformat(row["service_from"]) <= on
        and (not row["service_until"] or on <= date.fromisoformat(row["service_until"]))
    ]
    latest = max(told, key=lambda row: row[0], default=None)
    return None if latest is None else NONE.get(latest[1], latest[1])


PUBLISHED = sorted({day(row["published"] or "2024-07-01", "") or date.min for row in HISTORY})
KNOWN = [published + timedelta(days=d) for published in PUBLISHED for d in (-1, 0, 1)]
SERVED = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 9, 30), date(2020, 10, 1), date(2024, 6, 30)]


@pytest.mark.parametrize("pair", PAIRS, ids=["+".join(pair) for pair in PAIRS])
def test_the_pairs_of_2020_replay_day_by_day(pair: tuple[str, str]) -> None:
    """On each side of each publication, for services on each side of each boundary, the answer is the row's."""
    for known_on in KNOWN:
        for on in SERVED:
            found = BOOK.pairs().pair(*pair, on, known_on)
            assert (found.indicator if found else None) == expected(pair, on, known_on), (on, known_on)


def test_the_replay_tells_the_days_apart() -> None:
    """97161 with 97530 was an edit for three weeks of January 2020, and then never had been."""
    table = BOOK.pairs()
    told = [table.pair("97161", "97530", date(2020, 1, 10), date(2020, 1, d)) for d in (1, 23, 24)]
    assert [found.indicator if found else None for found in told] == ["0", "0", "9"]


@pytest.mark.parametrize(
    ("on", "stale"), [(date(2024, 6, 30), False), (date(2024, 9, 30), False), (date(2024, 10, 1), True)]
)
def test_a_table_is_stale_in_the_next_quarter(on: date, stale: bool) -> None:
    """The table of July 2024 serves its own quarter."""
    used = BOOK.pairs().used(on)
    assert used is not None
    assert (used.name, used.dated, used.stale) == ("ncci-ptp", "2024-07-01", stale)


@pytest.mark.parametrize(
    ("code", "setting", "units", "adjudication"),
    [
        ("97110", "office", 6, "3"),
        ("97110", "outpatient-hospital", 8, "3"),
        ("97161", None, 1, "2"),
        ("97010", None, 0, "3"),
    ],
)
def test_medically_unlikely_units(code: str, setting: str | None, units: int, adjudication: str) -> None:
    """The limit of a day and how it is judged, per claim type."""
    found = BOOK.limits(setting).limit(code, ON)  # type: ignore[arg-type]
    assert found is not None
    assert (found.units, found.adjudication) == (units, adjudication)


def test_a_code_without_a_limit_has_none() -> None:
    """No row was found for the codes of 2026."""
    assert BOOK.limits().limit("98985", ON) is None


def test_the_folder_may_be_deleted(tmp_path: Path) -> None:
    """Without `ncci` every table is empty, nothing is said to be checked, and nothing else changes."""
    data = tmp_path / "data"
    shutil.copytree(SHIPPED, data, ignore=shutil.ignore_patterns("ncci"))
    book = RuleBook(DataFiles((data,)))
    assert book.pairs().pair("97150", "97110", ON) is None
    assert book.pairs().used(ON) is None
    assert not book.limits()
    assert book.limits().limit("97110", ON) is None
    assert book.believed("97530", "97116") is None
    assert book.codes.keys() == BOOK.codes.keys()
    report = evaluate(BOTH, book=book)
    assert report.rules.tables == ()
    assert [(line.code, line.units) for line in report.charge_lines] == [("97110", 1), ("97150", 1)]
    assert any(table.name == "ncci-ptp" for table in evaluate(BOTH).rules.tables)


def test_the_digest_is_of_the_content_alone(tmp_path: Path) -> None:
    """The same data in another folder has the same digest; one byte more has another."""
    data = tmp_path / "elsewhere"
    shutil.copytree(SHIPPED, data)
    assert RuleBook(DataFiles((data,))).digest == BOOK.digest
    with (data / "values" / "kx.toml").open("a") as file:
        file.write("\n")
    assert RuleBook(DataFiles((data,))).digest != BOOK.digest


def test_a_book_can_be_sent_to_another_process() -> None:
    """An audit runs in many; each reads the same folders and has the same digest."""
    evaluate(BOTH, book=BOOK)
    sent = pickle.loads(pickle.dumps(BOOK))
    assert sent == BOOK
    assert evaluate(BOTH, book=sent) == evaluate(BOTH, book=BOOK)
