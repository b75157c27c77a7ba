"""FHIR dates as intervals of instants, and the prefixes of a date search."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from chargeline_sandbox.fhir.outcomes import Refusal

Interval = tuple[datetime, datetime]
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")


def interval(text: str, zone: tzinfo) -> Interval:
    """The instants that a date or dateTime covers: from, and until (excluded). Raises ValueError."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("not a FHIR date")
    year, month, day, hour, _, second, _ = match.groups()
    if hour:
        start = datetime.fromisoformat(text)
        start = start if start.tzinfo else start.replace(tzinfo=zone)
        return start.astimezone(UTC), start.astimezone(UTC) + timedelta(seconds=1 if second else 60)
    start = datetime(int(year), int(month or 1), int(day or 1), tzinfo=zone)
    if day:
        end = start + timedelta(days=1)
    elif month:
        end = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    else:
        end = start.replace(year=start.year + 1)
    return start.astimezone(UTC), end.astimezone(UTC)


def covered(value: Any, zone: tzinfo) -> Iterator[Interval]:
    """The interval of a resource's date, dateTime, instant or Period; nothing for what is malformed."""
    try:
        if isinstance(value, str):
            yield interval(value, zone)
        elif isinstance(value, dict) and ("start" in value or "end" in value):
            start = interval(value["start"], zone)[0] if "start" in value else EARLIEST
            yield start, interval(value["end"], zone)[1] if "end" in value else LATEST
    except ValueError:
        return


def matches(found: Interval, wanted: str, zone: tzinfo) -> bool:
    """Whether an interval satisfies a search value such as `ge2026-11-23`."""
    prefix, text = (wanted[:2], wanted[2:]) if wanted[:2].isalpha() else ("eq", wanted)
    try:
        start, end = interval(text, zone)
    except ValueError as error:
        raise Refusal("bad-param", "A date parameter has an invalid value") from error
    if prefix == "eq":
        return found[0] < end and found[1] > start if found[1] == LATEST else start <= found[0] < end
    if prefix == "ne":
        return not start <= found[0] < end
    if prefix in ("gt", "sa"):
        return found[1] > end
    if prefix == "ge":
        return found[1] > start
    if prefix in ("lt", "eb"):
        return found[0] < start
    if prefix == "le":
        return found[0] < end
    raise Refusal("bad-param", "A date parameter has an unknown prefix")
