"""What the EHR is told besides the charge, and that it never stands in the charge's way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults.clinic import a_visit
from tests.faults.ehr import BASE, Fault

from chargeline_plugin.fhir.write import Lost
from chargeline_plugin.writeback.history import history_of
from chargeline_plugin.writeback.ladder import trail_of

FIXTURES = Path(__file__).parents[2] / "fixtures"
BOTH = ("Provenance", "AuditEvent")


def capability(name):
    return json.loads((FIXTURES / "capability" / name).read_text())


@pytest.fixture
def telling(clinic):
    clinic.means = replace(clinic.means, trail=BOTH)
    return clinic


def test_a_written_charge_has_its_provenance_and_its_audit_event(telling):
    telling.click()
    (told,) = telling.ehr.stored["Provenance"].values()
    theirs = json.loads((FIXTURES / "generic/Bundle.transaction.charge-with-provenance.json").read_text())
    theirs = theirs["entry"][1]["resource"]
    assert told["target"] == [{"reference": "ChargeItem/chargeitem-1"}]
    assert [agent["type"] for agent in told["agent"]] == [agent["type"] for agent in theirs["agent"]]
    assert told["agent"][0]["who"] == {"reference": "Practitioner/pt-1"}
    assert told["entity"] == [{"role": "source", "what": {"reference": "DocumentReference/n1"}}]
    (audited,) = telling.ehr.stored["AuditEvent"].values()
    expected = json.loads((FIXTURES / "generic/AuditEvent.writeback.json").read_text())
    assert audited["type"]["code"] == expected["type"]["code"]
    for name in ("subtype", "action", "outcome"):
        assert audited[name] == expected[name]


def test_nothing_is_told_of_what_was_not_written(telling):
    telling.ehr.misbehave(Fault(name="f", before=422))
    telling.click()
    assert telling.ehr.stored["Provenance"] == {}


def test_a_server_that_refuses_it_changes_nothing_but_a_line_in_the_ledger(telling):
    real = telling.means.writer.send

    def refusing(method, path, body, headers=None):
        if path in BOTH:
            telling.ehr.misbehave(Fault(name="f", before=403))
        return real(method, path, body, headers)

    telling.means.writer.send = refusing
    outcome = telling.click().outcomes[0]
    assert (outcome.state, outcome.read_back) == ("written", "as_confirmed")
    told = [event.detail for event in telling.ledger.history(outcome.key) if event.kind == "no-trail"]
    assert [(detail["resource"], detail["status"]) for detail in told] == [(kind, 403) for kind in BOTH]


def test_an_audit_event_is_told_where_it_is_advertised():
    resource = {"type": "AuditEvent", "interaction": [{"code": "create"}]}
    assert trail_of({"rest": [{"resource": [resource]}]}, "user/AuditEvent.c") == ("AuditEvent",)


@pytest.mark.parametrize(
    ("name", "scopes", "kinds"),
    [
        ("generic-full-write.json", "user/Provenance.c user/AuditEvent.c", ("Provenance",)),
        ("generic-full-write.json", "user/Provenance.c", ("Provenance",)),
        ("generic-full-write.json", "user/ChargeItem.c", ()),
        ("epic-style.json", "user/Provenance.c user/AuditEvent.c", ()),
    ],
)
def test_it_is_told_only_where_the_server_takes_it(name, scopes, kinds):
    assert trail_of(capability(name), scopes) == kinds


def told_of(clinic):
    (line,) = history_of(a_visit(), BASE, clinic.ledger)
    return [step.kind for step in line.steps if "trail" in step.kind], line.untold


def test_nobody_waits_for_it_and_until_it_is_told_that_is_not_known(telling):
    put_off = []
    telling.means = replace(telling.means, later=put_off.append)
    assert telling.click().outcomes[0].read_back == "as_confirmed"
    assert telling.ehr.stored["Provenance"] == {}
    assert told_of(telling) == ([], True)
    put_off.pop()()
    assert len(telling.ehr.stored["Provenance"]) == 1
    assert told_of(telling) == (["trail", "trail"], False)


def test_where_nothing_is_to_be_told_nothing_is_missing(clinic):
    clinic.click()
    assert told_of(clinic) == ([], False)


def test_a_line_whose_place_the_ehr_does_not_say_is_not_told_and_that_shows(telling):
    telling.ehr.misbehave(Fault(name="f", change="held", answer="empty"))
    telling.click()
    assert telling.ehr.stored["Provenance"] == {}
    assert told_of(telling) == ([], True)


def test_an_ehr_that_does_not_answer_is_not_told_any_more(telling):
    """Two things to tell, one request; that neither was told shows."""
    asked = []

    def silent(method, path, body, headers=None):
        asked.append(path)
        return Lost(why="timeout")

    put_off = []
    telling.means = replace(telling.means, later=put_off.append)
    telling.click()
    telling.means.writer.send = silent
    put_off.pop()()
    assert asked == ["Provenance"]
    assert told_of(telling) == (["no-trail", "no-trail"], False)
