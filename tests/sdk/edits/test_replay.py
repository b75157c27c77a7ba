"""The edits of 2020 as a visit met them: on each known day around each day of publication, the answer is the row's."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.sdk.casework import run

from chargeline.model import Report

FILE = Path(__file__).parents[2] / "fixtures" / "domain" / "ncci_2020.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
PAIRS = sorted({(row["column1"], row["column2"]) for row in ROWS})
TABLE = date(2024, 7, 1)


def published(row: dict[str, str]) -> date:
    """A month is known by its end; an unknown day surely by the table of July 2024."""
    text = row["published"]
    if not text:
        return TABLE
    return date(2020, 4, 30) if text == "2020-04" else date.fromisoformat(text)


def standing(rows: list[dict[str, str]], on: date, known: date) -> str:
    """The indicator that the latest row known by then gives a service of that day."""
    at = [r for r in rows if date.fromisoformat(r["service_from"]) <= on <= until(r) and published(r) <= known]
    return max(at, key=published)["indicator"] if at else "none"


def until(row: dict[str, str]) -> date:
    """The last service day of a row."""
    return date.fromisoformat(row["service_until"]) if row["service_until"] else date.max


def days(rows: list[dict[str, str]]) -> Iterator[tuple[date, date]]:
    """Service days at the edges of each row, each with the known days around every day of publication."""
    services = {date.fromisoformat(row["service_from"]) for row in rows}
    services |= {until(row) for row in rows if row["service_until"]} | {min(services) + timedelta(9)}
    for on in sorted(services):
        for day in sorted({published(row) for row in rows}):
            yield from ((on, day + timedelta(shift)) for shift in (-1, 0, 1))


def told(report: Report, pair: tuple[str, str]) -> str:
    """What the report says of the pair: 0 blocked, 1 asked, none."""
    if any(a.rule == "edit_pair" and set(a.codes) == set(pair) for a in report.alerts):
        return "0"
    return "1" if f"separate_time:{':'.join(sorted(pair))}" in {q.id for q in report.questions} else "none"


@pytest.mark.parametrize("pair", PAIRS, ids=" ".join)
def test_the_answer_on_each_known_day_is_the_rows(pair: tuple[str, str]) -> None:
    """Every service day at an edge, every day around a publication."""
    rows = [row for row in ROWS if (row["column1"], row["column2"]) == pair]
    tried = 0
    for on, known in days(rows):
        visit = {
            "date_of_service": on.isoformat(),
            "known_on": known.isoformat(),
            "services": [f"{code}=30" for code in pair],
        }
        assert told(run(visit), pair) == standing(rows, on, known), (on, known)
        tried += 1
    assert tried >= 12
