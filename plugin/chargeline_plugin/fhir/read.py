"""Reading one visit's chart in two round trips after the token.

First trip: the encounter by id, and every search that needs only the ids in the token. Second trip: what follows from
an answer, started the moment that answer is in: note bodies, the people, appointments, and the searches that need the
encounter's days. Nothing is given back before Encounter.subject is the token's patient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Any, TypeVar

from chargeline_launch import allows
from chargeline_plugin.fhir import facts, taking, taking_billing
from chargeline_plugin.fhir.chart import (
    ENTRY_BROKEN,
    NOT_GRANTED,
    NOT_SUPPORTED,
    OTHER_PATIENT,
    PARTLY_HIDDEN,
    Chart,
    NoChart,
)
from chargeline_plugin.fhir.client import FhirClient, Found
from chargeline_plugin.fhir.dig import Json, belongs
from chargeline_plugin.fhir.entries import Entry
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.gather import Gathering, Trouble
from chargeline_plugin.fhir.moments import local_day
from chargeline_plugin.fhir.notes import bodies_to_read, reader
from chargeline_plugin.fhir.vendors import READING, Search, VendorReading

T = TypeVar("T")
Take = Callable[[Json, tzinfo], T | None]
MAX_PEOPLE = 10
MAX_APPOINTMENTS = 5
SOURCES: Mapping[str, Take[Any]] = {
    "notes": taking.document,
    "conditions": taking.condition,
    "procedures": taking.procedure,
    "observations": taking.minutes,
    "coverage": taking_billing.coverage,
    "plans": taking.plan,
    "referrals": taking.referral,
    "charges": taking_billing.charge,
}
# Of these, an entry that gives no fact is another kind of entry, not a broken one.
SELECTIVE = frozenset({"observations", "charges"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose chart, with which grant, and what to look at first."""

    patient: str
    encounter: str
    scopes: str
    zone: tzinfo
    now: datetime
    user: str | None = None
    day: date | None = None
    note: str | None = None
    appointment: str | None = None


def read_chart(client: FhirClient, asked: Asked) -> Chart:
    """The chart, or NoChart. Any other source may fail alone."""
    return _Reading(client, asked).run()


def table_of(client: FhirClient) -> VendorReading:
    """The client's vendor table; an unknown vendor is read as plain R4."""
    return READING.get(client.vendor, READING["generic"])


class _Reading:
    """One reading while it runs. Only the caller's thread touches it."""

    def __init__(self, client: FhirClient, asked: Asked) -> None:
        self.client = client
        self.asked = asked
        self.table = table_of(client)
        self.zoneless: tzinfo = UTC if self.table.zoneless == "utc" else asked.zone
        self.gathering = Gathering(client)
        self.encounter: facts.EncounterFact | None = None
        self.patient: facts.PatientFact | None = None
        self.found: dict[str, list[Any]] = {name: [] for name in SOURCES}
        self.answered: set[str] = set()
        self.texts: dict[str, str] = {}
        self.textless: dict[str, str] = {}
        self.people: dict[str, facts.PractitionerFact] = {}
        self.roles: list[facts.RoleFact] = []
        self.wanted: set[str] = set()
        self.payers: dict[str, str] = {}
        self.appointments: list[facts.AppointmentFact] = []

    def run(self) -> Chart:
        if not allows(self.asked.scopes, "Encounter", "r"):
            raise NoChart("encounter-not-granted")
        self.gathering.start("encounter", self._read_encounter, then=self._take_encounter)
        self._read("patient", "Patient", self.asked.patient, self._take_patient)
        for name in SOURCES:
            self._search(name, waiting=False)
        kind, _, identity = (self.asked.user or "").partition("/")
        if kind == "Practitioner" and identity:
            self._want(identity)
        if self.asked.appointment:
            self._read("appointment", "Appointment", self.asked.appointment, self._take_appointment, quiet=True)
        self.gathering.finish()
        return self._chart()

    # --- the encounter ------------------------------------------------------------------------------------

    def _read_encounter(self) -> Entry:
        """In a worker: the one read without which there is nothing to show."""
        try:
            return self.client.read("Encounter", self.asked.encounter)
        except FhirFailure as failure:
            code = "patient-merged" if failure.cause is Cause.MERGED else f"encounter-{failure.cause}"
            raise NoChart(code, failure.cause) from None

    def _take_encounter(self, entry: Entry) -> None:
        found = taking.encounter(entry.resource, self.zoneless, self.table.recurring_types)
        if found is None or found.subject != self.asked.patient:
            raise NoChart("subject-mismatch")
        self.encounter = found
        for name in SOURCES:
            self._search(name, waiting=True)
        for person in found.participants:
            self._want(person.id)
        for identity in set(found.appointments[-MAX_APPOINTMENTS:]) - {self.asked.appointment}:
            self._read("appointment", "Appointment", identity, self._take_appointment, quiet=True)

    def _take_patient(self, entry: Entry) -> None:
        self.patient = taking.patient(entry.resource, self.zoneless)

    def _take_appointment(self, entry: Entry) -> None:
        found = taking.appointment(entry.resource, self.zoneless)
        if found and (not found.patients or self.asked.patient in found.patients):
            self.appointments.append(found)

    # --- searches -----------------------------------------------------------------------------------------

    def _search(self, name: str, *, waiting: bool) -> None:
        """Start a source's search now, if this is the trip it belongs to and it may be asked."""
        search = self.table.searches.get(name)
        if search is None:
            return self.gathering.trouble(name, NOT_SUPPORTED) if not waiting else None
        if search.waits_for_encounter is not waiting:
            return None
        if not allows(self.asked.scopes, search.resource, "s"):
            return self.gathering.trouble(name, NOT_GRANTED)
        params = filled(search, self._values())
        self.gathering.start(name, self.client.search, search.resource, params, then=partial(self._take, name))
        return None

    def _values(self) -> dict[str, str]:
        """What the templates may name. The days are the encounter's, in the site's time zone."""
        period = self.encounter.period if self.encounter else None
        first = local_day(period.start, self.asked.zone) if period and period.start else None
        return {
            "patient": self.asked.patient,
            "encounter": self.asked.encounter,
            "from": midnight(first or self.asked.now.date() - timedelta(days=90), self.asked.zone),
            "until": (self.asked.now + timedelta(days=1)).isoformat(timespec="seconds"),
        }

    def _take(self, name: str, found: Found) -> None:
        """Facts of a source, each entry by itself; what the search said about itself is kept as troubles."""
        self.answered.add(name)
        mine = [entry for entry in found.entries if belongs(entry.resource, self.asked.patient)]
        taken = [SOURCES[name](entry.resource, self.zoneless) for entry in mine]
        self.found[name] = [fact for fact in taken if fact is not None]
        lost = None in taken and name not in SELECTIVE
        told = {
            OTHER_PATIENT: len(mine) < len(found.entries),
            ENTRY_BROKEN: bool(found.broken) or lost,
            PARTLY_HIDDEN: any(issue.hides for issue in found.issues),
        }
        for code in (code for code, so in told.items() if so):
            self.gathering.trouble(name, code)
        if found.stopped:
            self.gathering.trouble(name, found.stopped)
        self._follow(name)

    def _follow(self, name: str) -> None:
        """The second trip of a source."""
        if name == "notes":
            self._read_bodies()
        elif name == "coverage":
            nameless = {payor for cover in self.found[name] if not cover.names for payor in cover.payors}
            for identity in sorted(nameless):
                self._read("payer", "Organization", identity, self._take_payer, quiet=True)
        elif name == "procedures":
            for procedure in self.found[name]:
                for person in procedure.performers:
                    self._want(person.id)

    def _take_payer(self, entry: Entry) -> None:
        name, identity = entry.resource.get("name"), entry.resource.get("id")
        if isinstance(name, str) and isinstance(identity, str):
            self.payers[identity] = name

    # --- notes and people ---------------------------------------------------------------------------------

    def _read_bodies(self) -> None:
        """Note bodies, as soon as the list of notes is in; notes of another encounter are left out.

        Whose notes are read is asked first: of a recurring encounter's authors not all are.
        """
        mine = [note for note in self.found["notes"] if not note.encounters or self.asked.encounter in note.encounters]
        self.found["notes"] = mine
        near = self.asked.day or self.asked.now.astimezone(self.asked.zone).date()
        work = reader(self.client, allows(self.asked.scopes, "Binary", "r"))
        nearest = bodies_to_read(mine, near, self.asked.note, self.asked.zone)
        for document in nearest:
            self.gathering.start("notes", work, document, then=self._take_text)
        for document in (*nearest, *mine):
            for author in document.authors:
                self._want(author.id)

    def _take_text(self, read: tuple[str, str | None, str]) -> None:
        identity, text, why = read
        if text is None:
            self.textless[identity] = why
        else:
            self.texts[identity] = text

    def _want(self, practitioner: str | None) -> None:
        """Read a practitioner and the roles they hold, once each and MAX_PEOPLE at most."""
        if practitioner is None or practitioner in self.wanted or len(self.wanted) >= MAX_PEOPLE:
            return
        self.wanted.add(practitioner)
        self._read("practitioners", "Practitioner", practitioner, self._take_practitioner)
        search = self.table.searches.get("roles")
        if search and allows(self.asked.scopes, search.resource, "s"):
            params = filled(search, {"practitioner": practitioner})
            self.gathering.start("roles", self.client.search, search.resource, params, then=self._take_roles)

    def _take_practitioner(self, entry: Entry) -> None:
        found = taking.practitioner(entry.resource, self.zoneless)
        if found:
            self.people[found.id] = found

    def _take_roles(self, found: Found) -> None:
        taken = (taking.role(entry.resource, self.zoneless) for entry in found.entries)
        self.roles.extend(role for role in taken if role)

    def _read(
        self, what: str, resource: str, identity: str, then: Callable[[Entry], None], *, quiet: bool = False
    ) -> None:
        """Start a read by id where it is granted; a quiet one is a help whose absence needs no word."""
        if allows(self.asked.scopes, resource, "r"):
            self.gathering.start(what, self.client.read, resource, identity, then=then)
        elif not quiet:
            self.gathering.trouble(what, NOT_GRANTED)

    def _chart(self) -> Chart:
        if self.encounter is None:
            raise NoChart("encounter-timeout", Cause.TIMEOUT)
        if Trouble(what="patient", code=Cause.MERGED) in self.gathering.troubles:
            raise NoChart("patient-merged", Cause.MERGED)
        named = {"minutes": "observations", "coverages": "coverage", "documents": "notes"}
        kinds = ("documents", "conditions", "procedures", "minutes", "coverages", "plans", "referrals", "charges")
        return Chart(
            encounter=self.encounter,
            patient=self.patient,
            texts=self.texts,
            textless=self.textless,
            payers=self.payers,
            practitioners=facts.with_roles(self.people, self.roles),
            appointments=tuple(self.appointments),
            asked=frozenset(self.answered),
            troubles=tuple(self.gathering.troubles),
            **{kind: tuple(self.found[named.get(kind, kind)]) for kind in kinds},
        )


def filled(search: Search, values: Mapping[str, str]) -> dict[str, str | list[str]]:
    """A search's parameters with their values; a name that stands twice keeps both."""
    params: dict[str, str | list[str]] = {}
    for name, template in search.params:
        said = template.format_map(values)
        held = params.get(name)
        params[name] = said if held is None else [*([held] if isinstance(held, str) else held), said]
    return params


def midnight(day: date, zone: tzinfo) -> str:
    """The start of a local day with its offset: without one, Epic takes the server's own time."""
    return datetime.combine(day, time(), tzinfo=zone).isoformat(timespec="seconds")
