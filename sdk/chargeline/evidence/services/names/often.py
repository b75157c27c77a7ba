"""How often a service is done, said beside its name: that is practice at home, "TE 15 min daily", "daily massage"."""

from __future__ import annotations

from chargeline.evidence.services.names.away import AIMS, DOING
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_OFTEN = word_set("daily nightly weekly bid tid qd night evening evenings mornings")
_ALWAYS_SAID_OF_A_DEED = word_set("bid tid qd evenings mornings")
_GOES_ON = DOING | word_set("at in for to so per until when before after prn as or if")
"""What may stand behind a word that says how often; a noun makes it an adjective, "daily activities"."""
_AT_HOME = word_set("home hep practice use")
_OF_NAME = DOING | word_set("home hep use of self")
"""What may stand between such a word and the name behind it."""
_PARTS = AIMS | word_set(", ; ( w with that which who where while but because since due d/t 2/2")


def says_often(segment: Segment) -> bool:
    """Whether any word says how often something is done."""
    return not _OFTEN.isdisjoint(segment.said)


def is_often(segment: Segment, hit: Hit) -> bool:
    """Whether a word says of a name how often it is done, in the name's own part of the sentence."""
    if not says_often(segment):
        return False
    words = segment.scan.words
    said = (k for k in range(segment.i, segment.j) if words[k] in _OFTEN)
    return any(_leads(segment, k, hit) if k < hit.i else _follows(segment, hit, k) for k in said)


def _leads(segment: Segment, often: int, hit: Hit) -> bool:
    """Whether it stands right before the name: "daily home TE"; in a title it does not, "Daily note: TE"."""
    return all(word in _OF_NAME for word in segment.scan.words[often + 1 : hit.i])


def _follows(segment: Segment, hit: Hit, often: int) -> bool:
    """Whether it says how often a deed is done, and no other thing stands between: "TE 15 min, stretches daily"."""
    words = segment.scan.words
    behind = words[often + 1] if often + 1 < segment.j else ""
    deed = words[often] in _ALWAYS_SAID_OF_A_DEED or not behind[:1].isalpha() or behind in _GOES_ON
    parted = max((k for k in range(hit.j, often) if words[k] in _PARTS), default=None)
    if parted is None:
        return deed or behind in _AT_HOME
    return deed and all(word in DOING or not word[0].isalpha() for word in words[parted + 1 : often])
