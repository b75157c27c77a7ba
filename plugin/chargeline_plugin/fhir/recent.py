"""What lies before this visit: the patient's recent encounters, and earlier notes for the history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from chargeline_launch import allows
from chargeline_plugin.fhir import facts, taking
from chargeline_plugin.fhir.chart import NOT_GRANTED, NoChart
from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.dig import belongs
from chargeline_plugin.fhir.entries import Entry
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.gather import Gathering, Trouble
from chargeline_plugin.fhir.notes import reader
from chargeline_plugin.fhir.read import filled, midnight, table_of

RECENT_DAYS = 14
HISTORY_DAYS = 120
MAX_HISTORY_ENTRIES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentEncounters:
    """The patient's encounters of the last days, and who the patient is."""

    patient: facts.PatientFact | None
    encounters: tuple[facts.EncounterFact, ...]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierNotes:
    """Notes before this visit. `whole`: the list was read to its end and nothing was hidden from it."""

    documents: tuple[facts.DocumentFact, ...] = ()
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    whole: bool = False
    troubles: tuple[Trouble, ...] = ()


def recent_encounters(client: FhirClient, patient: str, scopes: str, zone: tzinfo, now: datetime) -> RecentEncounters:
    """Encounters of the last 14 days. Raises NoChart when they cannot be listed."""
    if not allows(scopes, "Encounter", "s"):
        raise NoChart("encounter-not-granted")
    table = table_of(client)
    zoneless = UTC if table.zoneless == "utc" else zone
    since = midnight((now.astimezone(zone) - timedelta(days=RECENT_DAYS)).date(), zone)
    gathering = Gathering(client)
    patients: list[facts.PatientFact | None] = []

    def take_patient(entry: Entry) -> None:
        patients.append(taking.patient(entry.resource, zoneless))

    if allows(scopes, "Patient", "r"):
        gathering.start("patient", client.read, "Patient", patient, then=take_patient)
    try:
        params = filled(table.encounters, {"patient": patient, "from": since})
        listed = client.search(table.encounters.resource, params, max_entries=100)
    except FhirFailure as failure:
        raise NoChart(f"encounter-{failure.cause}", failure.cause) from None
    gathering.finish()
    if Trouble(what="patient", code=Cause.MERGED) in gathering.troubles:
        raise NoChart("patient-merged", Cause.MERGED)
    taken = (
        taking.encounter(entry.resource, zoneless, table.recurring_types)
        for entry in listed.entries
        if belongs(entry.resource, patient)
    )
    return RecentEncounters(
        patient=patients[0] if patients else None,
        encounters=tuple(each for each in taken if each and each.status not in ("cancelled", "entered-in-error")),
        troubles=tuple(gathering.troubles),
    )


def earlier_notes(client: FhirClient, patient: str, scopes: str, zone: tzinfo, before: date) -> EarlierNotes:
    """The list of the patient's notes of the last HISTORY_DAYS before a day, without bodies."""
    table = table_of(client)
    zoneless = UTC if table.zoneless == "utc" else zone
    search = table.recent_notes
    if not allows(scopes, search.resource, "s"):
        return EarlierNotes(troubles=(Trouble(what="history", code=NOT_GRANTED),))
    since = midnight(before - timedelta(days=HISTORY_DAYS), zone)
    params = filled(search, {"patient": patient, "from": since})
    try:
        found = client.search(search.resource, params, max_entries=MAX_HISTORY_ENTRIES)
    except FhirFailure as failure:
        return EarlierNotes(troubles=(Trouble(what="history", code=failure.cause),))
    hidden = any(issue.hides for issue in found.issues) or found.stopped is not None or found.broken > 0
    taken = (taking.document(entry.resource, zoneless) for entry in found.entries if belongs(entry.resource, patient))
    return EarlierNotes(documents=tuple(note for note in taken if note and note.readable), whole=not hidden)


def texts_of(
    client: FhirClient, scopes: str, documents: tuple[facts.DocumentFact, ...]
) -> tuple[dict[str, str], tuple[Trouble, ...]]:
    """The bodies of these notes, read at once; those that cannot be read are left out and named."""
    gathering = Gathering(client)
    texts: dict[str, str] = {}

    def take(read: tuple[str, str | None, str]) -> None:
        identity, text, why = read
        if text is None:
            gathering.trouble("history", why)
        else:
            texts[identity] = text

    work = reader(client, allows(scopes, "Binary", "r"))
    for document in documents:
        gathering.start("history", work, document, then=take)
    gathering.finish()
    return texts, tuple(gathering.troubles)
