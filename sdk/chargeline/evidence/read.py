"""Reading an encounter: every note and every service's text, once."""

from __future__ import annotations

from chargeline.evidence.anchors import anchors
from chargeline.evidence.lexicon import Lexicon
from chargeline.evidence.reading import Mention, Reading, Stated
from chargeline.evidence.scan import Scan
from chargeline.evidence.services import document, name_services
from chargeline.evidence.signature import signatures
from chargeline.evidence.structure import Segment, segments
from chargeline.evidence.totals import Total, totals
from chargeline.model import Encounter, Evidence, NoteSpan, ServiceSpan


def read(encounter: Encounter, lexicon: Lexicon) -> Reading:
    """What the encounter's notes and its services' texts say. Same input, same reading; nothing is ever raised."""
    sources: dict[int, tuple[str, bool]] = {}
    notes: list[Segment] = []
    for note in encounter.notes:
        notes += _parse(note.text, note.id, True, lexicon, sources)
    own: dict[str, list[Segment]] = {
        service.id: _parse(service.text, service.id, False, lexicon, sources) for service in encounter.services
    }

    def quote(segment: Segment, start: int, end: int) -> Evidence:
        owner, is_note = sources[id(segment.scan)]
        text = segment.scan.text[start:end]
        if is_note:
            return NoteSpan(note=owner, start=start, end=end, text=text)
        return ServiceSpan(service=owner, start=start, end=end, text=text)

    named = name_services(anchors(notes))
    codes = {id_: {a.code for a in anchors(parsed)} for id_, parsed in own.items()}
    services = document(encounter.services, named, codes, quote)
    stated = totals(notes)
    mentions = [
        Mention(kind="signature", name=one.role, evidence=quote(one.segment, one.start, one.end))
        for one in signatures(notes)
    ]
    return Reading(
        services=services,
        mentions=tuple(mentions),
        timed_total=tuple(_stated(t, quote(t.segment, t.start, t.end)) for t in stated if t.which == "timed"),
        treatment_total=tuple(_stated(t, quote(t.segment, t.start, t.end)) for t in stated if t.which == "total"),
        by_kind=_by_kind(mentions),
    )


def _parse(
    text: str, owner: str, is_note: bool, lexicon: Lexicon, sources: dict[int, tuple[str, bool]]
) -> list[Segment]:
    scan = Scan(text, lexicon)
    sources[id(scan)] = (owner, is_note)
    return segments(scan)


def _stated(total: Total, evidence: Evidence) -> Stated:
    return Stated(minutes=total.minutes, evidence=evidence)


def _by_kind(mentions: list[Mention]) -> dict[str, tuple[Mention, ...]]:
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.kind, []).append(mention)
    return {kind: tuple(same) for kind, same in found.items()}
