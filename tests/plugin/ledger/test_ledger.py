"""What the ledger promises whoever sends."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.ledger.engine import make_engine
from chargeline_plugin.ledger.folder import read_folder
from chargeline_plugin.ledger.ledger import open_ledger
from chargeline_plugin.ledger.states import TRANSITIONS, NotAllowed
from chargeline_plugin.ledger.types import Begun, Held, LedgerAway
from chargeline_plugin.ledger.verify import verify

ON_A_FILE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_claimed_line_is_on_disk_before_begin_returns(ledger, send, claim, url):
    send(claim())
    with create_engine(url, poolclass=NullPool).connect() as other:
        assert other.exec_driver_sql("SELECT state, holds FROM ledger_entries").all() == [("pending", 1)]


def test_a_second_click_on_the_same_line_is_held(send, claim):
    assert send(claim()) == Begun(attempt=1)
    assert send(claim()) == Held(key="slot-1.1", state="pending")


def test_another_version_of_an_open_line_is_held_too(send, claim):
    send(claim(), "written")
    assert send(claim(version=2)) == Held(key="slot-1.1", state="written")


def test_two_writers_at_once_get_one_claim_between_them(url, seal, claim, at):
    ledgers = [open_ledger(url, seal) for _ in range(6)]
    answers = []

    def race(mine):
        answers.append(mine.begin([claim()], by=None, at=at(0), decision={})[claim().key])

    threads = [threading.Thread(target=race, args=[mine]) for mine in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["Begun"] + ["Held"] * 5


def test_the_index_itself_refuses_a_second_open_line(ledger, send, claim, at):
    send(claim())
    row = "INSERT INTO ledger_entries SELECT 'other', slot, visit, 2, kind, target, state, attempt, intent, result"
    with pytest.raises(LedgerAway), ledger._writing(at(0)) as tail:
        tail.connection.execute(text(row + ", changed_at, holds FROM ledger_entries"))


def test_a_rejected_line_may_be_sent_again_under_the_same_key(ledger, send, claim):
    send(claim(), "rejected")
    assert ledger.next_version("slot-1") == 1
    assert send(claim()) == Begun(attempt=2)


def test_an_unknown_line_is_never_sent_again_until_it_is_settled(ledger, send, claim, at):
    answer = send(claim(), "unknown")
    assert send(claim()) == Held(key="slot-1.1", state="unknown")
    ledger.settle("slot-1.1", attempt=answer.attempt, state="verified-absent", code="looked", at=at(9))
    assert send(claim()) == Begun(attempt=2)


@pytest.mark.parametrize("asked", sorted(set(TRANSITIONS) - TRANSITIONS["rejected"]))
def test_no_state_but_pending_follows_rejected(ledger, send, claim, at, asked):
    answer = send(claim(), "rejected")
    with pytest.raises(NotAllowed):
        ledger.settle("slot-1.1", attempt=answer.attempt, state=asked, code="test", at=at(2))


def test_a_reversed_line_frees_its_slot_for_the_next_version(ledger, send, claim):
    send(claim(), "written")
    send(claim(key="reversal", kind="reversal", target="slot-1.1"), "written")
    assert ledger.entry("slot-1.1").state == "reversed"
    assert ledger.next_version("slot-1") == 2
    assert send(claim(version=2)) == Begun(attempt=1)


def test_a_correction_takes_the_slot_over_once_it_is_in_the_chart(ledger, send, claim, at):
    send(claim(), "written")
    send(claim(version=2, kind="correction", target="slot-1.1"))
    assert ledger.next_version("slot-1") == 1
    ledger.settle("slot-1.2", attempt=1, state="written", code="test", at=at(2))
    assert [entry.state for entry in read_folder(ledger, "visit-1").entries] == ["corrected", "written"]
    assert ledger.next_version("slot-1") == 2


def test_a_rejected_correction_leaves_the_line_as_it_was(ledger, send, claim):
    send(claim(), "written")
    send(claim(version=2, kind="correction", target="slot-1.1"), "rejected")
    assert ledger.entry("slot-1.1").state == "written"
    assert ledger.next_version("slot-1") == 1


def test_a_line_being_corrected_cannot_be_reversed_meanwhile(send, claim):
    send(claim(), "written")
    send(claim(version=2, kind="correction", target="slot-1.1"))
    assert send(claim(key="r", kind="reversal", target="slot-1.1")) == Held(key="slot-1.2", state="pending")


def test_a_rejected_correction_begins_again_only_while_its_target_stands(send, claim):
    """Two tabs within a second: the other one has taken the line back meanwhile, or is about to."""
    send(claim(), "written")
    again = claim(version=2, kind="correction", target="slot-1.1")
    send(again, "rejected")
    assert send(again, "rejected").attempt == 2
    send(claim(key="r", kind="reversal", target="slot-1.1"))
    assert send(again) == Held(key="r", state="pending")


def test_a_rejected_correction_of_a_line_that_was_taken_back_is_not_sent(ledger, send, claim, at):
    send(claim(), "written")
    again = claim(version=2, kind="correction", target="slot-1.1")
    send(again, "rejected")
    send(claim(key="r", kind="reversal", target="slot-1.1"), "written")
    assert send(again) == Held(key="slot-1.1", state="reversed")


def test_what_was_never_written_cannot_be_reversed(send, claim):
    send(claim(), "rejected")
    assert send(claim(key="r", kind="reversal", target="slot-1.1")) == Held(key="slot-1.1", state="rejected")


def test_a_row_pending_since_a_crash_becomes_unknown_and_is_not_sent(ledger, send, claim, at):
    send(claim())
    assert ledger.give_up_interrupted(now=at(60)) == ()
    assert ledger.give_up_interrupted(now=at(121)) == ("slot-1.1",)
    assert ledger.entry("slot-1.1").state == "unknown"
    assert ledger.give_up_interrupted(now=at(9999)) == ()


def test_an_answer_after_the_row_was_given_up_still_counts(ledger, send, claim, at):
    answer = send(claim())
    ledger.give_up_interrupted(now=at(121))
    assert ledger.settle("slot-1.1", attempt=answer.attempt, state="written", code="ok", at=at(122)).state == (
        "verified-written"
    )


def test_an_answer_to_an_earlier_attempt_is_kept_and_changes_nothing(ledger, send, claim, at):
    send(claim(), "rejected")
    send(claim())
    ledger.settle("slot-1.1", attempt=1, state="written", code="ok", at=at(3))
    assert ledger.entry("slot-1.1").state == "pending"
    assert [event.kind for event in ledger.history("slot-1.1")] == ["pending", "rejected", "pending", "late"]


def test_records_come_back_as_they_were_given(ledger, send, claim):
    send(claim())
    assert ledger.record(ledger.entry("slot-1.1").intent) == {"patient": "p1", "code": "97110"}


@ON_A_FILE
def test_nothing_of_the_record_is_readable_in_the_file(ledger, send, claim, url, at):
    send(claim(record={"patient": "CANARY-4711"}))
    ledger.opened(by="Practitioner/pt-1", visit="visit-1", about={"patient": "CANARY-4711"}, at=at(0))
    folder = Path(url.removeprefix("sqlite:///")).parent
    assert not [path for path in folder.iterdir() if b"CANARY-4711" in path.read_bytes()]


def test_a_destroyed_record_is_gone_from_the_file_and_its_event_remains(ledger, send, claim, at):
    send(claim(), "written")
    assert ledger.destroy_records(before=at(5), at=at(6)) == 2
    assert ledger.record(ledger.entry("slot-1.1").intent) is None
    assert [event.state for event in ledger.history("slot-1.1")] == ["pending", "written"]


def test_an_event_cannot_be_changed_through_the_database(ledger, send, claim, at):
    send(claim())
    with pytest.raises(LedgerAway), ledger._writing(at(0)) as tail:
        tail.connection.execute(text("UPDATE ledger_events SET body = '{}'"))


@contextmanager
def somebody_elses_lock(url):
    """Another program in the middle of a write."""
    other = create_engine(url, poolclass=NullPool)
    with other.connect() as connection:
        connection.exec_driver_sql("UPDATE ledger_head SET sequence = sequence")
        yield


def test_a_locked_database_is_said_and_nothing_is_claimed(url, seal, claim, at, monkeypatch):
    monkeypatch.setattr("chargeline_plugin.ledger.engine.LOCK_WAIT_SECONDS", 0.05)
    ledger = open_ledger(url, seal)
    with somebody_elses_lock(url), pytest.raises(LedgerAway) as away:
        ledger.begin([claim()], by=None, at=at(0), decision={})
    assert away.value.code == "database"
    assert ledger.entry("slot-1.1") is None


def test_a_wrong_key_at_start_is_refused_and_a_rotated_one_is_not(url, send, claim):
    send(claim())
    with pytest.raises(LedgerAway) as away:
        open_ledger(url, Seal([new_key()]))
    assert away.value.code == "key"


def test_an_earlier_key_kept_after_the_new_one_opens_the_ledger(url, claim, at):
    old, new = new_key(), new_key()
    open_ledger(url, Seal([old])).begin([claim()], by=None, at=at(0), decision={})
    rotated = open_ledger(url, Seal([new, old]))
    assert rotated.record(rotated.entry("slot-1.1").intent)["patient"] == "p1"


@ON_A_FILE
def test_a_full_disk_is_said_and_nothing_is_claimed(url, seal, claim, at):
    ledger = open_ledger(url, seal)

    def full(connection, _record):
        connection.execute("PRAGMA max_page_count=1")

    def fill():
        for number in range(200):
            ledger.begin([claim(slot=f"s{number}")], by=None, at=at(0), decision={"filler": "x" * 9000})

    event.listen(ledger._engine, "connect", full)
    ledger._engine.dispose()
    with pytest.raises(LedgerAway) as away:
        fill()
    assert away.value.code == "database"
    assert verify(ledger).findings == ()


def test_an_error_of_the_database_shows_nothing_that_it_was_given(url):
    with pytest.raises(SQLAlchemyError) as failed, make_engine(url).connect() as connection:
        connection.execute(text("SELECT 1 FROM nowhere WHERE patient = :patient"), {"patient": "Anna Bell"})
    assert "nowhere" in str(failed.value)
    assert "Anna Bell" not in str(failed.value)
