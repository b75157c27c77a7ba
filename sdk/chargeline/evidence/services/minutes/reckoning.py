"""Minutes that the stated total decides: what stands in a service's line, is nobody's and adds up is the service's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import product

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.minutes.spent import is_spent
from chargeline.evidence.services.names.naming import Anchor

MOST = 4
"""Services, and readings of each, that are tried together: a note with more is not guessed at."""


def reckon(missing: Sequence[list[Anchor]], known: int, totals: Collection[int]) -> None:
    """Gives each service without minutes the ones of its line, where one way alone makes a stated total with the rest.

    `missing` are the places that name each such service, `known` the minutes of all others together.
    """
    choices = [_readings(anchors) for anchors in missing]
    if not 0 < len(choices) <= MOST or not all(0 < len(some) <= MOST for some in choices):
        return
    ways = [way for way in product(*choices) if known + sum(one.minutes for one in way) in totals]
    if len(ways) == 1:
        for anchors, minutes in zip(missing, ways[0], strict=True):
            anchors[0].minutes.append(minutes)


def _readings(anchors: list[Anchor]) -> list[Minutes]:
    """Minutes that may be the service's, each number once."""
    return list(
        {one.minutes: one for anchor in anchors for one in anchor.loose if one.minutes and not is_spent(one)}.values()
    )
