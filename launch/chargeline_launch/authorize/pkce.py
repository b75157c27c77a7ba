"""Proof Key for Code Exchange with S256 (RFC 7636), state and nonce.

https://hl7.org/fhir/smart-app-launch/app-launch.html#considerations-for-pkce-support
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from authlib.oauth2.rfc7636 import create_s256_code_challenge

ENTROPY = 32  # bytes: 256 bits, twice what the standard asks of `state` (122 bits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The one-time values of a launch. `id` is for our own path."""

    id: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


def fresh_secrets() -> Secrets:
    """Unpredictable values; the verifier has 43 characters, all of them unreserved."""
    return Secrets(
        id=secrets.token_urlsafe(24),
        state=secrets.token_urlsafe(ENTROPY),
        nonce=secrets.token_urlsafe(ENTROPY),
        code_verifier=secrets.token_urlsafe(ENTROPY),
    )


def challenge(code_verifier: str) -> str:
    """BASE64URL(SHA256(verifier)) without padding."""
    return str(create_s256_code_challenge(code_verifier))
