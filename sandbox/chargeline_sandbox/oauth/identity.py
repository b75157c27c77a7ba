"""The signing key of the stand-in EHR and its id_tokens (OpenID Connect Core section 2)."""

import secrets
import threading
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

ID_TOKEN_SECONDS = 300


class Signer:
    """One RSA key per process, made when it is first needed; `rotate` drops it, and its public half with it."""

    def __init__(self) -> None:
        self._made: RSAKey | None = None
        self._lock = threading.Lock()

    @property
    def _key(self) -> RSAKey:
        with self._lock:
            if self._made is None:
                kid = secrets.token_hex(8)
                self._made = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256", "kid": kid})
            return self._made

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        self._made = None

    def jwks(self) -> dict[str, Any]:
        """The public key set."""
        return {"keys": [self._key.as_dict(private=False)]}

    def sign(self, claims: dict[str, Any], now: float) -> str:
        """An id_token of these claims, with iat and exp."""
        stamped = {**claims, "iat": int(now), "exp": int(now) + ID_TOKEN_SECONDS}
        key = self._key
        return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": key.kid}, stamped, key)
