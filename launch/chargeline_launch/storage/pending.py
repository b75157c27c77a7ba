"""Pending launches: found by the hash of their state, used once, bound to one browser, gone when expired."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, Row, delete, func, insert, select, update

from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.pending import Callback, PendingLaunch, fingerprint
from chargeline_launch.seal import Seal, SealBroken
from chargeline_launch.sites import Site

from .tables import pending_launches as table
from .wire import milliseconds, pending_from_bytes, pending_to_bytes

PURPOSE: Final = "pending launch"
HANDOVER: Final = timedelta(seconds=60)
REMEMBERED: Final = timedelta(hours=1)  # so that a replay is called one


class PendingLaunches:
    """The half of the store that serves `begin` and `finish`."""

    def __init__(self, engine: Engine, seal: Seal, sites: Mapping[str, Site], clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._seal = seal
        self._sites = sites
        self._clock = clock

    def put(self, pending: PendingLaunch) -> None:
        """Keep a launch that has begun."""
        row = {
            "id": fingerprint(pending.id),
            "state_hash": fingerprint(pending.state),
            "browser_hash": pending.browser_hash,
            "site": pending.site.id,
            "sealed": self._seal.close(pending_to_bytes(pending), purpose=PURPOSE),
            "until": milliseconds(pending.expires_at),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(table).values(row))

    def get(self, pending_id: str, browser: str) -> PendingLaunch | LaunchFailure:
        """The launch of our own path, for the browser that began it. Does not use it up.

        Who gets it knows its state, and may know a code by it. So from then on no other browser takes it over: else a
        person could be made to go on with somebody else's login.
        """
        pending = self._open(self._row(table.c.id == fingerprint(pending_id)), browser)
        if isinstance(pending, LaunchFailure) or self._keep(pending):
            return pending
        return LaunchFailure(code=FailureCode.BROWSER_OTHER, site=pending.site.id)

    def take(self, callback: Callback) -> PendingLaunch | LaunchFailure:
        """The launch that a callback answers. Of all callbacks with the same state, one gets it."""
        if callback.repeated:
            return LaunchFailure(code=FailureCode.CALLBACK_REPEATED, detail=" ".join(callback.repeated))
        if not callback.state:
            return LaunchFailure(code=FailureCode.STATE_MISSING)
        row = self._row(table.c.state_hash == fingerprint(callback.state))
        pending = self._open(row, callback.browser)
        if isinstance(pending, LaunchFailure) or self._use(pending.id):
            return pending
        return LaunchFailure(code=FailureCode.STATE_USED, site=pending.site.id)

    def hand_over(self, pending_id: str) -> str | LaunchFailure:
        """A one-time word that lets another window take this launch within a minute, for when cookies are blocked."""
        word = secrets.token_urlsafe(32)
        until = milliseconds(self._clock() + HANDOVER)
        unused = (table.c.id == fingerprint(pending_id)) & table.c.used_at.is_(None) & table.c.handover_hash.is_(None)
        values = {"handover_hash": fingerprint(word), "handover_until": until}
        with self._engine.begin() as connection:
            done = connection.execute(update(table).where(unused).values(values))
        return word if done.rowcount == 1 else LaunchFailure(code=FailureCode.STATE_USED)

    def take_over(self, word: str, browser: str) -> PendingLaunch | LaunchFailure:
        """Bind the launch to the browser that brings the word. Once."""
        hashed, now = fingerprint(word), milliseconds(self._clock())
        row = self._row(table.c.handover_hash == hashed)
        if row is None:
            return LaunchFailure(code=FailureCode.STATE_UNKNOWN)
        fresh = (table.c.handover_hash == hashed) & (table.c.handover_until > now) & table.c.used_at.is_(None)
        values = {"browser_hash": fingerprint(browser), "handover_until": 0}
        with self._engine.begin() as connection:
            bound = connection.execute(update(table).where(fresh).values(values)).rowcount == 1
        if not bound:
            return LaunchFailure(code=FailureCode.STATE_EXPIRED, site=row.site)
        return self._open(self._row(table.c.handover_hash == hashed), browser)

    def sweep(self) -> int:
        """Forget what expired a while ago. Returns how many."""
        before = milliseconds(self._clock() - REMEMBERED)
        with self._engine.begin() as connection:
            return connection.execute(delete(table).where(table.c.until < before)).rowcount

    def _row(self, condition: Any) -> Row[Any] | None:
        with self._engine.connect() as connection:
            return connection.execute(select(table).where(condition)).first()

    def _open(self, row: Row[Any] | None, browser: str) -> PendingLaunch | LaunchFailure:
        site = self._sites.get(row.site) if row else None
        if row is None or site is None:
            return LaunchFailure(code=FailureCode.STATE_UNKNOWN)
        refused = self._refusal(row, browser)
        if refused:
            return LaunchFailure(code=refused, site=site.id)
        try:
            pending = pending_from_bytes(self._seal.open(row.sealed, purpose=PURPOSE), site)
        except SealBroken:
            return LaunchFailure(code=FailureCode.SESSION_UNREADABLE, site=site.id)
        return replace(pending, browser_hash=row.browser_hash)

    def _refusal(self, row: Row[Any], browser: str) -> FailureCode | None:
        if not secrets.compare_digest(row.browser_hash, fingerprint(browser)):
            return FailureCode.BROWSER_OTHER
        if row.used_at is not None:
            return FailureCode.STATE_USED
        return FailureCode.STATE_EXPIRED if row.until <= milliseconds(self._clock()) else None

    def _keep(self, pending: PendingLaunch) -> bool:
        """End every hand-over; False when another browser was faster."""
        mine = (table.c.id == fingerprint(pending.id)) & (table.c.browser_hash == pending.browser_hash)
        word = func.coalesce(table.c.handover_hash, fingerprint(secrets.token_urlsafe(32)))
        with self._engine.begin() as connection:
            done = connection.execute(update(table).where(mine).values(handover_hash=word, handover_until=0))
        return done.rowcount == 1

    def _use(self, pending_id: str) -> bool:
        """Mark as used and wipe the secrets; True for the one caller that did."""
        unused = (table.c.id == fingerprint(pending_id)) & table.c.used_at.is_(None)
        values = {"used_at": milliseconds(self._clock()), "sealed": b""}
        with self._engine.begin() as connection:
            return connection.execute(update(table).where(unused).values(values)).rowcount == 1
