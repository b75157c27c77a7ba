"""The services of a visit: those entered, those that the notes name, and those that they only describe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import partial
from itertools import count, pairwise
from typing import NamedTuple

from chargeline.evidence.readers.finding import clause
from chargeline.evidence.reading import DocumentedService, Joint
from chargeline.evidence.services.codes.beside import is_no_further
from chargeline.evidence.services.codes.classify import EVALUATIONS, tally
from chargeline.evidence.services.codes.described import described, minutes_of
from chargeline.evidence.services.codes.interventions import NAME, Interventions, Vocabulary
from chargeline.evidence.services.documented import Quote, document, fitting, from_description, from_row, with_minutes
from chargeline.evidence.services.minutes.attended import attended
from chargeline.evidence.services.minutes.corrected import corrected, tells_anew
from chargeline.evidence.services.minutes.joint import joint
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes
from chargeline.evidence.services.minutes.owning import is_few, of_nobody, spare
from chargeline.evidence.services.minutes.rows import strange_items
from chargeline.evidence.services.minutes.spent import is_spent
from chargeline.evidence.services.minutes.totals import Total, longest
from chargeline.evidence.services.names.anchors import anchors
from chargeline.evidence.services.names.another import only_today
from chargeline.evidence.services.names.attribution import blocks
from chargeline.evidence.services.names.done import STUDIES, Told
from chargeline.evidence.services.names.named import Named, name_services
from chargeline.evidence.services.names.naming import Anchor, behind
from chargeline.evidence.services.names.of_kind import evaluation_of
from chargeline.evidence.services.names.titled import names_the_note
from chargeline.evidence.services.not_given.denied import denied_by_code
from chargeline.evidence.services.not_given.withheld import withheld
from chargeline.evidence.services.people.absent import CAREGIVER, absence, trained
from chargeline.evidence.source import Source, Texts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment
from chargeline.model import Encounter

Places = list[tuple[Source, list[Anchor]]]
"""Each note with the places in it that name a service."""


class Given(NamedTuple):
    """The services, the places that name them, the ids of each code, and minutes of several services together."""

    services: tuple[DocumentedService, ...]
    places: Places
    ids: dict[str, tuple[str, ...]]
    joint: tuple[Joint, ...]


def given_services(
    encounter: Encounter, texts: Texts, totals: list[Total], interventions: Interventions | None
) -> Given:
    """The encounter's services; `totals` are those that its notes state.

    With `interventions`, services that the notes describe without naming them are told too, if none is entered.
    """
    discipline = encounter.discipline
    places = [(one, anchors(one.segments, discipline, encounter.date_of_service)) for one in texts.notes]
    if interventions is not None and not encounter.services:
        rest = [(one, [name for name in found if not names_the_note(name)]) for one, found in places]
        told = _told(encounter, texts, totals, interventions, rest) if rest != places else None
        if told and told.services:
            return told
    return _told(encounter, texts, totals, interventions, places)


def _told(
    encounter: Encounter, texts: Texts, totals: list[Total], interventions: Interventions | None, places: Places
) -> Given:
    """The same, from the places that name a service."""
    discipline = encounter.discipline
    put_right = {code for source, found in places for code in corrected(source.segments, found)}
    visits = visits_apart(texts.notes) if len(places) > 1 else {}
    named = name_services([anchor for _, found in places for anchor in found], put_right, visits)
    if interventions is not None:
        never = interventions.never.get(discipline, frozenset()) - {one.code for one in encounter.services}
        named = [one for one in named if one.coded or one.code not in never]
        named = _without_parts(named, discipline)
        if not encounter.services:
            bare = interventions.untimed | STUDIES
            named = [one for one in named if one.code not in bare or one.done > Told.NAMED]
            _tell_by_count(named, interventions)
    own = {source.owner: anchors(source.segments) for source in texts.own}
    codes = {owner: {anchor.code for anchor in found} for owner, found in own.items()}
    unowned = partial(_spare, places, totals)
    services, ids = document(encounter.services, named, codes, texts.quote, totals, spare=unowned)
    services = tuple(_self_named(one, own.get(one.id, ()), texts.quote) for one in _given(services, texts))
    for source, found in places:
        blocks(source.segments, found, ids)
    services = services if encounter.services else _without_patient(services, texts.notes, totals)
    if interventions is not None:
        unsettled = {id_ for one in named if one.unsettled for id_ in ids.get(one.code, ())}
        length = longest(totals)
        services = _with_described(
            encounter, services, places, interventions.of(discipline), length=length, unsettled=unsettled
        )
    if not encounter.services and (one := evaluation_of(encounter, texts.notes, services, f"t{len(services) + 1}")):
        services = (*services, one)
    services = _timed_alone(services, texts.notes)
    if interventions is not None:
        services = _timed_by_total(services, places, totals, interventions.of(discipline))
    return Given(services, places, ids, joint(named, ids, texts.quote))


def _without_parts(named: list[Named], discipline: str) -> list[Named]:
    """Services without those that only tell how another was given: "Swallowing tx 40 min ... NMES throughout"."""
    own = {one.code for one in named}
    parts = _MEANS.get(discipline, {})
    within = {code for whole, means in parts.items() if whole in own for code in means}
    return [one for one in named if one.code not in within or one.coded or one.timed]


_MEANS = {"SLP": {"92526": ("97014", "97032", "G0283")}}
"""By discipline and service: the currents that it is given with, which are never paid beside it."""


def visits_apart(notes: list[Source]) -> dict[int, int]:
    """The notes whose visit was at a time of its own by the clock, numbered; none where two of them overlap.

    A note that puts another right may put its times right too.
    """
    found: dict[int, int] = {}
    taken: list[tuple[int, int]] = []
    for source in notes:
        times = [(one.since, one.since + one.minutes) for one in attended(source.segments)]
        if tells_anew(source.segments) or any(a < d and c < b for a, b in times for c, d in taken):
            return {}
        taken += times
        found.update({id(source.segments[0].scan): len(found)} if times else {})
    return found


def _tell_by_count(named: list[Named], interventions: Interventions) -> None:
    """Puts a name that stands for two codes under the one that its count tells: needles in four muscles."""
    for counted in interventions.counted:
        own = [one for one in named if one.code == counted.code and not one.coded]
        if own and not any(one.code == counted.sister for one in named):
            told = {counted.code_of(behind(anchor)) for anchor in own[0].anchors}
            own[0].code = counted.sister if counted.sister in told else counted.code
            for anchor in own[0].anchors:
                anchor.code = own[0].code


def _with_described(
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
    if encounter.services or _fills(services, length):
        return _completed(services, notes, vocabulary, encounter.discipline, length)
    loose = {one.code for _, found in places for one in found if not (one.firm and one.performed)}
    told = dict(_unnamed(encounter, notes, services, vocabulary, loose))
    services = fitting(services, tuple(told), length)
    services = _completed(services, notes, vocabulary, encounter.discipline, length, but=unsettled)
    _claim(services, told)
    return services


def _without_patient(
    services: tuple[DocumentedService, ...], notes: list[Source], totals: list[Total]
) -> tuple[DocumentedService, ...]:
    """The same, with what a caregiver was taught while the patient was not there: all that is told of that time."""
    for source in notes:
        told = absence(source.segments)
        own = next((one for one in services if (one.code or one.named) == CAREGIVER), None)
        if told is None or not (own or told.teaches):
            continue
        one = trained(own, told, source, {total.minutes for total in totals}, f"t{len(services) + 1}")
        services = tuple(one if old is own else old for old in services) if own else (*services, one)
        for part in told.parts:
            part.services = part.services or (one.id,)
    return services


def _self_named(service: DocumentedService, own: Sequence[Anchor], quote: Quote) -> DocumentedService:
    """The same; one entered without a code is what its own words name: one service, or either of several."""
    if service.code is not None or not own:
        return service
    if len({anchor.code for anchor in own}) > 1:
        listed = all(one.performed for one in own) and all(_are_joined(*pair) for pair in pairwise(own))
        return service._replace(either=tuple(dict.fromkeys(one.code for one in own))) if listed else service
    hit, segment = own[0].hit, own[0].segment
    if not own[0].performed:
        return service
    return service._replace(named=own[0].code, evidence=(*service.evidence, quote(segment, hit.start, hit.end)))


def _are_joined(one: Anchor, other: Anchor) -> bool:
    """Whether nothing but what joins names stands between two: "Manual therapy and gait training"."""
    between = one.segment.scan.words[one.last.j : other.hit.i]
    return one.segment is other.segment and bool(between) and _JOINS.issuperset(between)


_JOINS = word_set(", / & + and plus")
_PROGRAMME = "97545"
_EVALUATING = frozenset({"evaluation", "re-evaluation"})


def _spare(places: Places, totals: list[Total]) -> list[int]:
    """Minutes of treatment that the notes state and neither a service nor a total takes."""
    return [one.minutes for source, found in places for one in spare(source.segments, found, totals)]


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


def _timed_by_total(
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


def _given(services: tuple[DocumentedService, ...], texts: Texts) -> tuple[DocumentedService, ...]:
    """The same; those that no note names are marked where the notes say in their own words that they were not given."""
    silent = [service for service in services if not service.evidence]
    if not silent:
        return services
    own = {source.owner: source.segments for source in texts.own}
    told = [segment for source in texts.notes for segment in source.segments]
    found = {one.id: _place(one, own.get(one.id, []), told) for one in silent}
    return tuple(_not_given(one, place, texts.quote) if (place := found.get(one.id)) else one for one in services)


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


def _timed_alone(services: tuple[DocumentedService, ...], notes: list[Source]) -> tuple[DocumentedService, ...]:
    """A visit's only service, with the minutes that its notes state of nothing in particular, if they agree."""
    if len(services) != 1 or services[0].minutes is not None:
        return services
    told = [(one, source.quote) for source in notes for segment in source.segments if (one := of_nobody(segment))]
    if any(is_few(segment) for source in notes for segment in source.segments):
        return services  # "Duration: 30" and "Duration: 6": one of them is another service's
    return (with_minutes(services[0], told),) if len({one.minutes for one, _ in told}) == 1 else services


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


def _claim(services: tuple[DocumentedService, ...], places: dict[DocumentedService, list[Segment]]) -> None:
    """Segments that tell of a service described belong to it from here on."""
    for service in services:
        for segment in places.get(service, ()):
            segment.services = (*segment.services, service.id)
