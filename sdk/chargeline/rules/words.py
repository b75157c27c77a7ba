"""Small words for messages."""

from __future__ import annotations

from chargeline.book import CodeRow

NOTHING_TIMED = "No timed minutes are counted on this day."
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    """A small number as a word ("no", "one" ... "twelve"), else digits."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def of(count: int, noun: str) -> str:
    """A number of things in words: "no units", "one unit", "two units"."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def minutes(count: int, which: str = "") -> str:
    """Minutes in digits: "1 minute", "23 minutes", "5 documented minutes"."""
    return f"{count} {which}{' ' if which else ''}minute{'' if count == 1 else 's'}"


def named(row: CodeRow) -> str:
    """A code with its label: "97113 (Exercise in water)"; the code alone where it has none."""
    return row.code if row.label in ("", row.code) else f"{row.code} ({row.label})"


def listed(names: tuple[str, ...] | list[str], last: str = "and") -> str:
    """Names as a sentence lists them: "97110", "97110 and 97112", "97110, 97112 and 97140"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
