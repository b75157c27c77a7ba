"""Who treated, in which role: the note's author, who performed the day's procedures, the encounter's participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import Person, ProcedureFact
from chargeline_plugin.site import RosterRow
from chargeline_plugin.visit.credentials import Standing, credentials_in_name
from chargeline_plugin.visit.note_facts import person_standing
from chargeline_plugin.visit.user import roster_row
from chargeline_plugin.visit.visit import Candidate, Decision, NoteSeen, UserSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Treating:
    """The clinicians whose role is known, as contract mappings keyed by Practitioner id, and who rendered."""

    people: dict[str, dict[str, Any]]
    names: dict[str, str]
    decision: Decision

    def contract_id(self, practitioner: str | None) -> str | None:
        """A practitioner's id in the contract."""
        return self.people[practitioner]["id"] if practitioner in self.people else None

    def role(self, practitioner: str | None) -> str | None:
        """A practitioner's role."""
        return self.people[practitioner]["role"] if practitioner in self.people else None


def see_clinicians(
    chart: Chart,
    notes: tuple[NoteSeen, ...],
    procedures: Iterable[ProcedureFact],
    user: UserSeen,
    roster: Iterable[RosterRow],
) -> Treating:
    """Everyone with a known role who had a part in the visit, the note's author first."""
    rows = tuple(roster)
    people: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    for person in involved(chart, notes, procedures, user):
        if person.id is None or person.id in people:
            continue
        found = _clinician(person, chart, rows)
        if found:
            people[person.id] = {"id": f"c{len(people) + 1}", **found}
            known = chart.practitioners.get(person.id)
            names[person.id] = (known.name if known else None) or person.words or person.id
    return Treating(people=people, names=names, decision=_rendered_by(notes, people, names))


def involved(
    chart: Chart, notes: tuple[NoteSeen, ...], procedures: Iterable[ProcedureFact], user: UserSeen
) -> Iterable[Person]:
    """Authors of the visit's notes (of a pasted one: the user), performers, and the participants of a single visit."""
    for note in notes:
        if note.origin == "pasted":
            yield Person(id=_practitioner(user.reference), words=user.name)
        else:
            yield Person(id=note.author_id, words=note.author)
    for procedure in procedures:
        yield from procedure.performers
    if not chart.encounter.recurring:
        yield from chart.encounter.participants


def by_the_discipline(
    procedures: Iterable[ProcedureFact], discipline: str | None, chart: Chart, roster: Iterable[RosterRow]
) -> tuple[ProcedureFact, ...]:
    """Without what another discipline did: two of them may share an encounter and a day. Who is not known counts."""
    rows = tuple(roster)

    def fits(procedure: ProcedureFact) -> bool:
        theirs = {_discipline(person, chart, rows) for person in procedure.performers} - {None}
        return not theirs or discipline in theirs

    return tuple(filter(fits, procedures))


def _discipline(person: Person, chart: Chart, roster: tuple[RosterRow, ...]) -> str | None:
    known = chart.practitioners.get(person.id or "")
    row = roster_row(f"Practitioner/{person.id}", known.npi if known else None, roster)
    standing = person_standing(person.id, person.words, chart)
    return (row.discipline if row else None) or (standing.discipline if standing else None)


def _practitioner(reference: str | None) -> str | None:
    kind, _, identity = (reference or "").partition("/")
    return identity or None if kind == "Practitioner" else None


def _clinician(person: Person, chart: Chart, roster: tuple[RosterRow, ...]) -> dict[str, Any] | None:
    """The contract's clinician without its id, None where the role is not known."""
    known = chart.practitioners.get(person.id or "")
    npi = known.npi if known else None
    row = roster_row(f"Practitioner/{person.id}", npi, roster)
    standing: Standing | None = person_standing(person.id, person.words, chart)
    role = row.role if row else standing.role if standing else None
    if role is None:
        return None
    held = ", ".join(known.credentials) if known else ""
    credentials = (row.credentials if row else None) or held or credentials_in_name(person.words)
    return {"role": role} | {key: value for key, value in (("credentials", credentials), ("npi", npi)) if value}


def _rendered_by(notes: tuple[NoteSeen, ...], people: dict[str, dict[str, Any]], names: dict[str, str]) -> Decision:
    """The author of the visit's note; without one, the only clinician there is."""
    candidates = tuple(
        Candidate(value=held["id"], label=names[practitioner], because=held["role"].capitalize() + ".")
        for practitioner, held in people.items()
        if held["role"] in ("therapist", "assistant")
    )
    author = next((people[note.author_id]["id"] for note in notes if note.author_id in people), None)
    if author:
        because = "The author of the note. If someone else treated, let the note say who did what, then Read again."
    elif len(candidates) == 1:
        author, because = candidates[0].value, "The only clinician named for this visit."
    else:
        because = "The EHR does not say who treated. Let the note say who did what, then Read again."
    return Decision(what="rendered_by", value=author, because=because, candidates=candidates)
