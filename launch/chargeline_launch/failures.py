# ruff: noqa: S105 (codes whose names hold the word token, not passwords)
"""Everything that can go wrong with a launch, as a closed list of values.

The page and the doctor share it. Each code has a cause in plain words, what the clinician does next and what the
administrator does next. None of them, and no `LaunchFailure`, ever carries a patient's data, a token or an address
that a request brought; `detail` is one of our own words, a field's name or an HTTP status.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ._failure_texts import TEXTS, Explanation

__all__ = ["Explanation", "FailureCode", "LaunchFailure", "NoAccessToken", "explain"]


class FailureCode(StrEnum):
    """The closed list. A code never changes its meaning."""

    # /launch
    ISSUER_MISSING = "issuer_missing"
    ISSUER_UNKNOWN = "issuer_unknown"
    LAUNCH_MISSING = "launch_missing"
    COOKIES_BLOCKED = "cookies_blocked"
    # discovery
    DISCOVERY_UNREACHABLE = "discovery_unreachable"
    DISCOVERY_SLOW = "discovery_slow"
    DISCOVERY_CERTIFICATE = "discovery_certificate"
    DISCOVERY_REFUSED = "discovery_refused"
    DISCOVERY_REDIRECTED = "discovery_redirected"
    DISCOVERY_TOO_LARGE = "discovery_too_large"
    DISCOVERY_UNREADABLE = "discovery_unreadable"
    DISCOVERY_INCOMPLETE = "discovery_incomplete"
    ENDPOINT_INSECURE = "endpoint_insecure"
    PKCE_UNSUPPORTED = "pkce_unsupported"
    CLIENT_KIND_UNSUPPORTED = "client_kind_unsupported"
    # callback
    CALLBACK_REPEATED = "callback_repeated"
    STATE_MISSING = "state_missing"
    STATE_UNKNOWN = "state_unknown"
    STATE_USED = "state_used"
    STATE_EXPIRED = "state_expired"
    BROWSER_OTHER = "browser_other"
    ISSUER_MIXED_UP = "issuer_mixed_up"
    AUTHORIZATION_DENIED = "authorization_denied"
    AUTHORIZATION_SCOPE = "authorization_scope"
    AUTHORIZATION_LOGIN = "authorization_login"
    AUTHORIZATION_CLIENT = "authorization_client"
    AUTHORIZATION_FAILED = "authorization_failed"
    CODE_MISSING = "code_missing"
    # token
    TOKEN_UNREACHABLE = "token_unreachable"
    TOKEN_CLIENT_REFUSED = "token_client_refused"
    TOKEN_CLIENT_UNAUTHORIZED = "token_client_unauthorized"
    TOKEN_CODE_REFUSED = "token_code_refused"
    TOKEN_REFUSED = "token_refused"
    TOKEN_UNREADABLE = "token_unreadable"
    # id_token
    ID_TOKEN_UNREADABLE = "id_token_unreadable"
    ID_TOKEN_ISSUER = "id_token_issuer"
    ID_TOKEN_KEYS = "id_token_keys"
    ID_TOKEN_ALGORITHM = "id_token_algorithm"
    ID_TOKEN_SIGNATURE = "id_token_signature"
    ID_TOKEN_AUDIENCE = "id_token_audience"
    ID_TOKEN_TIMES = "id_token_times"
    ID_TOKEN_NONCE = "id_token_nonce"
    FHIR_USER_FOREIGN = "fhir_user_foreign"
    # session
    SESSION_UNKNOWN = "session_unknown"
    SESSION_IDLE = "session_idle"
    SESSION_EXPIRED = "session_expired"
    SESSION_UNREADABLE = "session_unreadable"
    SESSION_SITE_GONE = "session_site_gone"
    REFRESH_REFUSED = "refresh_refused"
    REFRESH_UNREACHABLE = "refresh_unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchFailure:
    """A launch that did not become active. `more` is the EHR's own https page about it, when it named one."""

    code: FailureCode
    site: str | None = None
    detail: str | None = None
    more: str | None = None

    @property
    def explanation(self) -> Explanation:
        """Cause and next steps in plain words."""
        return explain(self.code)


class NoAccessToken(Exception):
    """A session has no token to use: it ended, or renewal failed just now. Carries the failure to show."""

    def __init__(self, failure: LaunchFailure) -> None:
        super().__init__(failure.code.value)
        self.failure = failure


def explain(code: FailureCode) -> Explanation:
    """The words for a code."""
    return TEXTS[code.value]
