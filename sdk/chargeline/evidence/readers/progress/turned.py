"""What was and what is now, set side by side in one sentence: "was step-to, now reciprocal", "CGA -> SBA"."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.finding import Asked, first_found, names_home
from chargeline.evidence.readers.progress.contrast import LABELLED, NOT_NOW
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def turned(segment: Segment) -> Hit | None:
    """The word that sets now against before, where neither is a dose, a rating, a plan or practice at home."""
    side = first_found(segment, _READERS)
    if side is None or segment.section in NOT_NOW or segment.label in LABELLED:
        return None
    if segment.has(*_OTHER) or names_home(segment):
        return None
    return None if any(one.entries["plans"].more != "frequency" for one in segment.kinds.get("plans", ())) else side


_OTHER = in_order("dose load times exercises")


def _levels(segment: Segment) -> Hit | None:
    """One amount of help, an arrow and another: "CGA -> SBA"."""
    words = segment.scan.words
    helped = segment.all("assistance", "cues")
    return next((one for one, other in pairwise(helped) if words[one.j : other.i] in _ARROWS), None)


_ARROWS = (["→"], ["-", ">"], ["=", ">"], [">"])


def _was_and_is(segment: Segment) -> Hit | None:
    """ "Was daily, now 1x/wk", "now on land; was in the pool": a clause that tells what was, and one with "now"."""
    if not segment.has(*_TOLD) or (segment.has("ratings") and not segment.has("often")):
        return None
    for now in segment.kinds.get("now", ()):
        was = next((k for k in range(segment.i, segment.j) if _tells_was(segment, k)), None)
        if was is None or abs(was - now.i) > _FAR:
            continue
        between = segment.scan.words[min(was, now.i) + 1 : max(was, now.i)]
        if not _PARTS.isdisjoint(between) and was + 1 < segment.j and len(between) > 1:
            return now
    return None


_TOLD = in_order("functions activities equipment limits often assistance cues quantity targets manners programme")
_FAR = 12
_PARTS = word_set(", ( but and while where")


def _tells_was(segment: Segment, k: int) -> bool:
    """Whether "was" tells a state, not what merely happened: "was seen", "was given"."""
    words = segment.scan.words
    opens = k == segment.i or words[k - 1] in _OPENING
    state = opens and words[k] in ("was", "were") and words[k + 1 : k + 2] != []
    return state and words[k + 1] not in _HAPPENED


_OPENING = word_set(", ( : ; - but and it which they where that")
_HAPPENED = listed("merely happened")


def _rather(segment: Segment) -> Hit | None:
    """ "Spasms now every other day rather than daily", "once a day now instead of 4"."""
    if not segment.has("now") or not segment.has(*_LIFE):
        return None
    words = segment.scan.words
    k = next((k for k in range(segment.i, segment.j - 1) if tuple(words[k : k + 2]) in _INSTEAD), None)
    counted = k is not None and any(0 <= one.i - k - 2 <= 1 for one in segment.all(*_COUNTED))
    return segment.kinds["now"][0] if counted else None


_LIFE = in_order("often cues assistance limits equipment functions measures")
_INSTEAD = (("instead", "of"), ("rather", "than"))
_COUNTED = in_order("often number seconds minutes cues assistance equipment")


def _often_from(segment: Segment) -> Hit | None:
    """How often, from how often: "pads down to 1/day from 3"."""
    words = segment.scan.words
    often = (one for one in segment.kinds.get("often", ()) if words[one.j : one.j + 1] in _FROM)
    return next((one for one in often if any(0 <= n.i - one.j - 1 <= 1 for n in segment.all("often", "number"))), None)


_FROM = (["from"], ["vs"], ["was"])


def _needed_before(segment: Segment) -> Hit | None:
    """ "Now on stairs without the rail, needed two rails before": a need that a "before" ends, and today."""
    words = segment.scan.words
    ends = (
        k for k in range(segment.i + 1, segment.j) if words[k] == "before" and not words[k + 1 : k + 2][0][0].isalnum()
    )
    if not segment.has("now") or not any(ends) or _LIMITED.isdisjoint(segment.said):
        return None
    return segment.kinds["now"][0]


_NEEDED = word_set("required needed used necessary")
_LIMITED = listed("limited then")


def _no_longer(segment: Segment) -> Hit | None:
    """ "No longer drops the pen": a fault that is over, told outside of treatment."""
    if segment.section in ("treatment", "objective") or segment.has("symptoms", "home"):
        return None
    words = segment.scan.words
    over = next((k for k in range(segment.i, segment.j - 2) if words[k : k + 2] == ["no", "longer"]), None)
    faults = segment.all("faults", "deficits") if over is not None else []
    if over is not None and words[over + 2] in _NEEDED:
        return next((one for one in segment.kinds.get("equipment", ()) if 0 <= over - one.j <= 1), None)
    return next((one for one in faults if over is not None and 0 <= one.i - over - 2 <= 2), None)


_READERS: tuple[Asked, ...] = (
    (word_set("→ >"), _levels),
    (word_set("was were"), _was_and_is),
    (word_set("instead rather"), _rather),
    (word_set("from vs was"), _often_from),
    (word_set("before"), _needed_before),
    (word_set("longer"), _no_longer),
)
