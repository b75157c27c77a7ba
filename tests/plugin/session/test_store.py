"""A desk at rest: sealed, changed on the newest version only, gone when its session is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, text
from tests.plugin.visits import DAY, READ_AT, visit

from chargeline_launch.seal import Seal, SealBroken, new_key
from chargeline_plugin.session.desk import Desk, Said
from chargeline_plugin.session.store import DeskStore
from chargeline_plugin.visit.visit import Choices

KEY = new_key()


@pytest.fixture
def desks(tmp_path: Path) -> DeskStore:
    engine = create_engine(f"sqlite:///{tmp_path}/desks.sqlite3", connect_args={"timeout": 10})
    return DeskStore(engine, Seal([KEY]), timedelta(hours=12))


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
    other = DeskStore(create_engine(f"sqlite:///{tmp_path}/desks.sqlite3"), Seal([new_key()]), timedelta(hours=1))
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


def test_forgetting_and_running_out_destroy_the_row(desks: DeskStore, tmp_path: Path) -> None:
    for session in ("left", "ran-out", "fresh"):
        late = READ_AT if session != "fresh" else READ_AT + timedelta(hours=2)
        desks.change(session, lambda desk: replace(desk, minutes={"s1": 1}), late)
    desks.forget("left")
    desks.sweep(READ_AT + timedelta(hours=13))
    with create_engine(f"sqlite:///{tmp_path}/desks.sqlite3").connect() as connection:
        assert list(connection.execute(text("select session from desks"))) == [("fresh",)]
