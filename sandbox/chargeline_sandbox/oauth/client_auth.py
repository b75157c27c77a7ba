"""Client authentication at the token endpoint (RFC 6749 section 2.3; SMART "Client Authentication")."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from urllib.parse import unquote_plus

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chargeline_sandbox.config import Client
from chargeline_sandbox.oauth.grants import Grants
from chargeline_sandbox.site import Ehr

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION_SECONDS = 300
ALGORITHMS = ["RS384", "ES384"]
SKEW_SECONDS = 5


class ClientRefused(Exception):
    """The client is not who it says; `code` is the OAuth error code."""

    def __init__(self, why: str, code: str = "invalid_client") -> None:
        super().__init__(why)
        self.code = code


def authenticate(ehr: Ehr, form: Mapping[str, str], authorization: str | None) -> Client:
    """The client that makes a token request; exactly one way of authenticating is taken. Raises ClientRefused."""
    clients = ehr.site.clients
    if "client_assertion" in form:
        if authorization:
            raise ClientRefused("two ways of client authentication at once", "invalid_request")
        return _by_assertion(ehr, form)
    if authorization:
        return _by_basic(clients, form, authorization)
    if "client_secret" in form and "client_secret_post" in ehr.facts.auth_methods:
        client = clients.get(form.get("client_id", ""))
        return _by_secret(client, form["client_secret"])
    # RFC 6749 section 6 lets a public client renew without its client_id: the token itself tells whose it is.
    held_by = ehr.grants.refresher(form["refresh_token"]) if "refresh_token" in form else None
    return _public(clients, form, form.get("client_id", held_by or ""))


def _public(clients: Mapping[str, Client], form: Mapping[str, str], client_id: str) -> Client:
    client = clients.get(client_id)
    if client is None or client.kind != "public" or "client_secret" in form:
        raise ClientRefused("client authentication failed")
    return client


def _by_secret(client: Client | None, secret: str) -> Client:
    if client is None or client.kind != "secret" or client.secret is None:
        raise ClientRefused("client authentication failed")
    if not secrets.compare_digest(client.secret.encode(), secret.encode()):
        raise ClientRefused("client authentication failed")
    return client


def _by_basic(clients: Mapping[str, Client], form: Mapping[str, str], authorization: str) -> Client:
    scheme, _, encoded = authorization.partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ClientRefused("the Authorization header is malformed") from error
    name, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise ClientRefused("the Authorization header is malformed")
    if "client_id" in form:
        raise ClientRefused("client_id belongs in the form of a public client only", "invalid_request")
    return _by_secret(clients.get(unquote_plus(name)), unquote_plus(secret))


def _by_assertion(ehr: Ehr, form: Mapping[str, str]) -> Client:
    if form.get("client_assertion_type") != ASSERTION:
        raise ClientRefused("client_assertion_type is missing or wrong", "invalid_request")
    if "client_id" in form:
        raise ClientRefused("client_id belongs in the form of a public client only", "invalid_request")
    assertion = form["client_assertion"]
    client = ehr.site.clients.get(_issuer(assertion))
    if client is None or client.kind != "key":
        raise ClientRefused("client authentication failed")
    try:
        token = jwt.decode(assertion, KeySet.import_key_set(client.keys()), algorithms=ALGORITHMS)  # type: ignore[arg-type]
    except (JoseError, ValueError) as error:
        raise ClientRefused(f"client_assertion: {type(error).__name__}") from error
    _check(client, ehr.grants, ehr.token_url, token)
    return client


def _issuer(assertion: str) -> str:
    """The claim `iss` of an assertion that nobody has verified yet; it only chooses whose keys to try."""
    try:
        payload = assertion.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
        return str(claims.get("iss", ""))
    except (IndexError, ValueError, AttributeError) as error:
        raise ClientRefused("client_assertion is not a JWT") from error


def _check(client: Client, grants: Grants, token_url: str, token: jwt.Token) -> None:
    claims, header, now = token.claims, token.header, grants.clock.seconds()
    audience = claims.get("aud")
    expires = claims.get("exp")
    if not header.get("kid") or header.get("typ") != "JWT":
        raise ClientRefused("client_assertion: the header needs kid and typ JWT")
    if claims.get("iss") != client.id or claims.get("sub") != client.id:
        raise ClientRefused("client_assertion: iss and sub must be the client_id")
    if token_url not in (audience if isinstance(audience, list) else [audience]):
        raise ClientRefused("client_assertion: aud must be the token endpoint")
    if not isinstance(expires, int | float) or expires <= now - SKEW_SECONDS:
        raise ClientRefused("client_assertion: exp is missing or past")
    if expires > now + LONGEST_ASSERTION_SECONDS + SKEW_SECONDS:
        raise ClientRefused("client_assertion: exp is more than five minutes ahead")
    if not claims.get("jti") or not grants.first_use(f"{client.id} {claims['jti']}", expires):
        raise ClientRefused("client_assertion: jti is missing or was used before")
