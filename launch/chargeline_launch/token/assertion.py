"""The assertion of private_key_jwt, one per request.

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html#authenticating-to-the-token-endpoint
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from joserfc import jwt

from chargeline_launch.clients import KeyClient

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME: Final = 240  # seconds; the standard allows at most 300


def assertion(client: KeyClient, token_endpoint: str, now: datetime) -> str:
    """A fresh assertion: `iss` and `sub` the client, `aud` the token endpoint, a `jti` never used before."""
    key = client.signing_key
    at = int(now.timestamp())
    claims = {
        "iss": client.id,
        "sub": client.id,
        "aud": token_endpoint,
        "iat": at,
        "exp": at + LIFETIME,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode({"alg": key.alg, "kid": key.kid, "typ": "JWT"}, claims, key.key, algorithms=[key.alg])
