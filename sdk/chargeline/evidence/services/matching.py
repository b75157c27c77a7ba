"""Which services that a note names are those entered, and which are services of their own."""

from __future__ import annotations

from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.services.minutes.units import has_units
from chargeline.evidence.services.names.named import Named
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.services.names.told import is_next, is_told
from chargeline.evidence.text.forms import past_box
from chargeline.evidence.text.lists import word_set
from chargeline.model import Service


def matched(services: tuple[Service, ...], named: list[Named], own: dict[str, set[str]]) -> dict[str, Named]:
    """Each named service to the one input service that it is: by code, else by the name in its text."""
    found: dict[str, Named] = {}
    for one in named:
        for same in (
            [s for s in services if s.code == one.code],
            [s for s in services if one.code in own.get(s.id, ())],
        ):
            free = [s for s in same if s.id not in found]
            if len(free) == 1 and len(same) == 1:
                found[free[0].id] = one
                break
    return found


def is_own_service(one: Named, services: list[DocumentedService], known_codes: set[str], total: int | None) -> bool:
    """Whether a note documents a service of its own: said firmly and, when the input lists services, timed beside them.

    It is none of theirs under another name, and its minutes fit into the time stated for the visit.
    """
    if one.aided or not one.performed or not any(anchor.firm for anchor in one.anchors):
        return False
    minutes = one.minutes[0]
    told = [minutes] if minutes is not None else [*one.disagreeing, *(some.minutes for some in one.unsettled)]
    if not services:
        return one.coded or bool(told) or any(map(_is_heading, one.anchors))
    if not told or any(_kin(one.code, code) for code in known_codes):
        return False
    if any(service.minutes in told for service in services) or not any(_is_listed(a) for a in one.anchors):
        return False
    return total is None or (minutes or 0) + sum(service.minutes or 0 for service in services) <= total


_KIN = (
    {"97129", "97130"},
    {"97014", "G0283", "97032"},
    {"97760", "97761", "97763"},
    {"97140", "97124"},
    {"97161", "97162", "97163", "97164"},
    {"97165", "97166", "97167", "97168"},
    {"97545", "97546"},
    {"90901", "90912", "90913"},
    {"97550", "97551", "97552"},
    {"20560", "20561"},
    {"92507", "92521", "92522", "92523", "92524"},
    {"92526", "92610"},
)
"""Codes that may stand for one and the same service, so that a note's name for it adds none to the other's line."""


def _kin(code: str, other: str) -> bool:
    return code == other or any(code in family and other in family for family in _KIN)


def _is_listed(anchor: Anchor) -> bool:
    """Whether a place lists a service with its minutes: its code, or a name before which only such stand."""
    if not (anchor.minutes or anchor.joint or anchor.doubted):
        return False
    return anchor.coded or _only(anchor, _LEADING, "services", "totals", "performers", "labels", "quantity")


def _only(anchor: Anchor, leading: frozenset[str], *kinds: str) -> bool:
    """Whether nothing but hits of some kinds, words of a list and signs stand before a name in its segment."""
    segment, words = anchor.segment, anchor.segment.scan.words
    told = {k for hit in segment.all(*kinds) for k in range(hit.i, hit.j)}
    before = range(past_box(segment), anchor.hit.i)
    return all(k in told or not words[k][0].isalnum() or words[k] in leading for k in before)


_LEADING = word_set(
    "and of for with then plus also min minutes x pt patient client seen received treated treatment tx included"
    " consisted performed completed today spent on by was were provided skilled individual in to o"
)


def _is_heading(anchor: Anchor) -> bool:
    """Whether a place puts the name at the head of a line, among those given, or beside its units."""
    segment, hit = anchor.segment, anchor.hit
    return (
        _only(anchor, _AND, "services")
        or is_told(segment, hit)
        or is_next(segment, hit)
        or has_units(segment, hit, anchor.last)
    )


_AND = frozenset({"and"})
