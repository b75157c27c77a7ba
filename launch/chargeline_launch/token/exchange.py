"""Requests to the token endpoint: exchanging the code, and what its refusals mean.

https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-access-token
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.pending import PendingLaunch
from chargeline_launch.sites import Site
from chargeline_launch.transport import Answer, NoAnswer, NotJson, Transport
from chargeline_launch.vendors import VENDORS

from .client_auth import prove
from .response import BadTokenAnswer, TokenAnswer, read_token_answer

log = logging.getLogger("chargeline.launch")

REFUSALS: Final[Mapping[str, FailureCode]] = {
    "invalid_client": FailureCode.TOKEN_CLIENT_REFUSED,
    "unauthorized_client": FailureCode.TOKEN_CLIENT_UNAUTHORIZED,
    "invalid_grant": FailureCode.TOKEN_CODE_REFUSED,
    "invalid_scope": FailureCode.AUTHORIZATION_SCOPE,
}
KNOWN_ERRORS: Final = {*REFUSALS, "invalid_request", "unsupported_grant_type", "server_error"}


def exchange(pending: PendingLaunch, code: str, transport: Transport, now: datetime) -> TokenAnswer | LaunchFailure:
    """Trade the code for tokens, with the same redirect address and the verifier."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
        "code_verifier": pending.code_verifier,
    }
    return token_request(pending.site, pending.token_endpoint, form, transport, now)


def token_request(
    site: Site, endpoint: str, form: Mapping[str, str], transport: Transport, now: datetime
) -> TokenAnswer | LaunchFailure:
    """One authenticated POST to the token endpoint, read into our types."""
    proof = prove(site.client, endpoint, now)
    try:
        answer = transport.post_form(endpoint, {**form, **proof.form}, proof.headers)
    except NoAnswer as nothing:
        log.warning("token site=%s no answer: %s", site.id, nothing.trouble.value)
        return LaunchFailure(code=FailureCode.TOKEN_UNREACHABLE, site=site.id, detail=nothing.trouble.value)
    log.info("token site=%s status=%s length=%s", site.id, answer.status, len(answer.body))
    if answer.status != 200:
        return _refusal(site, answer)
    try:
        return read_token_answer(answer.json(), VENDORS[site.vendor], now)
    except NotJson:
        return LaunchFailure(code=FailureCode.TOKEN_UNREADABLE, site=site.id)
    except BadTokenAnswer as bad:
        return LaunchFailure(code=FailureCode.TOKEN_UNREADABLE, site=site.id, detail=str(bad))


def _refusal(site: Site, answer: Answer) -> LaunchFailure:
    """The registered error name, or the status when there is none; never the description."""
    error = _error_name(answer)
    default = FailureCode.TOKEN_CLIENT_REFUSED if answer.status == 401 else FailureCode.TOKEN_REFUSED
    code = REFUSALS.get(error or "", default)
    return LaunchFailure(code=code, site=site.id, detail=error or f"HTTP {answer.status}")


def _error_name(answer: Answer) -> str | None:
    try:
        error: Any = answer.json().get("error")
    except NotJson:
        return None
    return error if isinstance(error, str) and error in KNOWN_ERRORS else None
