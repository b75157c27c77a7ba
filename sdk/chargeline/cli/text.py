"""A report as a person reads it in a terminal: lines first, then what to ask, what to mind, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import TypeVar

from chargeline.model import Alert, Because, ChargeLine, Citation, Element, Question, Report, Unbilled

T = TypeVar("T")
WIDTH = 100
LOUD = {"block": "BLOCKED", "warn": "CHECK", "info": "NOTE"}
ORDER = {"block": 0, "warn": 1, "info": 2, "required": 0, "expected": 1, "good_practice": 2}


def report_text(report: Report) -> str:
    """The whole report, in lines of at most a hundred characters."""
    return "\n".join(part for line in _all(report) for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    """The line, broken where it is too long; what follows is indented under it."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [""]


def _all(report: Report) -> Iterator[str]:
    yield f"Encounter {report.encounter}, policy {report.policy or 'not known'}"
    if not (report.charge_lines or report.questions or report.alerts or report.unbilled):
        yield "Nothing to charge."
    yield from _section("Charge lines", report.charge_lines, _line)
    yield from _ways(report)
    yield from _section("Documented, without a unit", report.unbilled, _unbilled)
    yield from _section("Questions", report.questions, _question)
    yield from _section("Alerts", sorted(report.alerts, key=lambda a: ORDER[a.severity]), _alert)
    lacking = [e for e in report.elements if e.status in ("missing", "weak")]
    yield from _section("The note still lacks", sorted(lacking, key=lambda e: ORDER[e.level]), _element)
    untold = Counter(e.reason or e.message for e in report.elements if e.status == "cannot_tell")
    yield from _section("Cannot be told", list(untold.items()), _untold)
    yield ""
    yield f"Rules {report.rules.version}, {report.rules.digest[:19]}"
    for table in report.rules.tables:
        yield f"Table {table.name} of {table.dated}{', older than the quarter of this service' if table.stale else ''}"


def _section(title: str, rows: Sequence[T], show: Callable[[T], Iterator[str]]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        for row in rows:
            yield from show(row)


def _line(line: ChargeLine) -> Iterator[str]:
    marks = " ".join(line.modifiers)
    minutes = "" if line.minutes is None else f"{line.minutes} min"
    origin = " (suggested)" if line.code_origin == "suggested" else ""
    diagnoses = " ".join(line.diagnoses)
    yield f"  {line.code} x{line.units}  {marks:<8} {minutes:>7}  {diagnoses}{origin}".rstrip()
    yield from _reasons(line.because)


def _reasons(steps: Iterable[Because]) -> Iterator[str]:
    for step in steps:
        yield f"      {step.message}{_cited(step.citation)}"


def _cited(cite: Citation | None) -> str:
    if cite is None:
        return ""
    return f" [{cite.source}]" if cite.verified else f" [{cite.source}, not verified]"


def _ways(report: Report) -> Iterator[str]:
    several = [a for a in report.allocations if len(report.allocations) > 1 or a.options_total > 1]
    if several:
        yield ""
        yield "Ways to count"
    for a in several:
        role = f" ({a.role})" if len(report.allocations) > 1 else ""
        yield f"  {a.method}{role}: {a.minutes} min, {a.units} units"
        for n, option in enumerate(a.options):
            chosen = "  <- used" if n == a.chosen and report.charge_lines else ""
            yield "      " + ", ".join(f"{code} x{units}" for code, units in option.items()) + chosen


def _unbilled(row: Unbilled) -> Iterator[str]:
    minutes = "" if row.minutes is None else f"  {row.minutes} min"
    yield f"  {row.code or 'no code'}{minutes}"
    yield from _reasons(row.because)


def _question(question: Question) -> Iterator[str]:
    yield f"  {question.ask}{_cited(question.citation)}"
    yield f"      {question.why}"
    if question.options:
        yield "      " + " / ".join(f"{o.label} ({o.value})" for o in question.options)
    yield f"      answer as: {question.id}"


def _alert(alert: Alert) -> Iterator[str]:
    yield f"  {LOUD[alert.severity]}: {alert.message}{_cited(alert.citation)}"
    yield f"      {alert.fix}"


def _element(element: Element) -> Iterator[str]:
    code = f"{element.code}: " if element.code else ""
    yield f"  {element.level.replace('_', ' ')}, {code}{element.message}{_cited(element.citation)}"
    if element.fix:
        yield f"      {element.fix}"


def _untold(why: tuple[str, int]) -> Iterator[str]:
    yield f"  {why[0]} ({why[1]} of the documentation elements)"
