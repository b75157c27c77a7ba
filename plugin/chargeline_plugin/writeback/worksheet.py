"""The charge worksheet that is filed as a note where an EHR takes no charges: one fixed text of at most twelve lines.

It says what it is, carries the reference by which it is found again, and holds no hint and no suggestion.
Epic on FHIR, DocumentReference.Create (Clinical Notes); Oracle Health Millennium R4, DocumentReference, Create.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Final, Literal

from chargeline.model import ChargeLine
from chargeline_plugin.fhir.uris import LOINC, NOTE_CATEGORY, WORKSHEET
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.charge_item import day_of
from chargeline_plugin.writeback.oracle import noon
from chargeline_plugin.writeback.words import line_in_words

LINE_ID: Final = "worksheet"
"""One worksheet a visit: all its lines go under one key."""
LONGEST: Final = 12
TITLE: Final = WORKSHEET


class TooLong(Exception):
    """More charge lines than a worksheet holds."""


def worksheet(lines: Sequence[ChargeLine], visit: Visit, *, key: str) -> str:
    """The text. Raises TooLong."""
    head = [TITLE]
    head.append(f"Date of service {day_of(visit)}.")
    body = [line_in_words(line) for line in lines]
    text = [*head, *body, "Confirmed by a licensed clinician. Enter these charges in charge capture.", reference(key)]
    if len(text) > LONGEST:
        raise TooLong
    return "\n".join(text) + "\n"


def reference(key: str) -> str:
    """The line by which a worksheet is recognised."""
    return f"Ref: {key}"


def note_body(
    lines: Sequence[ChargeLine], visit: Visit, *, key: str, status: Literal["preliminary", "final"], type_: str
) -> dict[str, Any]:
    """The DocumentReference. A final one needs the end of the visit's period (Oracle); a draft is sent without."""
    data = base64.b64encode(worksheet(lines, visit, key=key).encode()).decode()
    attachment = {"contentType": "text/plain", "data": data, "title": "Charge worksheet"}
    context: dict[str, Any] = {"encounter": [{"reference": f"Encounter/{visit.encounter_id}"}]}
    if status == "final":
        attachment |= {"contentType": "text/plain;charset=utf-8", "creation": noon(visit)}
        context["period"] = {"start": noon(visit), "end": noon(visit)}
    body: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": status,
        "type": {"coding": [{"system": LOINC, "code": type_}]},
        "category": [{"coding": [{"system": NOTE_CATEGORY, "code": "clinical-note"}]}],
        "subject": {"reference": f"Patient/{visit.patient.id}"},
        "author": [{"reference": visit.user.reference}] if visit.user.reference else [],
        "content": [{"attachment": attachment}],
        "context": context,
    }
    return {name: content for name, content in body.items() if content}
