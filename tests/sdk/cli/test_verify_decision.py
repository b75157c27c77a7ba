"""A kept decision is repeated byte for byte, or it is said which book it needs and what differs."""

from __future__ import annotations

import copy
import json

import pytest

from chargeline import evaluate

ENCOUNTER = {
    "contract": 1,
    "id": "e1",
    "date_of_service": "2026-11-23",
    "discipline": "PT",
    "policy": "medicare-part-b",
    "services": [
        {"id": "s1", "code": "97110", "minutes": 33, "text": "CANARY"},
        {"id": "s2", "code": "97140", "minutes": 7},
    ],
}


@pytest.fixture
def decision():
    return {"encounter": ENCOUNTER, "report": evaluate(ENCOUNTER).to_json()}


def test_a_decision_with_the_book_of_that_day_is_repeated(chargeline, decision):
    ran = chargeline("verify-decision", "-", stdin=decision)
    assert (ran.code, ran.out) == (0, "The same report, byte for byte.\n")


def test_a_decision_is_found_inside_a_ledgers_event(chargeline, decision):
    event = {"sequence": 4, "kind": "confirmed", "record": {"digest": "x", "decision": decision}}
    assert chargeline("verify-decision", "-", stdin=event).code == 0


def test_what_was_changed_since_is_shown_by_its_place(chargeline, decision):
    changed = copy.deepcopy(decision)
    changed["report"]["charge_lines"][0]["units"] = 4
    ran = chargeline("verify-decision", "-", stdin=changed)
    assert ran.code == 1
    assert "The same book" in ran.out
    assert "/charge_lines/0/units: 4 then, 2 now" in ran.out


def test_another_book_names_the_version_to_install(chargeline, decision):
    changed = copy.deepcopy(decision)
    changed["report"]["rules"] |= {"version": "0.0.9", "digest": "sha256:other"}
    ran = chargeline("verify-decision", "-", stdin=changed)
    assert ran.code == 1
    assert "chargeline==0.0.9" in ran.out


def test_no_words_of_a_note_are_shown(chargeline, decision):
    changed = json.loads(json.dumps(decision))
    changed["report"]["services"] = [{"evidence": [{"text": "CANARY"}]}]
    changed["encounter"]["services"][0]["minutes"] = 8
    assert "CANARY" not in chargeline("verify-decision", "-", stdin=changed).out


@pytest.mark.parametrize("found", [{}, [], {"encounter": {}}, {"encounter": {}, "report": 1}])
def test_what_is_no_decision_is_bad_input(chargeline, found):
    ran = chargeline("verify-decision", "-", stdin=found)
    assert ran.code == 2
    assert "/report" in ran.err
