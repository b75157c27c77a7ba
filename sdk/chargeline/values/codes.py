"""The code table: what a billing code is, under our own short label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from chargeline.model import Citation, Discipline
from chargeline.values.dated import day
from chargeline.values.files import DataFiles, bad

TherapyList: TypeAlias = Literal["always", "sometimes", "not_on_list"]

MODIFIER: Mapping[Discipline, str] = {"PT": "GP", "OT": "GO", "SLP": "GN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One billing code as of its dates.

    `modifiers` are the discipline modifiers that it may carry. `minutes_per_unit` is None for untimed codes.
    `pooled` codes take part in the eight-minute pool; month and window codes (`window`) never do. `family` names
    the code that takes the first unit, `family_part` whether this one is it or each further unit. `device` codes
    have no performer whose share could count. `medicare_status` is the fee schedule's letter (A, B, C, I, N, R),
    `medicare_code` the code that replaces it for Medicare.
    """

    code: str
    label: str
    modifiers: tuple[str, ...]
    timed: bool
    minutes_per_unit: int | None
    pooled: bool
    family: str | None
    family_part: Literal["first", "additional"] | None
    window: Literal["30-days", "calendar-month", "episode"] | None
    contact: str | None
    category: str
    device: bool
    therapy_list: TherapyList
    medicare_status: str | None
    medicare_code: str | None
    mppr: bool | None
    valid_from: date | None
    valid_until: date | None
    class_cite: Citation
    status_cite: Citation
    list_cite: Citation
    note: str | None = None

    def valid(self, on: date) -> bool:
        """Whether the code may be used for a service on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    def of(self, discipline: Discipline) -> bool:
        """Whether the code is one of that discipline's."""
        return MODIFIER[discipline] in self.modifiers

    @property
    def source(self) -> str:
        """Where the code's class (timed, minutes, contact) is from."""
        return self.class_cite.source

    @property
    def verified(self) -> bool:
        """Whether the code's class was checked against its source."""
        return self.class_cite.verified


def read_codes(files: DataFiles, sources: Mapping[str, Citation]) -> dict[str, CodeRow]:
    """The code table with its labels; a site's `codes.csv` and `labels.csv` replace or add rows."""
    labels = {r["code"]: r["label"] for r in files.merged("labels.csv")}
    rows = files.merged("codes.csv")
    return {raw["code"]: _row(raw, labels, sources, f"codes.csv {raw['code']}") for raw in rows}


def _row(raw: dict[str, str], labels: Mapping[str, str], sources: Mapping[str, Citation], at: str) -> CodeRow:
    try:
        return CodeRow(
            code=raw["code"],
            label=labels.get(raw["code"], raw["code"]),
            modifiers=tuple(raw["modifiers"].split()),
            timed=raw["timed"] == "yes",
            minutes_per_unit=int(raw["minutes_per_unit"]) if raw["minutes_per_unit"] else None,
            pooled=raw["pooled"] == "yes",
            family=raw["family"] or None,
            family_part=raw["family_part"] or None,  # type: ignore[arg-type]
            window=raw["window"] or None,  # type: ignore[arg-type]
            contact=raw["contact"] or None,
            category=raw["category"],
            device=raw["device"] == "yes",
            therapy_list=raw["therapy_list"],  # type: ignore[arg-type]
            medicare_status=raw["medicare_status"] or None,
            medicare_code=raw["medicare_code"] or None,
            mppr={"yes": True, "no": False}.get(raw["mppr"]),
            valid_from=day(raw["valid_from"], at),
            valid_until=day(raw["valid_until"], at),
            class_cite=sources[raw["class_source"]],
            status_cite=sources[raw["status_source"]],
            list_cite=sources[raw["list_source"]],
            note=raw["note"] or None,
        )
    except (KeyError, ValueError) as error:
        raise bad(at, f"has a column that is missing or wrong: {error}.", "Compare it with the header.") from None
