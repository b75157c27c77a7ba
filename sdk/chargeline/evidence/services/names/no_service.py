"""A word that may name a service and names something else here: a part of the body, money, an aim, a discipline."""

from __future__ import annotations

import re

from chargeline.evidence.services.codes.classify import GROUPS
from chargeline.evidence.services.names.headings import is_heading
from chargeline.evidence.services.people.patients import is_of_muscles
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import WALK, Hit
from chargeline.evidence.text.structure import Segment


def is_no_service(segment: Segment, hit: Hit, row: bool, before: Hit | None) -> bool:
    """Whether a word that may name a service names something else here: a part of the body, money, what one is for.

    `before` is the last name of a service before it in its segment.
    """
    code, _, heading = hit.entries["services"].more.partition(" ")
    if _is_discipline(segment, hit):
        return True
    if not heading:
        return False
    if not row and not is_heading(segment, hit):
        return True
    if code in GROUPS and (segment.has("one_on_one") or is_of_muscles(segment.scan.folded, hit.start)):
        return True  # a form's "Group/individual: individual"
    if code == WALK and _is_found(segment, hit):
        return True
    return _is_of_body(segment, hit) or _is_no_name(segment, hit) or _is_aim(segment, hit, before)


def _is_found(segment: Segment, hit: Hit) -> bool:
    """Whether a colon opens what was seen of the gait and nothing was done: "Gait: antalgic, decreased R stance"."""
    words = segment.scan.words
    if words[hit.j : hit.j + 1] != [":"] or segment.section == "treatment" or segment.has(*_TREATING):
        return False
    seen = any(one.i == hit.j + 1 for one in segment.all("deficits", "faults"))
    if not seen or not _DEEDS.isdisjoint(segment.said):
        return False
    return _TIMED.match(segment.scan.folded, segment.end, segment.end + _FAR) is None


_TREATING = ("quantity", "cues", "skills", "assistance", "techniques", "exercises", "activities", "aims")
_DEEDS = word_set(
    "trained practiced practised worked instructed cued focused addressed performed completed treated training drills"
)
_TIMED = re.compile(r"[^\n]*[0-9] ?(?:min|')|[^\n]*\n\W*(?:(?:time|duration|minutes)\b\W*)?[0-9]+ ?(?:min|'|\n|\Z)")
"""Minutes on the rest of the line, or alone on the next one, are those of what was done about the finding."""
_FAR = 200


def _is_of_body(segment: Segment, hit: Hit) -> bool:
    """Whether capitals behind a side are a part of the body: "R GT mobs" (trochanter), "L TA" (tibialis)."""
    before = segment.scan.words[hit.i - 1] if hit.i > segment.i else ""
    return before in _SIDES and hit.end - hit.start <= _CAPITALS


def _is_no_name(segment: Segment, hit: Hit) -> bool:
    """Whether a word is money ("cancel fee", "WC claim"), or a discipline before its service: "ST: dysphagia tx"."""
    written, after = segment.scan.folded[hit.start : hit.end], segment.scan.words[hit.j : hit.j + 1]
    opens = written == "st" and after == [":"]
    paid = written == "fee" or (written == "wc" and not _OF_CLAIMS.isdisjoint(after))
    return paid or (opens and any(other.i > hit.j for other in segment.kinds["services"]))


_OF_CLAIMS = word_set("visit claim claims case adjuster carrier insurance payer injury patient pt auth authorization")


def _is_aim(segment: Segment, hit: Hit, before: Hit | None) -> bool:
    """Whether a word tells what the service before it was for, and has no minutes: "TE 20 min for gait and stairs"."""
    if before is None:
        return False
    words = segment.scan.words
    aim = next((k for k in range(hit.i - 1, before.j - 1, -1) if words[k] in _ENDS_AIM), None)
    if aim is None or words[aim] != "for":
        return False
    return not any(aim < one.i <= hit.j + _BESIDE for one in segment.kinds.get("minutes", ()))


_ENDS_AIM = word_set("for , ; +")
_BESIDE = 2


def _is_discipline(segment: Segment, hit: Hit) -> bool:
    """Whether a discipline's name stands right before that of its service: "Speech therapy cognitive treatment"."""
    written = segment.scan.folded[hit.start : hit.end]
    return written == "speech therapy" and any(other.i == hit.j for other in segment.kinds["services"])


_SIDES = frozenset({"r", "l", "rt", "lt", "right", "left"})
_CAPITALS = 2
