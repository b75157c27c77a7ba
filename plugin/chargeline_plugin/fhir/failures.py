"""What can go wrong between the app and the EHR: a closed list, with no word of any answer's body."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why an exchange gave nothing that can be used."""

    UNAUTHORIZED = "unauthorized"  # 401: the access token is not taken any more
    FORBIDDEN = "forbidden"  # 403, or Epic 4118
    BREAK_THE_GLASS = "break-the-glass"  # Epic 4130 and 4131
    NOT_FOUND = "not-found"  # 404 and 410
    REFUSED = "refused"  # any other 4xx: the EHR does not take what was asked
    BUSY = "busy"  # 429
    SERVER_ERROR = "server-error"  # 5xx
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"  # no connection, no TLS, a proxy that refuses
    REDIRECTED = "redirected"  # a token never follows a redirect
    MERGED = "merged"  # Epic 4107: the record was merged into another
    PAGE_EXPIRED = "page-expired"  # Epic 4113
    NOT_JSON = "not-json"  # HTML or XML where FHIR JSON was asked for: often a sign-in page
    TRUNCATED = "truncated"  # JSON that ends early, or nothing at all
    UNEXPECTED = "unexpected"  # JSON, but not the resource that was asked for
    TOO_LARGE = "too-large"
    FOREIGN_ADDRESS = "foreign-address"  # an address outside the issuer's origin


class FhirFailure(Exception):
    """One exchange that failed. Carries the resource type, never an id, a query or a body."""

    def __init__(
        self,
        cause: Cause,
        resource: str,
        *,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{resource}: {cause}" + (f" ({status})" if status else ""))
        self.cause = cause
        self.resource = resource
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after


def cause_of_status(status: int) -> Cause | None:
    """The cause an HTTP status stands for; None for a success."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return Cause.REDIRECTED
    named = {
        401: Cause.UNAUTHORIZED,
        403: Cause.FORBIDDEN,
        404: Cause.NOT_FOUND,
        408: Cause.TIMEOUT,
        410: Cause.NOT_FOUND,
        429: Cause.BUSY,
        504: Cause.TIMEOUT,
    }
    return named.get(status, Cause.SERVER_ERROR if status >= 500 else Cause.REFUSED)
