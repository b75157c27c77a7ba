"""An unknown outcome: nobody sends it again by itself, and what settles it is a proof or a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.faults.ehr import Fault

from chargeline_plugin.writeback.outcome import Refused
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.unknown import look_again, person_says

TAKEN = Fault(name="taken, no answer", after="timeout")
LOST = Fault(name="not taken, no answer", before="timeout")
LATE = Fault(name="taken later", change="late", after="timeout")


def left_unknown(clinic, fault):
    clinic.ehr.misbehave(fault)
    outcome = clinic.click().outcomes[0]
    assert outcome.state == "unknown"
    return outcome.key


def look(clinic, key, by):
    result = look_again(key, means=clinic.means, by=by)
    return (result[0].state, result[0].code) if isinstance(result, tuple) else result


def test_what_was_taken_in_is_found_by_its_key_at_once(clinic, by):
    key = left_unknown(clinic, TAKEN)
    assert look(clinic, key, by) == ("written", "found")
    assert clinic.states() == ["verified-written"]
    assert [o.state for o in clinic.click().outcomes] == ["already"]
    assert len(clinic.ehr.charges) == 1


def test_what_was_found_changed_is_shown(clinic, by):
    key = left_unknown(clinic, replace(TAKEN, change="drop-modifiers"))
    result = look_again(key, means=clinic.means, by=by)
    assert [d.field for d in result[0].differences] == ["modifiers"]


def test_absence_is_not_proven_while_the_request_may_still_arrive(clinic, by):
    key = left_unknown(clinic, LATE)
    assert look(clinic, key, by) == ("unknown", "too_early")
    clinic.ehr.settle()
    assert look(clinic, key, by) == ("written", "found")
    assert len(clinic.ehr.charges) == 1


def test_absence_is_proven_by_a_later_search_and_then_a_click_sends_again(clinic, by):
    key = left_unknown(clinic, LOST)
    clinic.pass_time(61)
    assert look(clinic, key, by) == ("rejected", "not_found")
    assert [o.state for o in clinic.click().outcomes] == ["written"]
    assert len(clinic.ehr.charges) == 1


def test_a_search_that_fails_proves_nothing(clinic, by):
    key = left_unknown(clinic, LOST)
    clinic.pass_time(61)
    clinic.ehr.searches_fail = True
    assert look(clinic, key, by) == ("unknown", "not_readable")
    assert clinic.states() == ["unknown"]


def test_a_search_alone_never_lets_a_line_go_twice(clinic, by):
    """Where the server keeps no second copy out, a charge that it holds back must not be sent again unseen."""
    clinic.ehr.misbehave(Fault(name="held back, no answer", change="held", after="timeout"))
    outcome = clinic.click(clinic.preview(rung="charge_search_then_create")).outcomes[0]
    clinic.pass_time(61)
    assert look(clinic, outcome.key, by) == ("unknown", "cannot_prove")


@pytest.mark.parametrize("vendor", ["oracle", "epic"])
def test_where_a_search_proves_nothing_it_stays_unknown(build, by, vendor):
    clinic = build(vendor)
    key = left_unknown(clinic, LOST)
    clinic.pass_time(86_400)
    assert look(clinic, key, by) == ("unknown", "cannot_prove")


@pytest.mark.parametrize("vendor", ["oracle", "epic"])
def test_what_was_taken_in_is_found_at_every_vendor(build, by, vendor):
    clinic = build(vendor)
    key = left_unknown(clinic, TAKEN)
    assert look(clinic, key, by) == ("written", "found")


def test_a_charge_that_was_there_before_is_not_taken_for_ours(build, by, make_line, make_visit):
    clinic = build("oracle")
    clinic.click()
    clinic.ehr.misbehave(LOST)
    second = make_visit(visit_key="session-2")
    outcome = clinic.click(visit=second, reasons={make_line().id: "second session"}).outcomes[0]
    assert outcome.state == "unknown"
    assert look(clinic, outcome.key, by) == ("unknown", "cannot_prove")


def test_a_person_who_has_looked_lets_it_be_sent_again_and_is_recorded(build, by):
    clinic = build("oracle")
    key = left_unknown(clinic, LOST)
    clinic.pass_time(61)
    result = person_says(key, there=False, means=clinic.means, by=by)
    assert (result[0].state, result[0].code) == ("rejected", "person_looked")
    said = clinic.ledger.history(key)[-1]
    assert (said.by, said.detail["code"]) == ("Practitioner/pt-1", "person_looked")
    assert [o.state for o in clinic.click().outcomes] == ["written"]
    assert len(clinic.ehr.charges) == 1


def test_a_person_who_looks_too_early_does_not_let_it_be_sent_again(build, by):
    """What is still on its way is not there yet; sent again, both would stand."""
    clinic = build("oracle")
    key = left_unknown(clinic, LATE)
    clinic.pass_time(59)
    result = person_says(key, there=False, means=clinic.means, by=by)
    assert (result[0].state, result[0].code) == ("unknown", "too_early")
    assert [o.state for o in clinic.click().outcomes] == ["unknown"]
    clinic.ehr.settle()
    assert len(clinic.ehr.charges) == 1


def test_a_person_who_found_it_ends_it(build, by):
    clinic = build("oracle")
    key = left_unknown(clinic, TAKEN)
    assert person_says(key, there=True, means=clinic.means, by=by)[0].state == "written"
    assert clinic.states() == ["verified-written"]


def test_who_may_not_confirm_may_not_say_so(clinic, by):
    key = left_unknown(clinic, LOST)
    nobody = replace(by, permission=Permission(allowed=False, code="never", why="aide"))
    assert person_says(key, there=False, means=clinic.means, by=nobody) == Refused(code="not_permitted")
    assert clinic.states() == ["unknown"]


def test_only_what_is_unknown_can_be_settled(clinic, by):
    key = clinic.click().outcomes[0].key
    assert person_says(key, there=False, means=clinic.means, by=by) == Refused(code="not_unknown")
    assert person_says("nobody", there=True, means=clinic.means, by=by) == Refused(code="not_unknown")


def test_a_forgotten_line_is_seen_to_in_the_ehr(clinic, by):
    key = left_unknown(clinic, LOST)
    clinic.pass_time(10)
    clinic.ledger.destroy_records(before=clinic.moment, at=clinic.moment)
    assert look(clinic, key, by) == Refused(code="forgotten")


def test_what_a_crash_left_pending_is_found(clinic, by):
    class Killed(BaseException):
        """The process is gone."""

    def die(step):
        if step == "before-result":
            raise Killed

    steady = clinic.means
    clinic.means = replace(steady, step=die)
    with pytest.raises(Killed):
        clinic.click()
    clinic.means = steady
    clinic.pass_time(200)
    (key,) = clinic.ledger.give_up_interrupted(now=clinic.moment)
    assert look(clinic, key, by) == ("written", "found")
    assert len(clinic.ehr.charges) == 1


def test_another_line_of_ours_is_not_taken_for_one_that_the_ehr_holds_back(build, by, make_report, make_line):
    """Oracle keeps no reference: the one new charge there is the second line's, not the first one recoded."""
    clinic = build("oracle")
    send = clinic.means.writer.send
    faults = iter([Fault(name="held", change="held"), Fault(name="none", times=0)])

    def first_is_held(*given):
        clinic.ehr.misbehave(next(faults))
        return send(*given)

    clinic.means.writer.send = first_is_held
    first, second = clinic.click(clinic.preview(make_report(make_line(), make_line("97140", 1)))).outcomes
    assert (first.read_back, second.read_back) == ("not_visible", "as_confirmed")
    (seen,) = look_again(first.key, means=clinic.means, by=by)
    assert (seen.code, seen.differences) == ("not_visible", ())
    clinic.ehr.settle()
    (seen,) = look_again(first.key, means=clinic.means, by=by)
    assert seen.code == "as_confirmed"
