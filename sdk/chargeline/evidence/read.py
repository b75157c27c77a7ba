"""Reading an encounter: every note and every service's text, once."""

from __future__ import annotations

from chargeline.evidence.mentions import mentions_of
from chargeline.evidence.reading import Denied, Mention, Reading
from chargeline.evidence.services.codes.classify import Spoken
from chargeline.evidence.services.codes.interventions import Interventions
from chargeline.evidence.services.given import Given, given_services
from chargeline.evidence.services.minutes.alongside import alongside
from chargeline.evidence.services.minutes.totals import totals
from chargeline.evidence.services.names.anchors import Places
from chargeline.evidence.services.not_given.called_off import called_off, given
from chargeline.evidence.services.not_given.taken_back import Named, taken_back
from chargeline.evidence.services.not_given.undone import LONGEST_NAME, undone
from chargeline.evidence.source import Source, Texts
from chargeline.evidence.text.phrases import Lexicon
from chargeline.evidence.visit import rested, said, stated, times
from chargeline.model import Encounter


def read(encounter: Encounter, lexicon: Lexicon, interventions: Interventions | None = None) -> Reading:
    """What the encounter's notes and its services' texts say. Same input, same reading; nothing is ever raised.

    With `interventions`, services that the notes describe without naming them are told too, if none is entered.
    """
    texts = Texts.of(encounter, lexicon)
    notes = texts.notes
    told = [(total, source) for source in notes for total in totals(source.segments, encounter.date_of_service)]
    found = given_services(encounter, texts, [total for total, _ in told], interventions)
    mentions = mentions_of(texts, found.services)
    return Reading(
        services=found.services,
        mentions=tuple(mentions),
        timed_total=tuple(stated(total, source) for total, source in told if total.which == "timed"),
        treatment_total=tuple(stated(total, source) for total, source in told if total.which == "total"),
        by_kind=_by_kind(mentions),
        said=tuple(said(source, named, found.ids, encounter.discipline) for source, named in found.places),
        attended=times(notes),
        rested=rested(notes, found.services, encounter),
        unread={source.owner: source.illegible for source in notes if source.illegible},
        denied=_denied(found.places, encounter.discipline)
        + _taken_back(found)
        + _undone(found, texts, interventions, encounter.discipline),
        joint=found.joint,
        spoken=_spoken(notes, interventions, encounter.discipline),
        alongside=tuple(alongside(found.places, found.ids)),
    )


def _denied(places: Places, discipline: str) -> tuple[Denied, ...]:
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


def _taken_back(told: Given) -> tuple[Denied, ...]:
    """Where the notes take back what they tell; not of services that they name nowhere else than below."""
    found = []
    taken = [list(taken_back(source.segments)) for source, _ in told.places]
    if not any(taken):
        return ()
    named = [(source, Named(anchors_)) for source, anchors_ in told.places]
    codes = dict.fromkeys(code for _, one in named for code in one.first)
    for (source, own), backs in zip(named, taken, strict=True):
        others = {code for _, one in named if one is not own for code in one.first}
        for back in backs:
            reached = back.reached(own) | {code for code in others if not back.spares_elsewhere(code)}
            but = [id_ for code in codes if code not in reached for id_ in told.ids.get(code, ())]
            quoted = source.quote(back.segment, back.start, back.end)
            found.append(Denied(quoted, whole=True, doubted=True, but=tuple(dict.fromkeys(but))))
    return tuple(found)


def _undone(told: Given, texts: Texts, interventions: Interventions | None, discipline: str) -> tuple[Denied, ...]:
    """Services entered by no more than a name, of which the notes tell nothing but what was not done."""
    entered = (one for one in told.services if one.origin == "input" and len(one.text.split()) <= LONGEST_NAME)
    silent = {one.code: one.id for one in entered if one.code and not one.evidence}
    if not silent or interventions is None:
        return ()
    found = undone(silent.keys(), texts.notes, interventions.of(discipline), discipline)
    return tuple(
        Denied(words, whole=True, doubted=True, but=tuple(one.id for one in told.services if one.id != silent[code]))
        for code, words in found.items()
    )


def _spoken(notes: list[Source], interventions: Interventions | None, discipline: str) -> dict[str, Spoken]:
    """The words of each note as its discipline's interventions have them."""
    return {source.owner: source.spoken(interventions.of(discipline)) for source in notes} if interventions else {}


def _by_kind(mentions: list[Mention]) -> dict[str, tuple[Mention, ...]]:
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.kind, []).append(mention)
    return {kind: tuple(same) for kind, same in found.items()}
