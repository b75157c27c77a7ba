"""The confirming click against an EHR that behaves, and against one that does not."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from tests.faults.ehr import Fault

from chargeline.model import Alert
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.ledger.types import LedgerAway
from chargeline_plugin.ledger.verify import verify
from chargeline_plugin.visit.visit import UserSeen
from chargeline_plugin.writeback.confirm import claim_of
from chargeline_plugin.writeback.outcome import Confirmer, Refused
from chargeline_plugin.writeback.permission import Permission


def test_a_click_writes_each_line_once_reads_it_back_and_records_it(clinic, make_report, make_line):
    result = clinic.click(clinic.preview(make_report(make_line(), make_line("97140", 1))))
    assert [(o.state, o.code, o.read_back, o.location) for o in result.outcomes] == [
        ("written", "written", "as_confirmed", "chargeitem-1"),
        ("written", "written", "as_confirmed", "chargeitem-2"),
    ]
    assert clinic.states() == ["written", "written"]
    assert verify(clinic.ledger).findings == ()


def test_a_second_click_changes_nothing(clinic):
    clinic.click()
    again = clinic.click()
    assert [(o.state, o.code) for o in again.outcomes] == [("already", "already_sent")]
    assert len(clinic.ehr.charges) == 1


def test_a_second_tab_that_was_opened_before_changes_nothing(clinic):
    earlier = clinic.preview()
    clinic.click()
    assert [o.state for o in clinic.click(earlier).outcomes] == ["already"]
    assert len(clinic.ehr.charges) == 1


def test_two_clinicians_at_once_make_one_charge_a_line(clinic):
    previews = [clinic.preview(), clinic.preview()]
    results = []
    threads = [threading.Thread(target=lambda p=p: results.append(clinic.click(p))) for p in previews]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = sorted(o.state for result in results for o in result.outcomes)
    assert states == ["already", "written"]
    assert len(clinic.ehr.charges) == 1


def test_the_row_is_on_disk_before_the_request_leaves(clinic):
    seen = []
    clinic.means.writer._step = lambda step: seen.append((step, clinic.states(), clinic.ehr.counts.writes))
    clinic.click()
    assert seen[0] == ("before-first-byte", ["pending"], 0)


def test_twelve_visits_of_one_recurring_encounter_give_twelve_charges(clinic, make_visit):
    for day in range(1, 13):
        when = make_visit().date_of_service.replace(day=day)
        visit = make_visit(date_of_service=when, visit_key=f"note-{day}")
        assert [o.state for o in clinic.click(visit=visit).outcomes] == ["written"]
    assert len(clinic.ehr.charges) == 12


def test_the_same_day_twice_is_one_line_and_two_when_there_were_two_sessions(clinic, make_visit, make_line):
    clinic.click()
    clinic.click()
    second = make_visit(visit_key="session-2")
    refused = clinic.click(visit=second)
    assert refused == Refused(code="charge_appeared", lines=(make_line().id,))
    clinic.click(visit=second, reasons={make_line().id: "second session in the afternoon"})
    assert len(clinic.ehr.charges) == 2


# --- what is refused before anything is sent ----------------------------------------------------------------


def refused_and_untouched(clinic, result):
    assert clinic.ehr.counts.writes == 0
    assert clinic.states() == []
    return result.code


def test_a_digest_of_another_preview_is_refused(clinic):
    assert refused_and_untouched(clinic, clinic.click(shown_digest="0" * 64)) == "preview_changed"


def test_who_may_not_confirm_is_refused(clinic):
    nobody = UserSeen(
        reference="Practitioner/x", name=None, role="aide", discipline=None, credentials=None, npi=None, because=""
    )
    by = Confirmer(user=nobody, permission=Permission(allowed=False, code="never", why="aide"))
    assert refused_and_untouched(clinic, clinic.click(by=by)) == "not_permitted"


def test_another_patients_encounter_is_refused(clinic):
    clinic.ehr.encounter["subject"] = {"reference": "Patient/p2"}
    assert refused_and_untouched(clinic, clinic.click()) == "other_patient"


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_a_closed_encounter_is_refused(clinic, status):
    clinic.ehr.encounter["status"] = status
    assert refused_and_untouched(clinic, clinic.click()) == "encounter_closed"


def test_a_note_that_changed_since_is_refused(clinic):
    clinic.notes["n1"] = "sha256:amended"
    assert refused_and_untouched(clinic, clinic.click()) == "note_changed"


def test_a_note_that_is_gone_is_refused(clinic):
    clinic.notes.clear()
    assert refused_and_untouched(clinic, clinic.click()) == "note_changed"


def test_charges_that_cannot_be_read_are_refused(clinic):
    clinic.ehr.searches_fail = True
    assert refused_and_untouched(clinic, clinic.click()) == "charges_unreadable"


def test_a_charge_entered_by_hand_meanwhile_is_shown_before_anything_is_sent(clinic, make_line):
    preview = clinic.preview()
    by_hand = {k: v for k, v in preview.orders[0].body.items() if k != "identifier"}
    clinic.ehr._store("ChargeItem", by_hand)
    assert refused_and_untouched(clinic, clinic.click(preview)) == "charge_appeared"
    written = clinic.click(preview, reasons={make_line().id: "the other one is Tuesday's"})
    assert [o.state for o in written.outcomes] == ["written"]


@pytest.mark.parametrize(("day", "refused"), [("2026-11-23", True), (None, True), ("2026-11-22", False)])
def test_a_charge_that_appeared_is_shown_unless_it_is_of_another_day(clinic, day, refused):
    """A charge that names no day may be of this one."""
    preview = clinic.preview()
    by_hand = {**preview.orders[0].body, "identifier": [], "occurrenceDateTime": day}
    clinic.ehr._store("ChargeItem", {name: value for name, value in by_hand.items() if value})
    assert (getattr(clinic.click(preview), "code", None) == "charge_appeared") is refused


def test_an_encounter_edited_since_is_written_and_said(clinic):
    clinic.ehr.encounter["meta"] = {"versionId": "7"}
    assert clinic.click().encounter_changed
    assert clinic.states() == ["written"]


def test_a_blocked_line_needs_a_reason_which_is_recorded(clinic, make_report, make_line):
    alert = Alert(
        rule="minutes_differ_from_note", severity="block", codes=("97110",), message="m", fix="f", citation=None
    )
    preview = clinic.preview(make_report(alerts=(alert,)))
    assert refused_and_untouched(clinic, clinic.click(preview)) == "reason_needed"
    assert refused_and_untouched(clinic, clinic.click(preview, reasons={make_line().id: "  "})) == "reason_needed"
    result = clinic.click(preview, reasons={make_line().id: "clock stopped, see addendum"})
    assert [o.state for o in result.outcomes] == ["written"]
    decided = clinic.ledger.history(result.outcomes[0].key)[0].detail["decided"]
    assert clinic.ledger.record(decided)["reasons"] == {make_line().id: "clock stopped, see addendum"}


def test_a_ledger_that_is_away_stops_the_click(clinic, monkeypatch):
    def away(*_args, **_given):
        raise LedgerAway("database")

    monkeypatch.setattr(clinic.ledger, "begin", away)
    assert refused_and_untouched(clinic, clinic.click()) == "ledger_database"


def test_the_export_rung_sends_nothing(clinic):
    assert refused_and_untouched(clinic, clinic.click(clinic.preview(rung="export"))) == "export_only"


# --- what the EHR does ---------------------------------------------------------------------------------------

ANSWERS = {
    "a refusal of the content": (Fault(name="f", before=422), "rejected", "refused_content", 0),
    "a token that has lapsed": (Fault(name="f", before=401), "rejected", "sign_in_again", 0),
    "no permission": (Fault(name="f", before=403), "rejected", "forbidden", 0),
    "no such thing": (Fault(name="f", before=404), "rejected", "not_offered", 0),
    "a conflict": (Fault(name="f", before=409), "rejected", "conflict", 0),
    "several under one key": (Fault(name="f", before=412), "rejected", "conflict", 0),
    "a media type of ours it does not know": (Fault(name="f", before=415), "rejected", "our_mistake", 0),
    "a redirect": (Fault(name="f", before=307, headers={"Location": "/x"}), "unknown", "odd_answer", 0),
    "a failure before it took it": (Fault(name="f", before=500), "unknown", "server_error", 0),
    "a failure after it took it": (Fault(name="f", after=502), "unknown", "server_error", 1),
    "a gateway that gave up": (Fault(name="f", after=504), "unknown", "server_error", 1),
    "no answer, and it took it": (Fault(name="f", after="timeout"), "unknown", "no_answer", 1),
    "no answer, and it did not take it": (Fault(name="f", before="timeout"), "unknown", "no_answer", 0),
    "a reset after it took it": (Fault(name="f", after="reset"), "unknown", "no_answer", 1),
    "a sign-in page with status 200": (Fault(name="f", answer="page"), "unknown", "odd_answer", 1),
    "a busy server for ever": (
        Fault(name="f", before=429, headers={"Retry-After": "1"}, times=9),
        "rejected",
        "busy",
        0,
    ),
    "nobody there": (Fault(name="f", before="refused", times=9), "rejected", "not_reached", 0),
}


@pytest.mark.parametrize(("fault", "state", "code", "charges"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_proves_what_it_proves_and_no_more(clinic, fault, state, code, charges):
    clinic.ehr.misbehave(fault)
    outcome = clinic.click().outcomes[0]
    assert (outcome.state, outcome.code) == (state, code)
    assert clinic.states() == [state]
    assert len(clinic.ehr.charges) == charges


@pytest.mark.parametrize("fault", [f for f, state, _, _ in ANSWERS.values() if state == "unknown"], ids=str)
def test_after_an_unknown_no_click_sends_again(clinic, fault):
    clinic.ehr.misbehave(fault)
    clinic.click()
    writes = clinic.ehr.counts.writes
    assert clinic.click().outcomes[0].state == "unknown"
    assert clinic.ehr.counts.writes == writes


PASSING = {
    "busy for a moment": (Fault(name="f", before=429, headers={"Retry-After": "2"}), [2.0]),
    "unavailable for a moment": (Fault(name="f", before=503, headers={"Retry-After": "3"}), [3.0]),
    "not listening for a moment": (Fault(name="f", before="refused", times=2), [1.0, 1.0]),
}


@pytest.mark.parametrize(("fault", "waits"), PASSING.values(), ids=PASSING.keys())
def test_what_certainly_was_not_taken_in_is_sent_again_a_few_times(clinic, fault, waits):
    clinic.ehr.misbehave(fault)
    assert clinic.click().outcomes[0].state == "written"
    assert clinic.slept == waits
    assert len(clinic.ehr.charges) == 1


def test_a_long_wait_is_the_users_to_wait_for(clinic):
    clinic.ehr.misbehave(Fault(name="f", before=429, headers={"Retry-After": "120"}))
    assert clinic.click().outcomes[0].code == "busy"
    assert clinic.slept == []


def test_unavailable_is_not_sent_again_where_the_server_keeps_no_second_copy_out(build):
    clinic = build("oracle")
    clinic.ehr.misbehave(Fault(name="f", after=503, headers={"Retry-After": "1"}))
    assert clinic.click().outcomes[0].state == "unknown"
    assert len(clinic.ehr.charges) == 1


DROPS = {
    "drop-modifiers": {"modifiers"},
    "drop-diagnoses": {"diagnoses"},
    "fewer-units": {"units"},
    "recode": {"code"},
}


@pytest.mark.parametrize(("change", "fields"), DROPS.items(), ids=DROPS.keys())
@pytest.mark.parametrize("vendor", ["generic", "oracle"])
def test_what_the_ehr_changed_is_named(build, vendor, change, fields):
    clinic = build(vendor)
    clinic.ehr.misbehave(Fault(name="f", change=change))
    outcome = clinic.click().outcomes[0]
    assert outcome.read_back == "differs"
    assert {difference.field for difference in outcome.differences} == fields
    reads = [event for event in clinic.ledger.history(outcome.key) if event.kind == "read-back"]
    assert set(reads[0].detail["fields"]) == fields


def test_a_charge_that_was_split_in_two_is_named(build):
    clinic = build("oracle")
    clinic.ehr.misbehave(Fault(name="f", change="split"))
    assert [d.field for d in clinic.click().outcomes[0].differences] == ["split"]


@pytest.mark.parametrize("answer", ["empty", "no-location", "foreign-location", "truncated"])
def test_a_charge_is_found_by_its_key_when_the_answer_does_not_say_where_it_is(clinic, answer):
    clinic.ehr.misbehave(Fault(name="f", answer=answer))
    outcome = clinic.click().outcomes[0]
    assert (outcome.state, outcome.read_back, outcome.location) == ("written", "as_confirmed", "chargeitem-1")


def test_a_charge_that_is_held_back_is_written_and_not_yet_visible(build):
    clinic = build("oracle")
    clinic.ehr.misbehave(Fault(name="f", change="held"))
    outcome = clinic.click().outcomes[0]
    assert (outcome.state, outcome.read_back) == ("written", "not_visible")


def test_a_copy_that_is_there_already_is_not_made_again(clinic):
    """A ledger restored from a backup does not know of the first write; the EHR does."""
    clinic.ehr._store("ChargeItem", dict(clinic.preview().orders[0].body))
    assert clinic.click().outcomes[0].state == "written"
    assert len(clinic.ehr.charges) == 1


def test_where_the_server_cannot_keep_copies_out_we_look_first(clinic):
    preview = clinic.preview(rung="charge_search_then_create")
    clinic.ehr._store("ChargeItem", dict(preview.orders[0].body))
    outcome = clinic.click(preview).outcomes[0]
    assert (outcome.state, outcome.code) == ("written", "already_there")
    assert clinic.ehr.counts.writes == 0


@pytest.mark.parametrize("status", [409, 412])
def test_a_conflict_with_our_own_charge_is_no_refusal(clinic, status):
    clinic.ehr.misbehave(Fault(name="f", after=status))
    outcome = clinic.click().outcomes[0]
    assert (outcome.state, outcome.code, outcome.read_back) == ("written", "already_there", "as_confirmed")
    assert len(clinic.ehr.charges) == 1


def test_where_the_first_copy_cannot_be_looked_for_nothing_is_sent(clinic, monkeypatch):
    preview = clinic.preview(rung="charge_search_then_create")

    def away(_key):
        raise FhirFailure(Cause.TIMEOUT, "ChargeItem")

    monkeypatch.setattr(clinic.means.chart, "by_key", away)
    assert clinic.click(preview).outcomes[0].code == "cannot_look"
    assert clinic.ehr.counts.writes == 0


def test_a_draft_note_carries_all_lines_under_one_reference(build, make_report, make_line):
    clinic = build("epic")
    preview = clinic.preview(make_report(make_line(), make_line("97140", 1)))
    result = clinic.click(preview)
    assert [(o.state, o.read_back) for o in result.outcomes] == [("written", "as_confirmed")] * 2
    assert len(clinic.ehr.stored["DocumentReference"]) == 1
    assert [o.state for o in clinic.click(preview).outcomes] == ["already"] * 2


def test_an_answer_that_cannot_be_recorded_says_so_and_the_row_stays_pending(clinic, monkeypatch):
    def away(*_args, **_given):
        raise LedgerAway("database")

    monkeypatch.setattr(clinic.ledger, "settle", away)
    outcome = clinic.click().outcomes[0]
    assert (outcome.state, outcome.recorded) == ("written", False)
    assert clinic.states() == ["pending"]


def test_a_line_whose_turn_comes_too_late_is_not_sent(clinic, make_report, make_line):
    """Another process would already call it unknown, and a person could say that it is not there."""
    real = clinic.means.writer.send

    def slow(*given):
        clinic.pass_time(25)
        return real(*given)

    clinic.means.writer.send = slow
    outcomes = clinic.click(clinic.preview(make_report(make_line(), make_line("97140", 1)))).outcomes
    assert [(o.state, o.code) for o in outcomes] == [("written", "written"), ("rejected", "not_started")]
    assert clinic.states() == ["written", "rejected"]


class Killed(BaseException):
    """The process is gone."""


STEPS = {
    "before-row": ([], 0),
    "after-row": (["pending"], 0),
    "before-first-byte": (["pending"], 0),
    "after-status-line": (["pending"], 1),
    "before-result": (["pending"], 1),
    "after-result": (["written"], 1),
    "before-read-back": (["written"], 1),
    "after-read-back": (["written"], 1),
}


@pytest.mark.parametrize(("step", "left"), STEPS.items(), ids=STEPS.keys())
def test_a_process_that_dies_leaves_a_row_that_is_settled_or_shown(clinic, step, left):
    def die(passing):
        if passing == step:
            raise Killed

    clinic.means = replace(clinic.means, step=die)
    clinic.means.writer._step = die
    with pytest.raises(Killed):
        clinic.click()
    assert (clinic.states(), len(clinic.ehr.charges)) == left
    clinic.means = replace(clinic.means, step=lambda _: None)
    clinic.means.writer._step = lambda _: None
    clinic.pass_time(200)
    clinic.ledger.give_up_interrupted(now=clinic.moment)
    clinic.click()
    assert len(clinic.ehr.charges) == (1 if step == "before-row" else left[1])
    assert set(clinic.states()) <= {"written", "unknown"}


def test_a_line_that_was_sent_before_a_crash_is_read_back_on_the_next_click(clinic):
    def die(step):
        if step == "after-result":
            raise Killed

    steady = clinic.means
    clinic.ehr.misbehave(Fault(name="f", change="drop-modifiers"))
    clinic.means = replace(steady, step=die)
    with pytest.raises(Killed):
        clinic.click()
    clinic.means = steady
    outcome = clinic.click().outcomes[0]
    assert (outcome.state, [d.field for d in outcome.differences]) == ("already", ["modifiers"])


def test_an_edit_after_the_click_shows_what_the_ehr_holds_instead(clinic, make_report, make_line):
    clinic.click()
    outcome = clinic.click(clinic.preview(make_report(make_line(units=3)))).outcomes[0]
    assert outcome.state == "already"
    assert [(d.field, d.confirmed, d.stored) for d in outcome.differences] == [("units", "3", "2")]


def block(code):
    return Alert(rule="r", severity="block", codes=(code,), message="m", fix="f", citation=None)


def test_a_line_that_went_out_before_needs_no_reason_for_a_new_one_to_go(clinic, make_report, make_line):
    """It was edited since and is blocked; but it is not sent, so nobody has anything to say to that."""
    clinic.click()
    both = make_report(make_line(), make_line("97140", 1), alerts=(block("97110"),))
    result = clinic.click(clinic.preview(both))
    assert [(o.state, o.code) for o in result.outcomes] == [("already", "already_sent"), ("written", "written")]
    assert len(clinic.ehr.charges) == 2


def test_a_new_line_that_is_blocked_needs_its_reason_beside_one_that_went_out(clinic, make_report, make_line):
    clinic.click()
    both = make_report(make_line(), make_line("97140", 1), alerts=(block("97140"),))
    refused = clinic.click(clinic.preview(both))
    assert refused == Refused(code="reason_needed", lines=(make_line("97140", 1).id,))
    assert len(clinic.ehr.charges) == 1


def test_a_line_that_comes_free_during_the_click_is_not_sent_without_its_reason(clinic, make_report, monkeypatch):
    """Another click holds it while reasons are asked for, and fails before this one claims its lines."""
    preview = clinic.preview(make_report(alerts=(block("97110"),)))
    [order] = preview.orders
    clinic.means.ledger.begin([claim_of(order)], by=None, at=clinic.means.now(), decision={})
    now = clinic.means.chart.now

    def fails_meanwhile(visit):
        at = clinic.means.now()
        clinic.means.ledger.settle(order.key, attempt=1, state="rejected", code="refused_content", at=at)
        return now(visit)

    monkeypatch.setattr(clinic.means.chart, "now", fails_meanwhile, raising=False)
    result = clinic.click(preview)
    assert [o.state for o in result.outcomes] == ["already"]
    assert clinic.states() == ["rejected"]
    assert not clinic.ehr.charges
