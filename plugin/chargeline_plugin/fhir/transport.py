"""HTTP for the whole process: one warm connection pool, bounded threads for each EHR, no cookies, no redirects.

The measured choice (benchmarks/bench_reading.py): a pooled `requests` session and twelve threads for a visit come
within a tenth of the EHR's own two round trips.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import ReadTimeoutError

from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.silence import Silences

THREADS = 24
CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
WHOLE_SECONDS = 30.0
JSON_BYTES = 16 * 1024 * 1024
CHUNK = 64 * 1024
log = logging.getLogger("chargeline.fhir")
# urllib3 logs addresses, and an address names the patient.
logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer that arrived whole. Its body and headers stay out of repr."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    request_id: str | None = None

    @property
    def content_type(self) -> str:
        """The media type with its parameters, in lower case."""
        return self.headers.get("Content-Type", "").lower()


class Bearer(AuthBase):
    """The Authorization header. An auth object also keeps `requests` from taking a netrc entry instead."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Pooled(requests.Session):
    """A session that asks the environment for proxies and certificates once an origin, not once a request.

    That may be remembered because no request of ours brings any of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._settings: dict[str, Any] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """As `requests` does it, remembered."""
        origin = "//".join(urlsplit(url)[:2])
        if origin not in self._settings:
            self._settings[origin] = super().merge_environment_settings(url, proxies, stream, verify, cert)
        return self._settings[origin]


class Transport:
    """The pools, and one exchange over them."""

    def __init__(self, threads: int = THREADS, clock: Callable[[], float] = time.monotonic) -> None:
        self.session = Pooled()
        # The pool is shared by every user of every EHR: nothing may be remembered between two of them.
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_connections=8, pool_maxsize=threads)
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)
        # What nobody waits for has threads of its own: an EHR that hangs there must not hold up those who read.
        self.aside = ThreadPoolExecutor(max_workers=2, thread_name_prefix="aside")
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._making = Lock()
        self._threads = threads
        self._silences = Silences()
        self._clock = clock

    def pool(self, issuer: str) -> ThreadPoolExecutor:
        """The threads that read from this EHR alone: one that hangs holds up nobody else's."""
        with self._making:
            if issuer not in self._pools:
                self._pools[issuer] = ThreadPoolExecutor(max_workers=self._threads, thread_name_prefix="fhir")
            return self._pools[issuer]

    def close(self) -> None:
        """End the threads once what they do is done."""
        for pool in (*self._pools.values(), self.aside):
            pool.shutdown()

    def get(
        self,
        url: str,
        resource: str,
        *,
        issuer: str,
        token: str | None,
        accept: str,
        params: Mapping[str, str | list[str]] | None = None,
        limit: int = JSON_BYTES,
    ) -> Answer:
        """Read the whole answer; any status is one. Asks a second time when a kept connection had gone stale.

        Raises FhirFailure: TIMEOUT (at once while the issuer is known to hang), UNREACHABLE, TOO_LARGE.
        """
        begun = self._clock()
        if self._silences.holds(issuer, begun):
            raise FhirFailure(Cause.TIMEOUT, resource)

        def once() -> Answer:
            with self.session.get(
                url,
                params=params,
                headers={"Accept": accept},
                auth=Bearer(token),
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                return self._whole(response, resource, begun, limit)

        try:
            answer = twice(once)
        except requests.Timeout:
            self._waited(issuer, begun)
            raise FhirFailure(Cause.TIMEOUT, resource) from None
        except requests.RequestException:
            raise FhirFailure(Cause.UNREACHABLE, resource) from None
        self._silences.answered(issuer, self._clock())
        took = (self._clock() - begun) * 1000
        log.info("GET %s %s %.0f ms request-id=%s", resource, answer.status, took, answer.request_id)
        return answer

    def _waited(self, issuer: str, begun: float) -> None:
        """No answer came in time. A wait shorter than we give any connection says nothing of the EHR."""
        now = self._clock()
        if now - begun >= CONNECT_SECONDS and self._silences.waited(issuer, begun, now):
            log.warning("an EHR does not answer; it is left alone for a moment")

    def _whole(self, response: requests.Response, resource: str, begun: float, limit: int) -> Answer:
        """The body, cut off when it grows too large or drips too slowly."""
        parts: list[bytes] = []
        size = 0
        for part in _pieces(response):
            parts.append(part)
            size += len(part)
            if size > limit:
                raise FhirFailure(Cause.TOO_LARGE, resource, status=response.status_code)
            if self._clock() - begun > WHOLE_SECONDS:
                raise requests.Timeout
        return Answer(
            status=response.status_code,
            headers=response.headers,
            body=b"".join(parts),
            request_id=request_id(response.headers),
        )


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes in; a wait that is too long is a timeout here too, which `requests` calls a broken line."""
    try:
        yield from response.iter_content(CHUNK)
    except requests.ConnectionError as broken:
        if broken.args and isinstance(broken.args[0], ReadTimeoutError):
            raise requests.Timeout from None
        raise


def twice(once: Callable[[], Answer]) -> Answer:
    """Try again when the connection broke, but not when it was slow."""
    try:
        return once()
    except requests.Timeout:
        raise
    except requests.ConnectionError:
        return once()


def request_id(headers: Mapping[str, str]) -> str | None:
    """The EHR's own id of the exchange, when it is short and plain enough for a log."""
    found = headers.get("X-Request-Id") or headers.get("opc-request-id") or ""
    return found if re.fullmatch(r"[\w.:/-]{1,80}", found) else None


@lru_cache(maxsize=1)
def shared_transport() -> Transport:
    """The process's transport, made on first use."""
    return Transport()
