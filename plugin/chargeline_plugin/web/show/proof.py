"""Evidence, reasons and sources as the page shows them; and the note cut where evidence begins and ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chargeline.model import AnswerGiven, Because, Citation, Evidence, FieldValue, NoteSpan, Report, ServiceSpan
from chargeline_plugin.visit.visit import NoteSeen
from chargeline_plugin.web.show import words
from chargeline_templates.pieces import Quote, Reason, Segment, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Which highlight a stretch of a note has: notes by their place on the page."""

    places: Mapping[str, int]

    @classmethod
    def of(cls, notes: Sequence[NoteSeen]) -> Anchors:
        return cls(places={note.id: place for place, note in enumerate(notes)})

    def at(self, note: str, start: int) -> str | None:
        """The id of the highlight that begins there, None when the note is not on the page."""
        return f"ev-{self.places[note]}-{start}" if note in self.places else None


def quote(evidence: Evidence, anchors: Anchors) -> Quote:
    """One piece of evidence."""
    match evidence:
        case NoteSpan(note=note, start=start, text=text):
            return Quote(text=text, target=anchors.at(note, start))
        case ServiceSpan(text=text):
            return Quote(text=text, target=None)
        case FieldValue(field=field, value=value):
            return Quote(text=f"{field.rpartition('/')[2].replace('_', ' ')}: {value}", target=None)
        case AnswerGiven():
            return Quote(text="your answer", target=None)


def quotes(evidence: Iterable[Evidence], anchors: Anchors) -> tuple[Quote, ...]:
    """Words once each, where they first stand, at most six pieces: the rest is highlighted in the note.

    Of an empty note there is nothing to show.
    """
    shown: dict[str, Quote] = {}
    for piece in evidence:
        if not _is_blank(piece):
            one = quote(piece, anchors)
            shown.setdefault(one.text.casefold(), one)
    return tuple(shown.values())[:6]


def _is_blank(piece: Evidence) -> bool:
    match piece:
        case FieldValue(value=value):
            return value == ""
        case NoteSpan(text=text):
            return not text.strip()
    return False


def source(citation: Citation | None) -> Source | None:
    """A citation; only an https address becomes a link."""
    if citation is None:
        return None
    url = citation.url if citation.url and citation.url.startswith("https://") else None
    return Source(text=citation.source, url=url, dated=citation.dated, verified=citation.verified)


def reasons(because: Iterable[Because], anchors: Anchors) -> tuple[Reason, ...]:
    """The steps of a reason."""
    return tuple(
        Reason(message=step.message, source=source(step.citation), quotes=quotes(step.evidence, anchors))
        for step in because
    )


def segments(note: NoteSeen, report: Report | None, anchors: Anchors) -> tuple[Segment, ...]:
    """The note's text cut where evidence begins and ends. Overlaps are cut too, so that every evidence has a start."""
    spans = [] if report is None else sorted(set(_spans(note.id, report)))
    cuts = sorted({0, len(note.text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    return tuple(_segment(note, start, end, spans, anchors) for start, end in pairwise(cuts))


def _segment(note: NoteSeen, start: int, end: int, spans: Sequence[tuple[int, int, str]], anchors: Anchors) -> Segment:
    proves = dict.fromkeys(what for begin, until, what in spans if begin <= start and end <= until)
    target = anchors.at(note.id, start) if proves else None
    return Segment(text=note.text[start:end], target=target, proves=", ".join(proves))


def _spans(note: str, report: Report) -> Iterator[tuple[int, int, str]]:
    for what, evidence in _evidence(report):
        if isinstance(evidence, NoteSpan) and evidence.note == note and evidence.start < evidence.end:
            yield evidence.start, evidence.end, what


def _evidence(report: Report) -> Iterator[tuple[str, Evidence]]:
    for element in report.elements:
        yield from ((words.element(element.element), piece) for piece in element.evidence)
    for service in report.services:
        yield from ((service.code or service.suggested_code or "Service", piece) for piece in service.evidence)
    for line in report.charge_lines:
        yield from ((line.code, piece) for step in line.because for piece in step.evidence)
    for alert in report.alerts:
        yield from ((" ".join(alert.codes) or "Alert", piece) for piece in alert.evidence)
