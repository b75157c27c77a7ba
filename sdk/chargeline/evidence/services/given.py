"""The services of a visit: those entered, those that the notes name, and those that they only describe."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from chargeline.evidence.reading import DocumentedService, Joint
from chargeline.evidence.services.codes.interventions import Interventions
from chargeline.evidence.services.documented import document
from chargeline.evidence.services.entered import self_named, with_refusals
from chargeline.evidence.services.filled import by_total, when_alone
from chargeline.evidence.services.minutes.attended import attended
from chargeline.evidence.services.minutes.corrected import corrected, tells_anew
from chargeline.evidence.services.minutes.joint import joint
from chargeline.evidence.services.minutes.owning import spare
from chargeline.evidence.services.minutes.totals import Total, longest
from chargeline.evidence.services.names.anchors import Places, anchors
from chargeline.evidence.services.names.attribution import blocks
from chargeline.evidence.services.names.done import STUDIES, Told
from chargeline.evidence.services.names.named import Named, name_services
from chargeline.evidence.services.names.naming import behind
from chargeline.evidence.services.names.of_kind import evaluation_of
from chargeline.evidence.services.names.titled import names_the_note
from chargeline.evidence.services.people.absent import CAREGIVER, absence, trained
from chargeline.evidence.services.unnamed import with_described
from chargeline.evidence.source import Source, Texts
from chargeline.model import Encounter


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
    named = _named(encounter, texts, interventions, places)
    services, ids = _with_entered(encounter, texts, totals, named, places)
    for source, found in places:
        blocks(source.segments, found, ids)
    services = services if encounter.services else _without_patient(services, texts.notes, totals)
    if interventions is not None:
        vocabulary = interventions.of(encounter.discipline)
        unsettled = {id_ for one in named if one.unsettled for id_ in ids.get(one.code, ())}
        services = with_described(encounter, services, places, vocabulary, length=longest(totals), unsettled=unsettled)
    if not encounter.services and (one := evaluation_of(encounter, texts.notes, services, f"t{len(services) + 1}")):
        services = (*services, one)
    services = when_alone(services, texts.notes)
    if interventions is not None:
        services = by_total(services, places, totals, vocabulary)
    return Given(services, places, ids, joint(named, ids, texts.quote))


def _named(encounter: Encounter, texts: Texts, interventions: Interventions | None, places: Places) -> list[Named]:
    """The services that the notes name, without those that no name alone makes a service of this discipline's visit."""
    put_right = {code for source, found in places for code in corrected(source.segments, found)}
    visits = visits_apart(texts.notes) if len(places) > 1 else {}
    named = name_services([anchor for _, found in places for anchor in found], put_right, visits)
    if interventions is None:
        return named
    never = interventions.never.get(encounter.discipline, frozenset()) - {one.code for one in encounter.services}
    named = [one for one in named if one.coded or one.code not in never]
    named = _without_parts(named, encounter.discipline)
    if not encounter.services:
        bare = interventions.untimed | STUDIES
        named = [one for one in named if one.code not in bare or one.done > Told.NAMED]
        _tell_by_count(named, interventions)
    return named


def _with_entered(
    encounter: Encounter, texts: Texts, totals: list[Total], named: list[Named], places: Places
) -> tuple[tuple[DocumentedService, ...], dict[str, tuple[str, ...]]]:
    """The services entered and those named, one each, with the ids of each code."""
    own = {source.owner: anchors(source.segments) for source in texts.own}
    codes = {owner: {anchor.code for anchor in found} for owner, found in own.items()}
    unowned = partial(_spare, places, totals)
    services, ids = document(encounter.services, named, codes, texts.quote, totals, spare=unowned)
    services = with_refusals(services, texts)
    return tuple(self_named(one, own.get(one.id, ()), texts.quote) for one in services), ids


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


def _spare(places: Places, totals: list[Total]) -> list[int]:
    """Minutes of treatment that the notes state and neither a service nor a total takes."""
    return [one.minutes for source, found in places for one in spare(source.segments, found, totals)]
