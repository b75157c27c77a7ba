"""Encounters with their procedures, measurements, notes and charges."""

from typing import Any

from chargeline_sandbox.data import charges, notes
from chargeline_sandbox.data.clinic import PLACES
from chargeline_sandbox.data.maker import Maker, concept
from chargeline_sandbox.data.scene import Scene
from chargeline_sandbox.site import Ehr, Visit

Json = dict[str, Any]
CPT = "http://www.ama-assn.org/go/cpt"
LOINC = "http://loinc.org"
_SERVICES = {"PT": "Physical Therapy", "OT": "Occupational Therapy", "SLP": "Speech Therapy"}


def add(make: Maker, story: Json, number: int) -> None:
    """One encounter of the story, and all that belongs to it."""
    scene = Scene.of(make, story, number)
    put = make.ehr.store.put
    put(_encounter(scene))
    if _has_appointment(scene):
        put(_appointment(scene))
    for name, of in (("procedures", _procedure), ("observations", _observation), ("charges", charges.item)):
        for n, row in enumerate(_here(scene, name), 1):
            put(of(scene, f"{scene.key}-{n}", row))
    written = tuple(notes.add(scene, n, row) for n, row in enumerate(scene.told.get("notes", ()), 1))
    _remember(scene, written, last=number == len(story["encounters"]))


def _here(scene: Scene, name: str) -> list[Json]:
    """The story's rows of a kind; a row may name the only EHRs that have it."""
    ehr, rows = scene.make.ehr, scene.told.get(name, ())
    return [row for row in rows if ehr.name in row.get("ehr", [ehr.name]) and _reachable(ehr, name, row)]


def _reachable(ehr: Ehr, name: str, row: Json) -> bool:
    """Whether this EHR shows measurements of the row's category to anybody."""
    categories = ehr.facts.observation_categories
    return name != "observations" or not categories or row.get("category", "exam") in categories


def _remember(scene: Scene, written: tuple[str, ...], *, last: bool) -> None:
    """The visit by name: a story's last encounter bears the story's own, earlier ones have a number."""
    make, story = scene.make, scene.story
    make.ehr.visits[story["key"] if last else scene.key] = Visit(
        story=story["key"],
        tags=frozenset(story["tags"]),
        patient=make.id("Patient", story["key"]),
        encounter=None if story.get("no_encounter") else make.id("Encounter", scene.key),
        user=make.id("Practitioner", scene.either({}, "user", "clinician")),
        notes=written,
    )


def _encounter(scene: Scene) -> Json:
    make, told, discipline = scene.make, scene.told, scene.told["discipline"]
    person = scene.story["patient"]
    found = make.resource(
        "Encounter",
        scene.key,
        identifier=[{"use": "usual", "system": make.system("visit"), "value": make.number(scene.key)}],
        status=told.get("status", "in-progress" if told["day"] == 0 else "finished"),
        type=_types(make, told),
        serviceType=_service(make, discipline),
        subject=scene.patient | {"display": f"{person['given']} {person['family']}"},
        participant=_participants(scene),
        period=scene.period({}),
        location=[{"location": make.reference("Location", discipline, PLACES[discipline])}],
        serviceProvider=make.reference("Organization", "clinic"),
    )
    found["class"] = _class(make)
    if told.get("recurring"):
        found["status"] = "in-progress"
        del found["period"]["end"]
    if _has_appointment(scene):
        found["appointment"] = [make.reference("Appointment", scene.key)]
    return found


def _participants(scene: Scene) -> list[Json]:
    """Who treats, the assistant as a further participant."""
    kinds = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
    people = [("ATND", scene.told["clinician"])]
    people += [("PART", scene.told["assistant"])] if "assistant" in scene.told else []
    return [{"type": [concept(kinds, kind)], "individual": scene.make.clinician(who)} for kind, who in people]


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


def _has_appointment(scene: Scene) -> bool:
    """Only `generic` shows appointments, and a recurring encounter has none of its own."""
    return "Appointment" in scene.make.ehr.facts.resources and not scene.told.get("recurring")


def _appointment(scene: Scene) -> Json:
    actors = [scene.patient, scene.make.clinician(scene.told["clinician"])]
    people = [{"actor": actor, "status": "accepted"} for actor in actors]
    times = scene.period({})
    return scene.make.resource("Appointment", scene.key, status="arrived", participant=people, **times)


def _procedure(scene: Scene, key: str, row: Json) -> Json:
    return scene.resource(
        "Procedure",
        key,
        status="completed",
        code={"coding": [{"system": CPT, "code": row["code"]}], "text": row["text"]},
        encounter=scene.encounter,
        performedPeriod=scene.period(row),
        performer=[{"actor": scene.make.clinician(scene.either(row, "by", "clinician"))}],
    )


def _observation(scene: Scene, key: str, row: Json) -> Json:
    category = "http://terminology.hl7.org/CodeSystem/observation-category"
    code: Json = {"text": row["text"]}
    if "loinc" in row:
        code["coding"] = [{"system": LOINC, "code": row["loinc"]}]
    return scene.resource(
        "Observation",
        key,
        status="final",
        category=[concept(category, row.get("category", "exam"))],
        code=code,
        encounter=scene.encounter,
        effectiveDateTime=scene.instant(row),
        performer=[scene.make.clinician(scene.either(row, "by", "clinician"))],
        valueQuantity={"value": row["value"], "unit": row["unit"]},
    )
