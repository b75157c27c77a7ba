"""What was given of a service that ended early: "TE 25 min was cut short at 12 min", "MT stopped after 10 min"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.names.naming import Anchor

_BEFORE = r"\b(?:was|were|is|but|had|to|be|and|then|session|treatment|tx|pt|patient|he|she|planned|scheduled)\b"
_ENDED = r"(?:cut|stopped|stop|ended|terminated|discontinued|halted|aborted|shortened|d/c(?:'?d)?)"
_MINUTES = r"(?:mins?|minutes?|m|')(?![\w'])"
_CUT = re.compile(
    rf"(?:[\s,.;:()\-–]|{_BEFORE})*\b{_ENDED}\b(?:\s+(?:short|early|prematurely|off|down))*"
    rf"(?:\s+(?:at|after|to)\s+(?:only\s+|just\s+)?(?P<given>[0-9]{{1,3}})\s*(?:{_MINUTES}|of\s+(?:the\s+)?[0-9]+\s*{_MINUTES})"
    rf"|\s+by\s+[0-9]+\s*{_MINUTES})"
)


class Cut(NamedTuple):
    """The minutes of a line that were given; `together` are those after which all of its services ended."""

    given: list[Minutes]
    together: Minutes | None = None


def cut_short(told: list[Minutes], names: Iterable[tuple[int, int]]) -> Cut:
    """The minutes of a line with those given in place of those planned; none of what ended nobody says when.

    `names` are the places of the services' names: they may stand between minutes and how these ended.
    """
    found: list[Minutes] = []
    end = 0
    ends = list(names)
    for one in told:
        if one.start < end:
            continue
        folded = one.segment.scan.folded
        start, stop = next((name for name in ends if one.end <= name[0]), (one.end, one.end))
        cut = _CUT.match(folded, named := stop if folded[one.end : start].strip() in ("", "of") else one.end)
        end = cut.end() if cut else 0
        if cut is None:
            found.append(one)
        elif cut["given"] and int(cut["given"]) > one.minutes:
            return Cut([], one._replace(minutes=int(cut["given"]), start=cut.start("given"), end=cut.end()))
        elif cut["given"]:
            stop = cut.end() if named == one.end else one.end
            found.append(one._replace(minutes=int(cut["given"]), end=stop))
    return Cut(found)


def ends_at(anchor: Anchor, minutes: Minutes) -> bool:
    """Whether minutes tell after how many a service ended that is named before: "TE 38 min; TE stopped after 20"."""
    told = _CUT.match(anchor.segment.scan.folded, anchor.last.end)
    return told is not None and told.start("given") == minutes.start


def is_cut_short(anchor: Anchor) -> bool:
    """Whether a service is told to have ended early behind its name: "MT 15 min ...; MT stopped after 10 min"."""
    told = _CUT.match(anchor.segment.scan.folded, anchor.last.end)
    return told is not None and bool(anchor.minutes)
