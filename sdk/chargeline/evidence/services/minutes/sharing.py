"""A co-treatment whose minutes the note does not part between the disciplines: "Co-treat with OT, TA 30 min"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chargeline.evidence.readers.together import together
from chargeline.evidence.services.minutes.resting import Rest
from chargeline.evidence.services.minutes.shares import TITLE
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_SHARE = re.compile(
    rf"(?<!with )(?<!w/ )(?<!w/)\b(?:{TITLE})(?:[ \t]+(?:min(?:ute)?s?|time))?[ \t]*(?::|[x=-]?[ \t]*[0-9])"
    rf"|[0-9][ \t]*(?:min(?:ute)?s?\b\.?|')?[ \t]*(?:by|of|[/(])?[ \t]*\b(?:{TITLE})\b"
)
"""A discipline's own minutes, or a sentence of its own: "15 PT, 15 OT", "PT minutes 20", "OT: ADL training 20"."""


def shared(segments: list[Segment]) -> Iterator[Rest]:
    """Each co-treatment of today, where no minutes are told of it by discipline, nor by itself."""
    for segment in segments:
        told = list(together(segment)) if segment.section not in NOT_TREATMENT else []
        if not told or told[0].context or (segment.has("minutes") and not segment.has("services")):
            continue
        if _SHARE.search(segment.scan.text) is None:
            yield Rest(None, segment, told[0].start, told[0].end, "shared")
