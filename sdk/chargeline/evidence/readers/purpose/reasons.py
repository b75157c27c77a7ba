"""What fails, told before what was therefore done: "quad lag, so SLR", "tight -> stretch"."""

from __future__ import annotations

from collections.abc import Sequence

from chargeline.evidence.readers.function.deficits import lacks
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

THEREFORE = listed("therefore")
_NO_REASON = word_set("that he she they pt far much as long")
"""What follows "so" where it gives no reason: "so that", "so he can", "so far"."""
_EASED = listed("eased off")
_WORKED = word_set("worked practiced practised trained drilled chose picked went added tried")
_REACH = 10
"""Words from "so" to what was done."""


def led_to(segment: Segment, done: Sequence[Hit]) -> tuple[Hit, Hit] | None:
    """What fails and what was therefore done; `done` are the hits of treatment. Of unnamed work, what fails."""
    words = segment.scan.words
    if THEREFORE.isdisjoint(segment.said) or segment.section in NOT_TREATMENT:
        return None
    for k in range(segment.i + 1, segment.j - 1):
        if words[k] not in THEREFORE or words[k + 1] in _NO_REASON or (words[k] == ">" and words[k - 1] not in "-="):
            continue
        failing = _failing_before(segment, k)
        then = next((hit for hit in done if k < hit.i <= k + _REACH), None)
        then = then or (failing if not _WORKED.isdisjoint(words[k + 1 : k + 4]) else None)
        if failing is not None and then is not None and _EASED.isdisjoint(words[k : max(then.j, k + 4)]):
            return failing, then
    return None


def _failing_before(segment: Segment, k: int) -> Hit | None:
    """The last thing before a token that names a deficit or a fault."""
    before = [hit for hit in segment.all("deficits", "lacking", "faults", "limits") if hit.j <= k]
    return next((hit for hit in reversed(before) if _fails(segment, hit)), None)


def _fails(segment: Segment, hit: Hit) -> bool:
    seen = "faults" in hit.entries and hit.entries["faults"].more == "seen"
    return seen or not hit.entries.keys().isdisjoint(("deficits", "limits")) or bool(lacks(segment, hit))


def stopped(segment: Segment, aim: Hit) -> bool:
    """Whether the cause tells why something was cut short or put off, not why it was done."""
    first = segment.i if aim.i == segment.i else max(segment.i, aim.i - _NEAR)
    last = segment.j if aim.i == segment.i else aim.i
    parts = {part.j for part in segment.kinds.get("body", ())}
    return any(segment.scan.words[k] in _ENDED and k not in parts for k in range(first, last))


_NEAR = 6
_ENDED = listed("stopped")
