"""Days and instants of the stories, relative to today and in the site's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo


def working_day(today: date, offset: int) -> date:
    """The day `offset` days from today; a past one never falls on a weekend (the Friday before)."""
    day = today + timedelta(days=offset)
    while offset < 0 and day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """A local time such as `14:05` on a day."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)


def written(moment: datetime, style: Literal["offset", "utc", "utc-millis"]) -> str:
    """An instant as this EHR writes it. UTC style loses the local day, as real EHRs do."""
    if style == "offset":
        return moment.isoformat(timespec="seconds")
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (".000Z" if style == "utc-millis" else "Z")
