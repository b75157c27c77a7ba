"""The texts of an encounter that are read: its notes', and its services' own."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from chargeline.evidence.services.codes.classify import Spoken
from chargeline.evidence.services.codes.interventions import Vocabulary
from chargeline.evidence.text.legible import illegible
from chargeline.evidence.text.phrases import Lexicon
from chargeline.evidence.text.scan import Scan
from chargeline.evidence.text.structure import Segment, segments
from chargeline.model import Encounter, Evidence, NoteSpan, ServiceSpan


class Source:
    """A text that is read, and how to quote it: a note's, or a service's own. Of an illegible note nothing is read."""

    __slots__ = ("_spoken", "illegible", "note", "owner", "segments", "text")

    def __init__(self, owner: str, text: str, note: bool, lexicon: Lexicon, day: date | None = None) -> None:
        scan = Scan(text, lexicon)
        self.owner, self.text, self.note = owner, text, note
        self.illegible = illegible(scan) if note else None
        self.segments = [] if self.illegible else segments(scan, day)
        self._spoken: Spoken | None = None

    def spoken(self, vocabulary: Vocabulary) -> Spoken:
        """Its words as the vocabulary of the visit's discipline has them, folded once they are asked for."""
        if self._spoken is None:
            self._spoken = Spoken(self.text, vocabulary)
        return self._spoken

    def quote(self, segment: Segment, start: int, end: int) -> Evidence:
        """The words from `start` to `end`, exactly as given."""
        text = segment.scan.text[start:end]
        if self.note:
            return NoteSpan(note=self.owner, start=start, end=end, text=text)
        return ServiceSpan(service=self.owner, start=start, end=end, text=text)


class Texts(NamedTuple):
    """All of them; `sources` tells from which one a scan was made, so that its words can be quoted."""

    notes: list[Source]
    own: list[Source]
    sources: dict[int, Source]

    @classmethod
    def of(cls, encounter: Encounter, lexicon: Lexicon) -> Texts:
        """Every note of the encounter, and every service that has words."""
        notes = [Source(note.id, note.text, True, lexicon, encounter.date_of_service) for note in encounter.notes]
        own = [Source(service.id, service.text, False, lexicon) for service in encounter.services if service.text]
        sources = {id(segment.scan): source for source in (*notes, *own) for segment in source.segments[:1]}
        return cls(notes, own, sources)

    def quote(self, segment: Segment, start: int, end: int) -> Evidence:
        """The words of a segment, exactly as given, and where they stand."""
        return self.sources[id(segment.scan)].quote(segment, start, end)
