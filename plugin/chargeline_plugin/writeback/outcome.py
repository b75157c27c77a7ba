"""What a click comes to: refused before anything was sent, or one outcome for every line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from chargeline_plugin.visit.visit import UserSeen
from chargeline_plugin.writeback.permission import Attestation, Permission
from chargeline_plugin.writeback.readback import Difference

State: TypeAlias = Literal["written", "rejected", "unknown", "already"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmer:
    """Whose click it is, why it counts, and what they attested where nothing else told."""

    user: UserSeen
    permission: Permission
    attested: Attestation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one line. `read_back` and `differences` are there when something was written.

    `said` holds the EHR's own words, for the page only. `recorded` is False when our own record could not be kept
    after the answer: the ledger then holds the line as unknown.
    """

    line_id: str
    key: str
    state: State
    code: str
    read_back: str | None = None
    differences: tuple[Difference, ...] = ()
    location: str | None = None
    recorded: bool = True
    said: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was sent. `code` is in words.py; `lines` are the line ids that it is about."""

    code: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Every line has an outcome. `encounter_changed`: it was edited since the page was read; worth a look."""

    outcomes: tuple[Outcome, ...]
    encounter_changed: bool = False
