"""HTTP to the EHR's authorization servers: pooled, never redirected, bounded in size and time.

Nothing here logs an address or a body. A redirect is an answer like any other and is never followed, so that no
code, secret or token can be diverted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError as Urllib3Error

from chargeline_launch._deadline import DeadlineAdapter

LARGEST_ANSWER: Final = 512 * 1024  # bytes; real metadata and key sets are a few kilobytes
CHUNK: Final = 16 * 1024
POOL: Final = 32


class Trouble(Enum):
    """Why there is no answer to read."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    TOO_LARGE = "too large"


class NoAnswer(Exception):
    """A request without a usable answer. Says why, never where or what."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class NotJson(ValueError):
    """An answer that is not a JSON object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: status, headers with lower-case names, and the whole (bounded) body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> Mapping[str, Any]:
        """The body as a JSON object. Raises NotJson."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            raise NotJson("not JSON") from None
        if not isinstance(value, dict):
            raise NotJson("not a JSON object")
        return value


class _NoStoredCredentials(AuthBase):
    """Keeps a password from the machine's own .netrc out of our requests."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Transport:
    """A pooled session with limits. `connect_seconds` and `read_seconds` bound each wait, `total_seconds` the whole."""

    def __init__(
        self,
        session: requests.Session | None = None,
        *,
        connect_seconds: float = 3.05,
        read_seconds: float = 5.0,
        total_seconds: float = 10.0,
    ) -> None:
        self._session = session or _pooled(total_seconds)
        self._timeout = (connect_seconds, read_seconds)
        self._total = total_seconds

    def get(self, url: str) -> Answer:
        """GET a JSON document without credentials. Raises NoAnswer."""
        return self._send("GET", url, headers={"Accept": "application/json"}, data=None)

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """POST a form. Raises NoAnswer."""
        return self._send("POST", url, headers={"Accept": "application/json", **headers}, data=form)

    def _send(self, method: str, url: str, *, headers: Mapping[str, str], data: Mapping[str, str] | None) -> Answer:
        deadline = time.monotonic() + self._total
        try:
            response = self._session.request(
                method,
                url,
                headers=dict(headers),
                data=None if data is None else dict(data),
                auth=_NoStoredCredentials(),
                allow_redirects=False,
                timeout=self._timeout,
                stream=True,
            )
            with response:
                body = _bounded(response, deadline)
        except requests.exceptions.SSLError:
            raise NoAnswer(Trouble.CERTIFICATE) from None
        except requests.exceptions.Timeout:
            raise NoAnswer(Trouble.SLOW) from None
        except (requests.exceptions.RequestException, Urllib3Error, OSError, ValueError):
            late = time.monotonic() > deadline
            raise NoAnswer(Trouble.SLOW if late else Trouble.UNREACHABLE) from None
        lowered = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, headers=lowered, body=body)


def _pooled(total_seconds: float) -> requests.Session:
    session = requests.Session()
    adapter = DeadlineAdapter(total_seconds, connections=POOL)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _bounded(response: requests.Response, deadline: float) -> bytes:
    """The body, chunk by chunk as it arrives, so that neither size nor a slow drip can hold a launch."""
    parts, size, chunk = [], 0, b"-"
    while chunk:
        if time.monotonic() > deadline:
            raise NoAnswer(Trouble.SLOW)
        chunk = response.raw.read1(CHUNK, decode_content=True)
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise NoAnswer(Trouble.TOO_LARGE)
        parts.append(chunk)
    return b"".join(parts)
