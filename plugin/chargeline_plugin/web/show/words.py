"""Words: dates, counts, and the names that clinicians use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from chargeline import RuleBook, UnknownPolicy
from chargeline.rules.register import RULES
from chargeline_plugin.visit.words import day_words

WHY: Final = {rule.name: rule.why for rule in RULES}
ACRONYMS: Final = {"adl": "ADL", "hep": "HEP"}


def day(value: date | None) -> str | None:
    """`Mon, Nov 23, 2026`: nobody can swap day and month."""
    return None if value is None else day_words(value)


def clock(moment: datetime, time_zone: str) -> str:
    """`2:26 PM` at the clinic, as charts there say it."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return f"{local.hour % 12 or 12}:{local:%M %p}"


def birthday(value: date | None) -> str | None:
    """`Mar 3, 1956`."""
    return None if value is None else f"{value:%b} {value.day}, {value.year}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """2 charge lines, 1 question."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def age(born: date | None, on: date | None) -> str | None:
    """Whole years; months under two years."""
    if born is None or on is None or born > on:
        return None
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return f"{months} months" if months < 24 else f"{months // 12} years"


def label(code: str | None, book: RuleBook) -> str:
    """A code's short name in the site's book: ours, or the licensed one where the site has loaded it."""
    row = book.codes.get(code or "")
    return row.label if row else ""


def policy(id_: str, book: RuleBook) -> str:
    """A payer policy's name; its id when the book does not know it."""
    try:
        return book.policy(id_).name
    except UnknownPolicy:
        return id_


def why(rule: str) -> str | None:
    """Why a rule is there, in the words of its page."""
    return WHY.get(rule)


def element(name: str) -> str:
    """`exercise_dose` as Exercise dose."""
    words = " ".join(ACRONYMS.get(word, word) for word in name.split("_"))
    return words[:1].upper() + words[1:]


def codes(them: Iterable[str | None]) -> tuple[str, ...]:
    """Each code once, in the order given."""
    return tuple(dict.fromkeys(code for code in them if code))
