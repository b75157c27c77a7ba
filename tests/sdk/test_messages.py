"""What the rules say: no hint leads, every citation names a primary document, nothing quotes a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.sdk.casework import BASE, becauses, run, tables

from chargeline.model import Citation, Report
from chargeline.rules.assistants import evaluation_by_assistant
from chargeline.rules.register import RULES
from chargeline.rules.weight import COMMONLY, sure, weighed

CASES: list[dict[str, Any]] = [case for table in tables() for case in (*table["fires"], *table["silent"])]
REPORTS: list[Report] = [run(case["encounter"]) for case in CASES]
# Sources that are primary: the payers, their contractors, the code sets' and forms' owners, the law, and ourselves.
PRIMARY = re.compile(
    r"^(CMS|Social Security Act|42 CFR|NCCI policy manual|Noridian|Novitas|NGS|Palmetto|FCSO|CPT|ICD-10-CM|X12|"
    r"TRICARE|Humana|UnitedHealthcare|State Medicaid|Payer's own|HIPAA|Chargeline: )"
)
MIRRORS = re.compile(r"github|blog|webpt|findacode|chirocode|apta\.org|aapc|fairpath|therapycomply|wordpress", re.I)
# Words that tell a clinician what to write to be paid more.
LEADING = re.compile(
    r"\b(bill (one |two |another |an? )?more|add (a )?(modifier|unit|minute)|increase|to get paid|maximi[sz]e|"
    r"would (earn|add|support|pay)|if you document|document (at least|more)|at least \d+ min|\d+ more minutes|"
    r"(one|two|three) more minutes?|needs? \d+ minutes|reach(es)? \d+|instead bill|upgrade|higher[- ]paying)\b",
    re.I,
)


def messages(report: Report) -> Iterator[str]:
    """Everything the report says in words."""
    yield from (because.message for because in becauses(report))
    for alert in report.alerts:
        yield from (alert.message, alert.fix)
    for question in report.questions:
        yield from (question.ask, question.why, *(option.label for option in question.options))


def citations(report: Report) -> Iterator[Citation]:
    """Every citation of the report."""
    found = [because.citation for because in becauses(report)]
    found += [alert.citation for alert in report.alerts] + [question.citation for question in report.questions]
    return (citation for citation in found if citation)


def test_no_message_leads() -> None:
    """No message or page says what to document to be paid more."""
    said = {text for report in REPORTS for text in messages(report)}
    said |= {text for rule in RULES for text in (rule.what, rule.why, rule.fix)}
    assert len(said) > 150
    assert [text for text in said if LEADING.search(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Document at least 8 minutes to bill this code.",
        "Three more minutes would earn a unit.",
        "Add modifier 59 to get paid for both.",
    ],
)
def test_the_scan_would_see_a_leading_message(text: str) -> None:
    """The words it looks for are found."""
    assert LEADING.search(text)


def test_attestations_are_named_only_where_they_were_given() -> None:
    """No question names a modifier that attests something, and no alert does."""
    attesting = re.compile(r"\b(59|X[ESPU]|KX|G[AX])\b")
    for report in REPORTS:
        asked = [text for q in report.questions for text in (q.ask, q.why, *(o.label for o in q.options))]
        told = [text for alert in report.alerts for text in (alert.message, alert.fix)]
        assert [text for text in (*asked, *told) if attesting.search(text)] == []


def test_what_rests_on_an_unchecked_source_never_blocks() -> None:
    """Over every case of every rule: a block has a checked source, and what has none is worded so."""
    alerts = [alert for report in REPORTS for alert in report.alerts]
    assert len([alert for alert in alerts if alert.severity == "block"]) > 40
    assert [a.rule for a in alerts if a.severity == "block" and not sure(a)] == []
    assert [a.rule for a in alerts if not sure(a) and COMMONLY not in a.message] == []
    assert [a.rule for a in alerts if sure(a) and COMMONLY in a.message] == []


def test_an_alert_loses_its_block_with_the_mark_of_its_source() -> None:
    """Whatever the rule: with an unchecked source it warns, and is otherwise the same."""
    for alert in (alert for report in REPORTS for alert in report.alerts):
        unchecked = replace(alert, citation=Citation(source="CMS", verified=False))
        found = weighed(unchecked)
        assert found.severity == ("info" if alert.severity == "info" else "warn")
        assert found.message.startswith(alert.message)
        assert replace(found, severity=alert.severity, message=alert.message) == unchecked


def test_a_service_is_kept_out_of_the_count_only_by_a_checked_source() -> None:
    """Over every case: the reason beside a service that is not billed is verified, or says that no unit was earned."""
    holding = {rule.name for rule in RULES if rule.hold}
    reasons = [because for report in REPORTS for one in report.unbilled for because in one.because]
    held = [because for because in reasons if because.rule in holding]
    assert {because.rule for because in held} >= holding - {"service_code"}
    assert [because.rule for because in held if not sure(because)] == []


def test_a_reason_of_an_unchecked_source_holds_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """An evaluation by an assistant is a line with a warning where its source is not verified."""
    page = evaluation_by_assistant.RULE
    unchecked = tuple(replace(cite, verified=False) for cite in page.citations)
    monkeypatch.setattr(evaluation_by_assistant, "RULE", replace(page, citations=unchecked))
    people = [{"id": "c1", "role": "therapist"}, {"id": "a1", "role": "assistant", "supervised_by": "c1"}]
    by_assistant = {"id": "s1", "code": "97161", "minutes": 30, "assistant_minutes": 30}
    report = run({"clinicians": people, "services": [by_assistant]})
    assert [line.code for line in report.charge_lines] == ["97161"]
    assert [(a.rule, a.severity) for a in report.alerts if a.rule == page.name] == [(page.name, "warn")]


def test_an_unbilled_service_is_told_what_is_there_not_what_is_lacking() -> None:
    """Its reason names only minutes that are documented and units that they support."""
    for case, report in zip(CASES, REPORTS, strict=True):
        given = {allocation.minutes for allocation in report.allocations}
        for one in report.unbilled:
            known = given | {one.minutes, 0, None}
            known |= {s.minutes for s in report.services}
            for because in one.because:
                named = {int(n) for n in re.findall(r"\b(\d+) (?:documented |timed )?minutes?\b", because.message)}
                assert named <= {n for n in known if n is not None} | sums(report), (case["name"], because.message)


def sums(report: Report) -> set[int]:
    """Minutes of services of one code together."""
    codes = {service.code for service in report.services}
    return {sum(s.minutes or 0 for s in report.services if s.code == code) for code in codes}


def test_every_citation_names_a_primary_document() -> None:
    """Of rules and of reports; a mirror or a blog is never a citation."""
    cited = {c for rule in RULES for c in rule.citations} | {c for report in REPORTS for c in citations(report)}
    assert [c.source for c in cited if not PRIMARY.match(c.source) or MIRRORS.search(c.source)] == []
    assert [c.url for c in cited if c.url and MIRRORS.search(c.url)] == []


def test_every_reason_and_finding_is_cited() -> None:
    """Code, units and each modifier of every line; every alert; every question."""
    for report in REPORTS:
        assert all(because.citation for because in becauses(report))
        assert all(finding.citation for finding in (*report.alerts, *report.questions))
        for line in report.charge_lines:
            rules = [because.rule for because in line.because]
            assert len(rules) >= 2 + len(line.modifiers), line.id


def test_nothing_said_quotes_the_note_or_an_identifier() -> None:
    """Evidence points into the note; messages do not repeat it."""
    for case, report in zip(CASES, REPORTS, strict=True):
        notes = [note["text"] for note in case["encounter"].get("notes", ())]
        people = [person["id"] for person in case["encounter"].get("clinicians", BASE["clinicians"])]
        for text in messages(report):
            assert not any(note.strip() and note.strip() in text for note in notes)
            assert not any(re.search(rf"\b{re.escape(person)}\b", text) for person in people), text
