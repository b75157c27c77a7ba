"""The encounter that goes in and the report that comes out: contract 1.

Every type is a frozen, slotted, keyword-only dataclass of plain values. `wire` reads and writes them as JSON; the
names here are the names on the wire. No `repr` shows a note's words or an answer's, so that none reaches a log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

CONTRACT = 1

Discipline: TypeAlias = Literal["PT", "OT", "SLP"]
Setting: TypeAlias = Literal[
    "office", "outpatient-hospital", "rehab-agency", "corf", "snf-part-b", "home", "telehealth"
]
Role: TypeAlias = Literal["therapist", "assistant", "student", "aide"]
NoteKind: TypeAlias = Literal[
    "treatment-note", "evaluation", "re-evaluation", "progress-report", "plan-of-care", "discharge", "other"
]
Status: TypeAlias = Literal["present", "weak", "missing", "cannot_tell", "not_applicable"]
Level: TypeAlias = Literal["required", "expected", "good_practice"]
Severity: TypeAlias = Literal["block", "warn", "info"]
Method: TypeAlias = Literal["cms-8-minute", "ama-midpoint"]

# --- the encounter ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinician:
    """Someone who took part in the treatment."""

    id: str
    role: Role
    credentials: str | None = None
    npi: str | None = None
    supervised_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a service: its minutes, its clock times where known (HH:MM, local), who performed it."""

    minutes: int | None = None
    start: str | None = None
    end: str | None = None
    performers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One billed or documented service.

    `minutes`: treated minutes by anyone billable, in whole minutes; None when not known here (then read from the
    note). `assistant_minutes`: of these, by the assistant alone.
    """

    id: str
    text: str = field(default="", repr=False)
    code: str | None = None
    minutes: int | None = None
    assistant_minutes: int | None = None
    billed_units: int | None = None
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of this date of service, exactly as given: offsets count Unicode code points of `text`."""

    id: str
    text: str = field(repr=False)
    kind: NoteKind = "treatment-note"
    date: date | None = None
    author: str | None = None
    signed: bool | None = None
    origin: Literal["ehr", "pasted"] = "ehr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """An ICD-10-CM code and its place in the order of diagnoses."""

    code: str
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to a question of an earlier report: evidence, an attestation with name and time."""

    question: str
    value: str = field(repr=False)
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """What could not be read, and why; nothing that rests on it is ever called missing."""

    what: Literal["notes", "coverage", "conditions", "procedures", "observations", "history"]
    why: Literal["forbidden", "unsupported", "timeout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedToDate:
    """Allowed amount of the year so far, in US dollars, as of a day, and the threshold it counts toward."""

    amount: Decimal
    as_of: date
    covers: Literal["PT+SLP", "OT"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A charge that is already on the encounter that day."""

    code: str
    units: int
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousNote:
    """An earlier note of the same case."""

    id: str
    date: date
    text: str = field(repr=False)
    discipline: Discipline | None = None
    kind: NoteKind = "treatment-note"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What earlier visits say. None means not read, never zero."""

    treatment_days_since_progress_report: int | None = None
    certified_until: date | None = None
    allowed_to_date: AllowedToDate | None = None
    same_day_charges: tuple[Charge, ...] | None = None
    previous_notes: tuple[PreviousNote, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One patient, one discipline, one date of service: all its treatment and all its notes."""

    id: str
    date_of_service: date
    discipline: Discipline
    policy: str | None = None
    secondary_policy: str | None = None
    setting: Setting | None = None
    clinicians: tuple[Clinician, ...] = ()
    services: tuple[Service, ...] = ()
    notes: tuple[Note, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    timed_minutes: int | None = None
    treatment_minutes: int | None = None
    liability: str | None = None
    answers: tuple[Answer, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    history: History = field(default_factory=History)


# --- evidence and citation ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSpan:
    """Words of a note: `text` is exactly the substring from `start` to `end` (half-open, code points)."""

    note: str
    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSpan:
    """Words of a service's text."""

    service: str
    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """A structured value of the encounter, by JSON Pointer."""

    field: str
    value: str | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """An answer, named by its question's id."""

    answer: str


Evidence: TypeAlias = NoteSpan | ServiceSpan | FieldValue | AnswerGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The primary document with its section. `verified` is False for what nobody has checked there yet."""

    source: str
    url: str | None = None
    dated: str | None = None
    verified: bool = False


# --- the report ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One step of a reason: the rule, what it found, on what authority and from which evidence."""

    rule: str
    message: str
    citation: Citation | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUsed:
    """A table the report rests on, and whether it is older than the service's quarter."""

    name: str
    dated: str
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesUsed:
    """Version and digest of the rule book: same input and same digest give the same bytes."""

    version: str
    digest: str
    tables: tuple[TableUsed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRead:
    """A service as it was counted: from the input in its order, then those read from a note (`t1`, `t2` ...)."""

    id: str
    origin: Literal["input", "note"]
    code: str | None = None
    suggested_code: str | None = None
    minutes: int | None = None
    assistant_minutes: int | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Units that may go to any of these codes."""

    units: int
    from_: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """All legal ways to count, in closed form (`fixed`, `choose`) and listed up to 32 (`options`)."""

    method: Method
    policy: str | None
    role: Literal["primary", "secondary"]
    discipline: Discipline
    minutes: int
    units: int
    fixed: Mapping[str, int]
    choose: Choice | None
    options: tuple[Mapping[str, int], ...]
    options_total: int
    chosen: int | None
    because: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLine:
    """One line to confirm."""

    id: str
    code: str
    code_origin: Literal["entered", "suggested"]
    units: int
    modifiers: tuple[str, ...]
    minutes: int | None
    diagnoses: tuple[str, ...]
    services: tuple[str, ...]
    rendered_by: str | None
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbilled:
    """A documented service that earns no unit here."""

    service: str
    code: str | None
    minutes: int | None
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One documentation element, once for the note (`code` None) or once for a code it applies to."""

    element: str
    code: str | None
    status: Status
    level: Level
    message: str
    fix: str | None
    citation: Citation | None
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A finding that is not about one element. `block`: the line cannot be sent as it is."""

    rule: str
    severity: Severity
    codes: tuple[str, ...]
    message: str
    fix: str
    citation: Citation | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that a question offers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What only the clinician can say. Its id is made of its rule and its subject, never of wording or order."""

    id: str
    rule: str
    kind: Literal["choice", "minutes", "text"]
    ask: str
    why: str
    options: tuple[Option, ...] = ()
    affects: tuple[str, ...] = ()
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `evaluate` returns. Same encounter and same book: byte-identical JSON."""

    contract: int
    encounter: str
    policy: str | None
    rules: RulesUsed
    services: tuple[ServiceRead, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    charge_lines: tuple[ChargeLine, ...] = ()
    unbilled: tuple[Unbilled, ...] = ()
    elements: tuple[Element, ...] = ()
    alerts: tuple[Alert, ...] = ()
    questions: tuple[Question, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The report as JSON-ready plain data, in the contract's order of keys."""
        from chargeline.wire import report_to_json

        return report_to_json(self)
