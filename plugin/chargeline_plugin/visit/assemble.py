"""One visit from one chart: every decision with its evidence, and the SDK's encounter.

`read_visit` gives a Visit, or NeedsEncounter when the token named no encounter, or a Refusal from the closed list.
A decision that is open stays out of the encounter: without a date of service or a discipline the SDK has nothing to
judge, and the page asks first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from chargeline.model import CONTRACT
from chargeline_launch import ActiveLaunch, Site
from chargeline_plugin.fhir.chart import Chart, NoChart
from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.facts import DocumentFact, EncounterFact, PatientFact
from chargeline_plugin.fhir.gather import Trouble
from chargeline_plugin.fhir.read import Asked, read_chart
from chargeline_plugin.fhir.recent import recent_encounters
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.visit.charges import charges_of, same_day_charges
from chargeline_plugin.visit.clinicians import Treating, by_the_discipline, see_clinicians
from chargeline_plugin.visit.date_of_service import decide_date
from chargeline_plugin.visit.diagnoses import diagnoses_of
from chargeline_plugin.visit.discipline import decide_discipline
from chargeline_plugin.visit.history import certified_until
from chargeline_plugin.visit.not_read import not_read_of, unread_of
from chargeline_plugin.visit.note import NoteChoice, base_notes, decide_note, notes_of_day, suits
from chargeline_plugin.visit.payer import Payers, decide_payer
from chargeline_plugin.visit.services import procedures_of_day, services_of, totals
from chargeline_plugin.visit.user import see_user
from chargeline_plugin.visit.visit import (
    ChargeSeen,
    Choices,
    Decision,
    EncounterChoice,
    NeedsEncounter,
    NoteSeen,
    PatientSeen,
    Reading,
    Refusal,
    Visit,
)
from chargeline_plugin.visit.visit_key import visit_key
from chargeline_plugin.visit.words import day_words, time_words


def read_visit(  # noqa: PLR0917 - the seam that the page was built on
    client: FhirClient, launch: ActiveLaunch, site: Site, settings: SiteSettings, choices: Choices, now: datetime
) -> Reading:
    """Read the launch's visit. `now` is aware; the site's time zone says which day it is there."""
    zone = ZoneInfo(site.time_zone)
    encounter = launch.encounter or choices.encounter
    if launch.patient is None:
        return Refusal(code="no-patient")
    try:
        if encounter is None:
            return needs_encounter(client, launch.patient, launch.scopes, zone, now)
        asked = Asked(
            patient=launch.patient,
            encounter=encounter,
            scopes=launch.scopes,
            zone=zone,
            now=now,
            user=launch.user,
            day=choices.date_of_service,
            note=choices.note,
            appointment=launch.appointment,
        )
        chart = read_chart(client, asked)
    except NoChart as none:
        return Refusal(code=none.code)
    return Assembling(chart=chart, launch=launch, site=site, settings=settings, choices=choices, now=now).visit()


def needs_encounter(client: FhirClient, patient: str, scopes: str, zone: tzinfo, now: datetime) -> NeedsEncounter:
    """This patient's encounters of the last 14 days, latest first, none preselected. Raises NoChart."""
    recent = recent_encounters(client, patient, scopes, zone, now)
    choices = [
        EncounterChoice(id=each.id, label=encounter_label(each, zone), when=_instant(each))
        for each in recent.encounters
    ]
    latest = sorted(choices, key=lambda choice: choice.when.timestamp() if choice.when else 0.0, reverse=True)
    return NeedsEncounter(
        patient=see_patient(patient, recent.patient, None), choices=tuple(latest), unread=unread_of(recent.troubles)
    )


def encounter_label(encounter: EncounterFact, zone: tzinfo) -> str:
    """When, what, where, and how far it is."""
    start = encounter.period.start
    when = time_words(start, zone) if isinstance(start, datetime) else day_words(start) if start else "No date"
    status = encounter.status.replace("-", " ")
    parts = (when, encounter.service_words or encounter.type_words, *encounter.places, status)
    return ", ".join(part for part in parts if part)


def _instant(encounter: EncounterFact) -> datetime | None:
    return encounter.period.start if isinstance(encounter.period.start, datetime) else None


def see_patient(identity: str, patient: PatientFact | None, words: str | None) -> PatientSeen:
    """The banner. Without a readable Patient, the name beside the encounter's subject."""
    born = patient.birth_date if patient else None
    return PatientSeen(
        id=identity,
        name=(patient.name if patient else None) or words or "Name not readable",
        birth_date=born.date() if isinstance(born, datetime) else born,
        sex=patient.sex if patient else None,
        record_number=patient.record_number if patient else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decisions that the encounter is made of."""

    day: date | None
    discipline: str | None
    note: NoteChoice
    payers: Payers
    treating: Treating


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembling:
    """A visit while it is put together from what was read."""

    chart: Chart
    launch: ActiveLaunch
    site: Site
    settings: SiteSettings
    choices: Choices
    now: datetime

    def visit(self) -> Visit:
        zone = ZoneInfo(self.site.time_zone)
        chart, encounter = self.chart, self.chart.encounter
        user = see_user(self.launch.user, chart, self.settings.roster)
        today = self.now.astimezone(zone).date()
        dated = decide_date(chart, base_notes(chart), zone, today, self.choices)
        day = date.fromisoformat(dated.value) if dated.value else None
        day_notes = self._day_notes(day, zone)
        discipline = decide_discipline(chart, day_notes, user, self.choices)
        sessions = tuple(note for note in day_notes if suits(note, discipline.value, chart))
        note = decide_note(chart, day, discipline.value, user, zone=zone, choices=self.choices)
        payers = decide_payer(chart, self.settings.payers, day, zone, self.choices)
        done = procedures_of_day(chart, day, zone)
        procedures = by_the_discipline(done, discipline.value, chart, self.settings.roster)
        treating = see_clinicians(chart, note.chosen, procedures, user, self.settings.roster)
        charges = charges_of(chart, day, zone)
        decided = Decided(day=day, discipline=discipline.value, note=note, payers=payers, treating=treating)
        troubles = self._troubles(day_notes, day)
        return Visit(
            site=self.site.id,
            patient=see_patient(self.launch.patient or "", chart.patient, encounter.subject_words),
            encounter_id=encounter.id,
            encounter_status=encounter.status,
            encounter_version=encounter.version,
            visit_key=visit_key(chart, sessions, note.decision.value, self.choices.session),
            date_of_service=day,
            time_zone=self.site.time_zone,
            user=user,
            decisions=(
                self._encounter_decision(zone),
                dated,
                note.decision,
                discipline,
                payers.decision,
                treating.decision,
            ),
            notes=note.notes,
            charges=charges,
            unread=unread_of(troubles),
            encounter=self._encounter(decided, services_of(procedures, treating, zone), charges, troubles, zone),
            read_at=self.now,
            practitioners={held["id"]: f"Practitioner/{person}" for person, held in treating.people.items()},
            clinician_names={held["id"]: treating.names[person] for person, held in treating.people.items()},
        )

    def _day_notes(self, day: date | None, zone: tzinfo) -> tuple[DocumentFact, ...]:
        """The notes that may be the visit's; one that the clinician chose counts whatever its day."""
        of_day = notes_of_day(self.chart, day, zone)
        picked = tuple(note for note in base_notes(self.chart) if note.id == self.choices.note and note not in of_day)
        return (*of_day, *picked)

    def _troubles(self, day_notes: tuple[DocumentFact, ...], day: date | None) -> tuple[Trouble, ...]:
        """What was met while reading, and why notes that may be this visit's gave no text."""
        known = {note.id for note in day_notes}
        mine = (
            note.id
            for note in self.chart.documents
            if day is None or note.id in known or any(target in known for _, target in note.relates)
        )
        textless = (
            Trouble(what="notes", code=self.chart.textless[identity])
            for identity in mine
            if identity in self.chart.textless
        )
        return tuple(dict.fromkeys((*self.chart.troubles, *textless)))

    def _encounter_decision(self, zone: tzinfo) -> Decision:
        chosen = self.launch.encounter is None
        return Decision(
            what="encounter",
            value=self.chart.encounter.id,
            because="You chose it." if chosen else f"The EHR opened it: {encounter_label(self.chart.encounter, zone)}.",
            chosen_by="clinician" if chosen else "evidence",
        )

    def _encounter(
        self,
        decided: Decided,
        services: list[dict[str, Any]],
        charges: tuple[ChargeSeen, ...],
        troubles: tuple[Trouble, ...],
        zone: tzinfo,
    ) -> dict[str, Any]:
        """The contract's encounter, without answers and edits. What is not known is left out, never zero."""
        day = decided.day
        wire = {
            "contract": CONTRACT,
            "id": self.chart.encounter.id,
            "date_of_service": day.isoformat() if day else None,
            "discipline": decided.discipline,
            "policy": decided.payers.decision.value,
            "secondary_policy": decided.payers.secondary,
            "setting": self.settings.setting,
            "clinicians": list(decided.treating.people.values()),
            "services": services,
            "notes": [_note(seen, decided.treating) for seen in decided.note.chosen],
            "diagnoses": diagnoses_of(self.chart),
            **totals(self.chart, day, zone),
            "not_read": not_read_of(troubles, note_read=bool(decided.note.chosen)),
            "history": self._history(decided, charges, zone),
        }
        return {name: value for name, value in wire.items() if value is not None}

    def _history(self, decided: Decided, charges: tuple[ChargeSeen, ...], zone: tzinfo) -> dict[str, Any]:
        until = certified_until(self.chart.plans, decided.discipline, decided.day, zone)
        known = {
            "certified_until": until.isoformat() if until else None,
            "same_day_charges": same_day_charges(self.chart, charges),
        }
        return {name: value for name, value in known.items() if value is not None}


def _note(seen: NoteSeen, treating: Treating) -> dict[str, Any]:
    """A chosen note as the contract has it."""
    wire = {
        "id": seen.id,
        "kind": seen.kind,
        "date": seen.date.isoformat() if seen.date else None,
        "text": seen.text,
        "author": treating.contract_id(seen.author_id),
        "signed": seen.signed,
        "origin": seen.origin,
    }
    return {name: value for name, value in wire.items() if value is not None}
