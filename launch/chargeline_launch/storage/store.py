"""The store: everything about launches that outlives a request, in one database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from chargeline_launch.active import ActiveLaunch
from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.pending import Callback, PendingLaunch
from chargeline_launch.seal import Seal
from chargeline_launch.sites import Site, SiteFile
from chargeline_launch.world import utc_now

from .engine import make_tables, open_engine
from .pending import PendingLaunches
from .sessions import Newest, Sessions
from .tables import metadata

log = logging.getLogger("chargeline.launch")

SWEEP: Final = timedelta(minutes=5)


class Store:
    """Pending launches and sessions. Safe to share between threads and, on one database, between processes."""

    def __init__(
        self,
        engine: Engine,
        seal: Seal,
        sites: Mapping[str, Site],
        *,
        clock: Callable[[], datetime] = utc_now,
        idle: timedelta = timedelta(minutes=30),
        longest: timedelta = timedelta(hours=12),
    ) -> None:
        self.engine = engine
        self.sites = sites
        self.clock = clock
        self.pending_launches = PendingLaunches(engine, seal, sites, clock)
        self.sessions = Sessions(engine, seal, clock, idle=idle, longest=longest)
        self._swept = clock()

    @classmethod
    def of(cls, site_file: SiteFile, *, clock: Callable[[], datetime] = utc_now) -> Store:
        """The store that a site file describes, with its tables made."""
        app = site_file.app
        store = cls(
            open_engine(app.database),
            Seal(app.seal_keys),
            site_file.sites,
            clock=clock,
            idle=timedelta(minutes=app.idle_minutes),
            longest=timedelta(hours=app.session_hours),
        )
        store.create_tables()
        return store

    def create_tables(self) -> None:
        """Make the tables that are not there yet."""
        make_tables(self.engine, metadata)

    def put_pending(self, pending: PendingLaunch) -> None:
        """Keep a launch that has begun. Now and then this sweeps, so that launches nobody finishes do not pile up."""
        if self.clock() - self._swept > SWEEP:
            self.sweep()
        self.pending_launches.put(pending)

    def pending(self, pending_id: str, browser: str) -> PendingLaunch | LaunchFailure:
        """The pending launch of /launch/<id>/go, for the browser that began it."""
        return self.pending_launches.get(pending_id, browser)

    def take_pending(self, callback: Callback) -> PendingLaunch | LaunchFailure:
        """The pending launch that a callback answers; single-use."""
        taken = self.pending_launches.take(callback)
        if isinstance(taken, LaunchFailure):
            log.warning("callback site=%s code=%s", taken.site, taken.code)
        return taken

    def hand_over(self, pending_id: str) -> str | LaunchFailure:
        """A one-time word, good for a minute, to go on in another window."""
        return self.pending_launches.hand_over(pending_id)

    def take_over(self, word: str, browser: str) -> PendingLaunch | LaunchFailure:
        """Bind a pending launch to the browser that brings the word."""
        return self.pending_launches.take_over(word, browser)

    def open_session(self, active: ActiveLaunch, browser: str) -> str:
        """Start a session and return its id for /s/<id>/."""
        return self.sessions.open(active, browser)

    def session(self, session: str, browser: str, *, wake: bool = True) -> ActiveLaunch | LaunchFailure:
        """The active launch of /s/<id>/ for this browser; keeps the session awake unless told not to."""
        active = self.sessions.get(session, browser, wake=wake)
        if isinstance(active, ActiveLaunch) and active.site not in self.sites:
            return LaunchFailure(code=FailureCode.SESSION_SITE_GONE, site=active.site)
        return active

    def newest(self, session: str, browser: str) -> Newest | None:
        """A later launch from the same site in this browser: the patient or the person may be another by now."""
        return self.sessions.newest(session, browser)

    def sweep(self) -> None:
        """Forget what has expired."""
        self._swept = self.clock()
        self.pending_launches.sweep()
        self.sessions.sweep()
