"""What differs between EHR vendors in OAuth, as facts with their sources. One algorithm, three tables.

Search and write facts live with the code that searches and writes, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeAlias, TypeVar

T = TypeVar("T")
PostAuthorize: TypeAlias = Literal["any-launch", "ehr-launch-only"]
FieldUse: TypeAlias = Literal["used", "unused"]

SMART: Final = "SMART App Launch 2.2.0"
SMART_TOKEN_FIELDS: Final[Mapping[str, FieldUse]] = {
    "access_token": "used",
    "token_type": "used",
    "expires_in": "used",
    "scope": "used",
    "id_token": "used",
    "refresh_token": "used",
    "patient": "used",
    "encounter": "used",
    "fhirContext": "used",
    "need_patient_banner": "used",
    "intent": "used",
    "smart_style_url": "used",
    "tenant": "used",
    "state": "unused",
    "authorization_details": "unused",
    "smart_web_messaging_handle": "unused",
    "smart_web_messaging_origin": "unused",
    "appContext": "unused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Generic[T]):
    """A value with where it comes from. Not `verified`: nobody but memory or a third party says so."""

    value: T
    source: str
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One vendor's OAuth facts.

    `id_token_issuer` is the pattern an administrator compares with, never used to accept anything.
    `returns_nonce`: False lets an id_token without `nonce` pass; one that differs never passes.
    `never_asked`: resource types that the vendor has no scope for. `lists_every_scope`: `scopes_supported` is
    exhaustive, so that asking for more is an error. `refresh_scope`: what is asked so that a session outlives its
    first token. `standalone_context`: the context scopes of a standalone launch. `token_fields`: what the token
    answer may carry, and whether we use it; anything else is reported by name.
    """

    name: str
    id_token_issuer: Fact[str]
    returns_nonce: Fact[bool]
    refresh_scope: Fact[str | None]
    never_asked: Fact[frozenset[str]]
    lists_every_scope: Fact[bool]
    standalone_context: Fact[tuple[str, ...]]
    post_authorize: Fact[PostAuthorize]
    token_fields: Mapping[str, FieldUse]
