"""The minutes of a co-treatment told by discipline, each its own: "Co-treat: PT 20 min gait, OT 20 min ADL"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chargeline.evidence.services.minutes.lines import Minutes

_DISCIPLINES = {
    "PT": ("PT", "DPT", "PTA", "LPTA", "SPT"),
    "OT": ("OT", "OTR", "OTR/L", "OTA", "COTA", "COTA/L", "OTS"),
    "SLP": ("SLP", "ST", "SLPA", "CCC-SLP"),
}
_OF = {title: discipline for discipline, titles in _DISCIPLINES.items() for title in titles}
TITLE = "|".join(sorted(_OF, key=len, reverse=True))
_BEFORE = re.compile(rf"\b(?P<title>{TITLE})[ \t]*(?:[:=x-]|for)?[ \t]*\Z")
_BEHIND = re.compile(rf"[ \t]*(?:[(/-]|w/|(?:by|with|w|of)\b)?[ \t]*(?:the[ \t]+)?(?P<title>{TITLE})(?![\w:])")
_BILLED = re.compile(rf"\b(?P<title>{TITLE})[ \t]+(?:billed|charged|billing)[ \t]+(?:for[ \t]+)?\Z")
_NEAR = 24


def own_share(told: list[Minutes], discipline: str, names: Iterable[int]) -> list[Minutes]:
    """The minutes of a line without another discipline's, and without those of all, where two tell of their own.

    Of a co-treatment, those that are told as billed: "Co-tx with OT, 45 min, PT billed 23 min".

    `names` are the places of the services' names: minutes between two of them are no whole of what follows.
    """
    billed = [one for one in told if _before(one, _BILLED) == discipline]
    if billed and any(one.segment.has("together") for one in told):
        return billed
    leads = bool(told) and _before(told[0]) is not None
    whose = [(_before(one) or _behind(one)) if leads else (_behind(one) or _before(one)) for one in told]
    if discipline not in whose:
        return [one for one, of in zip(told, whose, strict=True) if of is None] or told
    if len(set(whose) - {None}) < 2:
        return told
    shares = [one for one, of in zip(told, whose, strict=True) if of is not None]
    sum_, first = sum(one.minutes for one in shares), shares[0].start
    last = max((name for name in names if name < first), default=0)
    return [
        one
        for one, of in zip(told, whose, strict=True)
        if of == discipline or (of is None and one.minutes != sum_ and not last < one.start < first)
    ]


def _before(one: Minutes, pattern: re.Pattern[str] = _BEFORE) -> str | None:
    """The discipline whose title, in capitals, stands before minutes: "PT 15 min", "OT: 15"."""
    title = pattern.search(one.segment.scan.text, max(0, one.start - _NEAR), one.start)
    return _OF[title["title"]] if title else None


def _behind(one: Minutes) -> str | None:
    """The discipline whose title stands behind minutes: "15 PT", "15 min by OT"."""
    title = _BEHIND.match(one.segment.scan.text, one.end)
    return _OF[title["title"]] if title else None
