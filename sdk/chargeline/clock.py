"""Clock times of segments, as minutes since midnight."""

from __future__ import annotations

from chargeline.model import Segment

HALF_DAY = 12 * 60
"""Minutes of a dial."""


def span(segment: Segment) -> tuple[int, int] | None:
    """Start and end of a segment; None unless both are told and in order."""
    if segment.start is None or segment.end is None:
        return None
    start, end = _minutes(segment.start), _minutes(segment.end)
    return (start, end) if start < end else None


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")[:2]
    return int(hours) * 60 + int(minutes)
