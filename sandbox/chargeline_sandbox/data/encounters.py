"""Encounters with their notes, procedures, measurements and charges."""

import base64
from datetime import date
from typing import Any

from chargeline_sandbox.data import charges
from chargeline_sandbox.data.clinic import PLACES
from chargeline_sandbox.data.days import working_day
from chargeline_sandbox.data.maker import Maker, concept
from chargeline_sandbox.data.render import dated, rendered
from chargeline_sandbox.site import ChartNote, Visit

Json = dict[str, Any]
CPT = "http://www.ama-assn.org/go/cpt"
LOINC = "http://loinc.org"
_NOTE_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
_SERVICES = {"PT": "Physical Therapy", "OT": "Occupational Therapy", "SLP": "Speech Therapy"}
_PROGRESS = {"PT": "11508-9", "OT": "11507-1", "SLP": "11512-1"}
_CONSULT = {"PT": "34824-3", "OT": "34855-7", "SLP": "11488-4"}
_TITLES = {
    "treatment-note": "Daily Note",
    "evaluation": "Initial Evaluation",
    "re-evaluation": "Re-evaluation",
    "progress-report": "Progress Report",
    "plan-of-care": "Plan of Care",
    "discharge": "Discharge Summary",
}


def add(make: Maker, story: Json, number: int) -> None:
    """One encounter of the story, and all that belongs to it."""
    told, key = story["encounters"][number - 1], f"{story['key']}-{number}"
    told = {"discipline": story["discipline"], "clinician": story["clinician"], "day": 0, "minutes": 45} | told
    put = make.ehr.store.put
    put(_encounter(make, story, told, key))
    if make.ehr.name == "generic" and not told.get("recurring"):
        put(_appointment(make, story, told, key))
    notes = tuple(_note(make, story, told, key, n, note) for n, note in enumerate(told.get("notes", ()), 1))
    for number, row in enumerate(told.get("procedures", ()), 1):
        put(_procedure(make, story, told, f"{key}-{number}", key, row))
    for number, row in enumerate(told.get("observations", ()), 1):
        put(_observation(make, story, told, f"{key}-{number}", key, row))
    for number, row in enumerate(told.get("charges", ()), 1):
        put(charges.item(make, story, told, f"{key}-{number}", key, row))
    name = story["key"] if number == len(story["encounters"]) else key
    _remember(make, story, told, name, key, notes)


def _remember(make: Maker, story: Json, told: Json, name: str, key: str, notes: tuple[str, ...]) -> None:
    """The visit by name: a story's last encounter bears the story's own, earlier ones have a number."""
    make.ehr.visits[name] = Visit(
        story=story["key"],
        tags=frozenset(story["tags"]),
        patient=make.id("Patient", story["key"]),
        encounter=None if story.get("no_encounter") else make.id("Encounter", key),
        user=make.id("Practitioner", told["clinician"]),
        notes=notes,
    )


def _day(make: Maker, told: Json, row: Json) -> date:
    return working_day(make.today, row.get("day", told["day"]))


def _encounter(make: Maker, story: Json, told: Json, key: str) -> Json:
    day, discipline = _day(make, told, {}), told["discipline"]
    attending = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
    people = [told["clinician"], *([told["assistant"]] if "assistant" in told else [])]
    person = story["patient"]
    found = make.resource(
        "Encounter",
        key,
        identifier=[{"use": "usual", "system": make.system("visit"), "value": make.number(key)}],
        status=told.get("status", "in-progress" if told["day"] == 0 else "finished"),
        type=_types(make, told),
        serviceType=_service(make, discipline),
        subject=make.reference("Patient", story["key"], f"{person['given']} {person['family']}"),
        participant=[
            {"type": [concept(attending, "ATND" if n == 0 else "PART")], "individual": make.clinician(who)}
            for n, who in enumerate(people)
        ],
        period=make.period(day, told["start"], told["minutes"]),
        location=[{"location": make.reference("Location", discipline, PLACES[discipline])}],
        serviceProvider=make.reference("Organization", "clinic"),
    )
    found["class"] = _class(make)
    if told.get("recurring"):
        del found["period"]["end"]
    if make.ehr.name == "generic" and not told.get("recurring"):
        found["appointment"] = [make.reference("Appointment", key)]
    return found


def _class(make: Maker) -> Json:
    if make.ehr.name == "epic":
        system = "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260"
        return {"system": system, "code": "5", "display": "Appointment"}
    system = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    return {"system": system, "code": "AMB", "display": "ambulatory"}


def _types(make: Maker, told: Json) -> list[Json]:
    if make.ehr.name == "oracle":
        text = "Outpatient Recurring" if told.get("recurring") else "Outpatient"
        return [concept(f"https://fhir.cerner.com/{make.ehr.tenant}/codeSet/71", "22282402", text)]
    if make.ehr.name == "epic":
        return [concept("urn:oid:1.2.840.114350.1.13.0.1.7.10.698084.30", "101", "Therapy Visit")]
    return [{"text": "Therapy visit"}]


def _service(make: Maker, discipline: str) -> Json:
    text = _SERVICES[discipline]
    if make.ehr.name == "oracle":
        return concept(f"https://fhir.cerner.com/{make.ehr.tenant}/codeSet/34", "313022", text)
    if make.ehr.name == "epic":
        return concept("urn:oid:1.2.840.114350.1.13.0.1.7.10.698084.18875", "60", text)
    return {"text": text}


def _appointment(make: Maker, story: Json, told: Json, key: str) -> Json:
    who = [make.reference("Patient", story["key"]), make.clinician(told["clinician"])]
    span = make.period(_day(make, told, {}), told["start"], told["minutes"])
    actors = [{"actor": actor, "status": "accepted"} for actor in who]
    return make.resource("Appointment", key, status="arrived", participant=actors, **span)


def _note(make: Maker, story: Json, told: Json, encounter: str, number: int, row: Json) -> str:
    """A DocumentReference with a Binary per format; returns its id."""
    key, day = f"{encounter}-n{number}", _day(make, told, row)
    start, minutes = row.get("start", told["start"]), row.get("minutes", told["minutes"])
    text = dated(row["text"], day)
    formats = make.ehr.facts.note_formats or (row.get("format", "text/plain"),)
    signed = row.get("signed", True)
    author = row.get("author", told.get("assistant", told["clinician"]))
    document = make.resource(
        "DocumentReference",
        key,
        status="current",
        docStatus="final" if signed else "preliminary",
        type=_note_type(make, told["discipline"], row.get("kind", "treatment-note")),
        category=[concept(_NOTE_CATEGORY, "clinical-note", "Clinical Note")],
        subject=make.reference("Patient", story["key"]),
        date=make.instant(day, start, minutes + 10),
        author=[make.clinician(author)],
        content=[{"attachment": attachment(make, key, n, form, text)} for n, form in enumerate(formats, 1)],
        context={
            "encounter": [make.reference("Encounter", encounter)],
            "period": make.period(day, start, minutes),
        },
    )
    if signed:
        document["authenticator"] = make.clinician(author)
    make.ehr.store.put(document)
    make.ehr.notes[document["id"]] = ChartNote(text=text, format=formats[0])
    return str(document["id"])


def attachment(make: Maker, key: str, number: int, form: str, text: str) -> Json:
    """The attachment for a note's text, whose Binary is put into the store."""
    content_type = f"{form};charset=utf-8" if form.startswith("text/plain") else form
    data = base64.b64encode(rendered(text, form)).decode()
    binary = make.resource("Binary", f"{key}-{number}", contentType=content_type, data=data)
    make.ehr.store.put(binary)
    return {"contentType": content_type, "url": f"Binary/{binary['id']}"}


def _note_type(make: Maker, discipline: str, kind: str) -> Json:
    """A LOINC type as a hint and a title; Epic's therapists write plain progress notes mostly."""
    title = f"{discipline} {_TITLES[kind]}"
    code = _CONSULT[discipline] if kind == "evaluation" else _PROGRESS[discipline]
    if kind == "plan-of-care":
        code = "18776-5"
    elif make.ehr.name == "epic" and kind == "treatment-note":
        code = "11506-3"
    return {"coding": [{"system": LOINC, "code": code}], "text": title}


def _procedure(make: Maker, story: Json, told: Json, key: str, encounter: str, row: Json) -> Json:
    return make.resource(
        "Procedure",
        key,
        status="completed",
        code={"coding": [{"system": CPT, "code": row["code"]}], "text": row["text"]},
        subject=make.reference("Patient", story["key"]),
        encounter=make.reference("Encounter", encounter),
        performedPeriod=make.period(_day(make, told, row), row["start"], row["minutes"]),
        performer=[{"actor": make.clinician(row.get("by", told["clinician"]))}],
    )


def _observation(make: Maker, story: Json, told: Json, key: str, encounter: str, row: Json) -> Json:
    category = "http://terminology.hl7.org/CodeSystem/observation-category"
    code: Json = {"text": row["text"]}
    if "loinc" in row:
        code["coding"] = [{"system": LOINC, "code": row["loinc"]}]
    return make.resource(
        "Observation",
        key,
        status="final",
        category=[concept(category, row.get("category", "exam"))],
        code=code,
        subject=make.reference("Patient", story["key"]),
        encounter=make.reference("Encounter", encounter),
        effectiveDateTime=make.instant(_day(make, told, row), row.get("start", told["start"])),
        performer=[make.clinician(row.get("by", told["clinician"]))],
        valueQuantity={"value": row["value"], "unit": row["unit"]},
    )
