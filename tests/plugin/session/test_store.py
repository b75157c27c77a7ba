"""A desk at rest: sealed, changed on the newest version only, gone when its session is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, text
from tests.plugin.visits import DAY, READ_AT, visit

from chargeline import RuleBook
from chargeline_launch.seal import Seal, SealBroken, new_key
from chargeline_launch.storage import fingerprint
from chargeline_plugin.session.desk import Desk, Said
from chargeline_plugin.session.kept import Edit, Kept, brought_back, kept_to_json
from chargeline_plugin.session.store import DeskStore
from chargeline_plugin.visit.visit import Choices, Visit

KEY = new_key()
BOOK = RuleBook.default()
BOOKS = {"demo": BOOK, "other": BOOK}


@pytest.fixture
def desks(tmp_path: Path) -> DeskStore:
    engine = create_engine(f"sqlite:///{tmp_path}/desks.sqlite3", connect_args={"timeout": 10})
    return DeskStore(engine, Seal([KEY]), timedelta(hours=12), BOOKS)


def said(question: str) -> Said:
    return Said(question=question, value="yes", ask="Apart?", label="Yes", by="K. Alvarez", at=READ_AT)


def test_everything_on_a_desk_comes_back(desks: DeskStore) -> None:
    full = Desk(
        visit=visit(),
        choices=Choices(note="n1", date_of_service=DAY, pasted_note="draft"),
        minutes={"s1": 25},
        said=(said("q1"),),
        changes=("The note was amended.",),
        stale=True,
    )
    desks.change("s", lambda _: full, READ_AT)
    assert desks.get("s") == full


def test_an_unknown_session_has_an_empty_desk(desks: DeskStore) -> None:
    assert desks.get("nobody") == Desk()


def test_nothing_readable_lies_in_the_database(desks: DeskStore, tmp_path: Path) -> None:
    desks.change("s", lambda desk: replace(desk, visit=visit(), choices=Choices(pasted_note="pasted words")), READ_AT)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("desks.sqlite3*"))
    assert kept
    for secret in (b"Rivera", b"stairs", b"pasted words", b"Practitioner/c1"):
        assert secret not in kept


def test_a_key_that_was_taken_away_opens_nothing(desks: DeskStore, tmp_path: Path) -> None:
    desks.change("s", lambda desk: replace(desk, minutes={"s1": 1}), READ_AT)
    other = DeskStore(
        create_engine(f"sqlite:///{tmp_path}/desks.sqlite3"), Seal([new_key()]), timedelta(hours=1), BOOKS
    )
    with pytest.raises(SealBroken):
        other.get("s")


def test_two_changes_at_once_lose_nothing(desks: DeskStore) -> None:
    together = Barrier(4)

    def answer(number: int) -> None:
        together.wait()
        desks.change("s", lambda desk: desk.answered(said(f"q{number}")), READ_AT)

    threads = [Thread(target=answer, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {it.question for it in desks.get("s").said} == {"q0", "q1", "q2", "q3"}


@pytest.mark.parametrize("before", [(), ("q0",)])
def test_a_change_that_another_overtakes_is_made_upon_it(desks: DeskStore, before: tuple[str, ...]) -> None:
    """On a desk that is new, and on one that is there."""
    for question in before:
        desks.change("s", lambda desk, question=question: desk.answered(said(question)), READ_AT)
    overtaking = [said("q2")]

    def overtaken(desk: Desk) -> Desk:
        if overtaking:
            other = overtaking.pop()
            desks.change("s", lambda newest: newest.answered(other), READ_AT)
        return desk.answered(said("q1"))

    desks.change("s", overtaken, READ_AT)
    assert [it.question for it in desks.get("s").said] == [*before, "q2", "q1"]


def test_forgetting_and_running_out_destroy_the_row(desks: DeskStore, tmp_path: Path) -> None:
    for session in ("left", "ran-out", "fresh"):
        late = READ_AT if session != "fresh" else READ_AT + timedelta(hours=2)
        desks.change(session, lambda desk: replace(desk, visit=visit(), minutes={"s1": 1}), late)
    desks.forget("left")
    desks.sweep(READ_AT + timedelta(hours=13))
    with create_engine(f"sqlite:///{tmp_path}/desks.sqlite3").connect() as connection:
        for table in ("desks", "kept_work"):
            assert list(connection.execute(text(f"select session from {table}"))) == [(fingerprint("fresh"),)]


# --- what a session leaves behind -----------------------------------------------------------------------------------

LATER = READ_AT + timedelta(hours=1)
OTHERS = {
    "another user": replace(visit(), user=replace(visit().user, reference="Practitioner/other")),
    "another patient": replace(visit(), patient=replace(visit().patient, id="other")),
    "another encounter": replace(visit(), encounter_id="other"),
    "another date": replace(visit(), date_of_service=DAY - timedelta(days=1)),
    "another site": replace(visit(), site="other"),
    "nobody known": replace(visit(), user=replace(visit().user, reference=None)),
    "no date yet": replace(visit(), date_of_service=None),
}


def worked(desks: DeskStore, session: str, question: str, at: datetime = READ_AT, of: Visit | None = None) -> None:
    """A session in which one question was answered."""
    desks.change(session, lambda desk: replace(desk, visit=of or visit(), since=at).answered(said(question)), at)


def offered(desks: DeskStore, of: Visit | None = None, at: datetime = LATER) -> list[str]:
    """What a fresh session of the visit is offered: the questions that were answered."""
    left = desks.left_behind("fresh", Desk(visit=of or visit(), since=at))
    return [it.question for it in left.said] if left else []


def test_what_was_answered_is_offered_to_the_next_session_of_the_same_visit(desks: DeskStore) -> None:
    worked(desks, "old", "q1")
    desks.close("old")
    assert desks.get("old") == Desk(), "the chart that was read is gone with its session"
    assert offered(desks) == ["q1"]


@pytest.mark.parametrize("other", OTHERS)
def test_it_is_offered_for_the_same_user_patient_encounter_and_date_only(desks: DeskStore, other: str) -> None:
    worked(desks, "old", "q1")
    assert offered(desks, OTHERS[other]) == []
    worked(desks, "unknown", "q2", of=OTHERS[other])
    assert offered(desks) == ["q1"]


def test_a_session_is_not_offered_what_it_said_itself(desks: DeskStore) -> None:
    worked(desks, "old", "q1")
    itself = Desk(visit=visit(), since=LATER)
    assert desks.left_behind("old", itself) is None
    desks.clear_away("old", itself)
    assert offered(desks) == ["q1"], "nor is it destroyed with what others left behind"


def test_what_an_earlier_and_a_later_session_left_is_offered_together(desks: DeskStore) -> None:
    """Ignoring an offer loses nothing; what was said later counts."""
    worked(desks, "first", "q1")
    worked(desks, "second", "q2", READ_AT + timedelta(minutes=10))
    assert offered(desks) == ["q1", "q2"]


def test_what_happens_in_another_tab_meanwhile_is_not_offered(desks: DeskStore) -> None:
    worked(desks, "other tab", "q1", LATER + timedelta(minutes=1))
    assert offered(desks) == []


def test_it_is_kept_for_twelve_hours_after_the_last_use_and_not_longer(desks: DeskStore) -> None:
    worked(desks, "old", "q1")
    desks.used("old", LATER)
    desks.sweep(LATER + timedelta(hours=12))
    assert offered(desks) == ["q1"]
    desks.sweep(LATER + timedelta(hours=12, seconds=1))
    assert offered(desks) == []


@pytest.mark.parametrize("end", ["forget", "withdraw", "clear away"])
def test_signing_out_withdrawing_and_deciding_destroy_it(desks: DeskStore, tmp_path: Path, end: str) -> None:
    worked(desks, "old", "q1")
    if end == "forget":
        desks.forget("old")
    elif end == "withdraw":
        desks.change("old", lambda desk: desk.withdrawn("q1"), READ_AT)
    else:
        desks.clear_away("fresh", Desk(visit=visit(), since=LATER))
    with create_engine(f"sqlite:///{tmp_path}/desks.sqlite3").connect() as connection:
        assert list(connection.execute(text("select * from kept_work"))) == []


def test_nothing_readable_is_left_behind(desks: DeskStore, tmp_path: Path) -> None:
    """No answer, no draft, no chart, and no identifier by which somebody could look for a patient."""
    with_draft = replace(Desk(visit=visit(), choices=Choices(pasted_note="pasted words")), minutes={"s1": 25})
    desks.change("old", lambda _: with_draft.answered(said("q1")), READ_AT)
    kept = desks.left_behind("fresh", Desk(visit=visit(), since=LATER))
    assert kept
    assert "pasted words" not in str(kept_to_json(kept))
    with create_engine(f"sqlite:///{tmp_path}/desks.sqlite3").connect() as connection:
        [row] = connection.execute(text("select session, matter, sealed from kept_work"))
    identity = [visit().site, visit().user.reference, visit().patient.id, visit().encounter_id, DAY.isoformat()]
    for secret in ("Apart?", "Practitioner/", *identity[1:2]):
        assert secret not in str(tuple(row))
    assert row.matter == hashlib.sha256(json.dumps(identity).encode()).hexdigest()


def test_what_another_key_sealed_is_as_good_as_gone(desks: DeskStore, tmp_path: Path) -> None:
    worked(desks, "old", "q1")
    engine = create_engine(f"sqlite:///{tmp_path}/desks.sqlite3")
    assert offered(DeskStore(engine, Seal([new_key(), KEY]), timedelta(hours=1), BOOKS)) == ["q1"]
    assert offered(DeskStore(engine, Seal([new_key()]), timedelta(hours=1), BOOKS)) == []


def test_an_edit_comes_back_to_its_own_code_and_gives_way_to_a_newer_one() -> None:
    """97110 is read as s1 here; what an earlier session said of another code, or this one already, does not apply."""
    desk = Desk(visit=visit(services=({"id": "s1", "code": "97110", "minutes": 23},)), since=LATER)
    kept = Kept(said=(said("q1"),), edits=(Edit(service="s1", code="97110", minutes=30),), at=READ_AT)
    assert brought_back(desk, kept, BOOK).minutes == {"s1": 30}
    assert brought_back(desk.edited({"s1": 28}), kept, BOOK).minutes == {"s1": 28}
    moved = replace(kept, edits=(replace(kept.edits[0], code="97140"), replace(kept.edits[0], service="gone")))
    back = brought_back(desk, moved, BOOK)
    assert back.minutes == {}
    assert back.changes == ("2 edited minutes had no place any more and were put aside.",)
    newer = desk.answered(replace(said("q1"), value="no"))
    assert [it.value for it in brought_back(newer, kept, BOOK).said] == ["no"]


def test_an_edit_of_a_service_that_is_gone_is_put_aside_even_where_it_had_no_code() -> None:
    kept = Kept(said=(), edits=(Edit(service="gone", code=None, minutes=30),), at=READ_AT)
    assert brought_back(Desk(visit=visit(), since=LATER), kept, BOOK).minutes == {}
