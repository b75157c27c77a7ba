"""What of daily life is done no more, or less of it than before."""

from __future__ import annotations

from collections.abc import Sequence

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def given_up(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Doesn't climb at recess", "walks only to the mailbox, used to do 2 miles"."""
    left = next((hit for hit in life if _is_not_done(segment, hit)), None)
    return left or (life[0] if life and _is_less_than_it_was(segment) else None)


def _is_not_done(segment: Segment, hit: Hit) -> bool:
    words = segment.scan.words
    before = [word for word in words[max(segment.i, hit.i - 3) : hit.i] if word not in _ALSO]
    return before[-1:] != [] and (before[-1] in _DOES_NOT or before[-2:] in (["does", "not"], ["do", "not"]))


_DOES_NOT = word_set("doesn't don't won't")
_ALSO = word_set("even really yet ever usually always")


def _is_less_than_it_was(segment: Segment) -> bool:
    """What somebody used to do, told behind what is done now or beside a word of less."""
    words = segment.scan.words[segment.i : segment.j]
    used = next((k for k in range(len(words)) if words[k : k + 2] == ["used", "to"]), None)
    return used is not None and (not _LESS.isdisjoint(words) or (used > 2 and words[used - 1] in (",", "-", "(")))


_LESS = word_set("only now but just barely anymore hardly")
