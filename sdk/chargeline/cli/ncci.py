"""`chargeline import-ncci`: CMS quarterly PTP and MUE files into a site's folder."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chargeline.book import RuleBook
from chargeline.cli import streams
from chargeline.cli.ncci_file import COLUMNS, Row, Source, rows_of, source_of
from chargeline.values.files import bad


def import_ncci(given: argparse.Namespace) -> int:
    """Read each FILE and write its rows between the book's codes into DIR/ncci, with the table's date.

    A table that comes in parts (f1 to f4) is put together: parts of the same quarter add up, a newer quarter begins
    anew. Nothing is written when a file is malformed.
    """
    for name in given.file:
        if not Path(name).exists():
            raise bad(Path(name).name, "cannot be read: there is no such file.", "Name the file that CMS published.")
    site = Path(given.into)
    site.mkdir(parents=True, exist_ok=True)
    codes = RuleBook.load(site).codes
    for name in given.file:
        source = source_of(name)
        kept = [row for row in rows_of(source, _progress) if _ours(row, codes)]
        total = _write(site / "ncci", source, kept)
        streams.say(f"{source.title}: {len(kept):,} rows taken, {total:,} in {source.table} of the site's folder.")
        if source.part:
            streams.say(f"This was part {source.part} of the table; it is whole when every part of the quarter is in.")
    return streams.DONE


def _progress(read: int) -> None:
    streams.warn(f"{read:,} rows read")


def _ours(row: Row, codes: Mapping[str, object]) -> bool:
    return all(row[key] in codes for key in ("column1", "column2", "code") if key in row)


def _write(folder: Path, source: Source, rows: list[Row]) -> int:
    """Write the table, then its date: a half-written table is never taken for whole."""
    folder.mkdir(exist_ok=True)
    dates = _read_json(folder / "tables.json")
    table = folder / f"{source.table}.csv"
    if table.is_file() and dates.get(source.table, {}).get("dated") == source.dated.isoformat():
        rows = _united(_read(table), rows)
    half = table.with_suffix(".part")
    with half.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS[source.kind], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    half.replace(table)
    dates[source.table] = {"dated": source.dated.isoformat(), "source": source.title}
    (folder / "tables.json").write_text(json.dumps(dates, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return len(rows)


def _united(old: list[Row], new: list[Row]) -> list[Row]:
    """Old and new rows, each once, in the order first seen."""
    return [dict(row) for row in dict.fromkeys(tuple(row.items()) for row in (*old, *new))]


def _read(table: Path) -> list[Row]:
    with table.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _read_json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
