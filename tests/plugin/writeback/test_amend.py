"""After the click: correcting a line and taking it back, on every rung that can."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults.ehr import Fault

from chargeline_plugin.fhir.uris import CERNER, EXAMPLE
from chargeline_plugin.ledger.verify import verify
from chargeline_plugin.writeback.amend import Offer, confirm_amendment, propose_correction, propose_reversal
from chargeline_plugin.writeback.outcome import Refused
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.unknown import look_again
from chargeline_plugin.writeback.withdraw import person_deleted, taken_back_there

CAPABILITY = Path(__file__).parents[2] / "fixtures" / "capability"
STATEMENT = {"generic": "generic-full-write.json", "oracle": "cerner-style.json", "epic": "epic-style.json"}


@pytest.fixture
def correct(make_visit, by):
    def corrected(clinic, key, line, reason="wrong units"):
        proposal = propose_correction(key, line, make_visit(), offer=offer(clinic), means=clinic.means)
        return proposal if isinstance(proposal, Refused) else click(clinic, proposal, by, reason)

    return corrected


@pytest.fixture
def reverse(make_visit, by):
    def reversed_(clinic, key, reason="entered twice"):
        proposal = propose_reversal(key, make_visit(), offer=offer(clinic), means=clinic.means)
        return proposal if isinstance(proposal, Refused) else click(clinic, proposal, by, reason)

    return reversed_


def offer(clinic, scopes="user/ChargeItem.crus"):
    capability = json.loads((CAPABILITY / STATEMENT[clinic.vendor]).read_text())
    return Offer(capability=capability, scopes=scopes, names=EXAMPLE, bill_codes=clinic.terms().bill_codes)


def click(clinic, proposal, by, reason):
    result = confirm_amendment(
        shown_digest=proposal.digest, amendment=proposal, means=clinic.means, by=by, reason=reason
    )
    return result if isinstance(result, Refused) else result[0]


@pytest.mark.parametrize("vendor", ["generic", "oracle"])
def test_a_correction_is_written_read_back_and_takes_the_lines_place(build, correct, make_line, vendor):
    clinic = build(vendor)
    first = clinic.click().outcomes[0]
    outcome = correct(clinic, first.key, make_line(units=1, modifiers=("GP", "CQ")))
    assert (outcome.state, outcome.code, outcome.read_back) == ("written", "corrected", "as_confirmed")
    (standing,) = clinic.ehr.charges
    assert standing["quantity"] == {"value": 1}
    assert clinic.states() == ["corrected", "written"]
    assert verify(clinic.ledger).findings == ()


def test_the_words_of_a_correction_say_before_and_after(clinic, make_line, make_visit):
    key = clinic.click().outcomes[0].key
    proposal = propose_correction(key, make_line(units=1), make_visit(), offer=offer(clinic), means=clinic.means)
    assert (proposal.before, proposal.after) == ("97110 x2 GP for M25.561", "97110 x1 GP (23 min) for M25.561")


def test_what_others_added_to_a_charge_stays(clinic, correct, make_line):
    key = clinic.click().outcomes[0].key
    clinic.ehr.stored["ChargeItem"]["chargeitem-1"] |= {"costCenter": {"reference": "Organization/o1"}}
    clinic.ehr.stored["ChargeItem"]["chargeitem-1"]["extension"].append(
        {"url": "https://x.example/y", "valueString": "z"}
    )
    correct(clinic, key, make_line(units=1))
    (standing,) = clinic.ehr.charges
    assert standing["costCenter"] == {"reference": "Organization/o1"}
    assert [part["url"] for part in standing["extension"]][-1] == "https://x.example/y"
    assert len(standing["identifier"]) == 2


@pytest.mark.parametrize("vendor", ["generic", "oracle"])
def test_a_reversal_takes_the_charge_back_and_frees_the_line(build, reverse, vendor):
    clinic = build(vendor)
    first = clinic.click().outcomes[0]
    outcome = reverse(clinic, first.key)
    assert (outcome.state, outcome.code, outcome.read_back) == ("written", "reversed", "as_confirmed")
    assert clinic.ehr.charges == []
    assert clinic.click().outcomes[0].state == "written"
    assert len(clinic.ehr.charges) == 1
    assert clinic.preview().orders[0].version == 2


def test_a_correction_can_be_corrected_and_taken_back(clinic, correct, reverse, make_line):
    key = clinic.click().outcomes[0].key
    second = correct(clinic, key, make_line(units=1)).key
    third = correct(clinic, second, make_line(units=3)).key
    assert reverse(clinic, third).code == "reversed"
    assert clinic.states() == ["corrected", "corrected", "reversed", "written"]


@pytest.mark.parametrize("vendor", ["generic", "oracle"])
def test_a_charge_that_somebody_changed_meanwhile_is_left_alone(build, make_visit, by, vendor):
    """412 on a plain server, 409 at Oracle: the same."""
    clinic = build(vendor)
    key = clinic.click().outcomes[0].key
    proposal = propose_reversal(key, make_visit(), offer=offer(clinic), means=clinic.means)
    clinic.ehr.stored["ChargeItem"]["chargeitem-1"]["meta"] = {"versionId": "9"}
    outcome = click(clinic, proposal, by, "entered twice")
    assert (outcome.state, outcome.code) == ("rejected", "conflict")
    assert clinic.states() == ["written", "rejected"]
    assert len(clinic.ehr.charges) == 1


def test_a_version_that_is_no_number_goes_along_as_it_is(clinic, make_visit):
    key = clinic.click().outcomes[0].key
    clinic.ehr.stored["ChargeItem"]["chargeitem-1"]["meta"] = {"versionId": "7f3a-b"}
    proposal = propose_reversal(key, make_visit(), offer=offer(clinic), means=clinic.means)
    assert proposal.order.headers == {"If-Match": 'W/"7f3a-b"'}


@pytest.mark.parametrize("version", ["7\r\nX: y", 'a"b', "a b", "\u00b2"])
@pytest.mark.parametrize("vendor", ["generic", "oracle"])
def test_a_version_that_no_header_can_carry_is_refused_before_anything_is_sent(
    build, make_visit, make_line, vendor, version
):
    clinic = build(vendor)
    key = clinic.click().outcomes[0].key
    clinic.ehr.stored["ChargeItem"]["chargeitem-1"]["meta"] = {"versionId": version}
    given = {"offer": offer(clinic), "means": clinic.means}
    assert propose_reversal(key, make_visit(), **given) == Refused(code="odd_version")
    assert propose_correction(key, make_line(units=1), make_visit(), **given) == Refused(code="odd_version")
    assert clinic.states() == ["written"]


def test_a_charge_that_the_ehr_gives_no_version_is_left_alone(clinic, reverse, correct, make_line):
    """Without it nobody would notice that somebody else has changed the charge meanwhile."""
    key = clinic.click().outcomes[0].key
    del clinic.ehr.stored["ChargeItem"]["chargeitem-1"]["meta"]
    assert reverse(clinic, key) == Refused(code="not_readable")
    assert correct(clinic, key, make_line(units=1)) == Refused(code="not_readable")


def test_a_charge_that_a_credit_stands_against_is_not_credited_again(build, reverse, correct, make_line):
    clinic = build("oracle")
    key = clinic.click().outcomes[0].key
    (charge,) = clinic.ehr.stored["ChargeItem"].values()
    credit = {"url": f"{CERNER}offset-by", "valueReference": {"reference": "ChargeItem/credit-1"}}
    charge["extension"] = [*charge["extension"], credit]
    assert reverse(clinic, key) == Refused(code="gone_there")
    assert correct(clinic, key, make_line(units=1)) == Refused(code="gone_there")


@pytest.mark.parametrize("status", ["billable", "billed"])
def test_a_charge_that_billing_has_released_is_not_touched(clinic, reverse, correct, make_line, status):
    key = clinic.click().outcomes[0].key
    clinic.ehr.stored["ChargeItem"]["chargeitem-1"]["status"] = status
    assert reverse(clinic, key) == Refused(code="released")
    assert correct(clinic, key, make_line(units=1)) == Refused(code="released")


def test_a_note_can_be_neither_corrected_nor_taken_back(build, reverse, correct, make_line):
    clinic = build("epic")
    key = clinic.click().outcomes[0].key
    assert correct(clinic, key, make_line(units=1)) == Refused(code="cannot_correct")
    assert reverse(clinic, key) == Refused(code="cannot_reverse")


def test_without_permission_to_update_nothing_is_proposed(clinic, make_visit):
    key = clinic.click().outcomes[0].key
    only_create = offer(clinic, "user/ChargeItem.crs")
    assert propose_reversal(key, make_visit(), offer=only_create, means=clinic.means) == Refused(code="cannot_reverse")


def test_what_is_not_in_the_chart_cannot_be_taken_back(clinic, reverse):
    clinic.ehr.misbehave(Fault(name="f", before=422))
    key = clinic.click().outcomes[0].key
    assert reverse(clinic, key) == Refused(code="not_in_chart")
    assert reverse(clinic, "nobody") == Refused(code="not_in_chart")


def test_a_reason_is_needed_and_kept(clinic, reverse):
    key = clinic.click().outcomes[0].key
    assert reverse(clinic, key, reason=" ").code == "reason_needed"
    outcome = reverse(clinic, key, reason="other patient's session")
    decided = clinic.ledger.history(outcome.key)[0].detail["decided"]
    assert clinic.ledger.record(decided)["reason"] == "other patient's session"


def test_another_digest_and_another_user_are_refused(clinic, make_visit, by):
    key = clinic.click().outcomes[0].key
    proposal = propose_reversal(key, make_visit(), offer=offer(clinic), means=clinic.means)
    given = {"amendment": proposal, "means": clinic.means, "reason": "wrong"}
    assert confirm_amendment(shown_digest="x", by=by, **given).code == "preview_changed"
    nobody = replace(by, permission=Permission(allowed=False, code="never", why="aide"))
    assert confirm_amendment(shown_digest=proposal.digest, by=nobody, **given).code == "not_permitted"
    assert clinic.ehr.counts.writes == 1


def test_a_second_click_on_a_reversal_changes_nothing(clinic, make_visit, by):
    key = clinic.click().outcomes[0].key
    proposal = propose_reversal(key, make_visit(), offer=offer(clinic), means=clinic.means)
    click(clinic, proposal, by, "entered twice")
    assert click(clinic, proposal, by, "entered twice") == Refused(code="preview_changed")
    assert clinic.ehr.counts.writes == 2


def test_a_reversal_without_an_answer_is_unknown_and_can_be_looked_up(clinic, reverse, by):
    key = clinic.click().outcomes[0].key
    clinic.ehr.misbehave(Fault(name="f", after="timeout"))
    outcome = reverse(clinic, key)
    assert outcome.state == "unknown"
    assert reverse(clinic, key) == Refused(code="gone_there")
    noted = taken_back_there(key, means=clinic.means, by=by)
    assert noted == Refused(code="amendment_unknown"), "our own reversal, of which nobody knows yet"
    said = person_deleted(key, means=clinic.means, by=by)
    assert said == Refused(code="amendment_unknown")
    assert look_again(outcome.key, means=clinic.means, by=by)[0].state == "written"
    assert clinic.states() == ["reversed", "verified-written"]


def test_a_correction_without_an_answer_is_found_by_its_key(clinic, correct, by, make_line):
    key = clinic.click().outcomes[0].key
    clinic.ehr.misbehave(Fault(name="f", after="reset"))
    outcome = correct(clinic, key, make_line(units=1))
    assert outcome.state == "unknown"
    assert look_again(outcome.key, means=clinic.means, by=by)[0].code == "found"
    assert clinic.states() == ["corrected", "verified-written"]


def test_a_correction_that_was_carried_out_is_not_sent_again_into_its_own_conflict(clinic, correct, make_line, by):
    """503 with Retry-After after the commit: a second sending would be refused for the first one's sake."""
    key = clinic.click().outcomes[0].key
    clinic.ehr.misbehave(Fault(name="f", after=503, headers={"Retry-After": "1"}))
    outcome = correct(clinic, key, make_line(units=1))
    assert (outcome.state, clinic.ehr.counts.writes) == ("unknown", 2)
    (found,) = look_again(outcome.key, means=clinic.means, by=by)
    assert (found.state, found.code) == ("written", "found")
    (standing,) = clinic.ehr.charges
    assert standing["quantity"] == {"value": 1}


def test_a_second_copy_that_still_stands_is_shown_when_the_line_is_taken_back(clinic, reverse):
    preview = clinic.preview(rung="charge_search_then_create")
    clinic.ehr.misbehave(Fault(name="f", change="delivered-twice"))
    first = clinic.click(preview).outcomes[0]
    assert [d.field for d in first.differences] == ["split"]
    outcome = reverse(clinic, first.key)
    assert (outcome.code, outcome.read_back) == ("reversed", "differs")
    assert [d.stored for d in outcome.differences] == ["another copy still stands"]
    assert len(clinic.ehr.charges) == 1
