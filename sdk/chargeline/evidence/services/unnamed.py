"""Services that the notes only describe, beside those they name."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import count

from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.services.codes.beside import is_no_further
from chargeline.evidence.services.codes.classify import EVALUATIONS
from chargeline.evidence.services.codes.described import described
from chargeline.evidence.services.codes.interventions import Vocabulary
from chargeline.evidence.services.documented import fitting, from_description, from_row
from chargeline.evidence.services.filled import by_what_was_done, fills
from chargeline.evidence.services.minutes.rows import strange_items
from chargeline.evidence.services.names.anchors import Places
from chargeline.evidence.services.names.another import only_today
from chargeline.evidence.source import Source
from chargeline.evidence.text.structure import Segment
from chargeline.model import Encounter


def with_described(
    encounter: Encounter,
    services: tuple[DocumentedService, ...],
    places: Places,
    vocabulary: Vocabulary,
    *,
    length: int | None,
    unsettled: Set[str],
) -> tuple[DocumentedService, ...]:
    """The same with what the notes only describe: services where none is entered, and minutes of those without any.

    Of the `unsettled` ones nobody can tell how many of the minutes beside them they have.
    """
    notes = [source for source, _ in places]
    if encounter.services or fills(services, length):
        return by_what_was_done(services, notes, vocabulary, encounter.discipline, length)
    loose = {one.code for _, found in places for one in found if not (one.firm and one.performed)}
    told = dict(_unnamed(encounter, notes, services, vocabulary, loose))
    services = fitting(services, tuple(told), length)
    services = by_what_was_done(services, notes, vocabulary, encounter.discipline, length, but=unsettled)
    _claim(services, told)
    return services


def _unnamed(
    encounter: Encounter,
    notes: list[Source],
    services: tuple[DocumentedService, ...],
    vocabulary: Vocabulary,
    loose: set[str],
) -> Iterator[tuple[DocumentedService, list[Segment]]]:
    """Services that the notes describe beside those they name, each with the segments that tell of it.

    None of those `loose`, that they name as given elsewhere, not given or not billed. An evaluation tells of much
    that the patient can do, and a note that tells minutes of treatment may tell of the patient's life besides. A work
    programme takes in all that was done in its time.
    """
    programme = any(service.told == _PROGRAMME and service.minutes for service in services)
    timed = any(service.minutes for service in services)
    named = loose | {code for service in services for code in (service.code, service.named) if code}
    evaluating = {note.id for note in encounter.notes if note.kind in _EVALUATING}
    ids, discipline = map("t{}".format, count(len(services) + 1)), encounter.discipline
    for source in notes:
        for one in described(source.spoken(vocabulary), only_today(source.segments, discipline), discipline, named):
            if source.owner in evaluating and one.code not in EVALUATIONS and not one.is_treatment():
                continue
            if timed and not one.minutes and not one.open and all(map(is_no_further, one.segments)):
                continue
            if programme and not one.told:
                continue
            named.add(one.code)
            yield from_description(next(ids), one, source.quote), one.segments
        for item in strange_items(only_today(source.segments, discipline)):
            yield from_row(next(ids), item, source.quote), []


_PROGRAMME = "97545"
_EVALUATING = frozenset({"evaluation", "re-evaluation"})


def _claim(services: tuple[DocumentedService, ...], places: dict[DocumentedService, list[Segment]]) -> None:
    """Segments that tell of a service described belong to it from here on."""
    for service in services:
        for segment in places.get(service, ()):
            segment.services = (*segment.services, service.id)
