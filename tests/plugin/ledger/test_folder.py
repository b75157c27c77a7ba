"""A folder says of an encounter's keys what the ledger says of each of them."""

from __future__ import annotations

import pytest

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.ledger import folder
from chargeline_plugin.ledger.folder import read_folder
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.types import LedgerAway


@pytest.mark.parametrize("at_once", [1, 500])
def test_it_holds_every_event_and_record_of_the_encounter_and_nothing_else(
    ledger, send, claim, monkeypatch: pytest.MonkeyPatch, at_once: int
):
    monkeypatch.setattr(folder, "AT_ONCE", at_once)
    send(claim("slot-1"), "written")
    send(claim("slot-2"), "unknown")
    send(claim("slot-3", visit="visit-2"), "written")
    found = read_folder(ledger, "visit-1")
    assert [entry.key for entry in found.entries] == ["slot-1.1", "slot-2.1"]
    for entry in found.entries:
        assert found.history(entry.key) == ledger.history(entry.key)
        sequences = [event.sequence for event in ledger.history(entry.key)]
        sequences += [event.detail["decided"] for event in ledger.history(entry.key) if "decided" in event.detail]
        assert [found.record(each) for each in sequences] == [ledger.record(each) for each in sequences]
        assert found.record(entry.intent) == {"patient": "p1", "code": "97110"}
    assert found.history("slot-3.1") == ()


def test_a_destroyed_record_is_none(ledger, send, claim, at):
    send(claim(), "written")
    ledger.destroy_records(before=at(60), at=at(60))
    found = read_folder(ledger, "visit-1")
    assert found.record(found.entries[0].intent) is None


def test_a_record_that_the_keys_do_not_open_is_said_so(ledger, send, claim):
    send(claim(), "written")
    other = Ledger(ledger._engine, Seal([new_key()]))
    found = read_folder(other, "visit-1")
    with pytest.raises(LedgerAway, match="keys at hand"):
        found.record(found.entries[0].intent)
