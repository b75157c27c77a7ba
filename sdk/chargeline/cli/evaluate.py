"""`chargeline evaluate`: one encounter, or one per line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from chargeline.book import RuleBook
from chargeline.cli import streams
from chargeline.errors import BadEncounter, Problem, UnknownPolicy
from chargeline.evaluation import evaluate
from chargeline.model import Report


def evaluate_file(given: argparse.Namespace) -> int:
    """Evaluate FILE and print the report."""
    book = streams.book_of(given.data)
    if given.jsonl:
        return _lines(given, book)
    report = evaluate(
        streams.parse(streams.read_bytes(given.file)), book=book, policy=given.policy, known_on=given.known_on
    )
    if given.format == "json":
        streams.say_json(report.to_json())
    else:
        from chargeline.cli.text import report_text

        streams.say(report_text(report))
    return streams.BLOCKED if given.strict and blocks(report) else streams.DONE


def blocks(report: Report) -> bool:
    """Whether an alert says that a line cannot be sent as it is."""
    return any(alert.severity == "block" for alert in report.alerts)


def _lines(given: argparse.Namespace, book: RuleBook) -> int:
    """One output line per input line, in order; a bad line does not stop the rest. The worst decides the exit."""
    worst = streams.DONE
    with _open(given.file) as lines:
        for number, line in enumerate(lines, start=1):
            found, code = _line(given, book, number, line)
            streams.say_json(found, compact=True)
            worst = max(worst, code)
    return worst


def _open(name: str) -> BinaryIO:
    try:
        return sys.stdin.buffer if name == "-" else open(name, "rb")
    except OSError as error:
        raise streams.unreadable(error) from None


def _line(given: argparse.Namespace, book: RuleBook, number: int, line: bytes) -> tuple[dict[str, Any], int]:
    encounter: Any = None
    try:
        encounter = streams.parse(line)
        report = evaluate(encounter, book=book, policy=given.policy, known_on=given.known_on)
    except BadEncounter as error:
        return _error(number, encounter, error.problems), streams.BAD_INPUT
    except UnknownPolicy as error:
        return _error(number, encounter, (streams.unknown(error),)), streams.BAD_INPUT
    except Exception as error:
        problem = Problem(path="", message=f"Internal error: {streams.place_of(error)}.", fix="Please report it.")
        return _error(number, encounter, (problem,)), streams.INTERNAL
    code = streams.BLOCKED if given.strict and blocks(report) else streams.DONE
    return report.to_json(), code


def _error(number: int, encounter: Any, problems: tuple[Problem, ...]) -> dict[str, Any]:
    id_ = encounter.get("id") if isinstance(encounter, dict) else None
    named = list(_named(problems))
    return {"error": {"line": number, "id": id_ if isinstance(id_, str) else None, "problems": named}}


def _named(problems: tuple[Problem, ...]) -> Iterator[dict[str, str]]:
    for problem in problems:
        yield {"path": problem.path, "message": problem.message, "fix": problem.fix}
