"""From which to which service date a rule book speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chargeline.errors import Problem

DAY = "/date_of_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The first and the last service date that a dated row of the book names.

    The calendar years beside them are used too: before the first the rules of then hold, and of the year after the last
    not every value is published, so what needs one asks.
    """

    first: date
    last: date

    def problem(self, on: date) -> Problem | None:
        """What is wrong with a service on that day; None when the book speaks of it."""
        if on.year < self.first.year - 1:
            said = f"is long before everything that this rule book holds; that begins on {self.first}."
            return Problem(path=DAY, message=said, fix="Check the year.")
        if on.year > self.last.year + 1:
            said = f"is long after everything that this rule book holds; that ends on {self.last}."
            fix = "Check the year. If it is right, install a newer chargeline, or lay that year's values over this one."
            return Problem(path=DAY, message=said, fix=fix)
        return None


def span(days: Iterable[date | None]) -> Span:
    """The span of all these days."""
    known = sorted(day for day in days if day)
    return Span(first=known[0], last=known[-1])
