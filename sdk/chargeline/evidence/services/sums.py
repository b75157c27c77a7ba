"""Minutes of a line that are those of all its services together."""

from __future__ import annotations

from chargeline.evidence.services.minutes import Minutes
from chargeline.evidence.services.naming import Anchor


def without_sum(told: list[Minutes], here: list[Anchor]) -> list[Minutes]:
    """The minutes of a line without those of all: "TE 25 / MT 10 = 35 min", "9:00-9:40 (40 min): TE 25, MT 15".

    Of one service's alone the whole stays, and its parts go: "TE 30 min: bike 15 min, mat 15 min".
    """
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


def _is_sum(whole: Minutes, parts: list[Minutes]) -> bool:
    return len(parts) > 1 and whole.minutes == sum(one.minutes for one in parts)


_SEVERAL = 2
