"""What the decisions look at: plain values taken from resources, each with the id it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chargeline_plugin.fhir.moments import Moment, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone a resource points to: id of a Practitioner, as far as known, and the words beside the reference."""

    id: str | None
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterFact:
    """The encounter. `diagnoses` are (Condition id, rank); `recurring`: its type says it lasts for weeks."""

    id: str
    version: str | None
    status: str
    subject: str | None
    subject_words: str | None
    period: Span
    type_words: str
    service_words: str
    places: tuple[str, ...]
    participants: tuple[Person, ...]
    appointments: tuple[str, ...]
    diagnoses: tuple[tuple[str, int | None], ...]
    recurring: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFact:
    """Who the patient is."""

    id: str
    name: str | None
    birth_date: Moment | None
    sex: str | None
    record_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFact:
    """One form of a document's content. `data` is base64 when it came inside the resource."""

    content_type: str
    url: str | None
    data: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact:
    """A DocumentReference. `relates` are (code, DocumentReference id)."""

    id: str
    status: str
    doc_status: str | None
    types: tuple[str, ...]
    words: str
    date: Moment | None
    period: Span
    authors: tuple[Person, ...]
    attachments: tuple[AttachmentFact, ...]
    encounters: tuple[str, ...]
    relates: tuple[tuple[str, str], ...]
    practice: str

    @property
    def readable(self) -> bool:
        """Whether it may be read at all: superseded and entered-in-error documents never are."""
        return self.status == "current" and self.doc_status != "entered-in-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFact:
    """A condition with its ICD-10-CM code, None when it has none."""

    id: str
    code: str | None
    encounter_diagnosis: bool
    encounter: str | None
    refuted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFact:
    """A procedure with its CPT or HCPCS code, None when it has none."""

    id: str
    status: str
    code: str | None
    words: str
    performed: Span
    performers: tuple[Person, ...]
    encounter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesFact:
    """A flowsheet row counted in minutes."""

    id: str
    words: str
    minutes: int
    effective: Span
    encounter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFact:
    """A coverage and the three ways in which a site may name its payer."""

    id: str
    status: str
    order: int | None
    period: Span
    identifiers: tuple[str, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    payors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PractitionerFact:
    """A practitioner. `credentials` are suffixes and qualifications; `taxonomies` come from PractitionerRole."""

    id: str
    name: str | None
    credentials: tuple[str, ...]
    npi: str | None
    taxonomies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFact:
    """A PractitionerRole: whose, and its NUCC codes."""

    id: str
    practitioner: str | None
    taxonomies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFact:
    """A plan of care and the time it covers."""

    id: str
    active: bool
    words: str
    period: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFact:
    """An order or referral, in words."""

    id: str
    active: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFact:
    """A charge on the encounter."""

    id: str
    code: str
    units: int
    modifiers: tuple[str, ...]
    status: str
    occurred: Span
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFact:
    """An appointment, its time and whose it is."""

    id: str
    status: str
    period: Span
    patients: tuple[str, ...] = ()


def with_roles(people: Mapping[str, PractitionerFact], roles: Iterable[RoleFact]) -> dict[str, PractitionerFact]:
    """Practitioners with the taxonomies of their roles, a role's before the qualification's."""
    held = tuple(roles)

    def all_of(identity: str, found: PractitionerFact) -> PractitionerFact:
        by_role = (code for role in held if role.practitioner == identity for code in role.taxonomies)
        return replace(found, taxonomies=(*by_role, *found.taxonomies))

    return {identity: all_of(identity, found) for identity, found in people.items()}
