"""`chargeline units`: minutes in, units and all legal ways to count out."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from chargeline.book import MODIFIER, RuleBook
from chargeline.cli import streams
from chargeline.errors import BadEncounter, Problem
from chargeline.evaluation import evaluate
from chargeline.model import Discipline, Report
from chargeline.wire.write import allocation_to_json

POLICY = {"cms": "medicare-part-b", "ama": "commercial-ama"}


def units(given: argparse.Namespace) -> int:
    """Count the units of the minutes given, under the method named."""
    book = streams.book_of(given.data)
    on = given.date or datetime.now().astimezone().date()
    report = evaluate(_encounter(given, book, on), book=book)
    if given.format == "json":
        streams.say_json(_json(report))
    else:
        streams.say("\n".join(_text(report)))
    return streams.DONE


def _encounter(given: argparse.Namespace, book: RuleBook, on: date) -> dict[str, Any]:
    minutes, assistant = _summed(given.minutes), _summed(given.assistant)
    wrong = [_unread(told) for told in (*given.minutes, *given.assistant) if _read(told) is None]
    wrong += [_unknown(code) for code in minutes if book.code(code, on) is None]
    wrong += [_without(code) for code in assistant if code not in minutes]
    if wrong:
        raise BadEncounter(tuple(wrong))
    services = [
        {"id": code, "code": code, "minutes": amount, "assistant_minutes": assistant.get(code, 0)}
        for code, amount in minutes.items()
    ]
    return {
        "id": "units",
        "date_of_service": on.isoformat(),
        "discipline": given.discipline or _discipline(book, minutes),
        "policy": POLICY[given.method],
        "clinicians": [{"id": "therapist", "role": "therapist"}],
        "services": services,
    }


def _read(told: str) -> tuple[str, int] | None:
    """A code and its minutes; None when it is not written so."""
    code, _, minutes = told.partition("=")
    return (code.upper(), int(minutes)) if code and minutes.isascii() and minutes.isdecimal() else None


def _summed(told: list[str]) -> dict[str, int]:
    total: dict[str, int] = {}
    for code, amount in filter(None, map(_read, told)):
        total[code] = total.get(code, 0) + amount
    return total


def _unread(told: str) -> Problem:
    message = "is not a code with whole minutes."
    return Problem(path=f"/{told[:20]}", message=message, fix="Write both, such as 97110=23.")


def _unknown(code: str) -> Problem:
    return Problem(
        path=f"/{code[:10]}", message="is not in the table that day.", fix="Use a code of the table that is valid then."
    )


def _without(code: str) -> Problem:
    fix = "Give the code's minutes first, and the assistant's part of them after --assistant."
    return Problem(path=f"/--assistant/{code[:10]}", message="has no minutes of its own.", fix=fix)


def _discipline(book: RuleBook, minutes: Mapping[str, int]) -> Discipline:
    """The first discipline that may use every code; PT when none may."""
    rows = [book.codes[code] for code in minutes]
    fits = (d for d in MODIFIER if all(row.of(d) for row in rows))
    return next(fits, "PT")


def _text(report: Report) -> Iterator[str]:
    for line in report.charge_lines:
        minutes = "" if line.minutes is None else f"{line.minutes} min"
        yield f"{line.code} x{line.units}  {' '.join(line.modifiers):<8} {minutes:>7}"
    yield from (f"{row.code}     no unit {row.minutes:>5} min" for row in report.unbilled)
    for a in report.allocations:
        yield f"{a.minutes} timed minutes, {a.units} unit{'' if a.units == 1 else 's'} by {a.method}"
        if a.options_total > 1:
            yield from ("  or " + ", ".join(f"{code} x{n}" for code, n in way.items()) for way in a.options)
    yield from (f"{alert.message} {alert.fix}" for alert in report.alerts if alert.codes and alert.severity != "info")


def _json(report: Report) -> dict[str, Any]:
    counted: dict[str, int] = {}
    for line in report.charge_lines:
        counted[line.code] = counted.get(line.code, 0) + line.units
    allocation = next(iter(report.allocations), None)
    return {
        "units": counted,
        "allocation": allocation_to_json(allocation) if allocation else None,
        "lines": [{"code": x.code, "units": x.units, "modifiers": list(x.modifiers)} for x in report.charge_lines],
    }
