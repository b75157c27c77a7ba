"""One write to a FHIR server, sent once, with an outcome that says how much is known.

`NotSent`: not one byte of the request left (no address, refused connection, no TLS, no token). `Answered`: a status
line came back, even if the body after it did not. `Lost`: the request may have arrived and nobody can say so.
Redirects are answers; a token never follows one. FHIR R4, RESTful API, create, update and conditional create.
"""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.fhir.origin import on_origin
from chargeline_plugin.fhir.transport import Bearer, request_id, shared_transport

FHIR_JSON: Final = "application/fhir+json"
CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 30.0
LARGEST: Final = 4 * 1024 * 1024
UNSENDABLE: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
)
"""What `requests` says of a request that it could not even make."""
log = logging.getLogger("chargeline.write")

Step: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Nothing left this machine."""

    why: Literal["no-token", "address", "connection", "tls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A status line and headers. `body` is None when there was none, when it broke off, or when it was no JSON object.

    `empty` tells the first of these from the other two.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: Json | None = field(default=None, repr=False)
    empty: bool = False

    @property
    def location(self) -> str | None:
        """Where the server says it is, exactly as sent."""
        return self.headers.get("Location") or None

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before trying again, when the server said so in seconds."""
        said = self.headers.get("Retry-After", "").strip()
        return float(said) if said.isascii() and said.isdigit() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Sent, or partly sent, and no answer."""

    why: Literal["timeout", "connection"]


Sent: TypeAlias = NotSent | Answered | Lost


def nothing(_step: str) -> None:
    """The step hook that does nothing."""


class Writer:
    """Writes for one launch. Never retries: whoever calls decides with what it knows."""

    def __init__(
        self,
        fhir_base: str,
        access_token: Callable[[], object],
        *,
        session: requests.Session | None = None,
        step: Step = nothing,
    ) -> None:
        self.base = fhir_base.rstrip("/")
        self._access_token = access_token
        self._session = session or shared_transport().session
        self._step = step

    def send(
        self, method: Literal["POST", "PUT"], path: str, body: Json, headers: Mapping[str, str] | None = None
    ) -> Sent:
        """Send `body` to `path` (relative to the FHIR base) once."""
        token = self._access_token()
        if not isinstance(token, str):
            return NotSent(why="no-token")
        kind = path.split("/", maxsplit=1)[0]
        try:
            url = on_origin(self.base, path, kind)
        except FhirFailure:
            return NotSent(why="address")
        content = json.dumps(body, ensure_ascii=False).encode()
        plain = {"Accept": FHIR_JSON, "Content-Type": FHIR_JSON, "Prefer": "return=representation"}
        begun = time.monotonic()
        self._step("before-first-byte")
        sent = self._exchange(method, url, content, headers={**plain, **(headers or {})}, auth=Bearer(token))
        took = (time.monotonic() - begun) * 1000
        log.info("%s %s %s %.0f ms", method, kind, _in_a_word(sent), took)
        return sent

    def _exchange(self, method: str, url: str, content: bytes, *, headers: Mapping[str, str], auth: Bearer) -> Sent:
        begun = time.monotonic()
        try:
            with self._session.request(
                method,
                url,
                data=content,
                headers=dict(headers),
                auth=auth,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                self._step("after-status-line")
                return _answered(response, begun)
        except requests.RequestException as failure:
            return _without_answer(failure)


def _answered(response: requests.Response, begun: float) -> Answered:
    """The answer with as much of its body as came in time and size; its status counts even when the body breaks."""
    raw = _body(response, begun)
    headers = requests.structures.CaseInsensitiveDict(response.headers)
    if raw is None:
        return Answered(status=response.status_code, headers=headers)
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    body = found if isinstance(found, dict) else None
    return Answered(status=response.status_code, headers=headers, body=body, empty=not raw.strip())


def _body(response: requests.Response, begun: float) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    try:
        for part in response.iter_content(64 * 1024):
            parts.append(part)
            size += len(part)
            if size > LARGEST or time.monotonic() - begun > WHOLE_SECONDS:
                return None
    except requests.RequestException:
        return None
    return b"".join(parts)


def _without_answer(failure: requests.RequestException) -> NotSent | Lost:
    """What an exception of the transport proves. Only what certainly never connected is NotSent."""
    if isinstance(failure, UNSENDABLE):
        return NotSent(why="address")
    if isinstance(failure, requests.ConnectTimeout):
        return NotSent(why="connection")
    inner = failure.args[0] if failure.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else None
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return NotSent(why="connection")
    if isinstance(failure, requests.exceptions.SSLError) and _bad_certificate(reason):
        return NotSent(why="tls")
    return Lost(why="timeout" if isinstance(failure, requests.Timeout) else "connection")


def _bad_certificate(reason: object) -> bool:
    causes = getattr(reason, "args", ())
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)


def _in_a_word(sent: Sent) -> str:
    if isinstance(sent, Answered):
        return f"{sent.status} request-id={request_id(sent.headers)}"
    return f"{type(sent).__name__}: {sent.why}"
