"""Fetching an issuer's metadata: from the site's own entry, never from a request or a token."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

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
        try:
            answer = self._transport.get(f"{site.iss}{PATH}")
        except NoAnswer as nothing:
            raise _Refused(LaunchFailure(code=TROUBLES[nothing.trouble], site=site.id)) from None
        if answer.status != 200:
            redirected = 300 <= answer.status < 400
            code = FailureCode.DISCOVERY_REDIRECTED if redirected else FailureCode.DISCOVERY_REFUSED
            raise _Refused(LaunchFailure(code=code, site=site.id, detail=str(answer.status)))
        try:
            read = read_smart_configuration(answer.json(), site)
        except NotJson:
            raise _Refused(LaunchFailure(code=FailureCode.DISCOVERY_UNREADABLE, site=site.id)) from None
        if isinstance(read, LaunchFailure):
            raise _Refused(read)
        return read, lifetime(answer.headers)


def _key(site: Site) -> str:
    """The site and what of its entry the metadata was checked against."""
    return f"{site.id} {site.iss} {site.client}"
