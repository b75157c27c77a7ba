"""What an encounter's JSON objects hold: one table per type of the model, key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chargeline import model
from chargeline.wire import fields as f
from chargeline.wire.fields import Kind, Problems, nearest, pointer, wrong


@dataclass(frozen=True, slots=True)
class Shape:
    """A JSON object: the type it becomes, its keys, which of them it must have, and what must hold among them."""

    makes: type[Any]
    keys: Mapping[str, Kind]
    required: tuple[str, ...] = ()
    check: Callable[[Mapping[str, Any], str, Problems], None] | None = None

    def read(self, given: Any, path: str, problems: Problems) -> Any:
        """The object as its type, or None when it could not be made."""
        if not isinstance(given, Mapping):
            wrong(problems, path, "is not an object.", "Write a JSON object.")
            return None
        before = len(problems)
        values: dict[str, Any] = {}
        for key, value in given.items():
            kind = self.keys.get(key)
            if kind is None:
                self._unknown(key, path, problems)
            elif value is not None:
                values[key] = kind.read(value, f"{path}/{key}", problems)
        for key in self.required:
            if given.get(key) is None:
                wrong(problems, f"{path}/{key}", "is missing.", "Add it.")
        if self.check:
            self.check(values, path, problems)
        return self.makes(**values) if len(problems) == before else None

    def _unknown(self, key: object, path: str, problems: Problems) -> None:
        if isinstance(key, str) and key.startswith("x-"):
            return
        close = nearest(key, tuple(self.keys))
        fix = f"Did you mean {close!r}?" if close else "Remove it, or begin its name with x- to have it ignored."
        wrong(problems, f"{path}/{pointer(key)}", "is not a key that is known here.", fix)


def _contract(given: Any, path: str, problems: Problems) -> None:
    if given != model.CONTRACT or isinstance(given, bool):
        wrong(problems, path, "is a contract that this version does not read.", f"Send {model.CONTRACT}.")


def _forward(segment: Mapping[str, Any], path: str, problems: Problems) -> None:
    start, end = segment.get("start"), segment.get("end")
    if start and end and end < start:
        wrong(problems, f"{path}/end", "is before the start.", "Correct one of the two.")


def _assistant_within(service: Mapping[str, Any], path: str, problems: Problems) -> None:
    minutes, assistant = service.get("minutes"), service.get("assistant_minutes")
    if minutes is not None and assistant is not None and assistant > minutes:
        said = "is more than the service's minutes, of which it is a part."
        wrong(problems, f"{path}/assistant_minutes", said, "Correct it or /minutes beside it.")


def kind(shape: Shape) -> Kind:
    """A shape where a kind of value is wanted; its schema is a reference to its type."""
    return Kind(shape.read, {"$ref": f"#/$defs/{shape.makes.__name__}"})


CLINICIAN = Shape(
    model.Clinician,
    {
        "id": f.IDENTIFIER,
        "role": f.one_of(model.Role),
        "credentials": f.text(200),
        "npi": f.NPI,
        "supervised_by": f.IDENTIFIER,
    },
    ("id", "role"),
)
SEGMENT = Shape(
    model.Segment,
    {"minutes": f.MINUTES, "start": f.CLOCK, "end": f.CLOCK, "performers": f.listed(f.IDENTIFIER, 8)},
    check=_forward,
)
SERVICE = Shape(
    model.Service,
    {
        "id": f.IDENTIFIER,
        "text": f.text(50_000),
        "code": f.CODE,
        "minutes": f.MINUTES,
        "assistant_minutes": f.MINUTES,
        "billed_units": f.whole("units", most=99),
        "segments": f.listed(kind(SEGMENT), 50),
    },
    ("id",),
    _assistant_within,
)
NOTE = Shape(
    model.Note,
    {
        "id": f.IDENTIFIER,
        "text": f.text(4_000_000),
        "kind": f.one_of(model.NoteKind),
        "date": f.DATE,
        "author": f.IDENTIFIER,
        "signed": f.TRUTH,
        "origin": f.one_of(Literal["ehr", "pasted"]),
    },
    ("id", "text"),
)
DIAGNOSIS = Shape(model.Diagnosis, {"code": f.ICD10, "rank": f.whole("as rank", most=99, least=1)}, ("code",))
ANSWER = Shape(
    model.Answer,
    {"question": f.text(400, 1), "value": f.text(4_000), "by": f.IDENTIFIER, "at": f.INSTANT},
    ("question", "value"),
)
NOT_READ = Shape(
    model.NotRead,
    {
        "what": f.one_of(Literal["notes", "coverage", "conditions", "procedures", "observations", "history"]),
        "why": f.one_of(Literal["forbidden", "unsupported", "timeout"]),
    },
    ("what", "why"),
)
ALLOWED = Shape(
    model.AllowedToDate,
    {"amount": f.AMOUNT, "as_of": f.DATE, "covers": f.one_of(Literal["PT+SLP", "OT"])},
    ("amount", "as_of", "covers"),
)
CHARGE = Shape(
    model.Charge,
    {"code": f.CODE, "units": f.whole("units", most=999), "modifiers": f.listed(f.MODIFIER, 4)},
    ("code", "units"),
)
PREVIOUS = Shape(
    model.PreviousNote,
    {
        "id": f.IDENTIFIER,
        "date": f.DATE,
        "text": f.text(4_000_000),
        "discipline": f.one_of(model.Discipline),
        "kind": f.one_of(model.NoteKind),
    },
    ("id", "date", "text"),
)
HISTORY = Shape(
    model.History,
    {
        "treatment_days_since_progress_report": f.whole("days", most=999),
        "certified_until": f.DATE,
        "allowed_to_date": kind(ALLOWED),
        "same_day_charges": f.listed(kind(CHARGE), 200),
        "previous_notes": f.listed(kind(PREVIOUS), 50),
    },
)
CONTRACT = Kind(_contract, {"const": model.CONTRACT})
ENCOUNTER = Shape(
    model.Encounter,
    {
        "contract": CONTRACT,
        "id": f.IDENTIFIER,
        "date_of_service": f.DATE,
        "discipline": f.one_of(model.Discipline),
        "policy": f.text(100, 1),
        "secondary_policy": f.text(100, 1),
        "setting": f.one_of(model.Setting),
        "clinicians": f.listed(kind(CLINICIAN), 50),
        "services": f.listed(kind(SERVICE), 200),
        "notes": f.listed(kind(NOTE), 50),
        "diagnoses": f.listed(kind(DIAGNOSIS), 12),
        "timed_minutes": f.MINUTES,
        "treatment_minutes": f.MINUTES,
        "liability": f.text(100, 1),
        "answers": f.listed(kind(ANSWER), 500),
        "not_read": f.listed(kind(NOT_READ), 20),
        "history": kind(HISTORY),
    },
    ("id", "date_of_service", "discipline"),
)
SHAPES = (
    ENCOUNTER, CLINICIAN, SERVICE, SEGMENT, NOTE, DIAGNOSIS, ANSWER, NOT_READ, HISTORY, ALLOWED, CHARGE, PREVIOUS,
)  # fmt: skip
