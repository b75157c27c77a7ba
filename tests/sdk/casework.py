"""Cases as data: how a case's short encounter becomes a whole one, and what a report says about one rule."""

from __future__ import annotations

import atexit
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from chargeline import RuleBook, evaluate
from chargeline.model import AnswerGiven, Because, Evidence, FieldValue, NoteSpan, Report

CASES = Path(__file__).parent / "cases"
BASE: dict[str, Any] = {
    "contract": 1,
    "id": "e1",
    "date_of_service": "2026-11-23",
    "discipline": "PT",
    "policy": "medicare-part-b",
    "clinicians": [{"id": "c1", "role": "therapist", "credentials": "PT"}],
    "diagnoses": [{"code": "M25.561", "rank": 1}],
}


def service(number: int, given: str | dict[str, Any]) -> dict[str, Any]:
    """ "97110=33/10" is 33 minutes, ten of them by the assistant alone; "97110" states no minutes."""
    if isinstance(given, dict):
        return given
    code, _, minutes = given.partition("=")
    total, _, assistant = minutes.partition("/")
    told = {"minutes": int(total)} if total else {}
    return {"id": f"s{number}", "code": code} | told | ({"assistant_minutes": int(assistant)} if assistant else {})


def run(encounter: dict[str, Any]) -> Report:
    """Evaluate a case's encounter laid over the base."""
    known_on = encounter.get("known_on")
    known = date.fromisoformat(known_on) if known_on else None
    return evaluate(laid(encounter), known_on=known, book=book_of(encounter))


def laid(encounter: dict[str, Any]) -> dict[str, Any]:
    """A case's short encounter laid over the base: what `evaluate` is given."""
    given = BASE | {key: value for key, value in encounter.items() if key not in ("known_on", "site")}
    return given | {"services": [service(n, one) for n, one in enumerate(encounter.get("services", ()), 1)]}


def book_of(encounter: dict[str, Any]) -> RuleBook | None:
    """The book of a case that brings a site's files; None for what ships."""
    return _book(json.dumps(encounter["site"])) if "site" in encounter else None


@cache
def _book(site: str) -> RuleBook:
    """What ships with a site's files laid over it: a mapping of path to text, as JSON."""
    folder = Path(mkdtemp(prefix="site-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    for path, text in json.loads(site).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return RuleBook.load(folder)


def speaks(report: Report, rule: str) -> bool:
    """Whether the rule's name stands anywhere in the report."""
    return rule in {because.rule for because in becauses(report)} | {
        finding.rule for finding in (*report.alerts, *report.questions)
    }


def becauses(report: Report) -> Iterator[Because]:
    """Every reason that the report gives."""
    for holder in (*report.allocations, *report.charge_lines, *report.unbilled):
        yield from holder.because


def found(report: Report, rule: str) -> dict[str, Any]:
    """What a case's `expect` may name, as the report has it."""
    lines = report.charge_lines
    findings = [f for f in (*report.alerts, *report.questions) if f.rule == rule]
    own = [because for because in becauses(report) if because.rule == rule]
    return {
        "alerts": [[a.severity, list(a.codes)] for a in report.alerts if a.rule == rule],
        "questions": [q.id for q in report.questions],
        "lines": {line.code: [line.units, list(line.modifiers)] for line in lines},
        "parts": {":".join(line.id.split(":")[2:4]): [line.units, line.minutes] for line in lines},
        "order": [":".join(line.id.split(":")[2:4]) for line in lines],
        "origins": {line.code: line.code_origin for line in lines},
        "unbilled": [one.service for one in report.unbilled],
        "minutes": {service.id: service.minutes for service in report.services},
        "services": {s.id: [s.origin, s.code, s.suggested_code] for s in report.services},
        "chosen": [one.chosen for one in report.allocations],
        "cites": sorted({one.citation.source for one in (*own, *findings) if one.citation}),
        "kinds": [q.kind for q in report.questions if q.rule == rule],
        "policy": report.policy,
        "policies": [one.policy for one in report.allocations],
        "methods": [one.method for one in report.allocations],
        "rendered": [line.rendered_by for line in lines],
        "diagnoses": list(lines[0].diagnoses) if lines else [],
        "evidence": [short(e) for because in own for e in because.evidence],
        "alert_evidence": [short(e) for a in report.alerts if a.rule == rule for e in a.evidence],
        "affects": [list(q.affects) for q in report.questions if q.rule == rule],
        "options": [[o.value for o in q.options] for q in report.questions if q.rule == rule],
        "whys": [q.why for q in report.questions if q.rule == rule],
        "says": "\n".join(said(report, rule)),
    }


def said(report: Report, rule: str) -> Iterator[str]:
    """Every message of one rule."""
    yield from (because.message for because in becauses(report) if because.rule == rule)
    yield from (text for alert in report.alerts if alert.rule == rule for text in (alert.message, alert.fix))
    for question in report.questions:
        if question.rule == rule:
            yield from (question.ask, question.why)


def short(evidence: Evidence) -> str:
    """Evidence on one line: where it stands and what it is."""
    if isinstance(evidence, FieldValue):
        return f"{evidence.field} = {evidence.value}"
    if isinstance(evidence, AnswerGiven):
        return f"answer {evidence.answer}"
    owner = evidence.note if isinstance(evidence, NoteSpan) else evidence.service
    return f"{owner}: {evidence.text}"


def misses(report: Report, rule: str, kind: str, case: dict[str, Any]) -> dict[str, Any]:
    """What the report has instead of what the case expects; empty when all is so.

    A rule that fires has its name in the report, unless an answer has settled its matter; a silent one has not.
    """
    told, expected = found(report, rule), case.get("expect", {})
    wrong = {key: told[key] for key, value in expected.items() if key not in ("says", "unsaid") and told[key] != value}
    unsaid = any(words in told["says"] for words in expected.get("unsaid", ()))
    if unsaid or any(words not in told["says"] for words in expected.get("says", ())):
        wrong["says"] = told["says"]
    settled = bool(expected and case["encounter"].get("answers"))
    spoke = speaks(report, rule)
    if (spoke and kind == "silent") or (not spoke and kind == "fires" and not settled):
        wrong["speaks"] = spoke
    return wrong


def tables() -> list[dict[str, Any]]:
    """Every rule's table of cases."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
