"""An issuer's OpenID configuration and keys. Fetched only for an issuer that the site's entry lists.

OpenID Connect Discovery 1.0 section 4; RFC 7517.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, KeySet, RSAKey

from chargeline_launch.addresses import weakness
from chargeline_launch.discovery import ExpiringCache, lifetime
from chargeline_launch.transport import Answer, NoAnswer, NotJson, Transport

PATH: Final = "/.well-known/openid-configuration"
SMALLEST_RSA: Final = 2048
MOST_KEYS: Final = 100


class NoKeys(Exception):
    """The issuer's keys cannot be had. The message is the step that failed."""


class IssuerKeys:
    """The public keys of listed issuers, kept until they expire."""

    def __init__(self, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._transport = transport
        self._keys: ExpiringCache[KeySet] = ExpiringCache(clock)

    def of(self, issuer: str, *, development: bool) -> KeySet:
        """The issuer's keys. Raises NoKeys."""
        return self._keys.get(issuer, lambda: self._fetch(issuer, development))

    def again(self, issuer: str, *, development: bool) -> KeySet:
        """The issuer's keys, fetched anew: for a key id that is not among those held."""
        self._keys.forget(issuer)
        return self.of(issuer, development=development)

    def _fetch(self, issuer: str, development: bool) -> tuple[KeySet, timedelta]:
        configuration = _document(self._get(f"{issuer.rstrip('/')}{PATH}", "openid-configuration"))
        if configuration.get("issuer") != issuer:
            raise NoKeys("issuer")
        jwks_uri = configuration.get("jwks_uri")
        if not isinstance(jwks_uri, str) or weakness(jwks_uri, development=development):
            raise NoKeys("jwks_uri")
        answer = self._get(jwks_uri, "jwks")
        return _usable(_document(answer)), lifetime(answer.headers)

    def _get(self, url: str, step: str) -> Answer:
        try:
            answer = self._transport.get(url)
        except NoAnswer:
            raise NoKeys(step) from None
        if answer.status != 200:
            raise NoKeys(step)
        return answer


def _document(answer: Answer) -> Mapping[str, Any]:
    try:
        return answer.json()
    except NotJson:
        raise NoKeys("document") from None


def _usable(document: Mapping[str, Any]) -> KeySet:
    """Signature keys that are strong enough; one that cannot be read does not lose the others."""
    entries = document.get("keys")
    found = [_key(entry) for entry in (entries if isinstance(entries, list) else [])[:MOST_KEYS]]
    keys = [key for key in found if key]
    if not keys:
        raise NoKeys("keys")
    return KeySet(list(keys))


def _key(entry: Any) -> RSAKey | ECKey | None:
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # weak keys are dropped below
            if entry.get("kty") == "EC":
                return ECKey.import_key(entry)
            key = RSAKey.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if key.public_key.key_size >= SMALLEST_RSA else None
