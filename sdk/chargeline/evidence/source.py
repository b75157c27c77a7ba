"""A text that is read: a note's, or a service's own."""

from __future__ import annotations

from datetime import date

from chargeline.evidence.text.legible import illegible
from chargeline.evidence.text.phrases import Lexicon
from chargeline.evidence.text.scan import Scan
from chargeline.evidence.text.structure import Segment, segments
from chargeline.model import Evidence, NoteSpan, ServiceSpan


class Source:
    """A text that is read, and how to quote it: a note's, or a service's own. Of an illegible note nothing is read."""

    __slots__ = ("illegible", "note", "owner", "segments")

    def __init__(self, owner: str, text: str, note: bool, lexicon: Lexicon, day: date | None = None) -> None:
        scan = Scan(text, lexicon)
        self.owner, self.note = owner, note
        self.illegible = illegible(scan) if note else None
        self.segments = [] if self.illegible else segments(scan, day)

    def quote(self, segment: Segment, start: int, end: int) -> Evidence:
        """The words from `start` to `end`, exactly as given."""
        text = segment.scan.text[start:end]
        if self.note:
            return NoteSpan(note=self.owner, start=start, end=end, text=text)
        return ServiceSpan(service=self.owner, start=start, end=end, text=text)
