"""Desks at rest: sealed, one row a session, gone when the session is.

A change is computed from the newest version and written only if nobody wrote in between; else it is computed again.
So two clicks at once lose nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError

from chargeline_launch.seal import Seal
from chargeline_launch.storage import make_tables
from chargeline_plugin.session.desk import Desk
from chargeline_plugin.session.wire import desk_from_json, desk_to_json

PURPOSE: Final = "desk"
METADATA: Final = sql.MetaData()
DESKS: Final = sql.Table(
    "desks",
    METADATA,
    sql.Column("session", sql.String(64), primary_key=True),
    sql.Column("version", sql.Integer, nullable=False),
    sql.Column("sealed", sql.LargeBinary, nullable=False),
    sql.Column("until", sql.BigInteger, nullable=False, index=True),
)
TRIES: Final = 5


class Busy(Exception):
    """Somebody kept writing to the same desk; nothing was changed."""


class DeskStore:
    """Opens and changes desks. Safe to share between threads."""

    def __init__(self, engine: sql.Engine, seal: Seal, keep: timedelta) -> None:
        self._engine, self._seal, self._keep = engine, seal, keep
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

    def forget(self, session: str) -> None:
        """Destroy what one session kept."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(DESKS).where(DESKS.c.session == session))

    def sweep(self, at: datetime) -> None:
        """Destroy what has run out."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(DESKS).where(DESKS.c.until < int(at.timestamp())))

    def _load(self, session: str) -> tuple[int, Desk]:
        with self._engine.connect() as connection:
            query = sql.select(DESKS.c.version, DESKS.c.sealed).where(DESKS.c.session == session)
            row = connection.execute(query).one_or_none()
        if row is None:
            return 0, Desk()
        return row.version, desk_from_json(json.loads(self._seal.open(row.sealed, purpose=PURPOSE)))

    def _put(self, session: str, version: int, desk: Desk, at: datetime) -> bool:
        sealed = self._seal.close(json.dumps(desk_to_json(desk)).encode(), purpose=PURPOSE)
        values = {"version": version + 1, "sealed": sealed, "until": int((at + self._keep).timestamp())}
        try:
            with self._engine.begin() as connection:
                if version == 0:
                    connection.execute(sql.insert(DESKS).values(session=session, **values))
                    return True
                newest = (DESKS.c.session == session) & (DESKS.c.version == version)
                return connection.execute(sql.update(DESKS).where(newest).values(**values)).rowcount == 1
        except IntegrityError:
            return False
