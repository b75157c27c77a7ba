"""The EHR's answer at the redirect address: does it belong to this launch, and does it carry a code?

https://hl7.org/fhir/smart-app-launch/app-launch.html#response-4 and RFC 9207
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.pending import Callback, PendingLaunch, fingerprint

ERRORS: Final[Mapping[str, FailureCode]] = {
    "access_denied": FailureCode.AUTHORIZATION_DENIED,
    "invalid_scope": FailureCode.AUTHORIZATION_SCOPE,
    "login_required": FailureCode.AUTHORIZATION_LOGIN,
    "interaction_required": FailureCode.AUTHORIZATION_LOGIN,
    "consent_required": FailureCode.AUTHORIZATION_LOGIN,
    "account_selection_required": FailureCode.AUTHORIZATION_LOGIN,
    "invalid_client": FailureCode.AUTHORIZATION_CLIENT,
    "unauthorized_client": FailureCode.AUTHORIZATION_CLIENT,
    "invalid_request": FailureCode.AUTHORIZATION_FAILED,
    "server_error": FailureCode.AUTHORIZATION_FAILED,
    "temporarily_unavailable": FailureCode.AUTHORIZATION_FAILED,
    "unsupported_response_type": FailureCode.AUTHORIZATION_FAILED,
}


def code_of(pending: PendingLaunch, callback: Callback) -> str | LaunchFailure:
    """The authorization code of this very launch, or why there is none."""
    refused = _foreign(pending, callback)
    if refused:
        return LaunchFailure(code=refused, site=pending.site.id)
    if callback.error:
        return _error(pending, callback)
    return callback.code or LaunchFailure(code=FailureCode.CODE_MISSING, site=pending.site.id)


def _foreign(pending: PendingLaunch, callback: Callback) -> FailureCode | None:
    """Why an answer does not belong to this launch. Checked before anything in it is believed."""
    if callback.repeated:
        return FailureCode.CALLBACK_REPEATED
    if not callback.state:
        return FailureCode.STATE_MISSING
    if not _same(callback.state, pending.state):
        return FailureCode.STATE_UNKNOWN
    if not _same(fingerprint(callback.browser), pending.browser_hash):
        return FailureCode.BROWSER_OTHER
    return None if _issuer_fits(pending, callback) else FailureCode.ISSUER_MIXED_UP


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())


def _issuer_fits(pending: PendingLaunch, callback: Callback) -> bool:
    """RFC 9207: `iss`, when sent, is this server's; when the server promised it, it must be there."""
    if callback.iss is None:
        return not pending.issuer_in_callback
    return callback.iss in {pending.issuer, *pending.site.id_token_issuers}


def _error(pending: PendingLaunch, callback: Callback) -> LaunchFailure:
    """An error by its registered name; an unregistered one is not repeated, since it may hold anything."""
    code = ERRORS.get(callback.error or "")
    return LaunchFailure(
        code=code or FailureCode.AUTHORIZATION_FAILED,
        site=pending.site.id,
        detail=callback.error if code else None,
        more=_own_page(pending, callback.error_uri),
    )


def _own_page(pending: PendingLaunch, address: str | None) -> str | None:
    """The EHR's page about the error, when it lies on the authorization server itself and is https."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    home = urlsplit(pending.authorize.action)
    return address if parts.scheme == "https" and parts.netloc == home.netloc else None
