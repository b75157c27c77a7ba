"""What the EHR stored, compared field by field with what was confirmed. Every difference is named, none is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Literal, TypeAlias

from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.writeback.stored import Stored, read_charge

Field: TypeAlias = Literal[
    "code",
    "units",
    "modifiers",
    "diagnoses",
    "patient",
    "encounter",
    "day",
    "performers",
    "status",
    "split",
    "text",
    "keys",
]
COMPARED: Final[tuple[Field, ...]] = (
    "code",
    "units",
    "modifiers",
    "diagnoses",
    "patient",
    "encounter",
    "day",
    "performers",
    "keys",
)
AT_LEAST: Final = frozenset[Field]({"performers", "keys"})
"""Fields to which an EHR may add its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that the EHR holds otherwise than it was confirmed; both in words."""

    field: Field
    confirmed: str
    stored: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """The result. `code` is as_confirmed, differs, not_visible or not_read_back; `id` and `version` where it is.

    `seen` are the ids of all charges that were taken for this line.
    """

    code: Literal["as_confirmed", "differs", "not_visible", "not_read_back"]
    differences: tuple[Difference, ...] = ()
    id: str | None = None
    version: str | None = None
    seen: tuple[str, ...] = ()


NOT_VISIBLE: Final = ReadBack(code="not_visible")
NOT_READ_BACK: Final = ReadBack(code="not_read_back")


def compare(confirmed: Json, stored: Json, zone: tzinfo) -> ReadBack:
    """Compare two ChargeItems."""
    ours, theirs = read_charge(confirmed, zone), read_charge(stored, zone)
    differences = (*_fields(ours, theirs), *_status(ours, theirs))
    return ReadBack(
        code="differs" if differences else "as_confirmed",
        differences=differences,
        id=theirs.id,
        version=theirs.version,
    )


def compare_new(confirmed: Json, appeared: Sequence[Json], zone: tzinfo) -> ReadBack:
    """Compare with what has appeared since, where the EHR does not say which charge is ours.

    Those of our code are ours, and several of them are a split; else a single new charge is ours under another code.
    Nothing, or several that all have other codes, cannot be told.
    """
    ours = read_charge(confirmed, zone)
    theirs = [read_charge(item, zone) for item in appeared]
    alike = [item for item in theirs if item.code == ours.code] or (theirs if len(theirs) == 1 else [])
    if not alike:
        return NOT_VISIBLE
    differences = tuple(_fields(ours, alike[0])) if len(alike) == 1 else (split(ours, alike),)
    return ReadBack(
        code="differs" if differences else "as_confirmed",
        differences=differences,
        id=alike[0].id,
        version=alike[0].version,
        seen=tuple(item.id for item in alike if item.id),
    )


def split(ours: Stored, theirs: Sequence[Stored]) -> Difference:
    """One line, several charges."""
    return Difference(field="split", confirmed=_units(ours), stored=" + ".join(map(_units, theirs)))


def _fields(ours: Stored, theirs: Stored) -> Iterator[Difference]:
    for name in COMPARED:
        confirmed, stored = getattr(ours, name), getattr(theirs, name)
        if confirmed == stored or (name in AT_LEAST and set(confirmed) <= set(stored)):
            continue
        yield Difference(field=name, confirmed=_shown(confirmed), stored=_shown(stored))


def _status(ours: Stored, theirs: Stored) -> Iterator[Difference]:
    if ours.status != theirs.status:
        yield Difference(field="status", confirmed=ours.status, stored=theirs.status)


def _units(charge: Stored) -> str:
    return f"{charge.code} x{charge.units}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or "none"
    return "none" if value is None or value == "" else str(value)
