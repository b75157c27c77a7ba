"""Dated facts: a value with the service dates it applies to, the day it was published, and its source."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeAlias, TypeVar

from chargeline.model import Citation
from chargeline.values.files import bad, only

Plain: TypeAlias = int | str | bool | Decimal | tuple[int | str | Decimal, ...]

VALUE_KEYS = ("value", "from", "until", "published", "cite", "note")
CITATION_KEYS = ("source", "url", "dated", "verified", "read_at")


class Dated(Protocol):
    """Anything with the two dates."""

    @property
    def from_(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...
    @property
    def published(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value as it stands for one service date.

    `from_` and `until` bound the service dates, both inclusive; None is unbounded. `published` is the day on which
    it became known; None when that day is not known, and then it counts as known from `from_`.
    """

    name: str
    value: Plain
    cite: Citation
    from_: date | None = None
    until: date | None = None
    published: date | None = None
    note: str | None = None

    @property
    def verified(self) -> bool:
        """Whether somebody has checked it against the document cited."""
        return self.cite.verified


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPublished:
    """No value of that name applies to that date, as far as the book knows. `latest` is the last one before it."""

    name: str
    on: date
    known_on: date | None = None
    latest: Value | None = None


def known(row: Dated, known_on: date | None) -> bool:
    """Whether `row` could be known on `known_on` (None: everything is known)."""
    since = row.published or row.from_
    return known_on is None or since is None or since <= known_on


def applies(row: Dated, on: date) -> bool:
    """Whether the service date `on` lies within the row's dates."""
    return (row.from_ is None or row.from_ <= on) and (row.until is None or on <= row.until)


def standing(rows: Iterable[D], on: date, known_on: date | None = None) -> D | None:
    """The row that stands for a service `on` that day: of those known by then, the one published last."""
    best: D | None = None
    for row in rows:
        if applies(row, on) and known(row, known_on) and (best is None or _since(row) >= _since(best)):
            best = row
    return best


def _since(row: Dated) -> date:
    return row.published or row.from_ or date.min


def day(text: Any, path: str) -> date | None:
    """A date of a table: a TOML date, `YYYY-MM-DD`, or `YYYY-MM` (then its last day: known by then); empty is None."""
    if text is None or text == "":
        return None
    if isinstance(text, date):
        return text
    try:
        if len(text) == 7:
            year, month = int(text[:4]), int(text[5:])
            return date(year, month, calendar.monthrange(year, month)[1])
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise bad(path, "holds something that is not a date.", "Write it as YYYY-MM-DD.") from None


def citation(raw: Any, path: str) -> Citation:
    """A citation out of TOML or JSON: `source`, `url`, `dated`, `verified` (false unless it says true)."""
    if not isinstance(raw, Mapping) or not raw.get("source"):
        raise bad(path, "has no citation.", 'Add cite = { source = "...", verified = false }.')
    only(raw, CITATION_KEYS, path)
    dated = raw.get("dated")
    return Citation(
        source=str(raw["source"]),
        url=raw.get("url"),
        dated=str(dated) if dated is not None else None,
        verified=raw.get("verified") is True,
    )


def values_of(file: str, raw: Mapping[str, Any]) -> dict[str, tuple[Value, ...]]:
    """All values of one TOML file by name (`file.key`); the file's own `cite` stands for rows without one."""
    path, cite = f"values/{file}.toml", raw.get("cite")
    names = {key: f"{file}.{key}" for key in raw if key != "cite"}
    return {name: tuple(value(name, row, f"{path} {key}", cite) for row in raw[key]) for key, name in names.items()}


def value(name: str, raw: Mapping[str, Any], path: str, cite: Any = None) -> Value:
    """One dated value out of TOML; `cite` is the file's own citation, used when the row has none."""
    if "value" not in raw:
        raise bad(path, "has a row without `value`.", "Add it.")
    only(raw, VALUE_KEYS, path)
    given = raw["value"]
    return Value(
        name=name,
        value=tuple(given) if isinstance(given, list) else given,
        cite=citation(raw.get("cite", cite), path),
        from_=day(raw.get("from"), path),
        until=day(raw.get("until"), path),
        published=day(raw.get("published"), path),
        note=raw.get("note"),
    )
