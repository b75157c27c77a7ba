"""Small phrases that the decisions share."""

from __future__ import annotations

from datetime import date, datetime, tzinfo


def day_words(day: date) -> str:
    """`Mon, Nov 23, 2026`."""
    return f"{day:%a}, {day:%b} {day.day}, {day.year}"


def time_words(when: datetime, zone: tzinfo) -> str:
    """`Mon, Nov 23, 2026 6:30 PM`, local."""
    local = when.astimezone(zone)
    return f"{day_words(local.date())} {local.hour % 12 or 12}:{local:%M} {local:%p}"
