"""What the text of an entered service names, and where the notes say that it was not given."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chargeline.evidence.readers.finding import clause
from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.services.documented import Quote
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.services.not_given.denied import denied_by_code
from chargeline.evidence.services.not_given.withheld import withheld
from chargeline.evidence.source import Texts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def self_named(service: DocumentedService, own: Sequence[Anchor], quote: Quote) -> DocumentedService:
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


def with_refusals(services: tuple[DocumentedService, ...], texts: Texts) -> tuple[DocumentedService, ...]:
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
