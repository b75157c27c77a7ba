"""The notes of a visit as the chart has them now, for the moment of the click: the list, then the bodies that count.

Two round trips and nothing else: the notes that the lines rest on with their addenda, and whatever was filed or has
come to sight since. What cannot be read counts as changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from chargeline_launch import allows
from chargeline_plugin.fhir import taking
from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.dig import belongs
from chargeline_plugin.fhir.facts import DocumentFact
from chargeline_plugin.fhir.notes import bodies_to_read, reader
from chargeline_plugin.fhir.read import filled, table_of
from chargeline_plugin.visit.note import base_notes, digest, signed, with_addenda
from chargeline_plugin.visit.visit import Choices, Visit, proof


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notes:
    """The part of a chart that notes are read from."""

    documents: tuple[DocumentFact, ...]
    texts: Mapping[str, str] = field(repr=False)


def notes_again(client: FhirClient, visit: Visit, *, scopes: str, choices: Choices, now: datetime) -> Mapping[str, str]:
    """Proofs by id of the chosen notes, and of notes that the visit does not know. Raises FhirFailure."""
    zone = ZoneInfo(visit.time_zone)
    documents = _documents(client, visit, zone)
    near = choices.date_of_service or now.astimezone(zone).date()
    texts = _texts(client, scopes, _wanted(documents, visit, near, choices.note, zone))
    notes = _Notes(documents=documents, texts=texts)
    rests_on = {note.id for note in visit.notes if note.chosen}
    known = {note.id for note in visit.notes}
    return {
        note.id: proof(digest(with_addenda(note, notes)) if note.id in texts else "", signed(note))
        for note in base_notes(notes)
        if note.id in rests_on or note.id not in known
    }


def _documents(client: FhirClient, visit: Visit, zone: ZoneInfo) -> tuple[DocumentFact, ...]:
    """The encounter's notes, as read.py takes them."""
    table = table_of(client)
    search = table.searches["notes"]
    asked = filled(search, {"patient": visit.patient.id, "encounter": visit.encounter_id})
    found = client.search(search.resource, asked)
    mine = (entry.resource for entry in found.entries if belongs(entry.resource, visit.patient.id))
    taken = (taking.document(resource, UTC if table.zoneless == "utc" else zone) for resource in mine)
    return tuple(note for note in taken if note and (not note.encounters or visit.encounter_id in note.encounters))


def _wanted(
    documents: tuple[DocumentFact, ...], visit: Visit, near: date, first: str | None, zone: ZoneInfo
) -> list[DocumentFact]:
    """Of the bodies that were worth reading for the page, those that count now."""
    rests_on = {note.id for note in visit.notes if note.chosen}
    known = {note.id for note in visit.notes}
    return [
        note
        for note in bodies_to_read(documents, near, first, zone)
        if note.id in rests_on or note.id not in known or any(to in rests_on for _, to in note.relates)
    ]


def _texts(client: FhirClient, scopes: str, documents: list[DocumentFact]) -> dict[str, str]:
    read = reader(client, allows(scopes, "Binary", "r"))
    bodies = [client.submit(read, document) for document in documents]
    return {identity: text for identity, text, _ in (body.result() for body in bodies) if text is not None}
