"""Reading an encounter: every note and every service's text, once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count

from chargeline.evidence.readers.finding import Found, clause
from chargeline.evidence.readers.needs import with_readers
from chargeline.evidence.readers.progress.contrast import contrasts
from chargeline.evidence.readers.purpose.rationale import seen_in_tasks
from chargeline.evidence.readers.results.measures import measures
from chargeline.evidence.readers.signature import signatures
from chargeline.evidence.reading import (
    Denied,
    DocumentedService,
    Mention,
    Reading,
)
from chargeline.evidence.services.codes.classify import EVALUATIONS
from chargeline.evidence.services.codes.described import described, minutes_of
from chargeline.evidence.services.codes.interventions import Interventions, Vocabulary
from chargeline.evidence.services.documented import (
    Quote,
    document,
    fitting,
    from_description,
    with_minutes,
)
from chargeline.evidence.services.minutes.corrected import corrected
from chargeline.evidence.services.minutes.joint import joint
from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.minutes.owning import of_nobody, spare
from chargeline.evidence.services.minutes.totals import Total, longest, totals
from chargeline.evidence.services.names.anchors import anchors
from chargeline.evidence.services.names.another import only_today
from chargeline.evidence.services.names.attribution import attribute, blocks
from chargeline.evidence.services.names.named import name_services
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.services.not_given.called_off import called_off, given
from chargeline.evidence.services.not_given.denied import denied_by_code
from chargeline.evidence.services.not_given.taken_back import taken_back
from chargeline.evidence.services.not_given.withheld import withheld
from chargeline.evidence.services.people.givers import givers
from chargeline.evidence.source import Source
from chargeline.evidence.text.phrases import Lexicon
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment
from chargeline.evidence.visit import rested, said, stated, times
from chargeline.model import Encounter, Evidence


def read(encounter: Encounter, lexicon: Lexicon, interventions: Interventions | None = None) -> Reading:
    """What the encounter's notes and its services' texts say. Same input, same reading; nothing is ever raised.

    With `interventions`, services that the notes describe without naming them are told too, if none is entered.
    """
    day = encounter.date_of_service
    notes = [Source(note.id, note.text, True, lexicon, day) for note in encounter.notes]
    own = [Source(service.id, service.text, False, lexicon) for service in encounter.services if service.text]
    quotes = {id(segment.scan): source for source in (*notes, *own) for segment in source.segments[:1]}

    def quote(segment: Segment, start: int, end: int) -> Evidence:
        return quotes[id(segment.scan)].quote(segment, start, end)

    places = [(source, anchors(source.segments, encounter.discipline, day)) for source in notes]
    put_right = {code for source, found in places for code in corrected(source.segments, found)}
    named = name_services([anchor for _, found in places for anchor in found], put_right)
    codes = {source.owner: {anchor.code for anchor in anchors(source.segments)} for source in own}
    told = [(total, source) for source in notes for total in totals(source.segments)]
    lengths = [total for total, _ in told]
    if interventions is not None:
        never = interventions.never.get(encounter.discipline, frozenset()) - {one.code for one in encounter.services}
        named = [one for one in named if one.coded or one.code not in never]
    services, ids = document(encounter.services, named, codes, quote, lengths, spare=partial(_spare, places, lengths))
    services = _given(services, notes, own, quote)
    for source, found in places:
        blocks(source.segments, found, ids)
    if interventions is not None and not encounter.services and not _fills(services, longest(lengths)):
        loose = {one.code for _, some in places for one in some if not one.firm}
        places_of = dict(_unnamed(notes, services, interventions.of(encounter.discipline), encounter.discipline, loose))
        services = fitting(services, tuple(places_of), longest(lengths))
        _claim(services, places_of)
    elif interventions is not None:
        services = _completed(services, notes, interventions.of(encounter.discipline), encounter.discipline, lengths)
    services = _timed_alone(services, notes)
    mentions = [mention for source in notes for mention in _of_note(source, services)]
    mentions += [mention for source in own for mention in _of_service(source)]
    return Reading(
        services=services,
        mentions=tuple(mentions),
        timed_total=tuple(stated(total, source) for total, source in told if total.which == "timed"),
        treatment_total=tuple(stated(total, source) for total, source in told if total.which == "total"),
        by_kind=_by_kind(mentions),
        said=tuple(said(source, encounter.discipline) for source in notes),
        attended=times(notes),
        rested=rested(notes, services, encounter),
        unread={source.owner: source.illegible for source in notes if source.illegible},
        denied=_denied(places, encounter.discipline) + _taken_back(places, ids),
        joint=joint(named, ids, quote),
    )


def _spare(places: list[tuple[Source, list[Anchor]]], totals: list[Total]) -> list[int]:
    """Minutes of treatment that the notes state and neither a service nor a total takes."""
    return [minutes for source, found in places for minutes in spare(source.segments, found, totals)]


def _given(
    services: tuple[DocumentedService, ...], notes: list[Source], own: list[Source], quote: Quote
) -> tuple[DocumentedService, ...]:
    """The same; those that no note names are marked where the notes say in their own words that they were not given."""
    silent = [service for service in services if not service.evidence]
    if not silent:
        return services
    texts = {source.owner: source.segments for source in own}
    told = [segment for source in notes for segment in source.segments]
    found = {one.id: _place(one, texts.get(one.id, []), told) for one in silent}
    return tuple(_not_given(one, place, quote) if (place := found.get(one.id)) else one for one in services)


def _place(service: DocumentedService, own: list[Segment], told: list[Segment]) -> tuple[Segment, Hit] | None:
    """Where a service is said not to be given: under its own text's name, or under that of its code."""
    return withheld(own, told) or (denied_by_code(service.code, told) if service.code else None)


def _not_given(service: DocumentedService, place: tuple[Segment, Hit], quote: Quote) -> DocumentedService:
    return service._replace(performed=False, evidence=(quote(place[0], *clause(*place)),))


def _fills(services: tuple[DocumentedService, ...], length: int | None) -> bool:
    """Whether the services that a note names take up all the time that it states: then nothing else was given."""
    minutes = [service.minutes for service in services]
    return None not in minutes and 0 < (length or 0) <= sum(m for m in minutes if m is not None)


def _completed(
    services: tuple[DocumentedService, ...],
    notes: list[Source],
    vocabulary: Vocabulary,
    discipline: str,
    lengths: list[Total],
) -> tuple[DocumentedService, ...]:
    """Services without minutes, with those that stand beside what the notes describe of them, if they fit the visit."""
    codes = {service.told for service in services if service.told}
    if all(service.minutes is not None for service in services) or len(codes) < len(services):
        return services
    told: dict[str, list[tuple[Minutes, Quote]]] = {}
    for source in notes:
        for code, minutes in minutes_of(only_today(source.segments, discipline), vocabulary, discipline, codes).items():
            told.setdefault(code, []).extend((one, source.quote) for one in minutes)
    full = tuple(with_minutes(one, told.get(one.told or "", [])) for one in services)
    whole = longest(lengths)
    return full if whole is None or sum(one.minutes or 0 for one in full) <= whole else services


def _timed_alone(services: tuple[DocumentedService, ...], notes: list[Source]) -> tuple[DocumentedService, ...]:
    """A visit's only service, with the minutes that its notes state of nothing in particular, if they agree."""
    if len(services) != 1 or services[0].minutes is not None:
        return services
    told = [(one, source.quote) for source in notes for segment in source.segments if (one := of_nobody(segment))]
    return (with_minutes(services[0], told),) if len({one.minutes for one, _ in told}) == 1 else services


def _denied(places: list[tuple[Source, list[Anchor]]], discipline: str) -> tuple[Denied, ...]:
    """Where the notes say that nothing was done in the visit; held for the rest of it, it was done until then."""
    denials = [(one, source) for source, _ in places for one in called_off(source.segments, discipline)]
    if not denials:
        return ()
    parts = [segment for source, _ in places for segment in source.segments]
    told = given(parts, [anchor for _, found in places for anchor in found], [one for one, _ in denials])
    return tuple(
        Denied(source.quote(one.segment, one.start, one.end), whole=one.whole, doubted=told is not None)
        for one, source in denials
        if one.firm or told != "told"
    )


def _taken_back(places: list[tuple[Source, list[Anchor]]], ids: dict[str, tuple[str, ...]]) -> tuple[Denied, ...]:
    """Where the notes take back what they tell; not of services that they name nowhere else than below."""
    found = []
    for source, anchors_ in places:
        for back in taken_back(source.segments):
            reached = {one.code for _, some in places for one in some if some is not anchors_ or not back.spares(one)}
            but = [id_ for one in anchors_ if one.code not in reached for id_ in ids.get(one.code, ())]
            quoted = source.quote(back.segment, back.start, back.end)
            found.append(Denied(quoted, whole=True, doubted=True, but=tuple(dict.fromkeys(but))))
    return tuple(found)


def _unnamed(
    notes: list[Source],
    services: tuple[DocumentedService, ...],
    vocabulary: Vocabulary,
    discipline: str,
    loose: set[str],
) -> Iterator[tuple[DocumentedService, list[Segment]]]:
    """Services that the notes describe beside those they name, each with the segments that tell of it.

    None of those `loose`, that they name as given elsewhere or not billed.
    """
    named = loose | {code for service in services for code in (service.code, service.named) if code}
    evaluated = not EVALUATIONS.isdisjoint(named)
    ids = map("t{}".format, count(len(services) + 1))
    for source in notes:
        for one in described(only_today(source.segments, discipline), vocabulary, discipline, named):
            if evaluated and not one.is_treatment():
                continue
            named.add(one.code)
            yield from_description(next(ids), one, source.quote), one.segments


def _claim(services: tuple[DocumentedService, ...], places: dict[DocumentedService, list[Segment]]) -> None:
    """Segments that tell of a service described belong to it from here on."""
    for service in services:
        for segment in places.get(service, ()):
            segment.services = (*segment.services, service.id)


def _of_note(source: Source, services: tuple[DocumentedService, ...]) -> Iterator[Mention]:
    for one in _themes(source.segments):
        yield _mention(source, one, attribute(one, services))
    for signed in signatures(source.segments):
        evidence = source.quote(signed.segment, signed.start, signed.end)
        yield Mention(kind="signature", name=signed.role, evidence=evidence)
    yield from _givers(source, ())


def _givers(source: Source, services: tuple[str, ...]) -> Iterator[Mention]:
    """Assistants and students who gave a service; without one told, something of the visit."""
    for one in givers(source.segments):
        evidence = source.quote(one.segment, one.start, one.end)
        yield Mention(kind="giver", name=one.role, evidence=evidence, services=one.services or services)


def _of_service(source: Source) -> Iterator[Mention]:
    for one in _themes(source.segments):
        yield _mention(source, one, (source.owner,))
    yield from _givers(source, (source.owner,))


def _themes(parts: list[Segment]) -> Iterator[Found]:
    for segment, reads in with_readers(parts):
        for read_theme in reads:
            yield from read_theme(segment)
    yield from measures(parts)
    yield from seen_in_tasks(parts)
    yield from contrasts(parts)


def _mention(source: Source, one: Found, services: tuple[str, ...]) -> Mention:
    evidence = source.quote(one.segment, one.start, one.end)
    return Mention(one.kind, one.name, evidence, one.context, services, one.segment.section)


def _by_kind(mentions: list[Mention]) -> dict[str, tuple[Mention, ...]]:
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.kind, []).append(mention)
    return {kind: tuple(same) for kind, same in found.items()}
