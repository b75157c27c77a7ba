"""What stands printed in a form and nobody filled in: "[ ] MT", not "[x] TE"; a label with a blank, "US: ____ min"."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chargeline.evidence.text.scan import Scan
    from chargeline.evidence.text.structure import Segment

_BLANKS = ("[]", "[ ]", "__", "☐")
_BOX = re.compile(r"\[ ?(?P<tick>[x*✓✔]?) ?\]|☐|[☑☒]")
_LINE = re.compile(r"_{2,}")


def mark_unfilled(scan: Scan, parts: list[Segment]) -> None:
    """Tells each segment which of its tokens are a form's own words, in a note that has any blank at all."""
    if not any(blank in scan.folded for blank in _BLANKS):
        return
    for part in parts:
        part.unfilled = tuple(_unfilled(part))


def _unfilled(part: Segment) -> list[tuple[int, int]]:
    """The stretches of tokens behind a box without tick, and all words up to a blank line."""
    folded, places = part.scan.folded, part.scan.starts
    boxes = list(_BOX.finditer(folded, part.start, part.end))
    if not boxes:
        return [(part.i, part.j)] if _LINE.search(folded, part.start, part.end) else []
    open_ = [not (box["tick"] or box[0] in "☑☒") for box in boxes]
    if all(open_):
        return [(part.i, part.j)]
    ends = [box.start() for box in boxes[1:]] + [part.end]
    return [
        (bisect_left(places, box.start()), bisect_left(places, end))
        for box, end, empty in zip(boxes, ends, open_, strict=True)
        if empty
    ]


def past_box(segment: Segment) -> int:
    """The first token of a segment behind a box that is ticked: "[x] IFC 15 min"."""
    if segment.scan.words[segment.i] not in _OPENS_BOX:
        return segment.i
    box = _BOX.match(segment.scan.folded, segment.start, segment.end)
    ticked = box is not None and bool(box["tick"] or box[0] in "☑☒")
    return bisect_left(segment.scan.starts, box.end()) if box and ticked else segment.i


_OPENS_BOX = frozenset("[☑☒")
