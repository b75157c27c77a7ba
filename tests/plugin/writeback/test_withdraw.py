"""What was taken back in the EHR and not from here: it is noted, and then its lines can be sent anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chargeline_plugin.ledger.verify import verify
from chargeline_plugin.writeback.outcome import Refused
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.withdraw import person_deleted, taken_back_there


@pytest.fixture
def epic(build):
    return build("epic")


def filed(clinic):
    return clinic.click().outcomes[0].key


def deleted(clinic, key, by):
    result = person_deleted(key, means=clinic.means, by=by)
    return result if isinstance(result, Refused) else (result[0].state, result[0].code)


def test_a_deleted_note_frees_its_lines_and_they_go_out_as_the_next_version(epic, by):
    key = filed(epic)
    epic.ehr.stored["DocumentReference"].clear()
    assert deleted(epic, key, by) == ("written", "person_deleted")
    assert epic.states() == ["reversed"]
    preview = epic.preview()
    assert preview.orders[0].version == 2
    assert [outcome.state for outcome in epic.click(preview).outcomes] == ["written"]
    assert len(epic.ehr.stored["DocumentReference"]) == 1
    assert verify(epic.ledger).findings == ()


def test_who_said_so_is_kept_beside_the_event(epic, by):
    key = filed(epic)
    epic.ehr.stored["DocumentReference"].clear()
    deleted(epic, key, by)
    event = epic.ledger.history(key)[-1]
    assert (event.state, event.by, event.detail["code"]) == ("reversed", by.user.reference, "person_deleted")
    assert epic.ledger.record(event.sequence)["user"]["name"] == by.user.name


def test_a_note_that_the_ehr_still_shows_is_not_deleted(epic, by):
    key = filed(epic)
    assert deleted(epic, key, by) == Refused(code="note_still_there")
    assert epic.states() == ["written"]


def test_while_the_ehr_cannot_be_asked_nothing_is_changed(epic, by):
    key = filed(epic)
    epic.ehr.searches_fail = True
    assert deleted(epic, key, by) == Refused(code="not_readable")
    assert epic.states() == ["written"]


def test_who_may_not_confirm_may_not_say_so(epic, by):
    key = filed(epic)
    epic.ehr.stored["DocumentReference"].clear()
    nobody = replace(by, permission=Permission(allowed=False, code="never", why="aide"))
    assert deleted(epic, key, nobody) == Refused(code="not_permitted")
    assert epic.states() == ["written"]


def test_saying_it_twice_counts_once(epic, by):
    key = filed(epic)
    epic.ehr.stored["DocumentReference"].clear()
    deleted(epic, key, by)
    assert deleted(epic, key, by) == Refused(code="not_in_chart")
    assert deleted(epic, "nobody", by) == Refused(code="not_in_chart")


@pytest.mark.parametrize("vendor", ["generic", "oracle"])
def test_a_charge_that_was_deleted_outright_is_free_by_a_persons_word(build, by, vendor):
    clinic = build(vendor)
    key = filed(clinic)
    clinic.ehr.stored["ChargeItem"].clear()
    assert deleted(clinic, key, by) == ("written", "charge_deleted")
    assert clinic.states() == ["reversed"]
    event = clinic.ledger.history(key)[-1]
    assert (event.state, event.by, event.detail["code"]) == ("reversed", by.user.reference, "charge_deleted")
    assert clinic.ledger.record(event.sequence)["user"]["name"] == by.user.name
    assert clinic.preview().orders[0].version == 2
    assert verify(clinic.ledger).findings == ()
    assert deleted(clinic, key, by) == Refused(code="not_in_chart"), "said twice, it counts once"


@pytest.mark.parametrize("vendor", ["generic", "oracle"])
def test_a_charge_that_the_ehr_still_shows_is_not_deleted(build, by, vendor):
    clinic = build(vendor)
    key = filed(clinic)
    assert deleted(clinic, key, by) == Refused(code="charge_still_there")
    assert clinic.states() == ["written"]


def test_a_charge_under_another_id_with_our_key_is_not_deleted(clinic, by):
    """It was moved: the id that we know shows nothing, a search by our key does."""
    key = filed(clinic)
    charges = clinic.ehr.stored["ChargeItem"]
    (former,) = charges
    charges["moved"] = charges.pop(former) | {"id": "moved"}
    assert deleted(clinic, key, by) == Refused(code="charge_still_there")


def test_a_charge_that_turns_out_to_be_taken_back_is_noted_as_that(build, by):
    """Oracle's search shows no charge that was voided; asked by its id, the EHR says what became of it."""
    clinic = build("oracle")
    key = filed(clinic)
    [charge] = clinic.ehr.stored["ChargeItem"].values()
    charge["status"] = "entered-in-error"
    assert deleted(clinic, key, by) == ("written", "reversed_there")


def test_a_charge_that_nobody_ever_saw_in_the_ehr_is_not_called_deleted(clinic, by):
    """It may still be on its way into what the EHR shows; then both would stand."""

    def hold_back(step):
        if step == "before-read-back":
            clinic.ehr.stored["ChargeItem"].clear()

    clinic.means = replace(clinic.means, step=hold_back)
    key = filed(clinic)
    assert deleted(clinic, key, by) == Refused(code="not_visible")
    assert clinic.states() == ["written"]


def test_while_charges_cannot_be_asked_for_none_is_called_deleted(clinic, by):
    key = filed(clinic)
    clinic.ehr.stored["ChargeItem"].clear()
    clinic.ehr.searches_fail = True
    assert deleted(clinic, key, by) == Refused(code="not_readable")


def test_a_forgotten_note_is_seen_to_in_the_ehr(epic, by):
    key = filed(epic)
    epic.pass_time(10)
    epic.ledger.destroy_records(before=epic.moment, at=epic.moment)
    assert deleted(epic, key, by) == Refused(code="forgotten")


def test_only_a_charge_that_is_taken_back_is_noted_so_and_only_by_who_may(build, by):
    clinic = build("generic")
    key = clinic.click().outcomes[0].key
    assert taken_back_there(key, means=clinic.means, by=by) == Refused(code="not_in_chart"), "it stands"
    [charge] = clinic.ehr.stored["ChargeItem"].values()
    charge["status"] = "entered-in-error"
    nobody = replace(by, permission=Permission(allowed=False, code="never", why="aide"))
    assert taken_back_there(key, means=clinic.means, by=nobody) == Refused(code="not_permitted")
    assert clinic.states() == ["written"]
    [outcome] = taken_back_there(key, means=clinic.means, by=by)
    assert (outcome.code, clinic.states()) == ("reversed_there", ["reversed"])
    assert clinic.preview().orders[0].version == 2
    assert clinic.ehr.counts.writes == 1
    assert verify(clinic.ledger).findings == ()
