"""Which discipline treated? The day's notes, the user among several, the department. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Discipline
from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import DocumentFact
from chargeline_plugin.visit.note_facts import discipline_in_words, discipline_of
from chargeline_plugin.visit.visit import Candidate, Choices, Decision, UserSeen

NAMES: dict[str, str] = {"PT": "Physical therapy", "OT": "Occupational therapy", "SLP": "Speech-language pathology"}
DISCIPLINES: tuple[Discipline, ...] = ("PT", "OT", "SLP")


def decide_discipline(chart: Chart, day_notes: Iterable[DocumentFact], user: UserSeen, choices: Choices) -> Decision:
    """The discipline of this visit, None when the sources name none or disagree."""
    notes = [note for note in day_notes if choices.note in (None, note.id)]
    said = [found for found in (discipline_of(note, chart) for note in notes) if found[0]]
    if choices.discipline in DISCIPLINES:
        return _decided(choices.discipline, "You chose it.", said, clinician=True)
    named = {discipline for discipline, _ in said}
    if len(named) == 1:
        sources = dict.fromkeys(source for _, source in said)
        return _decided(named.pop(), f"By the note: {' and '.join(sources)}.", said)
    if user.discipline in named:
        return _decided(user.discipline, "Notes of several disciplines that day; this is yours.", said)
    if named:
        return _decided(None, "Notes of several disciplines that day. Choose one.", said)
    return _without_notes(chart, user)


def _without_notes(chart: Chart, user: UserSeen) -> Decision:
    """No note tells: the department and the user must not disagree; a referral speaks only when both are silent."""
    department = place_of(chart)
    found = {discipline for discipline in (department, user.discipline) if discipline}
    if len(found) == 1:
        because = "By the department of the encounter." if department else "It is your own discipline."
        return _decided(found.pop(), because, [])
    referred = {discipline_in_words(order.words) for order in chart.referrals if order.active} - {None}
    if not found and len(referred) == 1:
        return _decided(referred.pop(), "By the referral.", [])
    because = "The department and your own discipline differ." if found else "Nothing that was read names it."
    return _decided(None, f"{because} Choose one.", [])


def place_of(chart: Chart) -> Discipline | None:
    """The discipline that the encounter's service, type and places name together."""
    encounter = chart.encounter
    return discipline_in_words("; ".join((encounter.service_words, encounter.type_words, *encounter.places)))


def _decided(
    value: str | None, because: str, said: list[tuple[Discipline | None, str]], *, clinician: bool = False
) -> Decision:
    sources = dict(said)
    return Decision(
        what="discipline",
        value=value,
        because=because,
        candidates=tuple(
            Candidate(
                value=each,
                label=NAMES[each],
                because=f"A note of that day, by {sources[each]}." if each in sources else "",
            )
            for each in DISCIPLINES
        ),
        chosen_by="clinician" if clinician else "evidence",
    )
