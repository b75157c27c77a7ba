"""Desks at rest: sealed, one row a session, gone when the session is; and beside them what a session leaves behind.

A change is computed from the newest version and written only if nobody wrote in between; else it is computed again.
So two clicks at once lose nothing. What is to be kept is written with each change, since nobody tells when a session
has ended: a frame is closed, a token runs out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError

from chargeline import RuleBook
from chargeline_launch.seal import Seal, SealBroken
from chargeline_launch.storage import fingerprint, make_tables
from chargeline_plugin.session.desk import Desk
from chargeline_plugin.session.kept import Kept, kept_from_json, kept_of, kept_to_json, matter_of, together
from chargeline_plugin.session.wire import desk_from_json, desk_to_json

PURPOSE: Final = "desk"
KEPT_PURPOSE: Final = "kept work"
METADATA: Final = sql.MetaData()
DESKS: Final = sql.Table(
    "desks",
    METADATA,
    sql.Column("session", sql.String(64), primary_key=True),
    sql.Column("version", sql.Integer, nullable=False),
    sql.Column("sealed", sql.LargeBinary, nullable=False),
    sql.Column("until", sql.BigInteger, nullable=False, index=True),
)
KEPT: Final = sql.Table(
    "kept_work",
    METADATA,
    sql.Column("session", sql.String(64), primary_key=True),
    sql.Column("matter", sql.String(64), primary_key=True),
    sql.Column("sealed", sql.LargeBinary, nullable=False),
    sql.Column("at", sql.BigInteger, nullable=False),
    sql.Column("until", sql.BigInteger, nullable=False, index=True),
    sql.Index("kept_work_matter", "matter"),
)
KEPT_FOR: Final = timedelta(hours=12)
"""How long a session's answers and edits outlive its last use."""
TRIES: Final = 5


class Busy(Exception):
    """Somebody kept writing to the same desk; nothing was changed."""


class DeskStore:
    """Opens and changes desks. Safe to share between threads. `books` are the rule books of the sites by id."""

    def __init__(self, engine: sql.Engine, seal: Seal, keep: timedelta, books: Mapping[str, RuleBook]) -> None:
        self._engine, self._seal, self._keep, self._books = engine, seal, keep, books
        make_tables(engine, METADATA)

    def get(self, session: str) -> Desk:
        """This session's desk; an empty one when nothing is on it yet. Raises SealBroken."""
        return self._load(session)[1]

    def change(self, session: str, how: Callable[[Desk], Desk], at: datetime) -> Desk:
        """Put what `how` makes of the newest desk. Raises Busy, SealBroken, and whatever `how` raises."""
        for _ in range(TRIES):
            version, desk = self._load(session)
            changed = how(desk)
            if self._put(session, version, changed, at):
                return changed
        raise Busy

    def left_behind(self, session: str, desk: Desk) -> Kept | None:
        """What earlier sessions of the same user, patient, encounter and date left behind."""
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(KEPT).where(_earlier(session, desk)).order_by(KEPT.c.at)).all()
        return together(self._opened(rows))

    def clear_away(self, session: str, desk: Desk) -> None:
        """Destroy what earlier sessions left behind: it was taken or is not wanted."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(KEPT).where(_earlier(session, desk)))

    def used(self, session: str, at: datetime) -> None:
        """The session is in use still: what it leaves behind is kept from now on."""
        mine = KEPT.c.session == fingerprint(session)
        with self._engine.begin() as connection:
            connection.execute(sql.update(KEPT).where(mine).values(until=_seconds(at + KEPT_FOR)))

    def close(self, session: str) -> None:
        """The session has ended: destroy its desk. What it leaves behind stays for a while."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(DESKS).where(DESKS.c.session == fingerprint(session)))

    def forget(self, session: str) -> None:
        """Destroy everything of one session."""
        self.close(session)
        with self._engine.begin() as connection:
            connection.execute(sql.delete(KEPT).where(KEPT.c.session == fingerprint(session)))

    def sweep(self, at: datetime) -> None:
        """Destroy what has run out."""
        with self._engine.begin() as connection:
            for table in (DESKS, KEPT):
                connection.execute(sql.delete(table).where(table.c.until < _seconds(at)))

    def _load(self, session: str) -> tuple[int, Desk]:
        with self._engine.connect() as connection:
            query = sql.select(DESKS.c.version, DESKS.c.sealed).where(DESKS.c.session == fingerprint(session))
            row = connection.execute(query).one_or_none()
        if row is None:
            return 0, Desk()
        return row.version, desk_from_json(json.loads(self._seal.open(row.sealed, purpose=PURPOSE)))

    def _put(self, session: str, version: int, desk: Desk, at: datetime) -> bool:
        sealed = self._seal.close(json.dumps(desk_to_json(desk)).encode(), purpose=PURPOSE)
        values = {"version": version + 1, "sealed": sealed, "until": _seconds(at + self._keep)}
        mine, kept = fingerprint(session), self._kept(desk, at)
        newest = (DESKS.c.session == mine) & (DESKS.c.version == version)
        try:
            with self._engine.begin() as connection:
                if version == 0:
                    connection.execute(sql.insert(DESKS).values(session=mine, **values))
                elif connection.execute(sql.update(DESKS).where(newest).values(**values)).rowcount != 1:
                    return False
                self._leave_behind(connection, mine, desk, kept)
                return True
        except IntegrityError:
            return False

    def _kept(self, desk: Desk, at: datetime) -> Kept | None:
        return kept_of(desk, at, self._books[desk.visit.site]) if desk.visit else None

    def _leave_behind(self, connection: sql.Connection, mine: str, desk: Desk, kept: Kept | None) -> None:
        matter = matter_of(desk)
        if matter is None:
            return
        connection.execute(sql.delete(KEPT).where((KEPT.c.session == mine) & (KEPT.c.matter == matter)))
        if kept:
            sealed = self._seal.close(json.dumps(kept_to_json(kept)).encode(), purpose=KEPT_PURPOSE)
            row = {"sealed": sealed, "at": _seconds(kept.at), "until": _seconds(kept.at + KEPT_FOR)}
            connection.execute(sql.insert(KEPT).values(session=mine, matter=matter, **row))

    def _opened(self, rows: Iterable[sql.Row[Any]]) -> Iterator[Kept]:
        """One that cannot be opened any more is as good as gone."""
        for row in rows:
            with suppress(SealBroken):
                yield kept_from_json(json.loads(self._seal.open(row.sealed, purpose=KEPT_PURPOSE)))


def _earlier(session: str, desk: Desk) -> sql.ColumnElement[bool]:
    """What was last used by another session before this one began."""
    since = _seconds(desk.since) if desk.since else 0
    return (KEPT.c.matter == matter_of(desk)) & (KEPT.c.session != fingerprint(session)) & (KEPT.c.at <= since)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
