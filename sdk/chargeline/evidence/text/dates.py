"""Days as a note writes them ("11/20", "Nov 20, 2026", "Thurs"), and whether one is the visit's or before it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TypeAlias

Day: TypeAlias = tuple[int, int, int]
"""Year, month and day; a nought for each that is not told."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|(?:nov|dec)(?:ember)?)"
)
"""A month by its name; without one that may be an exercise, "March 10"."""
DATE = (
    rf"(?:(?P<month>1[0-2]|0?[1-9])[/-]|(?P<name>{MONTH})\.? )"
    r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:(?:[/-]|, ?(?=20[0-9]{2}))(?P<year>(?:20)?[0-9]{2}))?(?![0-9/])"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri)(?:day)?|(?:satur|sun)day"


def day_of(told: dict[str, str | None]) -> Day:
    """The day in the groups of a `DATE`."""
    month = _MONTHS.index(told["name"][:3]) + 1 if told["name"] else int(told["month"] or 0)
    return int((told["year"] or "0")[-2:]), month, int(told["day"] or 0)


def is_on(told: Day, day: date) -> bool:
    """Whether a day is the visit's, as far as it is told."""
    return told[1:] == (day.month, day.day) and told[0] in (0, day.year % 100)


@lru_cache(maxsize=8)
def of_day(day: date) -> re.Pattern[str]:
    """A day as notes write it, with its year or without: "11/23/2026", "11-23", "Nov 23, 2026", "2026-11-23"."""
    month, number, year = f"0?{day.month}", f"0?{day.day}", f"(?:{day.year // 100})?{day.year % 100:02}"
    name = f"{_MONTHS[day.month - 1]}[a-z]*"
    return re.compile(
        rf"(?<![0-9/.-])(?:{month}([/.-]){number}(?:\1{year})?|{day.isoformat()})(?![0-9/]|[.-][0-9])"
        rf"|\b{name}\.? {number}(?:,? {year})?\b(?!,? ?[0-9])"
    )


def is_before(told: Day, day: date) -> bool:
    """Whether a day stands before the visit's; without a year, within the half year before it, and no rating."""
    year, month, number = told
    if year == 0 and number in _RATED_OF and month <= number:
        return False
    if year:
        return month > 0 and told < (day.year % 100, day.month, day.day)
    months = (day.month - month) % len(_MONTHS)
    return month > 0 and months < _HALF_YEAR and (months > 0 or number < day.day)


_HALF_YEAR = 6
_RATED_OF = (5, 10)


def is_weekday(written: str, day: date) -> bool:
    """Whether a day of the week, as it is written, is the visit's."""
    return _WEEKDAYS[day.weekday()].startswith(written)


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
