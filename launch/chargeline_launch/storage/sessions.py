"""Sessions: active launches under a random id, readable by one browser, with sealed tokens and an idle clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, Row, delete, insert, or_, select, update

from chargeline_launch.active import ActiveLaunch
from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.pending import fingerprint
from chargeline_launch.seal import Seal, SealBroken

from .tables import sessions as table
from .wire import active_from_bytes, active_to_bytes, milliseconds

PURPOSE: Final = "tokens"
NOTICED: Final = timedelta(seconds=20)  # how exact the idle clock is, so that not every request writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An active launch as stored; `version` grows with every renewal of its tokens."""

    active: ActiveLaunch
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """A later launch than the one that was asked about; `mark` names it, and nobody can enter by it."""

    mark: str
    active: ActiveLaunch


class Sessions:
    """The half of the store that serves finished launches."""

    def __init__(
        self, engine: Engine, seal: Seal, clock: Callable[[], datetime], *, idle: timedelta, longest: timedelta
    ) -> None:
        self._engine = engine
        self._seal = seal
        self._clock = clock
        self._idle = idle
        self._longest = longest

    def open(self, active: ActiveLaunch, browser: str) -> str:
        """Start a session; its id is random and new for every launch, whatever the browser sent."""
        session, now = secrets.token_urlsafe(24), self._clock()
        row = {
            "id": fingerprint(session),
            "browser_hash": fingerprint(browser),
            "site": active.site,
            "sealed": self._close(active),
            "version": 1,
            "seen_at": milliseconds(now),
            "until": milliseconds(now + self._longest),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(table).values(row))
        return session

    def get(self, session: str, browser: str, *, wake: bool = True) -> ActiveLaunch | LaunchFailure:
        """The session of this path for this browser. Asking keeps it awake, unless only a page looks by itself."""
        row = self._row(fingerprint(session))
        if row is None or not secrets.compare_digest(row.browser_hash, fingerprint(browser)):
            return LaunchFailure(code=FailureCode.SESSION_UNKNOWN)
        held = self._open_row(row)
        if isinstance(held, LaunchFailure):
            return held
        if wake and row.seen_at <= milliseconds(self._clock() - NOTICED):
            self._update(row.id, seen_at=milliseconds(self._clock()))
        return held.active

    def newest(self, session: str, browser: str) -> Newest | None:
        """The last launch of this browser from the same site, when it is not this session itself."""
        mine = self._row(fingerprint(session))
        if mine is None:
            return None
        row = next(iter(self._living(fingerprint(browser), mine.site, after=mine.until)), None)
        held = None if row is None else self._open_row(row)
        return Newest(mark=row.id, active=held.active) if row is not None and isinstance(held, Held) else None

    def _living(self, browser: str, site: str, *, after: int = 0) -> list[Row[Any]]:
        """Sessions of one browser and site that have not ended, the newest first."""
        theirs = (table.c.browser_hash == browser) & (table.c.site == site)
        living = theirs & table.c.ended.is_(None) & (table.c.until > after)
        with self._engine.connect() as connection:
            return list(connection.execute(select(table).where(living).order_by(table.c.until.desc())))

    def held(self, session: str) -> Held | LaunchFailure:
        """The session without its browser: for renewing tokens on behalf of a request that was checked."""
        return self._held(fingerprint(session))

    def claim_renewal(self, session: str, version: int, until: datetime) -> bool:
        """Whether the caller may renew the tokens of this version; nobody else may until then."""
        now = milliseconds(self._clock())
        free = or_(table.c.renewing_until.is_(None), table.c.renewing_until <= now)
        mine = (table.c.id == fingerprint(session)) & (table.c.version == version) & free
        with self._engine.begin() as connection:
            done = connection.execute(update(table).where(mine).values(renewing_until=milliseconds(until)))
        return done.rowcount == 1

    def renewed(self, session: str, active: ActiveLaunch, version: int) -> None:
        """Keep renewed tokens in place of version `version`."""
        self._replace(fingerprint(session), active, version)

    def not_renewed(self, session: str) -> None:
        """Let somebody try again."""
        self._update(fingerprint(session), renewing_until=None)

    def end(self, session: str, why: FailureCode) -> None:
        """Wipe what was held; later requests are told why."""
        self._end(fingerprint(session), why)

    def forget(self, session: str) -> None:
        """Sign-out: the session never was."""
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.id == fingerprint(session)))

    def sweep(self) -> int:
        """Delete sessions past their end, and wipe those that idled. Returns how many were deleted."""
        now = self._clock()
        idle = (table.c.seen_at < milliseconds(now - self._idle)) & table.c.ended.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(table).where(idle).values(ended=FailureCode.SESSION_IDLE.value, sealed=b""))
            return connection.execute(delete(table).where(table.c.until < milliseconds(now))).rowcount

    def _replace(self, key: str, active: ActiveLaunch, version: int) -> None:
        mine = (table.c.id == key) & (table.c.version == version)
        values = {"sealed": self._close(active), "version": version + 1, "renewing_until": None}
        with self._engine.begin() as connection:
            connection.execute(update(table).where(mine).values(values))

    def _end(self, key: str, why: FailureCode) -> None:
        self._update(key, ended=why.value, sealed=b"", renewing_until=None)

    def _held(self, key: str) -> Held | LaunchFailure:
        row = self._row(key)
        return LaunchFailure(code=FailureCode.SESSION_UNKNOWN) if row is None else self._open_row(row)

    def _close(self, active: ActiveLaunch) -> bytes:
        return self._seal.close(active_to_bytes(active), purpose=PURPOSE)

    def _row(self, key: str) -> Row[Any] | None:
        with self._engine.connect() as connection:
            return connection.execute(select(table).where(table.c.id == key)).first()

    def _open_row(self, row: Row[Any]) -> Held | LaunchFailure:
        ended = self._ended(row)
        if ended:
            if row.ended is None:
                self._end(row.id, ended)
            return LaunchFailure(code=ended, site=row.site)
        try:
            active = active_from_bytes(self._seal.open(row.sealed, purpose=PURPOSE))
        except SealBroken:
            return LaunchFailure(code=FailureCode.SESSION_UNREADABLE, site=row.site)
        return Held(active=active, version=row.version)

    def _ended(self, row: Row[Any]) -> FailureCode | None:
        now = self._clock()
        if row.ended is not None:
            return FailureCode(row.ended)
        if row.until <= milliseconds(now):
            return FailureCode.SESSION_EXPIRED
        return FailureCode.SESSION_IDLE if row.seen_at <= milliseconds(now - self._idle) else None

    def _update(self, key: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(table).where(table.c.id == key).values(**values))
