"""What closes the row of a service, behind its name and its numbers: "97016  10  1  deferred", "MT 10 (no charge)".

Wide blanks cut a row into segments, so that what stands behind them is looked for on the line.
"""

from __future__ import annotations

import re

from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_LONGEST = 120
_NUMBERS = (
    r"(?:[\s|:=()\[\]/–-]|'|\b(?:gp|go|gn|cq|co|kx|59|x[epsu]|mins?|minutes?|units?|un|u|x|duration|time|charged?|billed"
    r"|unattended|attended|supervised|therapy|training|treatment|tx|each|status|[0-9]{1,3})\b)*?"
)
_WHO = r"(?:(?:was|were|is|on|pt|patient|client|today|again) )*"
_MACHINE = (
    r"(?: (?:sleeve|unit|machine|device|pump|table|tank|cuff|pads?|wand|equipment|compressor))?"
    r"(?:[ ,;:-]*\b(?:is|was|still|currently|today|again))*[ ,;:(-]*"
    r"(?:out (?:for|of) (?:repair|order|service)|broken|unavailable|not (?:available|working|functioning|used)"
    r"|(?:sent )?for repair)\b"
)
"""A machine that could not be used, right behind the name of what it is for: "Vaso sleeve out for repair"."""
_CLOSES = r"[ \t]*(?:\Z|[.;)\]|\n]|-|(?:today|due|d/t|2/2|secondary|per|by|because|this|at)\b)"
_NOT_GIVEN = re.compile(
    rf"{_NUMBERS}(?<![a-z]){_WHO}"
    r"(?:deferred|held|hold|withheld|declined|refused|omitted|skipped|cancell?ed|none|np|n/p|not indicated"
    rf"|not (?:yet )?(?:done|performed|given|provided|completed|needed|tolerated|used)){_CLOSES}"
)
_NO_NUMBER = r"(?!(?:[^\n]*[|\t])?[ \t]*[1-9][0-9]{0,2} ?(?:min(?:ute)?s?)?[ \t]*(?:[|\t]|\Z))"
"""No further cell of the row that holds a number: the first may be another person's minutes."""
_NOTHING = re.compile(
    r"(?:-? ?(?:gp|go|gn)\b)?(?:[ \t|:=(x-]*0 ?(?:mins?|minutes?)?(?![0-9.]))*"
    rf"[ \t|:=(x-]*(?:0 ?(?:units?|u)\b|units?[ \t|:=]*0\b|(?<=[0|])[ \t|]*0\b){_CLOSES}{_NO_NUMBER}"
)
"""No units, or noughts alone: minutes of a timed service count whatever units they make."""
_EMPTY = re.compile(
    r"\)?(?: ?\b(?:tx|treatment|therapy|training|time|mins?|minutes?|duration|provided|given|performed|done)\b)*"
    r"[ \t]*(?:(?:[:=?|\t-]|\bx\b)[ \t]*(?:0|no?|none)|[:=|\t][ \t]*-{1,2}|(?<= )(?:0|no))"
    rf"[ \t]*(?:\Z|[,;]|\.(?! ?[0-9])|[|\t]{_NO_NUMBER})"
)
"""A field, or the first cell of a row, that holds a nought, a no or a stroke: "Traction minutes: 0"."""
_BROKEN = re.compile(_MACHINE)
_NOT_BILLED = re.compile(
    rf"{_NUMBERS}(?<![a-z]){_WHO}"
    r"(?:(?:do not|don't) (?:bill|charge)|no charge|n/c\b|unbilled|non-?billable|not (?:billed|billable|charged)"
    r"|(?:bill(?:able|ed)?|charge[ds]?) ?[:=?|\t] ?(?:no?|0)\b)"
)
_NO_CHARGE = re.compile(rf"{_NUMBERS}[ (]nc\b(?:,|{_CLOSES})")
_OXYGEN = re.compile(r"\b(?:o2|oxygen|lpm|liters?|cannula|spo2|sats?|[0-9] ?l)\b")
"""In a note that tells of oxygen NC is a nasal cannula."""
_TITLE = re.compile(r"(?:-? ?(?:gp|go|gn)\b)?(?:[ \t]+[a-z][a-z/&]*(?:-[a-z]+)*){1,4} ?(?=[:=|(\t-]|  )")
"""The name behind a code."""
_STATUS = re.compile(
    r"\b(?:deferred|held|hold|withheld|declined|refused|omitted|skipped|cancell?ed|none|n/?p|nc|not|no?|don't|0|out|broken|repair"
    r"|unavailable)\b"
    r"|[:=|\t][ \t]*-"
)
"""Words without one of which no row is set aside."""


def set_aside(segment: Segment, name: Hit, new: bool) -> bool:
    """Whether a row says at its end that its service was not given; NP may tell of a `new` patient's evaluation."""
    found = [
        one
        for behind in _behind(segment, name)
        for one in (pattern.match(behind) for pattern in (_NOT_GIVEN, _NOTHING, _EMPTY, _BROKEN))
        if one
    ]
    return any(not (new and "np" in one[0]) for one in found)


def left_unbilled(segment: Segment, name: Hit) -> bool:
    """Whether a row says at its end that its service is not charged."""
    told = _behind(segment, name)
    if any(_NO_CHARGE.match(behind) for behind in told) and not _OXYGEN.search(segment.scan.folded):
        return True
    return any(_NOT_BILLED.match(behind) for behind in told)


def _behind(segment: Segment, name: Hit) -> tuple[str, ...]:
    """What stands behind a name on its line, once more without a code's title; nothing without a word of `_STATUS`."""
    folded = segment.scan.folded
    end = folded.find("\n", name.end, name.end + _LONGEST)
    behind = folded[name.end : end if end >= 0 else name.end + _LONGEST]
    if not _STATUS.search(behind):
        return ()
    title = _TITLE.match(behind) if folded[name.end - 1].isdigit() else None
    return (behind, behind[title.end() :]) if title else (behind,)
