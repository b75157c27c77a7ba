"""A visit as the page and the write-back see it: data only, no FHIR types.

`fhir/` reads it, `visit/` decides what is open, `web/` shows it, `writeback/` sends from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

What: TypeAlias = Literal["encounter", "date_of_service", "note", "discipline", "payer", "rendered_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One value a decision could take, in words a clinician knows, with where it came from."""

    value: str
    label: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, why, and what else it could have been. `value` None: a person must say."""

    what: What
    value: str | None
    because: str
    candidates: tuple[Candidate, ...] = ()
    chosen_by: Literal["evidence", "clinician"] = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the clinician has said on the page so far; it overrides what evidence suggests.

    `session` is which session of the day this is, where there were several.
    """

    encounter: str | None = None
    date_of_service: date | None = None
    note: str | None = None
    discipline: str | None = None
    policy: str | None = None
    pasted_note: str | None = None
    session: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSeen:
    """Who the page speaks of."""

    id: str
    name: str
    birth_date: date | None
    sex: str | None = None
    record_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSeen:
    """A note that can be read here. `text` is what offsets count on; `digest` proves it has not changed."""

    id: str
    title: str
    kind: str
    date: date | None
    author: str | None
    author_id: str | None
    discipline: str | None
    signed: bool | None
    origin: Literal["ehr", "pasted"]
    text: str
    digest: str
    chosen: bool = False
    because: str = ""

    @property
    def proof(self) -> str:
        """What must be the same at the click."""
        return proof(self.digest, self.signed)


def proof(digest: str, signed: bool | None) -> str:
    """A note's text by its digest, and whether it is signed."""
    return f"{digest} {'signed' if signed else 'unsigned'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSeen:
    """Who is logged in, as far as the EHR says."""

    reference: str | None
    name: str | None
    role: Literal["therapist", "assistant", "student", "aide", "patient"] | None
    discipline: str | None
    credentials: str | None
    npi: str | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeSeen:
    """A charge that is already on the encounter that day, whoever entered it.

    `ours`: sent from here. `of_this_visit`: sent from here for this very visit, by our own record.
    """

    id: str
    code: str
    units: int
    modifiers: tuple[str, ...]
    status: str
    occurred: str | None
    key: str | None = None
    ours: bool = False
    of_this_visit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A source that could not be read. `what` and `code` are stable; refusals.py has their words."""

    what: str
    why: Literal["forbidden", "unsupported", "timeout", "broken"]
    code: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterChoice:
    """An encounter of the last 14 days that the clinician may choose when the token named none."""

    id: str
    label: str
    when: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Everything the page, the SDK and the write-back need of one visit.

    `practitioners` maps a clinician's id in the encounter to their FHIR reference, `clinician_names` to their name.
    `as_of` is the ledger's last event before the chart was read: what was sent since makes the visit stale.
    """

    site: str
    patient: PatientSeen
    encounter_id: str
    encounter_status: str
    encounter_version: str | None
    visit_key: str
    date_of_service: date | None
    time_zone: str
    user: UserSeen
    decisions: tuple[Decision, ...]
    notes: tuple[NoteSeen, ...]
    charges: tuple[ChargeSeen, ...]
    unread: tuple[Unread, ...]
    encounter: Mapping[str, Any]
    read_at: datetime
    practitioners: Mapping[str, str] = field(default_factory=dict)
    clinician_names: Mapping[str, str] = field(default_factory=dict)
    as_of: int = 0

    @property
    def charges_read(self) -> bool:
        """Whether `charges` are all that the encounter holds that day. Unread is not the same as none."""
        return "same_day_charges" in self.encounter.get("history", {})


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsEncounter:
    """No encounter in the token: a list to choose from, none preselected."""

    patient: PatientSeen
    choices: tuple[EncounterChoice, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing can be shown. `code` is from the closed list in visit/refusals.py."""

    code: str
    detail: Mapping[str, str] = field(default_factory=dict)


Reading: TypeAlias = Visit | NeedsEncounter | Refusal
