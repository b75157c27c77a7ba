"""The authorization endpoint (SMART App Launch 2.2, "Obtain authorization code")."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from chargeline_sandbox.config import Client
from chargeline_sandbox.oauth import scopes
from chargeline_sandbox.oauth.grants import Context, Grant
from chargeline_sandbox.site import Ehr

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class Unsafe(Exception):
    """A request that must not be redirected: the client or its redirect URI is not registered."""


class Denied(Exception):
    """A request that goes back to the app with an OAuth error code."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for authorization that passed every check. `context` is set by an EHR launch only."""

    client: Client
    redirect_uri: str
    state: str
    challenge: str
    granted: tuple[str, ...]
    nonce: str | None
    context: Context | None

    @property
    def wants_encounter(self) -> bool:
        """Whether a standalone launch asks for an encounter."""
        return "launch/encounter" in self.granted


def client_of(ehr: Ehr, query: Mapping[str, str]) -> tuple[Client, str]:
    """The client and its exact redirect URI. Raises Unsafe."""
    client = ehr.site.clients.get(query.get("client_id", ""))
    if client is None:
        raise Unsafe("This app is not registered here.")
    uri = query.get("redirect_uri", "")
    if uri not in client.redirect_uris:
        raise Unsafe("The redirect address of this app is not registered here.")
    return client, uri


def check(ehr: Ehr, query: Mapping[str, str]) -> Request:
    """The request, checked in full; a launch token is used up by it. Raises Unsafe or Denied."""
    client, uri = client_of(ehr, query)
    if query.get("response_type") != "code":
        raise Denied("unsupported_response_type", "response_type must be code")
    if not query.get("state"):
        raise Denied("invalid_request", "state is missing")
    challenge = _challenge(query)
    if query.get("aud") != ehr.base:
        raise Denied("invalid_request", "aud must be the FHIR base")
    granted = _scopes(ehr, client, query)
    return Request(
        client=client,
        redirect_uri=uri,
        state=query["state"],
        challenge=challenge,
        granted=granted,
        nonce=query.get("nonce"),
        context=_launched(ehr, query),
    )


def _challenge(query: Mapping[str, str]) -> str:
    if query.get("code_challenge_method") != "S256":
        raise Denied("invalid_request", "code_challenge_method must be S256")
    if not _CHALLENGE.fullmatch(query.get("code_challenge", "")):
        raise Denied("invalid_request", "code_challenge is missing or malformed")
    return query["code_challenge"]


def _scopes(ehr: Ehr, client: Client, query: Mapping[str, str]) -> tuple[str, ...]:
    asked = query.get("scope", "")
    if not asked.strip():
        raise Denied("invalid_scope", "scope is missing")
    if ("launch" in query) != ("launch" in asked.split()):
        raise Denied("invalid_request", "the launch parameter and the launch scope go together")
    try:
        return scopes.grant(ehr.facts, asked, client.scopes)
    except scopes.BadScope as error:
        raise Denied("invalid_scope", str(error)) from error


def _launched(ehr: Ehr, query: Mapping[str, str]) -> Context | None:
    if "launch" not in query:
        return None
    context = ehr.grants.take_launch(query["launch"])
    if context is None:
        raise Denied("invalid_request", "the launch is unknown, used or expired")
    return context


def accept(ehr: Ehr, request: Request, context: Context) -> str:
    """Where the browser goes with a fresh code."""
    grant = Grant(
        family=secrets.token_hex(16),
        client_id=request.client.id,
        context=context,
        scopes=request.granted,
        nonce=request.nonce,
        state=request.state,
    )
    code = ehr.grants.issue_code(grant, request.redirect_uri, request.challenge)
    return _back(request.redirect_uri, {"code": code, "state": request.state})


def deny(ehr: Ehr, uri: str, state: str | None, code: str, why: str) -> str:
    """Where the browser goes with an error."""
    query = {"error": code}
    if ehr.facts.error_uri:
        query["error_uri"] = f"{ehr.root}/oauth/errors/{code}"
    else:
        query["error_description"] = why
    return _back(uri, query | ({"state": state} if state else {}))


def _back(uri: str, query: Mapping[str, str]) -> str:
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode(query)}"
