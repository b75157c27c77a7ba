"""What the authorization server remembers: launches, pending pages, codes, access and refresh tokens."""

import base64
import secrets
import threading
from dataclasses import dataclass, field

from chargeline_sandbox.clock import Clock

LAUNCH_SECONDS = 300
CODE_SECONDS = 60


class Refused(Exception):
    """An `invalid_grant`; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who is logged in and what is open: FHIR ids, without their types."""

    user: str
    patient: str | None = None
    encounter: str | None = None
    fhir_context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One authorization: everything issued from one code belongs to the same `family`."""

    family: str
    client_id: str
    context: Context
    scopes: tuple[str, ...]
    nonce: str | None = None
    state: str | None = None


@dataclass(slots=True, kw_only=True)
class Code:
    """An authorization code, good once and for `CODE_SECONDS`."""

    grant: Grant
    redirect_uri: str
    challenge: str
    expires: float
    used: bool = False


@dataclass(slots=True)
class _Refresh:
    grant: Grant
    used: bool = False


@dataclass(slots=True)
class Grants:
    """All of it, under one lock."""

    clock: Clock
    lock: threading.Lock = field(default_factory=threading.Lock)
    launches: dict[str, tuple[Context, float]] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, tuple[Grant, float]] = field(default_factory=dict)
    refresh: dict[str, _Refresh] = field(default_factory=dict)
    assertions: dict[str, float] = field(default_factory=dict)

    def open_launch(self, context: Context, size: int) -> str:
        """A fresh launch token of `size` random bytes for what the user has open.

        It is plain base64: an app that does not echo it byte for byte trips over `+`, `/` and `=`.
        """
        token = base64.b64encode(secrets.token_bytes(size)).decode()
        self.launches[token] = (context, self.clock.seconds() + LAUNCH_SECONDS)
        return token

    def take_launch(self, token: str) -> Context | None:
        """What a launch token stands for; it works once."""
        with self.lock:
            context, expires = self.launches.pop(token, (None, 0.0))
        return context if expires > self.clock.seconds() else None

    def issue_code(self, grant: Grant, redirect_uri: str, challenge: str) -> str:
        """A new authorization code."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = Code(
            grant=grant,
            redirect_uri=redirect_uri,
            challenge=challenge,
            expires=self.clock.seconds() + CODE_SECONDS,
        )
        return code

    def take_code(self, code: str, client_id: str) -> Code:
        """The code's record; used twice, all that came from it is revoked. Raises Refused."""
        with self.lock:
            found = self.codes.get(code)
            if found is None or found.grant.client_id != client_id:
                raise Refused("the code is unknown")
            if found.used:
                self._revoke_family(found.grant.family)
                raise Refused("the code has been used")
            found.used = True
        if found.expires < self.clock.seconds():
            raise Refused("the code has expired")
        return found

    def issue_access(self, grant: Grant, seconds: int) -> str:
        """A new access token."""
        token = secrets.token_urlsafe(48)
        with self.lock:
            self.access[token] = (grant, self.clock.seconds() + seconds)
        return token

    def issue_refresh(self, grant: Grant) -> str:
        """A new refresh token."""
        token = secrets.token_urlsafe(32)
        with self.lock:
            self.refresh[token] = _Refresh(grant)
        return token

    def take_refresh(self, token: str, client_id: str, *, once: bool) -> Grant:
        """The grant of a refresh token. With `once`, a second use revokes the family. Raises Refused."""
        with self.lock:
            found = self.refresh.get(token)
            if found is None or found.grant.client_id != client_id:
                raise Refused("refresh token expired or revoked")
            if once and found.used:
                self._revoke_family(found.grant.family)
                raise Refused("refresh token was used before; all tokens of this launch are revoked")
            found.used = True
        return found.grant

    def refresher(self, token: str) -> str | None:
        """The client that a refresh token was given to, or None."""
        found = self.refresh.get(token)
        return found.grant.client_id if found else None

    def holder(self, token: str) -> tuple[Grant, float] | None:
        """The grant of a live access token and when it ends, or None."""
        found = self.access.get(token)
        return found if found and found[1] > self.clock.seconds() else None

    def revoke(self, token: str, client_id: str) -> None:
        """RFC 7009: an access token alone, or a refresh token with its whole family."""
        with self.lock:
            refresh = self.refresh.get(token)
            if refresh and refresh.grant.client_id == client_id:
                self._revoke_family(refresh.grant.family)
            access = self.access.get(token)
            if access and access[0].client_id == client_id:
                del self.access[token]

    def first_use(self, jti: str, expires: float) -> bool:
        """Whether this assertion id was never seen before."""
        with self.lock:
            if jti in self.assertions:
                return False
            self.assertions[jti] = expires
            return True

    def _revoke_family(self, family: str) -> None:
        self.access = {t: found for t, found in self.access.items() if found[0].family != family}
        self.refresh = {t: found for t, found in self.refresh.items() if found.grant.family != family}
