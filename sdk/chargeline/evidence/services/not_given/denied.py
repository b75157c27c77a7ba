"""A service's name of which a clause says that it was not given: "No manual today", "MT: hold", "no time for MT".

Contexts tell what a "no" or a "held" may reach. This asks for more: that they speak of the bare name, of no side of a
patient, of no part of the service and of nothing else that its word begins ("no manual cues", "no gait deviations").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from chargeline.evidence.reading import LATER, OTHER_DAY
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_REACH = 60
"""Code points before and behind a name that are looked at."""
_GIVE = r"(?:do|perform|provide|complete|give|get to|receive|have|address)"
_OPENS = re.compile(
    r"(?:\A|[^a-z])(?:no|skip(?:ped|ping)?|omit(?:ted)?|defer(?:red)?|h[eo]ld(?:ing)?|cancel(?:l?ed)|cx'?d"
    r"|(?<!not )(?:refus|declin)(?:ed|es|ing)(?! (?:further|other))"
    rf"|(?:did|could|was|were)(?:n't| not)(?: able to)? {_GIVE}|(?:unable|not able) to {_GIVE}"
    r"|(?:out of|no|not enough|insufficient|lack of) time (?:left )?(?:for|to do))"
    r" (?:any |the |further |other )?(?:[a-z-]+ ?(?:/|,|\bor\b|\band\b|&) ?){0,3}\Z"
)
_KIND = r"(?: ?\b(?:therapy|tx|treatment|training|work|techniques?|portion|interventions?|session)\b)*"
_REASON = (
    r"today|(?:this|at this) (?:visit|session|date|time|tx)|due|secondary|2/2|d/t|because|since|per|until|as|given"
    r"|by (?:pt|patient|clinic)\b|for (?:now|today|time)|again|[wn]eeded|indicated|performed|provided|completed|done"
)
_CLOSES = re.compile(rf"{_KIND} ?(?:\Z|[.;)(\n]|- |(?:{_REASON})\b)")
_ENDS_IN_A_LIST = re.compile(r" ?(?:/|,|\bor\b|\band\b|&) ?")
_STOPPED = re.compile(
    rf"{_KIND} ?[:=-]? ?(?:(?:was|were|is|on|today|again|remains|has been|session) )*"
    r"(?:hold|held|deferred|skipped|omitted|cancell?ed|none|withheld|d/c'?d|dc'd|discontinued"
    r"|not (?:yet )?(?:done|performed|given|provided|completed|needed|indicated|addressed)"
    r"|not (?:yet )?(?:started|begun|initiated)(?! until))"
    rf" ?(?:\Z|[.;,)(\n]|- |(?:{_REASON})\b)"
)


def refused(segment: Segment, hit: Hit) -> bool:
    """Whether a clause says of a name, and of nothing more, that what it names was not given."""
    if segment.section in NOT_TREATMENT or segment.has("cues", "assistance"):
        return False
    folded = segment.scan.folded
    behind = folded[hit.end : min(segment.end, hit.end + _REACH)]
    if _STOPPED.match(behind):
        return True
    before = folded[max(segment.start, hit.start - _REACH) : hit.start]
    return _OPENS.search(before) is not None and (_CLOSES.match(behind) is not None or _goes_on(segment, hit, behind))


def is_of_a_side(segment: Segment, hit: Hit) -> bool:
    """Whether a name is said of one side, a part of the service: "no manual therapy to L"."""
    return _SIDE.match(segment.scan.folded[hit.end : min(segment.end, hit.end + _REACH)]) is not None


_SIDE = re.compile(r" (?:to|on|for|at|over) (?:the )?(?:l|r|left|right)\b")


def _goes_on(segment: Segment, hit: Hit, behind: str) -> bool:
    """Whether a list goes on to another service: "No STM/mobs today"."""
    link = _ENDS_IN_A_LIST.match(behind)
    return link is not None and any(other.start == hit.end + link.end() for other in names(segment))


def names(segment: Segment) -> list[Hit]:
    """What names a service or a technique done to the patient, in order; short words too, "mobs", "traction"."""
    scan = segment.scan
    known = segment.all("services", "techniques")
    if _SHORT.keys().isdisjoint(segment.said):
        return known
    taken = {k for hit in known for k in range(hit.i, hit.j)}
    short = (k for k in range(segment.i, segment.j) if scan.words[k] in _SHORT and k not in taken)
    return sorted([*known, *(Hit(scan.starts[k], scan.ends[k], k, k + 1, {}) for k in short)], key=lambda hit: hit.i)


BY_HAND = frozenset({"97140", "97124"})
"""Services that a note may tell of by what was done with the hands."""
_SHORT = dict.fromkeys(("mob", "mobs", "mobilization", "mobilizations"), BY_HAND) | {"traction": frozenset({"97012"})}


def denied_by_code(code: str, notes: Iterable[Segment]) -> tuple[Segment, Hit] | None:
    """Where a note says that the service of a code was not given, if it says so of all that names the service.

    One technique of several is a part of a service: without the service's name, two must be denied.
    """
    first: tuple[Segment, Hit] | None = None
    said = 0
    for segment in notes:
        for hit in names(segment):
            weight = _weight(code, segment, hit)
            if not weight or contexts(segment, hit) & (LATER | OTHER_DAY):
                continue
            if not refused(segment, hit):
                return None
            first, said = first or (segment, hit), said + weight
    return first if said >= _WHOLE else None


_WHOLE = 2
_NAME, _TECHNIQUE = 2, 1


def _weight(code: str, segment: Segment, hit: Hit) -> int:
    """How much of a service's name a hit is: all of it, one technique, or nothing."""
    service, technique = hit.entries.get("services"), hit.entries.get("techniques")
    if service is not None:
        return _NAME if service.more.partition(" ")[0] == code else 0
    if technique is not None:
        return _TECHNIQUE if technique.more == "manual" and code in BY_HAND else 0
    if code not in _SHORT[segment.scan.words[hit.i]]:
        return 0
    return _TECHNIQUE if code in BY_HAND else _NAME
