"""Whatever is done to the rows behind the ledger's back is seen."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.ledger.verify import verify


@pytest.fixture
def filled(ledger, send, claim):
    for slot in ("a", "b", "c"):
        send(claim(slot=slot), "written")
    return ledger


def tamper(url, *statements):
    """Change rows as whoever owns the database can: the triggers first."""
    engine = create_engine(url, poolclass=NullPool)
    triggers = ("_update", "_delete") if engine.dialect.name == "sqlite" else ("_refuse ON ledger_events",)
    with engine.begin() as raw:
        for statement in (*(f"DROP TRIGGER ledger_events{name}" for name in triggers), *statements):
            raw.exec_driver_sql(statement)


def test_an_untouched_ledger_verifies_and_prints_its_head(filled):
    verdict = verify(filled)
    assert verdict.findings == ()
    assert verdict.head.startswith("9:")
    assert verify(filled, head=verdict.head).findings == ()


def test_a_head_kept_from_earlier_still_holds(filled, send, claim):
    head = verify(filled).head
    send(claim(slot="d"))
    assert verify(filled, head=head).findings == ()


TAMPERING = {
    "a word changed in an event": ("UPDATE ledger_events SET body = replace(body, 'pt-1', 'pt-2') WHERE sequence = 2",),
    "an event moved to another key": ("UPDATE ledger_events SET key = 'x' WHERE sequence = 2",),
    "an event removed": ("DELETE FROM ledger_events WHERE sequence = 4",),
    "an event inserted": (
        "UPDATE ledger_events SET sequence = 10 WHERE sequence = 9",
        "INSERT INTO ledger_events SELECT 9, key, body, digest FROM ledger_events WHERE sequence = 8",
    ),
    "the tail cut": ("DELETE FROM ledger_events WHERE sequence > 7",),
    "a state changed in the entries": ("UPDATE ledger_entries SET state = 'rejected' WHERE slot = 'a'",),
    "an entry removed": ("DELETE FROM ledger_entries WHERE slot = 'b'",),
    "an entry inserted": (
        "INSERT INTO ledger_entries SELECT 'x', 'x', visit, version, kind, target, state, attempt, intent, result,"
        " changed_at, holds FROM ledger_entries WHERE slot = 'a'",
    ),
    "two records exchanged": (
        "UPDATE ledger_records SET sealed = (SELECT sealed FROM ledger_records WHERE sequence = 2) WHERE sequence = 5",
    ),
    "a record's row removed": ("DELETE FROM ledger_records WHERE sequence = 2",),
    "a record destroyed by nobody": ("UPDATE ledger_records SET sealed = NULL WHERE sequence = 2",),
    "a record made older, to be destroyed sooner": ("UPDATE ledger_records SET at = '2001-01-01' WHERE sequence = 2",),
    "the head's row removed": ("DELETE FROM ledger_head",),
    "a second head": ("INSERT INTO ledger_head SELECT 2, sequence, digest FROM ledger_head",),
}


@pytest.mark.parametrize("statements", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_found(filled, url, statements):
    tamper(url, *statements)
    assert verify(filled).findings


def test_a_tail_cut_together_with_the_head_is_seen_only_by_a_head_kept_elsewhere(filled, url):
    kept = verify(filled).head
    tamper(
        url,
        "DELETE FROM ledger_records WHERE sequence > 6",
        "DELETE FROM ledger_entries WHERE slot = 'c'",
        "DELETE FROM ledger_events WHERE sequence > 6",
        "UPDATE ledger_head SET sequence = 6, digest = (SELECT digest FROM ledger_events WHERE sequence = 6)",
    )
    assert verify(filled).findings == ()
    assert [finding.code for finding in verify(filled, head=kept).findings] == ["tail-cut"]


def test_a_destroyed_record_is_no_finding(filled, at):
    filled.destroy_records(before=at(5), at=at(6))
    assert verify(filled).findings == ()


def test_a_record_that_no_key_opens_is_a_finding(filled):
    filled.seal = Seal([new_key()])
    assert {finding.code for finding in verify(filled).findings} == {"record-changed"}


@pytest.mark.parametrize("head", ["", "12", "x:y", "1:abc"])
def test_a_head_that_is_none_is_refused(filled, head):
    with pytest.raises(ValueError, match="a head is"):
        verify(filled, head=head)
