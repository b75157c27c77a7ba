"""The chart as it is at the moment of the click: asked of the EHR again, because a page may be hours old."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from chargeline_plugin.fhir import taking
from chargeline_plugin.fhir.client import FhirClient, Params
from chargeline_plugin.fhir.dig import Json, reference_id, text, value
from chargeline_plugin.fhir.documents import DocumentFailure
from chargeline_plugin.fhir.facts import DocumentFact
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.notes import document_text
from chargeline_plugin.fhir.read import filled, table_of
from chargeline_plugin.fhir.uris import Names
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.stored import Stored, read_charge
from chargeline_plugin.writeback.worksheet import TITLE

PASSING: Final = frozenset({Cause.BUSY, Cause.SERVER_ERROR, Cause.TIMEOUT, Cause.UNREACHABLE, Cause.UNAUTHORIZED})
"""Failures after which a text may be there all the same."""
CLOSED: Final = frozenset({"cancelled", "entered-in-error"})


class CannotLook(Exception):
    """Something that must be known before writing could not be read. `code` says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What was read again. `notes` maps note id to its proof (NoteSeen.proof), new notes too."""

    patient: str | None
    status: str
    version: str | None
    notes: Mapping[str, str]
    charges: tuple[Stored, ...] = field(default=())


class ChartNow(Protocol):
    """What confirming needs of the EHR, apart from the write itself."""

    @property
    def zone(self) -> tzinfo:
        """The clinic's time zone."""
        ...

    def now(self, visit: Visit) -> Now:
        """Encounter, chosen notes and charges, read again. Raises CannotLook."""
        ...

    def charges(self, encounter: str) -> tuple[Json, ...]:
        """All ChargeItems of an encounter, as they stand. Raises FhirFailure."""
        ...

    def by_key(self, key: str) -> tuple[Json, ...]:
        """ChargeItems that carry our key. Raises FhirFailure."""
        ...

    def read(self, kind: str, identity: str) -> Json:
        """One resource. Raises FhirFailure."""
        ...

    def worksheets(self, patient: str, encounter: str) -> Mapping[str, str]:
        """The text of each of our worksheets on the encounter, by DocumentReference id. Raises FhirFailure."""
        ...


NotesNow = Callable[[Visit], Mapping[str, str]]
"""The proofs of a visit's chosen notes and of new ones, by note id. Raises CannotLook("note_unreadable")."""


class FhirChartNow:
    """Over FHIR, with the vendor's own search for charges."""

    def __init__(self, client: FhirClient, zone: str, notes_now: NotesNow, names: Names) -> None:
        self._client, self._notes_now, self._names = client, notes_now, names
        self.zone: tzinfo = ZoneInfo(zone)

    def now(self, visit: Visit) -> Now:
        """Encounter, notes and charges side by side: two round trips, for the bodies of the notes."""
        encounter = self._client.submit(self._encounter, visit.encounter_id)
        charges = self._client.submit(self._charges, visit.encounter_id)
        notes = self._notes_now(visit)  # here: it has work of its own for the pool
        found = encounter.result()
        return Now(
            patient=reference_id(value(found, "subject"), "Patient"),
            status=text(found, "status") or "unknown",
            version=text(found, "meta", "versionId"),
            notes=notes,
            charges=tuple(read_charge(charge, self.zone) for charge in charges.result()),
        )

    def _encounter(self, identity: str) -> Json:
        try:
            return self.read("Encounter", identity)
        except FhirFailure:
            raise CannotLook("encounter_unreadable") from None

    def _charges(self, encounter: str) -> tuple[Json, ...]:
        try:
            return self.charges(encounter)
        except FhirFailure:
            raise CannotLook("charges_unreadable") from None

    def charges(self, encounter: str) -> tuple[Json, ...]:
        """Empty where the vendor has no charges at all. A search that broke off half way counts as failed."""
        search = table_of(self._client).searches.get("charges")
        if search is None:
            return ()
        return self._found("ChargeItem", filled(search, {"encounter": encounter}))

    def by_key(self, key: str) -> tuple[Json, ...]:
        """By identifier; what the server gives beside the question is left out."""
        found = self._found("ChargeItem", {"identifier": f"{self._names.charge_key}|{key}"})
        return tuple(charge for charge in found if key in read_charge(charge, self.zone).keys)

    def read(self, kind: str, identity: str) -> Json:
        """One resource by id."""
        return self._client.read(kind, identity).resource

    def worksheets(self, patient: str, encounter: str) -> Mapping[str, str]:
        """Documents of the encounter whose text is a worksheet; those that may never be read here are not ours."""
        params = {"patient": patient, "encounter": encounter, "category": "clinical-note"}
        documents = (taking.document(found, self.zone) for found in self._found("DocumentReference", params))
        texts = {it.id: self._client.submit(self._text, it) for it in documents if it and it.readable}
        words = ((identity, text.result()) for identity, text in texts.items())
        return {identity: said for identity, said in words if said.startswith(TITLE)}

    def _text(self, document: DocumentFact) -> str:
        try:
            return document_text(self._client, document)
        except DocumentFailure:
            return ""
        except FhirFailure as failure:
            if failure.cause in PASSING:
                raise
            return ""

    def _found(self, kind: str, params: Params) -> tuple[Json, ...]:
        found = self._client.search(kind, params)
        if found.stopped is not None or found.broken:
            raise FhirFailure(found.stopped or Cause.UNEXPECTED, kind)
        return tuple(entry.resource for entry in found.entries)
