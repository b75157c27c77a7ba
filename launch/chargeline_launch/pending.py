"""An unfinished launch and the two requests that move it on.

A `PendingLaunch` is what `begin` gives: where to send the browser, and the secrets that `finish` will ask for.
It is not an `ActiveLaunch` and shares no base class with it: nothing that reads a chart accepts it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl

from .sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class EhrLaunch:
    """The EHR opened the launch URL: `iss` and `launch` exactly as received.

    https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
    """

    iss: str
    launch: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandaloneLaunch:
    """A person chose a site on our own page; the EHR is asked for patient and encounter.

    https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-standalone-launch
    """

    browser: str = field(repr=False)


LaunchRequest: TypeAlias = EhrLaunch | StandaloneLaunch


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeRequest:
    """Where the browser goes next. `url` serves a redirect; `action` and `fields` a self-posting form.

    `prefer` says which: POST for a request too long for an address, or where the site wants it, if the EHR takes it.
    """

    url: str = field(repr=False)
    action: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    prefer: Literal["GET", "POST"] = "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLaunch:
    """A launch that waits for the EHR's answer. Kept sealed on the server, used once, short-lived.

    `id` names it in our own path (/launch/<id>/go) and is not the `state`. Endpoints are pinned when it begins, so
    that nothing that changes in between can send the code elsewhere. `aud` is byte-identical to what was received.
    """

    id: str
    site: Site
    browser_hash: str = field(repr=False)
    aud: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    redirect_uri: str
    scopes: str
    authorize: AuthorizeRequest = field(repr=False)
    token_endpoint: str
    issuer: str | None
    issuer_in_callback: bool = False
    begun_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What came to the redirect URI, and which browser brought it."""

    browser: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    state: str | None = field(default=None, repr=False)
    error: str | None = None
    error_uri: str | None = field(default=None, repr=False)
    iss: str | None = None
    repeated: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: str, browser: str) -> Callback:
        """Read the raw query string. A parameter that comes twice is refused later (RFC 6749 section 3.1)."""
        pairs = parse_qsl(query, keep_blank_values=False)
        values: Mapping[str, str] = dict(pairs)
        names = [name for name, _ in pairs if name in _PARAMETERS]
        repeated = tuple(sorted({name for name in names if names.count(name) > 1}))
        return cls(browser=browser, repeated=repeated, **{name: values.get(name) for name in _PARAMETERS})


_PARAMETERS = ("code", "state", "error", "error_uri", "iss")


def fingerprint(secret: str) -> str:
    """What is kept of a random value or a browser's id: enough to find it again, not to use it or to be it."""
    return hashlib.sha256(secret.encode()).hexdigest()
