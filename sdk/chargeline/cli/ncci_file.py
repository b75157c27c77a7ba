"""CMS quarterly files as they are published: delimited text, in a zip or not, read row by row.

PTP: column 1, column 2, pre-1996 flag, effective date, deletion date (`*` for none), modifier indicator, rationale.
MUE: code, units, adjudication indicator, rationale. Both begin with lines of header and copyright, which are skipped.
The name tells the table, its claim type and its quarter ("...-2026q4-practitioner-ptp-...", "ccipra-v323r0-f1").
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from chargeline.errors import BadRuleBook
from chargeline.values.files import bad

Kind: TypeAlias = Literal["ptp", "mue"]
Row: TypeAlias = dict[str, str]

COLUMNS: dict[Kind, tuple[str, ...]] = {
    "ptp": ("column1", "column2", "indicator", "from", "until", "published", "source"),
    "mue": ("code", "units", "adjudication", "from", "until", "published", "source"),
}
CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")
QUARTER = re.compile(r"(20\d\d)[-_]?q([1-4])")
PTP_VERSION = re.compile(r"cci(?:pra|oph)[-_]v(\d\d)([0-3])")
PART = re.compile(r"[-_]f(\d)\b")
MUE_DATE = re.compile(r"eff[-_](\d\d)[-_](\d\d)[-_](20\d\d)")
EVERY = 250_000
BOM = "\u00ef\u00bb\u00bf"
"""The mark that some programs put before UTF-8 text, as Latin-1 reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file: which table of which claim type and quarter it is, as its name says."""

    path: Path
    kind: Kind
    hospital: bool
    dated: date

    @property
    def part(self) -> str | None:
        """Which part of a table that CMS publishes in several, by its name ("f1"); None for a whole one."""
        found = PART.search(self.path.name.lower())
        return found[1] if found else None

    @property
    def table(self) -> str:
        """The table's name in a book."""
        return f"ncci-{self.kind}" + ("-hospital" if self.hospital else "")

    @property
    def title(self) -> str:
        """The table as a citation names it."""
        what = "NCCI procedure-to-procedure edits" if self.kind == "ptp" else "medically unlikely edits"
        who = "outpatient hospital" if self.hospital else "practitioner"
        return f"CMS {what}, {who}, table effective {self.dated}"


def source_of(name: str) -> Source:
    """The file, known by its name. Raises BadRuleBook when the name does not say what it is."""
    path = Path(name)
    said = path.name.lower()
    kind: Kind = "mue" if "mue" in said else "ptp"
    hospital = "hospital" in said or "ccioph" in said or "outpatient" in said
    if not hospital and "practitioner" not in said and "ccipra" not in said:
        raise bad(path.name, "does not say whose table it is.", "Keep the name that CMS gave the file.")
    dated = _dated(said)
    if dated is None:
        raise bad(path.name, "does not say its quarter.", "Keep the name that CMS gave the file.")
    return Source(path=path, kind=kind, hospital=hospital, dated=dated)


def _dated(said: str) -> date | None:
    """The first day of the quarter. PTP versions count from 1994: v30.2 took effect on 2024-07-01."""
    if found := QUARTER.search(said):
        return date(int(found[1]), 3 * int(found[2]) - 2, 1)
    if found := PTP_VERSION.search(said):
        return date(1994 + int(found[1]), 3 * int(found[2]) + 1, 1)
    if found := MUE_DATE.search(said):
        return date(int(found[3]), int(found[1]), int(found[2]))
    return None


def rows_of(source: Source, progress: Callable[[int], None]) -> Iterator[Row]:
    """Every row of the file. Raises BadRuleBook naming line and column at the first that is malformed."""
    for name, lines in _texts(source):
        yield from _rows(source, name, lines, progress)


def _rows(source: Source, name: str, lines: Iterable[str], progress: Callable[[int], None]) -> Iterator[Row]:
    read = _ptp if source.kind == "ptp" else _mue
    begun = False
    for number, line in enumerate(lines, start=1):
        cells = _cells(line.removeprefix(BOM) if number == 1 else line)
        begun = begun or CODE.fullmatch(cells[0]) is not None
        if begun and any(cells):
            yield read(cells, f"{name} line {number}", source.dated.isoformat())
        if number % EVERY == 0:
            progress(number)
    if not begun:
        raise bad(name, "has no row that begins with a code.", "Take the tab- or comma-delimited text file.")


def _cells(line: str) -> list[str]:
    """A line's cells: between tabs, or between commas outside quotes where there is no tab."""
    text = line.rstrip("\r\n")
    found = text.split("\t") if "\t" in text else next(csv.reader([text]), [""])
    return [cell.strip().strip('"') for cell in found]


def _texts(source: Source) -> Iterator[tuple[str, Iterable[str]]]:
    """The texts with their names, out of the zip if it is one. CMS writes Windows text; only codes and digits count."""
    path = source.path
    try:
        if not zipfile.is_zipfile(path):
            with path.open(encoding="latin-1", newline="") as text:
                yield path.name, text
            return
        with zipfile.ZipFile(path) as packed:
            for member in _members(packed.namelist(), source):
                with packed.open(member) as raw:
                    yield Path(member).name, io.TextIOWrapper(raw, encoding="latin-1")
    except OSError as error:
        raise bad(path.name, f"cannot be read: {error.strerror}.", "Name the file that CMS published.") from None
    except zipfile.BadZipFile:
        raise bad(path.name, "is a damaged zip.", "Fetch it again.") from None


def _members(names: list[str], source: Source) -> list[str]:
    """The only text of a zip, else those whose names say that they are this table of this quarter."""
    texts = [name for name in names if name.lower().endswith((".txt", ".csv"))]
    own = texts if len(texts) == 1 else [name for name in texts if _tells(name, source)]
    if not own:
        what = f"holds {len(texts)} text files, and no name of them says that it is this table"
        raise bad(source.path.name, f"{what}.", "Unpack it and name the table's text file.")
    return own


def _tells(name: str, source: Source) -> bool:
    """Whether a name says the same table and quarter."""
    try:
        found = source_of(name)
    except BadRuleBook:
        return False
    return (found.table, found.dated) == (source.table, source.dated)


def _ptp(cells: list[str], at: str, table: str) -> Row:
    if len(cells) < 6:
        raise bad(at, f"has {len(cells)} columns, not the six or more of a PTP table.", "Fetch the file again.")
    effective, deleted = _day(cells, 3, at), _day(cells, 4, at)
    return {
        "column1": _matching(CODE, cells, 0, at, "a code"),
        "column2": _matching(CODE, cells, 1, at, "a code"),
        "indicator": _matching(re.compile("[019]"), cells, 5, at, "an indicator (0, 1 or 9)"),
        "from": effective,
        "until": deleted,
        "published": table,
        "source": "",
    }


def _mue(cells: list[str], at: str, table: str) -> Row:
    if len(cells) < 3:
        raise bad(at, f"has {len(cells)} columns, not the three or more of an MUE table.", "Fetch the file again.")
    return {
        "code": _matching(CODE, cells, 0, at, "a code"),
        "units": _matching(re.compile(r"\d{1,5}"), cells, 1, at, "a number of units"),
        "adjudication": _matching(re.compile(r"[123]\b.*"), cells, 2, at, "an adjudication indicator")[0],
        "from": "",
        "until": "",
        "published": table,
        "source": "",
    }


def _matching(shape: re.Pattern[str], cells: list[str], n: int, at: str, what: str) -> str:
    if shape.fullmatch(cells[n]):
        return cells[n]
    raise bad(f"{at} column {n + 1}", f"is not {what}.", "Fetch the file again; nothing was written.")


def _day(cells: list[str], n: int, at: str) -> str:
    """A date as YYYY-MM-DD; empty for `*`, which stands for none."""
    given = cells[n]
    if given in ("*", ""):
        return ""
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise bad(f"{at} column {n + 1}", "is not a date.", "Fetch the file again; nothing was written.") from None
