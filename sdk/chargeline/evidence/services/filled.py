"""Minutes of services that have none beside their name: by what was done, by being alone, by the stated total."""

from __future__ import annotations

from collections.abc import Set

from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.services.codes.classify import tally
from chargeline.evidence.services.codes.described import minutes_of
from chargeline.evidence.services.codes.interventions import NAME, Vocabulary
from chargeline.evidence.services.documented import Quote, with_minutes
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes
from chargeline.evidence.services.minutes.owning import is_few, of_nobody, spare
from chargeline.evidence.services.minutes.spent import is_spent
from chargeline.evidence.services.minutes.totals import Total
from chargeline.evidence.services.names.anchors import Places
from chargeline.evidence.services.names.another import only_today
from chargeline.evidence.source import Source


def fills(services: tuple[DocumentedService, ...], length: int | None) -> bool:
    """Whether the services that a note names take up all the time that it states: then nothing else was given."""
    minutes = [service.minutes for service in services]
    return None not in minutes and 0 < (length or 0) <= sum(m for m in minutes if m is not None)


def by_what_was_done(
    services: tuple[DocumentedService, ...],
    notes: list[Source],
    vocabulary: Vocabulary,
    discipline: str,
    length: int | None,
    *,
    but: Set[str] = frozenset(),
) -> tuple[DocumentedService, ...]:
    """Services without minutes, with those that stand beside what the notes describe of them, if they fit the visit."""
    codes = {code for service in services if (code := service.code or service.named)}
    if all(service.minutes is not None for service in services) or len(codes) < len(services):
        return services
    told: dict[str, list[tuple[Minutes, Quote]]] = {}
    for source in notes:
        parts = only_today(source.segments, discipline)
        for code, minutes in minutes_of(source.spoken(vocabulary), parts, discipline, codes).items():
            told.setdefault(code, []).extend((one, source.quote) for one in minutes)
    full = tuple(one if one.id in but else with_minutes(one, told.get(one.told or "", [])) for one in services)
    return full if length is None or sum(one.minutes or 0 for one in full) <= length else services


def when_alone(services: tuple[DocumentedService, ...], notes: list[Source]) -> tuple[DocumentedService, ...]:
    """A visit's only service, with the minutes that its notes state of nothing in particular, if they agree."""
    if len(services) != 1 or services[0].minutes is not None:
        return services
    told = [(one, source.quote) for source in notes for segment in source.segments if (one := of_nobody(segment))]
    if any(is_few(segment) for source in notes for segment in source.segments):
        return services  # "Duration: 30" and "Duration: 6": one of them is another service's
    return (with_minutes(services[0], told),) if len({one.minutes for one, _ in told}) == 1 else services


def by_total(
    services: tuple[DocumentedService, ...], places: Places, totals: list[Total], vocabulary: Vocabulary
) -> tuple[DocumentedService, ...]:
    """The one service without minutes, with those that no service has and that make up a stated total with the others.

    "NMR 26 min, 13 min on walking. Total 39 min" beside an entered gait training: nothing else can be its minutes.
    """
    untimed = [one for one in services if one.minutes is None]
    if len(untimed) != 1 or len(services) == 1 or not untimed[0].performed or untimed[0].disagreeing:
        return services
    known = sum(one.minutes or 0 for one in services)
    rest = {total.minutes - known for total in totals}
    told = [(one, source) for source, found in places for one in spare(source.segments, found, totals)]
    missing = [(one, source.quote) for one, source in told if one.minutes in rest and one.minutes >= FEWEST]
    if len(missing) != 1 or not _may_be_of(missing[0][0], untimed[0].told or untimed[0].named, vocabulary):
        return services
    full = with_minutes(untimed[0], missing)
    return tuple(full if one is untimed[0] else one for one in services)


def _may_be_of(one: Minutes, code: str | None, vocabulary: Vocabulary) -> bool:
    """Whether the words around minutes may tell of a service: no rest, no teaching, and nothing that another one is."""
    segment = one.segment
    around = segment.kinds.get("quantity", ())
    start = max((hit.end for hit in around if hit.end <= one.start), default=segment.start)
    end = min((hit.start for hit in around if hit.start >= one.end), default=segment.end)
    if segment.label in _NO_SERVICE or is_spent(one):
        return False
    scores = tally(segment.scan.text[start:end], vocabulary).scores
    return code is not None and scores.get(code, 0.0) >= max([0.0, *(one for one in scores.values() if one >= NAME)])


_NO_SERVICE = ("education", "hep", "pain", "function")
