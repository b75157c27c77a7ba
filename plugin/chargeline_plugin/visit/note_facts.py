"""What a note says about itself: its kind, its discipline, its days.

LOINC codes as read in the interop notes, section 7; those marked there as memory are marked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from chargeline.model import Discipline, NoteKind
from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import DocumentFact
from chargeline_plugin.fhir.moments import local_day
from chargeline_plugin.visit.credentials import (
    Standing,
    credentials_in_name,
    standing_of_credentials,
    standing_of_taxonomy,
)

DISCIPLINE_BY_LOINC: Mapping[str, Discipline] = {
    "11508-9": "PT",
    "34824-3": "PT",
    "11507-1": "OT",
    "34855-7": "OT",
    "11512-1": "SLP",
    "28579-7": "PT",  # unverified
    "28578-9": "OT",  # unverified
    "28571-8": "SLP",  # unverified
}
KIND_BY_LOINC: Mapping[str, NoteKind] = {
    "34824-3": "evaluation",
    "34855-7": "evaluation",
    "18776-5": "plan-of-care",
    "18842-5": "discharge",
}
# In order: a re-evaluation is an evaluation in words, a daily progress note is no progress report.
KIND_BY_WORDS: tuple[tuple[re.Pattern[str], NoteKind], ...] = (
    (re.compile(r"re-?\s?eval", re.IGNORECASE), "re-evaluation"),
    (re.compile(r"\beval|consult|initial", re.IGNORECASE), "evaluation"),
    (re.compile(r"progress (?:report|summary)|recert", re.IGNORECASE), "progress-report"),
    (re.compile(r"plan of care|\bPOC\b|certification", re.IGNORECASE), "plan-of-care"),
    (re.compile(r"discharge", re.IGNORECASE), "discharge"),
    (re.compile(r"progress note|daily|treatment|visit|therapy|soap", re.IGNORECASE), "treatment-note"),
)
DISCIPLINE_BY_WORDS: tuple[tuple[re.Pattern[str], Discipline], ...] = (
    (re.compile(r"physical therap|physiotherap|\bPT\b", re.IGNORECASE), "PT"),
    (re.compile(r"occupational therap|\bOT\b", re.IGNORECASE), "OT"),
    (re.compile(r"speech|\bSLP\b|language patholog", re.IGNORECASE), "SLP"),
)
LABEL = (
    r"date of (?:service|visit|treatment|session)|DOS|(?:service|visit|treatment|encounter|session|note) date|date"
    r"(?: and time)?"
)
DAY = (
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<m2>\d{1,2})[/-](?P<d2>\d{1,2})[/-](?P<y2>\d{4}|\d\d)"
    r"|(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<d3>\d{1,2}),? (?P<y3>\d{4})"
)
HEADER_DATE = re.compile(
    rf"^[\W_]*(?:[^\n:]{{0,60}}[|\t] *)?(?:{LABEL})[ \t]*[:=\-\t ][ \t]*(?:{DAY})(?!\d)", re.I | re.M
)
HEADER_CHARACTERS = 800
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A day, and what says so."""

    day: date
    source: str


def kind_of(note: DocumentFact) -> NoteKind:
    """The note's kind, by its words first: Epic files most therapist's notes under one LOINC code."""
    by_words = next((kind for pattern, kind in KIND_BY_WORDS if pattern.search(note.words)), None)
    by_code = next((KIND_BY_LOINC[code] for code in note.types if code in KIND_BY_LOINC), None)
    return by_code or by_words or "other"


def discipline_in_words(words: str) -> Discipline | None:
    """The one discipline that the words name."""
    found = {discipline for pattern, discipline in DISCIPLINE_BY_WORDS if pattern.search(words)}
    return found.pop() if len(found) == 1 else None


def author_standing(note: DocumentFact, chart: Chart) -> Standing | None:
    """The standing of the first author who has one."""
    for author in note.authors:
        found = person_standing(author.id, author.words, chart)
        if found:
            return found
    return None


def person_standing(practitioner: str | None, words: str | None, chart: Chart) -> Standing | None:
    """Role and discipline by taxonomy, then qualification and suffix, then the credentials beside the name."""
    known = chart.practitioners.get(practitioner or "")
    if known:
        found = standing_of_taxonomy(known.taxonomies) or standing_of_credentials(known.credentials)
        if found:
            return found
    beside = credentials_in_name(words)
    return standing_of_credentials([beside]) if beside else None


def discipline_of(note: DocumentFact, chart: Chart) -> tuple[Discipline | None, str]:
    """A note's discipline and what says so: author, then note type, then department."""
    standing = author_standing(note, chart)
    if standing:
        return standing.discipline, "its author's credentials"
    coded = next((DISCIPLINE_BY_LOINC[code] for code in note.types if code in DISCIPLINE_BY_LOINC), None)
    if coded or discipline_in_words(note.words):
        return coded or discipline_in_words(note.words), "its type"
    return discipline_in_words(note.practice), "its department"


def days_of(note: DocumentFact, text: str | None, zone: tzinfo) -> tuple[Dated, ...]:
    """The days that a note names as its visit's: its visit period, and a date in its header."""
    found = []
    period = note.period
    within = period.one_day(zone) or (local_day(period.start, zone) if period.start and not period.end else None)
    if within:
        found.append(Dated(day=within, source="the note's visit time"))
    header = header_day(text or "")
    if header:
        found.append(Dated(day=header, source="the date in the note's header"))
    return tuple(found)


def written_day(note: DocumentFact, zone: tzinfo) -> date | None:
    """The day the note was filed: not its visit's day, only a hint to where it belongs."""
    return local_day(note.date, zone) if note.date else None


def header_day(text: str) -> date | None:
    """A labelled date of service near the top of a note. A date of birth or of onset is not one."""
    found = HEADER_DATE.search(text[:HEADER_CHARACTERS])
    if found is None:
        return None
    part = found.groupdict()
    year = int(part["y"] or part["y2"] or part["y3"])
    month = int(part["m"] or part["m2"] or MONTHS.index(part["name"].lower()) + 1)
    try:
        return date(year + 2000 if year < 100 else year, month, int(part["d"] or part["d2"] or part["d3"]))
    except ValueError:
        return None


def local_start(note: DocumentFact) -> datetime | None:
    """When the note's visit began, else when the note was filed."""
    for when in (note.period.start, note.date):
        if isinstance(when, datetime):
            return when
    return None
