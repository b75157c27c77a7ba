"""Edit tables: NCCI procedure pairs and medically unlikely units, each with the date of the table it is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Generic, Literal, TypeAlias, TypeVar, get_args

from chargeline.model import Citation, TableUsed
from chargeline.values.dated import day, standing
from chargeline.values.files import DataFiles, Row, bad

Indicator: TypeAlias = Literal["0", "1", "9"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPair:
    """Column 1 is paid, column 2 denied on the same day. `indicator` 0: nothing bypasses it; 1: a justified modifier
    does; 9: the edit was deleted for these service dates (NCCI policy manual)."""

    column1: str
    column2: str
    indicator: Indicator
    from_: date | None
    until: date | None
    published: date | None
    cite: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class BelievedPair:
    """A pair that many guides still call an edit; `deleted` says when it was deleted, as far as known."""

    column1: str
    column2: str
    was_indicator: Indicator
    deleted: str
    cite: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLimit:
    """Medically unlikely units. `adjudication` 1: per claim line; 2: absolute per day (policy); 3: per day, clinical
    benchmark, appealable with records."""

    code: str
    units: int
    adjudication: Literal["1", "2", "3"]
    from_: date | None
    until: date | None
    published: date | None
    cite: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusivePair:
    """Two codes that rule each other out by what they mean; `why` in our own words."""

    code: str
    other: str
    why: str
    cite: Citation


REMEMBERED = 4096
Edit = TypeVar("Edit", EditPair, UnitLimit)


@dataclass(frozen=True)
class Table(Generic[Edit]):
    """A dated table: `name` and `dated` are what a report says it rests on; empty when it was never loaded.

    `rows` go by code, or by `pair_key`.
    """

    name: str
    dated: date | None
    rows: Mapping[str, tuple[Edit, ...]]

    def __bool__(self) -> bool:
        return self.dated is not None

    def stale(self, on: date) -> bool:
        """Whether the table is of an earlier calendar quarter than the service."""
        return self.dated is not None and _quarter(self.dated) < _quarter(on)

    def used(self, on: date) -> TableUsed | None:
        """The table as the report names it; None when there is none."""
        if self.dated is None:
            return None
        return TableUsed(name=self.name, dated=self.dated.isoformat(), stale=self.stale(on))

    def among(self, keys: tuple[str, ...], on: date, known_on: date | None = None) -> tuple[Edit, ...]:
        """The edits that stand under these keys, kept at hand: visits of a day have the same few codes."""
        asked = (keys, on, known_on)
        if asked not in self._among:
            if len(self._among) >= REMEMBERED:
                self._among.clear()
            found = (standing(self.rows.get(key, ()), on, known_on) for key in keys)
            self._among[asked] = tuple(edit for edit in found if edit is not None)
        return self._among[asked]

    @cached_property
    def _among(self) -> dict[Any, tuple[Edit, ...]]:
        return {}


class PairTable(Table[EditPair]):
    """NCCI procedure-to-procedure edits of one claim type."""

    def pair(self, a: str, b: str, on: date, known_on: date | None = None) -> EditPair | None:
        """The edit between two codes, whichever is column 1, as it stands; indicator 9 when it was deleted."""
        return standing(self.rows.get(pair_key(a, b), ()), on, known_on)


class LimitTable(Table[UnitLimit]):
    """Medically unlikely edits of one claim type."""

    def limit(self, code: str, on: date, known_on: date | None = None) -> UnitLimit | None:
        """The limit of a code as it stands, None when the table has none."""
        return standing(self.rows.get(code, ()), on, known_on)


@dataclass(frozen=True)
class Tables:
    """All edit tables of a book. Without the `ncci` folder every table is empty and nothing breaks."""

    files: DataFiles
    sources: Mapping[str, Citation]

    @cached_property
    def dates(self) -> Mapping[str, Mapping[str, str]]:
        """Each table's date and source: `ncci/tables.json`, a site's rows laid over what ships."""
        return self.files.merged_json("ncci/tables.json")

    def pairs(self, name: str) -> PairTable:
        """The pair table of that name, what was published before it included."""
        rows = self.files.rows(f"ncci/{name}.csv")
        past = self.files.rows("ncci/ncci-ptp-history.csv") if rows else []
        return PairTable(name, self.dated(name), _grouped([self._pair(raw, name) for raw in past + rows]))

    def limits(self, name: str) -> LimitTable:
        """The table of medically unlikely units of that name."""
        rows = self.files.rows(f"ncci/{name}.csv")
        return LimitTable(name, self.dated(name), {r["code"]: (self._limit(r, name),) for r in rows})

    def believed(self) -> Mapping[str, BelievedPair]:
        """Pairs widely believed active that the table at hand does not have, by `pair_key`."""
        rows = self.files.rows("ncci/ncci-ptp-believed.csv")
        return {pair_key(r["column1"], r["column2"]): self._believed(r) for r in rows}

    def dated(self, name: str) -> date | None:
        """The table's date, or None when the book does not have the table."""
        if self.files.find(f"ncci/{name}.csv") is None:
            return None
        if name not in self.dates:
            raise bad("ncci/tables.json", f"has no date for {name!r}.", "Import the table again.")
        return day(self.dates[name].get("dated"), "ncci/tables.json")

    def _cite(self, row: Row, name: str) -> Citation:
        """The row's own source and mark, else the table's."""
        key = row.get("source") or self.dates.get(name, {}).get("source", "")
        dated = self.dates.get(name, {}).get("dated")
        cite = self.sources.get(key) or Citation(source=key or f"CMS {name}", dated=dated, verified=bool(key))
        return replace(cite, verified=row.yes("verified")) if "verified" in row else cite

    def _pair(self, row: Row, name: str) -> EditPair:
        return EditPair(
            column1=row["column1"],
            column2=row["column2"],
            indicator=row.one_of("indicator", get_args(Indicator)),  # type: ignore[arg-type]
            **_dates(row),
            cite=self._cite(row, name),
        )

    def _limit(self, row: Row, name: str) -> UnitLimit:
        return UnitLimit(
            code=row["code"],
            units=row.number("units"),
            adjudication=row.one_of("adjudication", ("1", "2", "3")),  # type: ignore[arg-type]
            **_dates(row),
            cite=self._cite(row, name),
        )

    def _believed(self, row: Row) -> BelievedPair:
        return BelievedPair(
            column1=row["column1"],
            column2=row["column2"],
            was_indicator=row.one_of("was_indicator", get_args(Indicator)),  # type: ignore[arg-type]
            deleted=row["deleted"],
            cite=self._cite(row, "ncci-ptp"),
        )


def _dates(row: Row) -> dict[str, date | None]:
    return {name: day(row[name.rstrip("_")], row.at) for name in ("from_", "until", "published")}


def read_exclusive(files: DataFiles, sources: Mapping[str, Citation]) -> Mapping[str, ExclusivePair]:
    """`exclusive.csv`, by `pair_key`."""
    rows = files.rows("exclusive.csv")
    return {
        pair_key(r["code"], r["other"]): ExclusivePair(
            code=r["code"], other=r["other"], why=r["why"], cite=sources[r.one_of("source", sources)]
        )
        for r in rows
    }


def pair_key(a: str, b: str) -> str:
    """The two codes of a pair in one order, so that either may be asked for first."""
    return f"{a} {b}" if a < b else f"{b} {a}"


def _grouped(pairs: list[EditPair]) -> dict[str, tuple[EditPair, ...]]:
    grouped: dict[str, list[EditPair]] = {}
    for pair in pairs:
        grouped.setdefault(pair_key(pair.column1, pair.column2), []).append(pair)
    return {key: tuple(rows) for key, rows in grouped.items()}


def _quarter(on: date) -> tuple[int, int]:
    return on.year, (on.month - 1) // 3
