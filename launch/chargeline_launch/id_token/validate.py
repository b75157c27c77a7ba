"""Validating an id_token: whose word is it, is it meant for us, now, and for this launch?

OpenID Connect Core 1.0 section 3.1.3.7 in the order that is safe: the issuer is compared with the site's entry
before anything is fetched, and nothing that the token names (`jku`, `x5u`, `jwk`) is ever used.
"""

from __future__ import annotations

import base64
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError, UnsupportedAlgorithmError

from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.sites import Site
from chargeline_launch.vendors import VENDORS

from .fhir_user import ForeignUser, fhir_user
from .issuer import IssuerKeys, NoKeys

log = logging.getLogger("chargeline.launch")

ALGORITHMS: Final = ("RS256", "RS384", "ES256", "ES384")
SKEW: Final = 60  # seconds by which clocks may differ
OLDEST: Final = 24 * 3600  # seconds since `iat` after which a token is stale whatever `exp` says
LONGEST_TOKEN: Final = 32 * 1024  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who is logged in: the issuer's own name for them and, when known, their FHIR resource."""

    subject: str
    user: str | None


class _Refused(Exception):
    def __init__(self, code: FailureCode, detail: str | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.detail = detail


def validate(
    id_token: str, *, site: Site, nonce: str, fhir_base: str, keys: IssuerKeys, now: datetime
) -> Identity | LaunchFailure:
    """The identity that a valid token proves, or which check it failed."""
    try:
        header, claims = _unverified(id_token)
        issuer = _listed_issuer(claims, site)
        if header.get("alg") not in ALGORITHMS:
            raise _Refused(FailureCode.ID_TOKEN_ALGORITHM)
        proven = _verified(id_token, header, issuer, site, keys)
        _check_audience(proven, site.client.id)
        _check_times(proven, int(now.timestamp()))
        _check_nonce(proven, nonce, site)
        return _identity(proven, fhir_base)
    except _Refused as refused:
        log.warning("id_token site=%s code=%s length=%s", site.id, refused.code, len(id_token))
        return LaunchFailure(code=refused.code, site=site.id, detail=refused.detail)


def _unverified(id_token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims before any check; only `iss`, `alg` and `kid` are looked at."""
    parts = id_token.split(".")
    if len(parts) != 3 or len(id_token) > LONGEST_TOKEN:
        raise _Refused(FailureCode.ID_TOKEN_UNREADABLE)
    header, claims = (_json(part) for part in parts[:2])
    return header, claims


def _json(part: str) -> Mapping[str, Any]:
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        raise _Refused(FailureCode.ID_TOKEN_UNREADABLE) from None
    if not isinstance(value, dict):
        raise _Refused(FailureCode.ID_TOKEN_UNREADABLE)
    return value


def _listed_issuer(claims: Mapping[str, Any], site: Site) -> str:
    """The entry's own spelling of the issuer: what is fetched next comes from the entry, not from the token."""
    for issuer in site.id_token_issuers:
        if claims.get("iss") == issuer:
            return issuer
    raise _Refused(FailureCode.ID_TOKEN_ISSUER)


def _verified(id_token: str, header: Mapping[str, Any], issuer: str, site: Site, keys: IssuerKeys) -> Mapping[str, Any]:
    """Claims whose signature holds. A key id that is not held makes the keys be fetched anew, once."""
    try:
        held = keys.of(issuer, development=site.development)
        if not any(key.kid == header.get("kid") for key in held) and header.get("kid") is not None:
            held = keys.again(issuer, development=site.development)
        return jwt.decode(id_token, held, algorithms=list(ALGORITHMS)).claims
    except NoKeys as missing:
        raise _Refused(FailureCode.ID_TOKEN_KEYS, str(missing)) from None
    except UnsupportedAlgorithmError:
        raise _Refused(FailureCode.ID_TOKEN_ALGORITHM) from None
    except InvalidKeyIdError:
        raise _Refused(FailureCode.ID_TOKEN_SIGNATURE, "kid") from None
    except (JoseError, ValueError, TypeError):
        raise _Refused(FailureCode.ID_TOKEN_SIGNATURE) from None


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    """`aud` holds us; with several, or when it is there, `azp` is us."""
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    authorized = claims.get("azp", client_id if len(listed) == 1 else None)
    if client_id not in listed or authorized != client_id:
        raise _Refused(FailureCode.ID_TOKEN_AUDIENCE, "azp" if client_id in listed else "aud")


def _check_times(claims: Mapping[str, Any], now: int) -> None:
    issued, expires = _seconds(claims, "iat"), _seconds(claims, "exp")
    if expires is None or expires <= now - SKEW:
        raise _Refused(FailureCode.ID_TOKEN_TIMES, "exp")
    if issued is None or issued > now + SKEW or issued < now - OLDEST:
        raise _Refused(FailureCode.ID_TOKEN_TIMES, "iat")
    if (_seconds(claims, "nbf") or issued) > now + SKEW:
        raise _Refused(FailureCode.ID_TOKEN_TIMES, "nbf")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _check_nonce(claims: Mapping[str, Any], nonce: str, site: Site) -> None:
    """Equal when present; absent only where the vendor's table says that it is not returned."""
    value = claims.get("nonce")
    if value is None and not VENDORS[site.vendor].returns_nonce.value:
        return
    if not isinstance(value, str) or not secrets.compare_digest(value.encode(), nonce.encode()):
        raise _Refused(FailureCode.ID_TOKEN_NONCE)


def _identity(claims: Mapping[str, Any], fhir_base: str) -> Identity:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise _Refused(FailureCode.ID_TOKEN_UNREADABLE, "sub")
    try:
        return Identity(subject=subject, user=fhir_user(claims.get("fhirUser"), fhir_base))
    except ForeignUser:
        raise _Refused(FailureCode.FHIR_USER_FOREIGN) from None
