"""Reports and encounters as plain JSON data, written out by hand: the contract's keys in the contract's order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chargeline import model as m


def report_to_json(report: m.Report) -> dict[str, Any]:
    """The report, ready for `json.dumps`."""
    return {
        "contract": report.contract,
        "encounter": report.encounter,
        "policy": report.policy,
        "rules": _rules(report.rules),
        "services": [_service(s) for s in report.services],
        "allocations": [allocation_to_json(a) for a in report.allocations],
        "charge_lines": [_line(line) for line in report.charge_lines],
        "unbilled": [_unbilled(u) for u in report.unbilled],
        "elements": [_element(e) for e in report.elements],
        "alerts": [_alert(a) for a in report.alerts],
        "questions": [question_to_json(q) for q in report.questions],
    }


def evidence_to_json(evidence: m.Evidence) -> dict[str, Any]:
    """One piece of evidence: which of the four it is shows in its first key."""
    if isinstance(evidence, m.NoteSpan):
        return {"note": evidence.note, "start": evidence.start, "end": evidence.end, "text": evidence.text}
    if isinstance(evidence, m.ServiceSpan):
        return {"service": evidence.service, "start": evidence.start, "end": evidence.end, "text": evidence.text}
    if isinstance(evidence, m.FieldValue):
        return {"field": evidence.field, "value": evidence.value}
    return {"answer": evidence.answer}


def because_to_json(steps: Iterable[m.Because]) -> list[dict[str, Any]]:
    """The steps of a reason."""
    return [
        {
            "rule": step.rule,
            "message": step.message,
            "citation": _citation(step.citation),
            "evidence": _evidence(step.evidence),
        }
        for step in steps
    ]


def _evidence(all_of_it: Iterable[m.Evidence]) -> list[dict[str, Any]]:
    return [evidence_to_json(one) for one in all_of_it]


def _citation(cite: m.Citation | None) -> dict[str, Any] | None:
    if cite is None:
        return None
    return {"source": cite.source, "url": cite.url, "dated": cite.dated, "verified": cite.verified}


def _rules(rules: m.RulesUsed) -> dict[str, Any]:
    tables = [{"name": t.name, "dated": t.dated, "stale": t.stale} for t in rules.tables]
    return {"version": rules.version, "digest": rules.digest, "tables": tables}


def _service(service: m.ServiceRead) -> dict[str, Any]:
    return {
        "id": service.id,
        "origin": service.origin,
        "code": service.code,
        "suggested_code": service.suggested_code,
        "minutes": service.minutes,
        "assistant_minutes": service.assistant_minutes,
        "evidence": _evidence(service.evidence),
    }


def allocation_to_json(allocation: m.Allocation) -> dict[str, Any]:
    """All ways to count, under one method."""
    choose = allocation.choose
    return {
        "method": allocation.method,
        "policy": allocation.policy,
        "role": allocation.role,
        "discipline": allocation.discipline,
        "minutes": allocation.minutes,
        "units": allocation.units,
        "fixed": dict(allocation.fixed),
        "choose": None if choose is None else {"units": choose.units, "from": list(choose.from_)},
        "options": [dict(option) for option in allocation.options],
        "options_total": allocation.options_total,
        "chosen": allocation.chosen,
        "because": because_to_json(allocation.because),
    }


def _line(line: m.ChargeLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "code": line.code,
        "code_origin": line.code_origin,
        "units": line.units,
        "modifiers": list(line.modifiers),
        "minutes": line.minutes,
        "diagnoses": list(line.diagnoses),
        "services": list(line.services),
        "rendered_by": line.rendered_by,
        "because": because_to_json(line.because),
    }


def _unbilled(unbilled: m.Unbilled) -> dict[str, Any]:
    return {
        "service": unbilled.service,
        "code": unbilled.code,
        "minutes": unbilled.minutes,
        "because": because_to_json(unbilled.because),
    }


def _element(element: m.Element) -> dict[str, Any]:
    return {
        "element": element.element,
        "code": element.code,
        "status": element.status,
        "reason": element.reason,
        "level": element.level,
        "evidence": _evidence(element.evidence),
        "message": element.message,
        "fix": element.fix,
        "citation": _citation(element.citation),
    }


def _alert(alert: m.Alert) -> dict[str, Any]:
    return {
        "rule": alert.rule,
        "severity": alert.severity,
        "codes": list(alert.codes),
        "message": alert.message,
        "fix": alert.fix,
        "citation": _citation(alert.citation),
        "evidence": _evidence(alert.evidence),
    }


def question_to_json(question: m.Question) -> dict[str, Any]:
    """One question with the answers it offers."""
    return {
        "id": question.id,
        "rule": question.rule,
        "kind": question.kind,
        "ask": question.ask,
        "why": question.why,
        "options": [{"value": o.value, "label": o.label} for o in question.options],
        "affects": list(question.affects),
        "citation": _citation(question.citation),
    }
