"""Both sides of each element's definition, as therapists write them: tests/sdk/elements/cases."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chargeline.book import RuleBook
from chargeline.evidence.read import read
from chargeline.model import Element, Encounter, Note, NoteSpan, Service, ServiceRead
from chargeline.rules.elements import ELEMENT_RULES
from chargeline.rules.elements.documented import asked
from chargeline.rules.rule import Case

CASES = [json.loads(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "cases").glob("*.json"))]
MARK = re.compile(r"\[\[(.*?)\]\]", re.S)
RULES = {rule.name: rule for rule in ELEMENT_RULES}
PRESENT = [(case, name) for case in CASES for name in case["present"]]
ABSENT = [(case, name) for case in CASES for name in case["absent"]]


def name_of(value: Any) -> str:
    """A case's name: its element and its sentence."""
    return value["element"] if isinstance(value, dict) else str(value)


def judge(case: dict[str, Any], text: str) -> list[Element]:
    """What the element's rule says of a note of that text; only of the code `of`, where a case names one of several."""
    services = tuple(Service(id=f"s{n}", code=code, minutes=None) for n, code in enumerate(case["codes"]))
    encounter = Encounter(
        id="e1",
        date_of_service=date(2026, 11, 23),
        discipline="PT",
        services=services,
        notes=(Note(id="n1", text=text),),
    )
    book = RuleBook.default()
    reading = read(encounter, book.lexicon)
    told = tuple(ServiceRead(id=s.id, origin="input", code=s.code) for s in services)
    judged = Case(encounter=encounter, book=book, policy=None, known_on=None, reading=reading, services=told)
    judged = replace(judged, asked=asked(judged, told))
    found = [one for one in RULES[case["element"]].check(judged) if isinstance(one, Element)]
    return [one for one in found if one.code == case.get("of", one.code)]


@pytest.mark.parametrize(("case", "name"), PRESENT, ids=name_of)
def test_what_documents_an_element_is_found_with_its_words(case: dict[str, Any], name: str) -> None:
    """Present, and the evidence shares words with what is marked."""
    marked = case["present"][name]
    text = MARK.sub(r"\1", marked)
    found = [element for element in judge(case, text) if element.status == "present"]
    assert found
    spans = [span for element in found for span in element.evidence if isinstance(span, NoteSpan)]
    first = MARK.search(marked)
    assert first
    assert any(span.start < first.end() - 4 and first.start() < span.end for span in spans)
    assert all(text[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize(("case", "name"), ABSENT, ids=name_of)
def test_what_does_not_document_an_element_is_not_taken_for_it(case: dict[str, Any], name: str) -> None:
    """Not present, and the fix is there."""
    found = judge(case, case["absent"][name])
    assert found
    assert all(element.status != "present" for element in found)
    assert all(element.fix for element in found if element.status != "not_applicable")


@pytest.mark.parametrize(
    ("code", "status"),
    [("97110", "missing"), ("97032", "missing"), ("97550", "not_applicable"), ("98980", "not_applicable")],
)
def test_contact_is_asked_where_somebody_is_with_the_patient(code: str, status: str) -> None:
    """A caregiver is trained without the patient, and data from home are read without either."""
    found = judge({"element": "one_on_one", "codes": [code]}, "Seen for 30 min.")
    assert [one.status for one in found] == [status]
