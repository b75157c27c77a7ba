"""Fetching an issuer's metadata: from the site's own entry, never from a request or a token."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.sites import Site
from chargeline_launch.transport import NoAnswer, NotJson, Transport, Trouble

from .cache import ExpiringCache, lifetime
from .smart_configuration import PATH, SmartConfiguration, read_smart_configuration

log = logging.getLogger("chargeline.launch")

TROUBLES: Final = {
    Trouble.UNREACHABLE: FailureCode.DISCOVERY_UNREACHABLE,
    Trouble.SLOW: FailureCode.DISCOVERY_SLOW,
    Trouble.CERTIFICATE: FailureCode.DISCOVERY_CERTIFICATE,
    Trouble.TOO_LARGE: FailureCode.DISCOVERY_TOO_LARGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A metadata document as it came, with its answer's headers."""

    document: Mapping[str, Any]
    headers: Mapping[str, str]


def fetch_metadata(site: Site, transport: Transport) -> Fetched | LaunchFailure:
    """The site's smart-configuration, unread."""
    try:
        answer = transport.get(f"{site.iss}{PATH}")
    except NoAnswer as nothing:
        return LaunchFailure(code=TROUBLES[nothing.trouble], site=site.id)
    if answer.status != 200:
        redirected = 300 <= answer.status < 400
        code = FailureCode.DISCOVERY_REDIRECTED if redirected else FailureCode.DISCOVERY_REFUSED
        return LaunchFailure(code=code, site=site.id, detail=str(answer.status))
    try:
        return Fetched(document=answer.json(), headers=answer.headers)
    except NotJson:
        return LaunchFailure(code=FailureCode.DISCOVERY_UNREADABLE, site=site.id)


class _Refused(Exception):
    def __init__(self, failure: LaunchFailure) -> None:
        super().__init__(failure.code.value)
        self.failure = failure


class Discovery:
    """Metadata of the registered sites, kept until it expires. Failures are not kept."""

    def __init__(self, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._transport = transport
        self._cache: ExpiringCache[SmartConfiguration] = ExpiringCache(clock)

    def of(self, site: Site) -> SmartConfiguration | LaunchFailure:
        """The site's metadata, or why it cannot be used."""
        try:
            return self._cache.get(_key(site), lambda: self._fetch(site))
        except _Refused as refused:
            log.warning("discovery site=%s code=%s", site.id, refused.failure.code)
            return refused.failure

    def _fetch(self, site: Site) -> tuple[SmartConfiguration, timedelta]:
        fetched = fetch_metadata(site, self._transport)
        if isinstance(fetched, LaunchFailure):
            raise _Refused(fetched)
        read = read_smart_configuration(fetched.document, site)
        if isinstance(read, LaunchFailure):
            raise _Refused(read)
        return read, lifetime(fetched.headers)


def _key(site: Site) -> str:
    """The site and what of its entry the metadata was checked against."""
    return f"{site.id} {site.iss} {site.client}"
