"""Notes of an encounter: a DocumentReference each, with a Binary per format."""

import base64
from typing import Any

from chargeline_sandbox.data.maker import concept
from chargeline_sandbox.data.render import dated, rendered
from chargeline_sandbox.data.scene import Scene
from chargeline_sandbox.site import ChartNote

Json = dict[str, Any]
LOINC = "http://loinc.org"
_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
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


def add(scene: Scene, number: int, row: Json) -> str:
    """Store one note of the encounter; its id."""
    make, key = scene.make, f"{scene.key}-n{number}"
    text = dated(row["text"], scene.day(row))
    formats = make.ehr.facts.note_formats or (row.get("format", "text/plain"),)
    author = make.clinician(scene.either(row, "author", "assistant", "clinician"))
    signed = row.get("signed", True)
    document = scene.resource(
        "DocumentReference",
        key,
        status=row.get("status", "current"),
        docStatus="final" if signed else "preliminary",
        type=_type(scene, row.get("kind", "treatment-note")),
        category=[concept(_CATEGORY, "clinical-note", "Clinical Note")],
        date=scene.instant(row, scene.asked(row, "minutes") + 10),
        author=[author],
        content=[{"attachment": _attached(scene, f"{key}-{n}", form, text)} for n, form in enumerate(formats, 1)],
        context={"encounter": [scene.encounter], "period": scene.period(row)},
    )
    if signed:
        document["authenticator"] = author
    make.ehr.store.put(document)
    make.ehr.notes[document["id"]] = ChartNote(text=text, format=formats[0])
    return str(document["id"])


def _attached(scene: Scene, key: str, form: str, text: str) -> Json:
    """The attachment for a note's text; its Binary is put into the store."""
    content_type = f"{form};charset=utf-8" if form == "text/plain" else form
    data = base64.b64encode(rendered(text, form)).decode()
    binary = scene.make.resource("Binary", key, contentType=content_type, data=data)
    scene.make.ehr.store.put(binary)
    return {"contentType": content_type, "url": f"Binary/{binary['id']}"}


def _type(scene: Scene, kind: str) -> Json:
    """A title, and a LOINC code as a hint: at Epic therapists write plain progress notes mostly."""
    discipline = scene.told["discipline"]
    code = _CONSULT[discipline] if kind == "evaluation" else _PROGRESS[discipline]
    if kind == "plan-of-care":
        code = "18776-5"
    elif scene.make.ehr.name == "epic" and kind == "treatment-note":
        code = "11506-3"
    return {"coding": [{"system": LOINC, "code": code}], "text": f"{discipline} {_TITLES[kind]}"}
