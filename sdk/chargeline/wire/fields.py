"""The kinds of values an encounter holds: how each is read, and what JSON Schema says of it.

A reader returns the value, or None after it has added what is wrong to `problems`. No message quotes what was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, get_args

from chargeline.errors import Problem

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
Problems: TypeAlias = list[Problem]
Read: TypeAlias = Callable[[Any, str, Problems], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its reader and its JSON Schema."""

    read: Read
    schema: Mapping[str, Any]


def wrong(problems: Problems, path: str, message: str, fix: str) -> None:
    """Note one problem."""
    problems.append(Problem(path=path, message=message, fix=fix))


def pointer(key: object) -> str:
    """One step of a JSON Pointer; `*` for a key that does not look like a name, as it could be anybody's words."""
    return key if isinstance(key, str) and NAME.fullmatch(key) else "*"


def nearest(name: object, known: tuple[str, ...]) -> str | None:
    """The known name that is spelt most like `name`, if any comes close."""
    from difflib import get_close_matches

    plain = {one.lower(): one for one in known}
    close = get_close_matches(str(name)[:60].lower(), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def text(most: int, least: int = 0) -> Kind:
    """Text of `least` to `most` characters, kept exactly as given."""

    def read(given: Any, path: str, problems: Problems) -> str | None:
        if not isinstance(given, str):
            wrong(problems, path, "is not text.", "Write a JSON string.")
        elif len(given) < least:
            wrong(problems, path, "is empty.", "Fill it in.")
        elif len(given) > most:
            wrong(problems, path, f"is longer than {most:,} characters.", "Shorten or split it.")
        else:
            return given
        return None

    limits = {"minLength": least} if least else {}
    return Kind(read, {"type": "string", **limits, "maxLength": most})


def pattern(expression: str, what: str, fix: str) -> Kind:
    """Text that matches `expression` from end to end."""
    matches = re.compile(expression).fullmatch

    def read(given: Any, path: str, problems: Problems) -> str | None:
        if isinstance(given, str) and matches(given):
            return given
        wrong(problems, path, f"is not {what}.", fix)
        return None

    return Kind(read, {"type": "string", "pattern": f"^{expression}$"})


def whole(what: str, most: int, least: int = 0) -> Kind:
    """A whole number of `what`. 0 is data; absent is not 0."""

    def read(given: Any, path: str, problems: Problems) -> int | None:
        if type(given) is float and given.is_integer():
            given = int(given)
        if type(given) is not int:
            fraction = isinstance(given, float | Decimal)
            said = "is a fraction." if fraction else "is not a number."
            wrong(problems, path, said, f"Write whole {what}, or leave it out when not known.")
        elif given < least:
            wrong(problems, path, "is too small.", f"Write {least} or more {what}, or leave it out when not known.")
        elif given > most:
            wrong(problems, path, "is too large.", f"Write at most {most} {what}.")
        else:
            return given
        return None

    return Kind(read, {"type": "integer", "minimum": least, "maximum": most})


def one_of(literal: Any) -> Kind:
    """One name of a closed list."""
    known: tuple[str, ...] = get_args(literal)
    names = frozenset(known)

    def read(given: Any, path: str, problems: Problems) -> str | None:
        if isinstance(given, str) and given in names:
            return given
        close = nearest(given, known) if isinstance(given, str) else None
        fix = f"Did you mean {close!r}?" if close else f"Use one of: {', '.join(known)}."
        wrong(problems, path, "is not a known name.", fix)
        return None

    return Kind(read, {"enum": list(known)})


def _truth(given: Any, path: str, problems: Problems) -> bool | None:
    if isinstance(given, bool):
        return given
    wrong(problems, path, "is neither true nor false.", "Write true or false, or leave it out when not known.")
    return None


def _date(given: Any, path: str, problems: Problems) -> date | None:
    if type(given) is date:
        return given
    try:
        if isinstance(given, str) and len(given) == 10:
            found = date.fromisoformat(given)
            if 2000 <= found.year < 2100:
                return found
            wrong(problems, path, "is not a day of this century.", "Check the year.")
            return None
    except ValueError:
        pass
    wrong(problems, path, "is not a date.", "Write a day that exists, as YYYY-MM-DD.")
    return None


def _instant(given: Any, path: str, problems: Problems) -> datetime | None:
    try:
        found = given if isinstance(given, datetime) else datetime.fromisoformat(given)
        if found.tzinfo is not None:
            return found
    except (TypeError, ValueError):
        pass
    wrong(problems, path, "is not a time with its offset.", "Write it as 2026-11-23T10:31:00-06:00.")
    return None


def _amount(given: Any, path: str, problems: Problems) -> Decimal | None:
    try:
        if not isinstance(given, bool):
            found = Decimal(str(given))
            if found.is_finite() and 0 <= found < 10_000_000:
                return found
    except InvalidOperation:
        pass
    wrong(problems, path, "is not an amount in US dollars.", 'Write it as "1800.00", zero or more.')
    return None


def listed(kind: Kind, most: int) -> Kind:
    """A list of at most `most` of one kind."""

    def read(given: Any, path: str, problems: Problems) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple):
            wrong(problems, path, "is not a list.", "Write a JSON array.")
            return ()
        if len(given) > most:
            wrong(problems, path, f"has more than {most} entries.", f"Send at most {most}.")
        return tuple([kind.read(one, f"{path}/{n}", problems) for n, one in enumerate(given[:most])])

    return Kind(read, {"type": "array", "items": kind.schema, "maxItems": most})


TRUTH = Kind(_truth, {"type": "boolean"})
DATE = Kind(_date, {"type": "string", "format": "date"})
INSTANT = Kind(_instant, {"type": "string", "format": "date-time"})
AMOUNT = Kind(_amount, {"type": ["string", "number"], "pattern": r"^\d{1,7}(\.\d+)?$", "minimum": 0})
IDENTIFIER = text(most=256, least=1)
MINUTES = whole("minutes", most=720)
CODE = pattern("[0-9A-Z][0-9]{3}[0-9A-Z]", "a billing code", "Write its five characters, such as 97110 or G0283.")
ICD10 = pattern(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?", "an ICD-10-CM code", "Write it in capitals, such as M25.561.")
MODIFIER = pattern("[0-9A-Z]{2}", "a modifier", "Write its two characters, such as GP.")
CLOCK = pattern("([01][0-9]|2[0-3]):[0-5][0-9]", "a clock time", "Write local time as HH:MM, such as 14:05.")
NPI = pattern("[0-9]{10}", "an NPI", "Write its ten digits.")
