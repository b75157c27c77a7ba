"""The signing key of the stand-in EHR and its id_tokens (OpenID Connect Core section 2)."""

import secrets
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

ID_TOKEN_SECONDS = 300


class Signer:
    """One RSA key per process; `rotate` makes a new one, and the old public key disappears."""

    def __init__(self) -> None:
        self._key = self._fresh()

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        self._key = self._fresh()

    def jwks(self) -> dict[str, Any]:
        """The public key set."""
        return {"keys": [self._key.as_dict(private=False)]}

    def sign(self, claims: dict[str, Any], now: float) -> str:
        """An id_token of these claims, with iat and exp."""
        stamped = {**claims, "iat": int(now), "exp": int(now) + ID_TOKEN_SECONDS}
        header = {"alg": "RS256", "typ": "JWT", "kid": self._key.kid}
        return jwt.encode(header, stamped, self._key)

    @staticmethod
    def _fresh() -> RSAKey:
        kid = secrets.token_hex(8)
        return RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256", "kid": kid})
