"""FHIR R4 over HTTP for one launch: tokens stay on the issuer's origin, every failure is from a closed list.

Reading only; a write is sent by `write.Writer`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from chargeline_plugin.fhir.dig import Json, text
from chargeline_plugin.fhir.entries import Entry, next_link, parse, resources_of
from chargeline_plugin.fhir.failures import Cause, FhirFailure, cause_of_status
from chargeline_plugin.fhir.origin import on_origin
from chargeline_plugin.fhir.outcomes import Issue, failing_cause, issues_of
from chargeline_plugin.fhir.transport import JSON_BYTES, Answer, Transport, shared_transport

FHIR_JSON = "application/fhir+json"
MAX_PAGES = 20
MAX_ENTRIES = 1000
ATTACHMENT_BYTES = 3 * 1024 * 1024  # a 2 MB note as base64 inside a Binary
CAPABILITY_SECONDS = 3600.0
# FHIR R4, datatypes, id; longer than 64 characters is met in practice.
IDENTITY = re.compile(r"(?!\.+\Z)[A-Za-z0-9._~-]{1,256}")
Params = Mapping[str, str | list[str]]
Fit = Callable[[Json], Entry]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search gave: entries once each, the issues that came with them, and whether it was read to its end."""

    entries: tuple[Entry, ...] = ()
    issues: tuple[Issue, ...] = ()
    broken: int = 0
    stopped: Cause | None = None


@dataclass(slots=True)
class _Pages:
    """A search while its pages come in."""

    fit: Fit
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    broken: int = 0

    def take(self, bundle: Json, wanted: str) -> None:
        """Add a page. An entry that repeats an id is the same entry (Oracle repeats across pages)."""
        for resource in resources_of(bundle):
            kind, identity = text(resource, "resourceType"), text(resource, "id")
            if kind == "OperationOutcome":
                self.issues.extend(issues_of(resource))
            elif kind == wanted and identity:
                self.entries.setdefault((kind, identity), self.fit(resource))
            elif kind is None or kind == wanted:
                self.broken += 1

    def done(self, stopped: Cause | None = None) -> Found:
        return Found(
            entries=tuple(self.entries.values()), issues=tuple(self.issues), broken=self.broken, stopped=stopped
        )


_capabilities: dict[str, tuple[float, Json]] = {}
_capabilities_lock = Lock()


class FhirClient:
    """One launch's view of one FHIR server. Safe to use from several threads. `fit` makes an entry of a resource."""

    def __init__(
        self,
        fhir_base: str,
        access_token: Callable[[], object],
        vendor: str = "generic",
        *,
        transport: Transport | None = None,
        fit: Fit = parse,
    ) -> None:
        self.base = fhir_base.rstrip("/")
        self.vendor = vendor
        self._access_token, self._fit = access_token, fit
        self._transport = transport or shared_transport()

    def submit(self, work: Callable[..., T], *args: Any) -> Future[T]:
        """Run on this EHR's bounded pool."""
        return self._transport.pool(self.base).submit(work, *args)

    def read(self, resource_type: str, identity: str) -> Entry:
        """One resource by id; UNEXPECTED when the answer is another resource than the one asked for.

        What cannot be an id is not asked for: it may come from a form, and an address is made of it.
        """
        if not IDENTITY.fullmatch(identity):
            raise FhirFailure(Cause.NOT_FOUND, resource_type)
        answer = self._get(f"{self.base}/{resource_type}/{identity}", resource_type)
        resource = self._json(answer, resource_type)
        if text(resource, "resourceType") != resource_type or text(resource, "id") != identity:
            raise self._failure(Cause.UNEXPECTED, resource_type, answer)
        return self._fit(resource)

    def search(self, resource_type: str, params: Params, *, max_entries: int = MAX_ENTRIES) -> Found:
        """All pages of a search, on the issuer's origin only, up to MAX_PAGES and `max_entries`.

        A page that fails after the first does not lose what is already here: `stopped` says why it ended.
        """
        pages = _Pages(fit=self._fit)
        url: str | None = f"{self.base}/{resource_type}"
        for page in range(MAX_PAGES):
            if url is None:
                return pages.done()
            try:
                answer = self._get(url, resource_type, params=None if page else params)
                bundle = self._bundle(answer, resource_type)
                pages.take(bundle, resource_type)
                self._refuse_failing(pages.issues, resource_type, answer)
                link = next_link(bundle)
                url = on_origin(self.base, link, resource_type) if link else None
            except FhirFailure as failure:
                if not pages.entries:
                    raise
                return pages.done(failure.cause)
            if len(pages.entries) >= max_entries and url:
                break
        return pages.done(Cause.TOO_LARGE if url else None)

    def attachment(self, url: str, accept: str = FHIR_JSON) -> Answer:
        """The answer for an attachment's address (a Binary, mostly). Relative addresses count from the FHIR base."""
        absolute = on_origin(self.base, url, "Binary")
        return self._get(absolute, "Binary", accept=accept, limit=ATTACHMENT_BYTES)

    def capability(self, now: Callable[[], float] = time.monotonic) -> Json:
        """The CapabilityStatement, asked for without a token and kept an hour for the whole process.

        Epic answers in XML unless FHIR JSON is asked for (interop notes 2.1).
        """
        with _capabilities_lock:
            kept = _capabilities.get(self.base)
        if kept and now() - kept[0] < CAPABILITY_SECONDS:
            return kept[1]
        answer = self._get(f"{self.base}/metadata", "metadata", token=False)
        statement = self._json(answer, "metadata")
        if text(statement, "resourceType") != "CapabilityStatement":
            raise self._failure(Cause.UNEXPECTED, "metadata", answer)
        with _capabilities_lock:
            _capabilities[self.base] = (now(), statement)
        return statement

    # --- one exchange -------------------------------------------------------------------------------------

    def _ask(
        self, url: str, resource: str, *, accept: str, params: Params | None, limit: int, token: bool = True
    ) -> Answer:
        bearer = self._access_token() if token else None
        if token and not isinstance(bearer, str):
            raise FhirFailure(Cause.UNAUTHORIZED, resource)
        return self._transport.get(
            url,
            resource,
            issuer=self.base,
            token=bearer if isinstance(bearer, str) else None,
            accept=accept,
            params=params,
            limit=limit,
        )

    def _get(
        self,
        url: str,
        resource: str,
        *,
        accept: str = FHIR_JSON,
        params: Params | None = None,
        limit: int = JSON_BYTES,
        token: bool = True,
    ) -> Answer:
        """A GET whose status is a success."""
        answer = self._ask(url, resource, accept=accept, params=params, limit=limit, token=token)
        return self._checked(resource, answer)

    def _checked(self, resource: str, answer: Answer) -> Answer:
        """The answer when its status is a success, else the failure that status and outcome stand for."""
        cause = cause_of_status(answer.status)
        if cause is None:
            return answer
        raise self._failure(self._named_cause(answer, resource) or cause, resource, answer)

    def _named_cause(self, answer: Answer, resource: str) -> Cause | None:
        """What the body of a refusal names more exactly than its status."""
        try:
            issues = issues_of(self._json(answer, resource))
        except FhirFailure:
            return None
        cause = failing_cause(issues)
        return None if cause is Cause.REFUSED else cause

    def _refuse_failing(self, issues: list[Issue], resource: str, answer: Answer) -> None:
        """A Bundle with status 200 may still say that the search failed."""
        cause = failing_cause(issues)
        if cause is not None:
            raise self._failure(cause, resource, answer)

    def _bundle(self, answer: Answer, resource: str) -> Json:
        """The Bundle of a search; an OperationOutcome in its place becomes one with that entry."""
        found = self._json(answer, resource)
        if text(found, "resourceType") == "OperationOutcome":
            return {"resourceType": "Bundle", "entry": [{"resource": found}]}
        if text(found, "resourceType") != "Bundle" or not isinstance(found.get("entry", []), list):
            raise self._failure(Cause.UNEXPECTED, resource, answer)
        return found

    def _json(self, answer: Answer, resource: str) -> Json:
        """The body as a JSON object. Raises NOT_JSON, TRUNCATED or UNEXPECTED."""
        body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
        if body.startswith(b"<") or (body and "html" in answer.content_type):
            raise self._failure(Cause.NOT_JSON, resource, answer)
        try:
            found = json.loads(decoded(body))
        except (ValueError, RecursionError):
            raise self._failure(Cause.TRUNCATED, resource, answer) from None
        if not isinstance(found, dict):
            raise self._failure(Cause.UNEXPECTED, resource, answer)
        return found

    def _failure(self, cause: Cause, resource: str, answer: Answer) -> FhirFailure:
        wait = answer.headers.get("Retry-After", "")
        return FhirFailure(
            cause,
            resource,
            status=answer.status,
            request_id=answer.request_id,
            retry_after=int(wait) if wait.isascii() and wait.isdigit() else None,
        )


def decoded(body: bytes) -> str:
    """JSON is UTF-8; what is labelled so and is not is windows-1252 in practice."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("windows-1252", errors="replace")
