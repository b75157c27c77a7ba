"""The code table: what a billing code is, under our own short label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

from chargeline.model import Citation, Discipline
from chargeline.values.dated import day
from chargeline.values.files import DataFiles, Row

TherapyList: TypeAlias = Literal["always", "sometimes", "not_on_list"]
FamilyPart: TypeAlias = Literal["first", "additional"]
Window: TypeAlias = Literal["30-days", "calendar-month", "episode"]

MODIFIER: Mapping[Discipline, str] = {"PT": "GP", "OT": "GO", "SLP": "GN"}


RE_EVALUATIONS = frozenset({"97164", "97168"})
"""Evaluations of a plan that has begun, by their names in CPT; the table of codes has one category for both."""
STUDIES = frozenset({"92597", "92605", "92607", "92608", "92611", "92612"})
"""Evaluations of a device, or of swallowing by an instrument. A plan of care is written on the others: 97161 to 97168,
92521 to 92524 and 92610, as gathered for CMS 100-02 ch. 15 s220.3, read on a mirror."""


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
    family_part: FamilyPart | None
    window: Window | None
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
    def treats(self) -> bool:
        """Whether it is treatment of the patient: no evaluation or test, no caregiver's training, no data."""
        return self.category not in ("evaluation", "test", "caregiver", "rtm")

    @property
    def evaluates(self) -> bool:
        """Whether the code is an evaluation, a re-evaluation or a study."""
        return self.category == "evaluation"

    @property
    def plans(self) -> bool:
        """Whether a plan of care is written or changed on it."""
        return self.evaluates and self.code not in STUDIES

    @property
    def starts_plan(self) -> bool:
        """Whether the code is an evaluation: a plan of care begins with one, and a re-evaluation changes it."""
        return self.plans and self.code not in RE_EVALUATIONS

    @property
    def with_patient(self) -> bool:
        """Whether somebody is with the patient for it: no caregiver's training, no data sent from home."""
        return self.contact not in ("caregiver", "interactive")

    @property
    def supervised(self) -> bool:
        """Whether nobody stays with the patient, so that the service may run beside another."""
        return self.contact == "supervised"

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
    labels = {row["code"]: row["label"] for row in files.merged("labels.csv")}
    return {row["code"]: _code(row, labels, sources) for row in files.merged("codes.csv")}


def _code(row: Row, labels: Mapping[str, str], sources: Mapping[str, Citation]) -> CodeRow:
    return CodeRow(
        code=row["code"],
        label=labels.get(row["code"], row["code"]),
        modifiers=tuple(row["modifiers"].split()),
        timed=row.yes("timed"),
        minutes_per_unit=row.number("minutes_per_unit") if row["minutes_per_unit"] else None,
        pooled=row.yes("pooled"),
        family=row["family"] or None,
        family_part=_one_of(row, "family_part", FamilyPart),
        window=_one_of(row, "window", Window),
        contact=row["contact"] or None,
        category=row["category"],
        device=row.yes("device"),
        therapy_list=_one_of(row, "therapy_list", TherapyList) or "not_on_list",
        medicare_status=row["medicare_status"] or None,
        medicare_code=row["medicare_code"] or None,
        mppr=row.yes("mppr") if row["mppr"] else None,
        valid_from=day(row["valid_from"], row.at),
        valid_until=day(row["valid_until"], row.at),
        class_cite=sources[row.one_of("class_source", sources)],
        status_cite=sources[row.one_of("status_source", sources)],
        list_cite=sources[row.one_of("list_source", sources)],
        note=row["note"] or None,
    )


def _one_of(row: Row, column: str, literal: Any) -> Any:
    return row.one_of(column, get_args(literal)) if row[column] else None
