"""FHIR dates and times, and the local day they fall on.

A date without time is that day wherever one is; an instant is a day only in a time zone (a visit at 18:30 in
Chicago is on the next day in UTC). FHIR R4, datatypes, dateTime.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, TypeAlias

from chargeline_plugin.fhir.dig import text, value

Moment: TypeAlias = datetime | date
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def moment(raw: Any, zoneless: tzinfo) -> Moment | None:
    """An aware datetime, a date when no time is given, None for what says less than a day or is malformed.

    `zoneless` is the zone of an instant that carries none.
    """
    if not isinstance(raw, str):
        return None
    try:
        if DAY.fullmatch(raw):
            return date.fromisoformat(raw)
        found = datetime.fromisoformat(raw) if DAY.match(raw) and len(raw) > 10 else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=zoneless)


def local_day(when: Moment, zone: tzinfo) -> date:
    """The day a moment falls on there. The first and the last day of all time stay where they are."""
    if not isinstance(when, datetime):
        return when
    try:
        return when.astimezone(zone).date()
    except OverflowError:
        return when.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From and until; either may be unknown."""

    start: Moment | None = None
    end: Moment | None = None

    def days(self, zone: tzinfo) -> tuple[date, date] | None:
        """First and last local day, None unless both ends are known. An end at midnight belongs to the day before."""
        if self.start is None or self.end is None:
            return None
        first, last = local_day(self.start, zone), local_day(self.end, zone)
        if isinstance(self.end, datetime) and last > first:
            last = local_day(self.end - timedelta(microseconds=1), zone)
        return first, last

    def one_day(self, zone: tzinfo) -> date | None:
        """The local day that the whole span lies in."""
        days = self.days(zone)
        return days[0] if days and days[0] == days[1] else None

    def covers(self, day: date, zone: tzinfo) -> bool:
        """Whether the day lies in the span; an unknown end is open."""
        from_there = self.start is None or local_day(self.start, zone) <= day
        return from_there and (self.end is None or day <= local_day(self.end, zone))

    def minutes(self) -> int | None:
        """Whole minutes between two instants."""
        if not isinstance(self.start, datetime) or not isinstance(self.end, datetime):
            return None
        return int((self.end - self.start).total_seconds() // 60)


def span(period: Any, zoneless: tzinfo) -> Span:
    """A FHIR Period; a dateTime in its place is both start and end."""
    if isinstance(period, str):
        at = moment(period, zoneless)
        return Span(start=at, end=at)
    return Span(start=moment(value(period, "start"), zoneless), end=moment(value(period, "end"), zoneless))


def choice_span(resource: Any, name: str, zoneless: tzinfo) -> Span:
    """A choice of dateTime, Period or instant such as `performed[x]`."""
    for suffix in ("Period", "DateTime", "Instant"):
        found = value(resource, name + suffix)
        if found is not None:
            return span(found, zoneless)
    return Span(start=moment(text(resource, name), zoneless))
