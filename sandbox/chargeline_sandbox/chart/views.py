"""What the chart pages show, read from the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chargeline_sandbox.chart.people import Person, patients, shown
from chargeline_sandbox.fhir.outcomes import Json
from chargeline_sandbox.fhir.search import values
from chargeline_sandbox.site import Ehr


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note as the chart shows it, with its text as written."""

    id: str
    title: str
    author: str
    when: str
    day: str
    status: str
    text: str
    signed: bool
    addendum_to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeView:
    """A charge on the encounter."""

    code: str
    units: str
    modifiers: str
    status: str
    day: str
    entered: str
    diagnoses: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterView:
    """One encounter in the chart's list."""

    id: str
    service: str
    kind: str
    when: str
    status: str
    people: str
    is_today: bool
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """A line of the day's list: a patient, and a visit of today if there is one."""

    who: Person
    visit: EncounterView | None
    story: str


def local(ehr: Ehr, text: str | None) -> datetime | None:
    """An instant of the store in the site's time zone."""
    if not text or "T" not in text:
        return None
    return datetime.fromisoformat(text).astimezone(ehr.site.zone)


def _day(ehr: Ehr, text: str | None) -> date | None:
    """The day of a date or of an instant, in the site's time zone."""
    instant = local(ehr, text)
    if instant is not None:
        return instant.date()
    return date.fromisoformat(text) if text and len(text) == len("2026-11-23") else None


def _when(ehr: Ehr, period: Json) -> str:
    start, end = local(ehr, period.get("start")), local(ehr, period.get("end"))
    if start is None:
        return str(period.get("start", ""))
    if end is None:
        return f"since {start:%b %d, %Y}"
    return f"{start:%b %d, %Y, %I:%M} to {end:%I:%M %p}".replace(" 0", " ")


def encounters(ehr: Ehr, patient: str) -> list[EncounterView]:
    """The patient's encounters, newest first."""
    found = [e for e in ehr.store.all("Encounter") if e["subject"]["reference"] == f"Patient/{patient}"]
    found.sort(key=lambda e: str(e["period"]["start"]), reverse=True)
    return [_encounter(ehr, e) for e in found]


def schedule(ehr: Ehr) -> list[ScheduleRow]:
    """Today's visits in the order of the day, then the patients that have none."""
    about = {v.patient: v for v in ehr.visits.values()}
    rows = []
    for who in patients(ehr):
        story = about[who.id].tags if who.id in about else frozenset[str]()
        today: list[EncounterView | None] = [e for e in encounters(ehr, who.id) if e.is_today]
        rows += [ScheduleRow(who=who, visit=visit, story=_story(story)) for visit in today or [None]]
    return sorted(rows, key=lambda row: row.visit.clock if row.visit else "~")


def _story(tags: frozenset[str]) -> str:
    """What a patient is here to show, for whoever runs the stand-in."""
    return ", ".join(sorted(tag.replace("-", " ") for tag in tags))


def _encounter(ehr: Ehr, found: Json) -> EncounterView:
    start = local(ehr, found["period"]["start"])
    return EncounterView(
        id=found["id"],
        service=found["serviceType"]["text"],
        kind=found["type"][0]["text"],
        when=_when(ehr, found["period"]),
        status=found["status"],
        people=" with ".join(p["individual"]["display"] for p in found.get("participant", [])),
        is_today="end" not in found["period"] or (start is not None and start.date() == ehr.site.today),
        clock=f"{start:%H:%M}" if start else "",
    )


def notes(ehr: Ehr, encounter: str) -> list[NoteView]:
    """The encounter's notes, newest first."""
    wanted = f"Encounter/{encounter}"
    found = [
        d
        for d in ehr.store.all("DocumentReference")
        if wanted in [r.get("reference") for r in values(d, "context.encounter")]
    ]
    found.sort(key=lambda d: str(d.get("date", "")), reverse=True)
    return [_note(ehr, d) for d in found]


def _note(ehr: Ehr, found: Json) -> NoteView:
    start = local(ehr, next(values(found, "context.period.start"), found.get("date")))
    written = local(ehr, found.get("date"))
    held = ehr.notes.get(found["id"])
    return NoteView(
        id=found["id"],
        title=found.get("type", {}).get("text") or "Note",
        author=", ".join(a.get("display", "") for a in found.get("author", [])) or "unknown author",
        when=f"{written:%b %d, %Y, %I:%M %p}" if written else "",
        day=f"{start:%a %b %d}" if start else "",
        status=found.get("docStatus", "final"),
        text=held.text if held else "",
        signed=found.get("docStatus") != "preliminary",
        addendum_to=next((r["target"]["reference"].partition("/")[2] for r in found.get("relatesTo", [])), None),
    )


def diagnoses(ehr: Ehr, encounter: str) -> list[str]:
    """The encounter's diagnoses, in order."""
    mine = f"Encounter/{encounter}"
    found = [c for c in ehr.store.all("Condition") if c.get("encounter", {}).get("reference") == mine]
    return [f"{c['code']['coding'][0]['code']} {c['code']['text']}" for c in found]


def charge_list(ehr: Ehr, encounter: str) -> list[ChargeView]:
    """The charges on the encounter, oldest first."""
    mine = f"Encounter/{encounter}"
    return [_charge(ehr, c) for c in ehr.store.all("ChargeItem") if c.get("context", {}).get("reference") == mine]


def _charge(ehr: Ehr, found: Json) -> ChargeView:
    day = _day(ehr, found.get("occurrenceDateTime") or found.get("occurrencePeriod", {}).get("start"))
    entered = local(ehr, found.get("enteredDate") or found["meta"]["lastUpdated"])
    return ChargeView(
        code=", ".join(_codes(found.get("code", {}))),
        units=f"{found.get('quantity', {}).get('value', 1):g}",
        modifiers=" ".join(code for e in found.get("extension", []) for code in _modifier(e)),
        status=found["status"],
        day=f"{day:%b %d}" if day else "",
        entered=f"{entered:%b %d, %I:%M %p}" if entered else "",
        diagnoses=", ".join(code for r in found.get("reason", []) for code in _codes(r)),
    )


def _codes(concept: Json) -> list[str]:
    return [str(coding.get("code")) for coding in concept.get("coding", [])] or [str(concept.get("text", ""))]


def _modifier(extension: Any) -> Iterator[str]:
    """The modifier codes in a ChargeItem's extension, whoever defined it: two characters each."""
    concepts = [extension.get("valueCodeableConcept", {})]
    concepts += [part.get("valueCodeableConcept", {}) for part in extension.get("extension", [])]
    for found in concepts:
        yield from (code for code in _codes(found) if len(code) == 2)
    code = extension.get("valueCode") or extension.get("valueString") or ""
    if len(code) == 2:
        yield code


def header(person: Person) -> list[tuple[str, str]]:
    """The patient banner's facts."""
    return [
        ("DOB", f"{person.born:%m/%d/%Y} ({person.age} y)"),
        ("Sex", person.gender),
        ("MRN", person.record_number),
        ("Coverage", "; ".join(person.payers) or "none on file"),
    ]


def user_name(ehr: Ehr, user: str) -> str:
    """Who is logged in."""
    found = ehr.store.find(f"Practitioner/{user}")
    return shown(found) if found else ""
