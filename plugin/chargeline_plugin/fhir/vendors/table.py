"""The shape of what is known about reading from a vendor's EHR: which searches, with which parameters, and traps.

Only what a decision rests on is asked for (minimum necessary, 45 CFR 164.502(b)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search. `params` are templates of {patient}, {encounter}, {from} and {until}.

    {from} and {until} are the encounter's own days; a search that uses them waits for the encounter.
    """

    resource: str
    params: tuple[tuple[str, str], ...]
    source: str
    verified: bool = True

    @property
    def waits_for_encounter(self) -> bool:
        """Whether the encounter's period is needed to ask."""
        return any("{from}" in template or "{until}" in template for _, template in self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorReading:
    """One EHR's facts about reading. `searches` maps what is read to how; what is absent is not supported there."""

    name: str
    searches: Mapping[str, Search]
    encounters: Search  # this patient's recent encounters, for the list when the token names none
    recent_notes: Search  # earlier notes of this patient, for the history
    recurring_types: tuple[str, ...] = ()  # words in Encounter.type: one encounter for weeks, its period is no visit
    zoneless: Literal["site", "utc"] = "site"  # the zone of an instant that carries none
    unsigned_notes: Literal["hidden", "visible", "unknown"] = "unknown"
