"""Minutes of a line that are those of all services together: "8 min TE, 8 min TA = 16 min"."""

from __future__ import annotations

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.names.naming import Anchor


def without_sum(told: list[Minutes], here: list[Anchor], before: int) -> list[Minutes]:
    """The minutes of a line without those of all: "TE 25 / MT 10 = 35 min", "9:00-9:40 (40 min): TE 25, MT 15".

    `before` is what the lines above told of their services: "TE 25 min", then "MT 10 min (35 min)". Of one service's
    alone the whole stays, and its parts go: "TE 30 min: bike 15 min, mat 15 min".
    """
    if _ends_in_sum(told, here, before):
        return told[:-1]
    names = len(here)
    if names < _SEVERAL:
        unnamed = len(told) > _SEVERAL and not any(one.by for one in told)
        return told[:1] if unnamed and _is_sum(told[0], told[1:]) else told
    parts, wholes = told[-names:], told[:-names]
    if wholes and all(_is_sum(one, parts) for one in wholes) and wholes[-1].start < here[0].hit.start:
        return parts
    parts, wholes = told[:names], told[names:]
    if wholes and all(_is_sum(one, parts) for one in wholes) and here[-1].hit.start < parts[-1].start:
        return parts
    return told


def _ends_in_sum(told: list[Minutes], here: list[Anchor], before: int) -> bool:
    """Whether the last minutes are set off behind others, and are as many as all, or as the last and those above."""
    if not told or not (before or len({anchor.code for anchor in here}) > 1):
        return False
    *rest, whole = told
    gap, mark = _gap(whole)
    named = any(anchor.last.end == gap for anchor in here if anchor.segment is whole.segment)
    if named and len(rest) < len(here):
        return False  # "TE = 8 min, TA = 8 min"; but "8 min TE, 8 min TA = 16 min"
    if mark == "=" or not rest:
        return mark == "=" and whole.minutes > before
    sums = {before + sum(one.minutes for one in rest), before + rest[-1].minutes if before else 0}
    apart = not any(map(str.isalnum, whole.segment.scan.folded[rest[-1].end : whole.start]))
    return whole.minutes in sums and (mark == "(" or apart)


def _gap(whole: Minutes) -> tuple[int, str]:
    """Where the words before minutes end, and the mark between."""
    folded = whole.segment.scan.folded
    before = folded[max(0, whole.start - _NEAR) : whole.start].rstrip()
    mark = before[-1:] if before[-1:] in _MARKS else ""
    words = before.removesuffix(mark).rstrip()
    return whole.start - _NEAR + len(words) if whole.start >= _NEAR else len(words), mark


_MARKS = ("=", "(")
_NEAR = 6
"""Places before minutes in which their mark stands."""
_SEVERAL = 2


def _is_sum(whole: Minutes, parts: list[Minutes]) -> bool:
    return len(parts) > 1 and whole.minutes == sum(one.minutes for one in parts)
