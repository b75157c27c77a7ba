"""Who may confirm a charge.

The role comes from the roster, the PractitionerRole or the qualification, in that order; where none of them says it,
the user attests credentials once per session, and that is recorded. Students, aides and patients never confirm;
assistants only where the site says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from chargeline_plugin.visit.visit import UserSeen
from chargeline_plugin.writeback.settings import WriteSettings

Code: TypeAlias = Literal[
    "therapist", "assistant_allowed", "attested", "attest_first", "assistant_not_allowed", "never", "not_identified"
]
PRACTITIONERS = ("Practitioner/", "PractitionerRole/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What a user whose role nothing tells has said of their own license, once per session."""

    role: Literal["therapist", "assistant"]
    credentials: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether this user may confirm, under which code, and why in words."""

    allowed: bool
    code: Code
    why: str


def may_confirm(user: UserSeen, settings: WriteSettings, attested: Attestation | None = None) -> Permission:
    """Decide for `user`. `attested` counts only where the role is not known otherwise."""
    if user.role in ("student", "aide", "patient"):
        return Permission(allowed=False, code="never", why=f"You are known here as {user.role}: {user.because}")
    if user.reference is None or not user.reference.startswith(PRACTITIONERS):
        return Permission(allowed=False, code="not_identified", why="The EHR did not say who you are.")
    if user.role is not None:
        return _by_role(user.role == "therapist", settings, user.because)
    if attested is None or not attested.credentials.strip():
        why = "Nothing here tells your license. Say which one you hold."
        return Permission(allowed=False, code="attest_first", why=why)
    by_role = _by_role(attested.role == "therapist", settings, "as you attested")
    return Permission(allowed=True, code="attested", why=by_role.why) if by_role.allowed else by_role


def _by_role(therapist: bool, settings: WriteSettings, because: str) -> Permission:
    if therapist:
        return Permission(allowed=True, code="therapist", why=f"Therapist: {because}")
    if settings.assistants_may_confirm:
        return Permission(allowed=True, code="assistant_allowed", why=f"Assistant, and the site allows it: {because}")
    why = f"This site wants a therapist's click. You are known here as assistant: {because}"
    return Permission(allowed=False, code="assistant_not_allowed", why=why)
