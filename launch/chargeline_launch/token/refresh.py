"""Renewing tokens: in time, under a lock, once per rotation.

https://hl7.org/fhir/smart-app-launch/app-launch.html#refresh-access-token
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from chargeline_launch.active import ActiveLaunch, Tokens
from chargeline_launch.discovery import SmartConfiguration
from chargeline_launch.failures import FailureCode, LaunchFailure, NoAccessToken
from chargeline_launch.storage import Store
from chargeline_launch.storage.sessions import Held
from chargeline_launch.world import World, this_world

from .exchange import token_request
from .response import TokenAnswer

log = logging.getLogger("chargeline.launch")

EARLY: Final = timedelta(seconds=45)  # renew this long before the end, so that no request meets it
CLAIM: Final = timedelta(seconds=25)  # longer than a token request may take
WAIT_SECONDS: Final = 0.05
ENDING: Final = {FailureCode.TOKEN_CODE_REFUSED, FailureCode.TOKEN_CLIENT_REFUSED, FailureCode.AUTHORIZATION_SCOPE}

_guard = threading.Lock()
_locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()


class AccessTokens:
    """Calls give the session's access token, renewed when it is about to end. Raises NoAccessToken."""

    def __init__(self, store: Store, session: str, *, world: World | None = None) -> None:
        self._store = store
        self._session = session
        self._world = world or this_world()

    def __call__(self, *, valid_for: timedelta = EARLY) -> str:
        """A token that stays valid for that long, or for as long as the server allows."""
        held = self._held()
        if self._lasts(held.active.tokens, valid_for):
            return held.active.tokens.access_token
        if held.active.tokens.refresh_token is None:
            return self._last_use(held)
        with _lock(self._session):
            return self._renewed(valid_for).tokens.access_token

    def _renewed(self, valid_for: timedelta) -> ActiveLaunch:
        """The launch with fresh tokens: from another thread or process when one was faster, else from the server."""
        while True:
            held = self._held()
            if self._lasts(held.active.tokens, valid_for):
                return held.active
            now = self._world.clock()
            if self._store.sessions.claim_renewal(self._session, held.version, now + CLAIM):
                return self._renew(held)
            time.sleep(WAIT_SECONDS)  # another process holds the claim, which ends by itself

    def _renew(self, held: Held) -> ActiveLaunch:
        answer = self._ask(held.active)
        if isinstance(answer, LaunchFailure):
            return self._not_renewed(held, answer)
        another_visit = held.active.encounter is not None and _another(held.active.encounter, answer.encounter)
        if _another(held.active.patient, answer.patient) or another_visit:
            self._end(FailureCode.REFRESH_REFUSED, held, "context")
        active = replace(
            held.active,
            tokens=replace(
                answer.tokens, refresh_token=answer.tokens.refresh_token or held.active.tokens.refresh_token
            ),
            scopes=answer.scopes if answer.scopes is not None else held.active.scopes,
        )
        self._store.sessions.renewed(self._session, active, held.version)
        log.info("renewed site=%s rotated=%s", active.site, answer.tokens.refresh_token is not None)
        return active

    def _ask(self, active: ActiveLaunch) -> TokenAnswer | LaunchFailure:
        site = self._store.sites.get(active.site)
        if site is None:
            return LaunchFailure(code=FailureCode.TOKEN_CLIENT_REFUSED, site=active.site)
        metadata: SmartConfiguration | LaunchFailure = self._world.discovery.of(site)
        if isinstance(metadata, LaunchFailure):
            return metadata
        form = {"grant_type": "refresh_token", "refresh_token": active.tokens.refresh_token or ""}
        return token_request(site, metadata.token_endpoint, form, self._world.transport, self._world.clock())

    def _not_renewed(self, held: Held, failure: LaunchFailure) -> ActiveLaunch:
        """Refused for good ends the session; anything else lets the old token serve while it lives."""
        if failure.code in ENDING:
            self._end(FailureCode.REFRESH_REFUSED, held, failure.detail)
        self._store.sessions.not_renewed(self._session)
        if self._lasts(held.active.tokens, timedelta(0)):
            return held.active
        raise NoAccessToken(
            LaunchFailure(code=FailureCode.REFRESH_UNREACHABLE, site=held.active.site, detail=failure.code.value)
        )

    def _last_use(self, held: Held) -> str:
        if not self._lasts(held.active.tokens, timedelta(0)):
            self._end(FailureCode.SESSION_EXPIRED, held, None)
        return held.active.tokens.access_token

    def _end(self, code: FailureCode, held: Held, detail: str | None) -> None:
        self._store.sessions.end(self._session, code)
        raise NoAccessToken(LaunchFailure(code=code, site=held.active.site, detail=detail))

    def _held(self) -> Held:
        held = self._store.sessions.held(self._session)
        if isinstance(held, LaunchFailure):
            raise NoAccessToken(held)
        return held

    def _lasts(self, tokens: Tokens, valid_for: timedelta) -> bool:
        return tokens.expires_at - self._world.clock() > valid_for


def _another(ours: str | None, theirs: str | None) -> bool:
    """A renewal that speaks of another patient or encounter is not a renewal of this session.

    Where the launch named no encounter the clinician has chosen one, and what a renewal names is no word on it.
    """
    return theirs is not None and theirs != ours


def _lock(session: str) -> threading.Lock:
    """One lock per session in this process, forgotten when nobody holds it."""
    with _guard:
        return _locks.setdefault(session, threading.Lock())
