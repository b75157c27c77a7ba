"""Whatever is given, a report comes back: its spans are the words given, its field values the values given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sdk.casework import BASE, becauses, service, tables

from chargeline import BadEncounter, Report, encounter_to_json, evaluate, read_encounter
from chargeline.model import Evidence, FieldValue, NoteSpan, ServiceSpan

# Those of the book that ships; a site's own data changes no evidence.
CASES = [case for table in tables() for case in (*table["fires"], *table["silent"]) if "site" not in case["encounter"]]
NOTE = "S: Knee sore. O: R knee flexion AROM 104 deg. Tx: 97110 SLR 3x10 2# 23 min. A: Tolerated well. Jane Roe, PT"
LONGEST_TEXT = 50_000
"""What the contract takes as a service's own text."""
ODD = {
    "nothing": "",
    "blanks only": " \n\t\r\n\u00a0\u2003 ",
    "binary": "".join(map(chr, range(256))) * 20,
    "half a surrogate": NOTE + "\ud800\udfff",
    "Hebrew and Arabic": "שלום 97110 23 דקות \u202e nim 32 01179 \u202c مرحبا 3x10 " + NOTE,
    "emoji with joiners": "👩🏽‍⚕️ pain 👍🏽 3x10 🦵 97110 23 min 🇺🇸 " + NOTE,
    "mixed line ends": NOTE.replace(". ", ".\r\n", 2).replace(". ", ".\r", 1).replace(". ", ".\u2028", 1),
    "another language": "Le patient a fait trois séries de dix flexions du genou, sans douleur; à revoir vendredi.",
    "letters that change their length": "İSTANBUL ß ﬁ ŉ ½ ⅔ Ⅷ " + NOTE,
    "numbers without end": "9" * 5000 + "/" + "0" * 5000 + " x" * 500 + " 97110 " + "1" * 400 + " min",
    "one line of a hundred thousand signs": (NOTE.replace("\n", " ") + " ") * 1000,
    "nothing but headings": "S:\nO:\nA:\nP:\nGoals:\nPlan:\n" * 300,
}


def whole(encounter: dict[str, Any]) -> dict[str, Any]:
    """A case's encounter laid over the base."""
    given = BASE | {key: value for key, value in encounter.items() if key != "known_on"}
    return given | {"services": [service(n, one) for n, one in enumerate(encounter.get("services", ()), 1)]}


def evidence(report: Report) -> Iterator[Evidence]:
    """Every piece of evidence that a report carries."""
    for holder in (*report.elements, *report.alerts, *report.services, *becauses(report)):
        yield from holder.evidence


def pointed(document: Any, pointer: str) -> Any:
    """What a JSON Pointer leads to; None where nothing stands on the way."""
    for key in pointer.split("/")[1:]:
        if isinstance(document, list):
            document = document[int(key)]
        else:
            document = document.get(key) if document is not None else None
    return document


def held(given: dict[str, Any]) -> Report:
    """The report, once each piece of its evidence was found in what was given."""
    encounter = read_encounter(given)
    report = evaluate(encounter)
    told = encounter_to_json(encounter)
    texts = {note.id: note.text for note in (*(encounter.history.previous_notes or ()), *encounter.notes)}
    own = {one.id: one.text for one in encounter.services}
    for one in evidence(report):
        if isinstance(one, FieldValue):
            assert pointed(told, one.field) == one.value, one.field
        elif isinstance(one, NoteSpan | ServiceSpan):
            text = texts[one.note] if isinstance(one, NoteSpan) else own[one.service]
            assert one.text
            assert text[one.start : one.end] == one.text
    return report


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_evidence_of_every_case_is_what_was_given(case: dict[str, Any]) -> None:
    """Words by their offsets, values by their pointers."""
    held(whole(case["encounter"]))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_give_a_report(text: str) -> None:
    """In today's note, in a service's own text and in an earlier note; what is missing has a fix."""
    earlier = {"previous_notes": [{"id": "p1", "date": "2026-11-20", "text": text}]}
    services = [{"id": "s1", "code": "97110", "minutes": 23, "text": text[:LONGEST_TEXT]}]
    given = whole({"notes": [{"id": "n1", "text": text}], "history": earlier}) | {"services": services}
    report = held(given)
    assert report.elements
    assert all(element.fix for element in report.elements if element.status in ("missing", "weak", "cannot_tell"))


def test_ten_notes_that_contradict_each_other_give_a_report() -> None:
    """Each with its own minutes."""
    notes = [{"id": f"n{n}", "text": NOTE.replace("23 min", f"{10 + n} min")} for n in range(10)]
    assert held(whole({"notes": notes})).elements


def test_as_many_services_as_the_contract_takes_give_a_report() -> None:
    """All of them counted or left unbilled by name; more are refused by name, never by a crash."""
    report = held(whole({"services": ["97110=1"] * 200, "notes": [{"id": "n1", "text": NOTE}]}))
    counted = {id_ for line in report.charge_lines for id_ in line.services}
    assert {f"s{n}" for n in range(1, 201)} <= counted | {one.service for one in report.unbilled}
    with pytest.raises(BadEncounter, match="/services"):
        evaluate(whole({"services": ["97110=1"] * 400}))


PIECES = [
    *NOTE.split(),
    "\n",
    "\r",
    "İ",
    "👍🏽",
    "\u202e",
    "½",
    "|",
    "->",
    "Goals:",
    "HEP",
    "no",
    "was",
    "eval",
    "1/0",
    "x",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join), min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_words_today_and_earlier_give_a_report(texts: list[str]) -> None:
    """The first is today's note, the others are earlier ones."""
    earlier = [{"id": f"p{n}", "date": f"2026-11-{20 - n}", "text": text} for n, text in enumerate(texts[1:])]
    held(whole({"notes": [{"id": "n1", "text": texts[0]}], "history": {"previous_notes": earlier}}))
