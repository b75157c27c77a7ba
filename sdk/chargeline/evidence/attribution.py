"""Which service something belongs to: by its line, by the heading above it, or by what it is."""

from __future__ import annotations

from chargeline.evidence.anchors import Anchor
from chargeline.evidence.finding import Found
from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment

_BY_LINE = frozenset(
    {"exercise", "dose", "purpose", "mode", "activity", "adl", "rationale", "assistance", "area", "change"}
)
"""What belongs to the service of its line. Results, deficits, responses and plans speak of the whole visit."""


def blocks(parts: list[Segment], found: list[Anchor], ids: dict[str, tuple[str, ...]]) -> None:
    """Gives each segment the services of its line; a heading that stands alone speaks for the lines below it."""
    by_line: dict[int, list[Anchor]] = {}
    for anchor in found:
        by_line.setdefault(anchor.segment.line, []).append(anchor)
    standing: tuple[str, ...] = ()
    section, last = None, -1
    for segment in parts:
        here = by_line.get(segment.line)
        if segment.section != section or (not here and segment.line - last > 1):
            standing, section = (), segment.section
        if here:
            before = [a for a in here if a.segment.i <= segment.i] or here
            segment.services = ids.get(before[-1].code, ())
            standing = segment.services if _alone(here, segment) else ()
        else:
            segment.services = standing
        last = segment.line


def _alone(here: list[Anchor], segment: Segment) -> bool:
    """Whether a line holds a heading and its minutes only."""
    anchor = here[0]
    if len({a.code for a in here}) > 1 or anchor.segment is not segment:
        return False
    rest = [hit for hit in segment.hits if "services" not in hit.entries and not _minutes(hit)]
    words = segment.j - segment.i
    return words <= 14 and not any({"exercises", "activities", "dose"}.intersection(hit.entries) for hit in rest)


def _minutes(hit: Hit) -> bool:
    quantity = hit.quantity
    return quantity is not None and quantity.kind in ("minutes", "number", "units")


def attribute(one: Found, services: tuple[DocumentedService, ...]) -> tuple[str, ...]:
    """The services that a finding belongs to; none when it speaks of the whole visit."""
    if one.kind not in _BY_LINE:
        return ()
    if one.segment.services:
        return one.segment.services
    if one.codes:
        return tuple(service.id for service in services if (service.code or service.named) in one.codes)
    return ()
