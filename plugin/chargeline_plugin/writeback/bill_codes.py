"""A tenant's bill codes on Oracle Health: which system and schedule each kind of code goes by.

Every charge operation there speaks in `BillCodes-*` systems of the tenant's own EHR source id, with a schedule code
of code set 14002 beside each code (Oracle Health Millennium R4, ChargeItem, Create). Nothing of it can be guessed, so
a site without a complete map writes no charges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

Tier: TypeAlias = Literal["CDM_SCHED", "CPT", "HCPCS", "PROCCODE"]
TIERS: Final[tuple[Tier, ...]] = ("CDM_SCHED", "CPT", "HCPCS", "PROCCODE")
"""Highest first: the code of a charge is the highest tier that it has; the others ride along as procedure codes."""
SCHEDULES: Final = (*TIERS, "REVENUE", "MODIFIER", "ICD")
NEEDED: Final = ("MODIFIER", "ICD")


class BadBillCodes(ValueError):
    """The map is incomplete or contradicts itself. Names each place and its fix."""


class NoBillCode(Exception):
    """The map lacks a code that a line needs."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The site's bill codes say nothing of {code}. Add it under write.bill_codes.")
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class BillCodes:
    """The map. `schedules` gives the code of code set 14002 a kind of code goes by.

    `primary` is the tier that a line's own code is in; `charge_master` maps that code to the tenant's charge master
    where lines go by it. `revenue` maps a therapy modifier (GP, GO, GN) to a revenue code. `base` is the region's
    address of terminology.
    """

    source_id: str
    schedules: Mapping[str, str]
    primary: Tier = "CPT"
    charge_master: Mapping[str, str] = field(default_factory=dict)
    revenue: Mapping[str, str] = field(default_factory=dict)
    base: str = "https://fhir.cerner.com"

    @classmethod
    def parse(cls, table: Any) -> BillCodes:
        """Read the table. Raises BadBillCodes naming all problems at once."""
        if not isinstance(table, Mapping):
            raise BadBillCodes("bill_codes: write a table.")
        problems = [f"bill_codes.{key}: no such setting." for key in table if key not in _names(cls)]
        problems += list(_problems(table))
        if problems:
            raise BadBillCodes(" ".join(problems))
        return cls(
            source_id=table["source_id"],
            schedules=MappingProxyType(dict(table["schedules"])),
            primary=table.get("primary", "CPT"),
            charge_master=MappingProxyType(dict(table.get("charge_master", {}))),
            revenue=MappingProxyType(dict(table.get("revenue", {}))),
            base=table.get("base", "https://fhir.cerner.com"),
        )

    def system(self, kind: str) -> str:
        """The code system of one kind of code, for this tenant."""
        return f"{self.base}/{self.source_id}/CodeSystem/BillCodes-{kind}"

    @property
    def schedule_system(self) -> str:
        """Code set 14002 of this tenant."""
        return f"{self.base}/{self.source_id}/codeSet/14002"

    def codes_of(self, code: str) -> tuple[tuple[Tier, str], ...]:
        """What a line's code is called here, highest tier first. Raises NoBillCode."""
        own: Tier = "HCPCS" if code[:1].isalpha() and "HCPCS" in self.schedules else "CPT"
        if self.primary != "CDM_SCHED":
            if own not in self.schedules:
                raise NoBillCode(code)
            return ((own, code),)
        if code not in self.charge_master:
            raise NoBillCode(code)
        below: tuple[tuple[Tier, str], ...] = ((own, code),) if own in self.schedules else ()
        return (("CDM_SCHED", self.charge_master[code]), *below)


def _names(cls: type[BillCodes]) -> set[str]:
    return {item.name for item in fields(cls)}


def _problems(table: Mapping[str, Any]) -> list[str]:
    found = []
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", str(table.get("source_id", ""))):
        found.append("bill_codes.source_id: write the tenant's EHR source id.")
    if not re.fullmatch(r"https://[\w.-]+(/[\w.-]+)*", str(table.get("base", "https://fhir.cerner.com"))):
        found.append("bill_codes.base: write an https address without a slash at its end.")
    primary = table.get("primary", "CPT")
    if primary not in TIERS[:2]:
        found.append("bill_codes.primary: write CPT or CDM_SCHED.")
    schedules = table.get("schedules")
    given = schedules if isinstance(schedules, Mapping) else {}
    found += [f"bill_codes.schedules.{kind}: no such kind." for kind in given if kind not in SCHEDULES]
    found += [f"bill_codes.schedules.{kind}: write its code of code set 14002." for kind in _lacking(given, primary)]
    found += _repeated("schedules", given) + _repeated("charge_master", table.get("charge_master", {}))
    return found


def _lacking(schedules: Mapping[str, Any], primary: Any) -> list[str]:
    return [kind for kind in (primary, *NEEDED) if not re.fullmatch(r"\d+", str(schedules.get(kind, "")))]


def _repeated(name: str, table: Any) -> list[str]:
    """Two keys with one value: one of them is wrong, and nobody can say which."""
    if not isinstance(table, Mapping) or not all(isinstance(value, str) for value in table.values()):
        return [f"bill_codes.{name}: write a table of texts."]
    first: dict[str, str] = {}
    found = []
    for key, value in table.items():
        if value in first:
            found.append(f"bill_codes.{name}.{key}: has the value of {first[value]}; they must differ.")
        first.setdefault(value, key)
    return found
