"""A site as launch knows it. What launch does not know stays in `rest` for the plugin to read or refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chargeline_launch.clients import Client
from chargeline_launch.failures import FailureCode, LaunchFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings:
    """The app itself. `base_url` has no trailing slash; `database` is a SQLAlchemy URL, already absolute.

    `seal_keys` are Fernet keys, the first of which seals. `idle_minutes` hides patient data after that long without
    a request; `session_hours` ends a session whatever happens.
    """

    base_url: str
    database: str
    seal_keys: tuple[str, ...] = field(repr=False)
    directory: Path
    production: bool = False
    idle_minutes: int = 30
    session_hours: int = 12
    rest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def redirect_uri(self) -> str:
        """The one registered redirect address."""
        return f"{self.base_url}/callback"

    @property
    def jwks_url(self) -> str:
        """Where the app publishes the public halves of its signing keys."""
        return f"{self.base_url}/.well-known/jwks.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One issuer of the closed registry. `iss` has no trailing slash; `frame_ancestors` are origins.

    `authorize_by_post`: authorization is asked for by a form wherever the EHR offers that, not only when the address
    of a redirect would be too long; for where addresses are logged.
    """

    id: str
    name: str
    iss: str
    vendor: str
    client: Client
    id_token_issuers: tuple[str, ...]
    redirect_uri: str
    features: tuple[str, ...]
    time_zone: str
    development: bool = False
    authorize_by_post: bool = False
    frame_ancestors: tuple[str, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """The whole file, read and checked."""

    app: AppSettings
    sites: Mapping[str, Site]

    def registered(self, iss: str | None) -> Site | LaunchFailure:
        """The site of a launch's `iss`, equal up to one trailing slash. Nothing is fetched for any other."""
        if not iss:
            return LaunchFailure(code=FailureCode.ISSUER_MISSING)
        for site in self.sites.values():
            if iss in (site.iss, f"{site.iss}/"):
                return site
        return LaunchFailure(code=FailureCode.ISSUER_UNKNOWN)

    @property
    def ancestors(self) -> tuple[str, ...]:
        """Every registered frame ancestor: for pages that come before a session."""
        return tuple(sorted({origin for site in self.sites.values() for origin in site.frame_ancestors}))
