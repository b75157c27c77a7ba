"""A report as a person reads it in a terminal: lines first, then what to ask, what to mind, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from textwrap import wrap
from typing import TypeVar

from chargeline.model import Alert, Because, ChargeLine, Citation, Element, Question, Report, Unbilled
from chargeline.rules.words import listed, of

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
    shared = _shared(report.charge_lines)
    yield from _section("Charge lines", report.charge_lines, partial(_line, shared=shared))
    yield from _section("Every line", shared, _reason)
    yield from _ways(report)
    yield from _section("Documented, without a unit", report.unbilled, _unbilled)
    yield from _section("Questions", report.questions, _question)
    yield from _section("Alerts", sorted(report.alerts, key=lambda a: ORDER[a.severity]), _alert)
    yield from _section("The note still lacks", list(_grouped(report.elements).items()), _lacking)
    untold = Counter(e.reason or e.message for e in report.elements if e.status == "cannot_tell")
    yield from _section("Cannot be told", list(untold.items()), _untold)
    yield ""
    yield f"Rules {report.rules.version}, {report.rules.digest[:19]}"
    yield from _tables(report)


def _section(title: str, rows: Sequence[T], show: Callable[[T], Iterator[str]]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        for row in rows:
            yield from show(row)


def _tables(report: Report) -> Iterator[str]:
    """The edit tables of one date on one line; that they are old is said once in a report."""
    told = any(alert.rule == "tables_stale" for alert in report.alerts)
    for dated in dict.fromkeys(table.dated for table in report.rules.tables):
        same = [table for table in report.rules.tables if table.dated == dated]
        old = ", older than the quarter of this service" if same[0].stale and not told else ""
        yield f"Edit tables of {dated}{old}: {', '.join(table.name for table in same)}"


def _shared(lines: Sequence[ChargeLine]) -> tuple[Because, ...]:
    """What every one of several lines gives as a reason, whatever its evidence: said once for all."""
    said = [{(step.message, step.citation) for step in line.because} for line in lines]
    return tuple(s for s in lines[0].because if all((s.message, s.citation) in one for one in said)) if said[1:] else ()


def _line(line: ChargeLine, shared: tuple[Because, ...]) -> Iterator[str]:
    marks = " ".join(line.modifiers)
    minutes = "" if line.minutes is None else f"{line.minutes} min"
    origin = " (suggested)" if line.code_origin == "suggested" else ""
    diagnoses = " ".join(line.diagnoses)
    yield f"  {line.code} x{line.units}  {marks:<8} {minutes:>7}  {diagnoses}{origin}".rstrip()
    known = {step.message for step in shared}
    for step in line.because:
        if step.message not in known:
            yield from _reason(step)


def _reason(step: Because) -> Iterator[str]:
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
        whose = f", {a.role} payer {a.policy}" if a.policy and len(report.allocations) > 1 else ""
        yield f"  {a.method}{whose}: {a.minutes} min, {of(a.units, 'unit')}"
        for n, option in enumerate(a.options):
            chosen = "  <- used" if n == a.chosen and report.charge_lines and a.role == "primary" else ""
            yield "      " + ", ".join(f"{code} x{units}" for code, units in option.items()) + chosen


def _unbilled(row: Unbilled) -> Iterator[str]:
    minutes = "" if row.minutes is None else f"  {row.minutes} min"
    yield f"  {row.code or 'no code'}{minutes}"
    for step in row.because:
        yield from _reason(step)


def _question(question: Question) -> Iterator[str]:
    yield f"  {question.ask}{_cited(question.citation)}"
    yield f"      {question.why}"
    if question.options:
        yield "      " + " / ".join(f"{o.label} ({o.value})" for o in question.options)
    yield f"      answer as: {question.id}"


def _alert(alert: Alert) -> Iterator[str]:
    yield f"  {LOUD[alert.severity]}: {alert.message}{_cited(alert.citation)}"
    yield f"      {alert.fix}"


def _lacking(group: tuple[str, list[Element]]) -> Iterator[str]:
    """Elements of one level and source; one that several codes lack stands once."""
    title, elements = group
    yield f"  {title}"
    for message, fix in dict.fromkeys((e.message, e.fix) for e in elements):
        codes = [e.code for e in elements if e.message == message and e.code]
        yield f"      {listed(codes)}: {message}" if codes else f"      {message}"
        if fix:
            yield f"          {fix}"


def _grouped(elements: Iterable[Element]) -> dict[str, list[Element]]:
    """What is weak or missing by how much it is wanted and where that stands, the most wanted first."""
    groups: dict[str, list[Element]] = {}
    for one in sorted(elements, key=lambda e: ORDER[e.level]):
        if one.status in ("missing", "weak"):
            sure = one.citation is None or one.citation.verified
            level = one.level if sure or one.level != "expected" else "commonly_expected"
            groups.setdefault(f"{level.replace('_', ' ').capitalize()}{_cited(one.citation)}", []).append(one)
    return groups


def _untold(why: tuple[str, int]) -> Iterator[str]:
    yield f"  {why[0]} ({why[1]} of the documentation elements)"
