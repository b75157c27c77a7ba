"""What earlier visits say: earlier notes of the same discipline, the last report, the certification.

Read after the page is up, because twelve more notes may take as long as the visit itself. Unread never means zero:
what cannot be counted is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from chargeline_launch import ActiveLaunch, Site
from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.facts import DocumentFact, PlanFact
from chargeline_plugin.fhir.moments import local_day
from chargeline_plugin.fhir.recent import EarlierNotes, earlier_notes, texts_of
from chargeline_plugin.visit.not_read import not_read_of, unread_of
from chargeline_plugin.visit.note import worksheet
from chargeline_plugin.visit.note_facts import DISCIPLINE_BY_LOINC, discipline_in_words, kind_of
from chargeline_plugin.visit.visit import Visit

MAX_PREVIOUS = 12
REPORTS = frozenset({"progress-report", "evaluation", "re-evaluation", "discharge"})


def read_history(client: FhirClient, launch: ActiveLaunch, site: Site, visit: Visit) -> Visit:
    """The visit with its history. Without a day or a discipline there is nothing to look back from."""
    day, discipline = visit.date_of_service, visit.encounter.get("discipline")
    if day is None or discipline is None or launch.patient is None:
        return visit
    zone = ZoneInfo(site.time_zone)
    found = earlier_notes(client, launch.patient, launch.scopes, zone, day)
    authors = {note.author_id for note in visit.notes if note.chosen and note.author_id}
    earlier = previous(found, str(discipline), day, zone, authors)
    bodies = tuple(note for note, _ in earlier if kind_of(note) == "treatment-note")[:MAX_PREVIOUS]
    texts, lost = texts_of(client, launch.scopes, bodies)
    troubles = (*found.troubles, *lost)
    history = {**visit.encounter.get("history", {}), **_known(found, earlier, texts, str(discipline), day)}
    not_read = [*visit.encounter.get("not_read", []), *not_read_of(troubles)]
    encounter = {**visit.encounter, "history": history, "not_read": list({it["what"]: it for it in not_read}.values())}
    return replace(visit, encounter=encounter, unread=(*visit.unread, *unread_of(troubles)))


def previous(
    found: EarlierNotes, discipline: str, before: date, zone: tzinfo, authors: set[str]
) -> list[tuple[DocumentFact, date]]:
    """Earlier notes of the discipline with their days, latest first."""
    dated = ((note, _day(note, zone)) for note in found.documents)
    mine = [(note, day) for note, day in dated if day and day < before and _of(note, discipline, authors)]
    return sorted(mine, key=lambda pair: (pair[1], pair[0].id), reverse=True)


def _day(note: DocumentFact, zone: tzinfo) -> date | None:
    when = note.period.start or note.date
    return local_day(when, zone) if when else None


def _of(note: DocumentFact, discipline: str, authors: set[str]) -> bool:
    """By type or words, else by an author of this visit's own note."""
    named = next((DISCIPLINE_BY_LOINC[code] for code in note.types if code in DISCIPLINE_BY_LOINC), None)
    said = named or discipline_in_words(note.words) or discipline_in_words(note.practice)
    return said == discipline if said else any(author.id in authors for author in note.authors)


def _known(
    found: EarlierNotes,
    earlier: list[tuple[DocumentFact, date]],
    texts: dict[str, str],
    discipline: str,
    today: date,
) -> dict[str, Any]:
    """The contract's history fields that can be told."""
    known: dict[str, Any] = {
        "previous_notes": [
            {
                "id": note.id,
                "date": day.isoformat(),
                "discipline": discipline,
                "kind": kind_of(note),
                "text": texts[note.id],
            }
            for note, day in earlier
            if note.id in texts and not worksheet(texts[note.id])
        ]
    }
    days = treatment_days_since_report(earlier, today) if found.whole else None
    if days is not None:
        known["treatment_days_since_progress_report"] = days
    return known if not found.troubles else {}


def treatment_days_since_report(earlier: Iterable[tuple[DocumentFact, date]], today: date) -> int | None:
    """Treatment days since the last report or evaluation, today counted; None when there is none to count from."""
    dated = tuple(earlier)
    report = max((day for note, day in dated if kind_of(note) in REPORTS), default=None)
    if report is None:
        return None
    return len({day for note, day in dated if kind_of(note) == "treatment-note" and day > report} | {today})


def certified_until(plans: Iterable[PlanFact], discipline: str | None, day: date | None, zone: tzinfo) -> date | None:
    """The end of the discipline's plan of care; of several, the one that was begun last before the day."""
    covering = [
        plan
        for plan in plans
        if plan.active and day and discipline and discipline_in_words(plan.words) == discipline
        if plan.period.start and plan.period.end and local_day(plan.period.start, zone) <= day
    ]
    latest = max(covering, key=lambda plan: local_day(plan.period.start or date.min, zone), default=None)
    return local_day(latest.period.end, zone) if latest and latest.period.end else None
