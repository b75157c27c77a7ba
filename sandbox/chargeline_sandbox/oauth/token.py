"""The token endpoint (RFC 6749 sections 4.1.3 and 6; SMART "Obtain access token")."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from chargeline_sandbox.config import Client
from chargeline_sandbox.oauth.grants import Grant, Refused
from chargeline_sandbox.site import Ehr

Json = dict[str, Any]


class TokenRefused(Exception):
    """A token request that fails; `code` is the OAuth error code."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


def answer(ehr: Ehr, client: Client, form: Mapping[str, str]) -> Json:
    """The body of a successful token response. Raises TokenRefused."""
    kind = form.get("grant_type")
    if kind not in ("authorization_code", "refresh_token"):
        raise TokenRefused("unsupported_grant_type", "grant_type is missing or not supported")
    try:
        return _exchange(ehr, client, form) if kind == "authorization_code" else _refresh(ehr, client, form)
    except Refused as error:
        raise TokenRefused("invalid_grant", str(error)) from error


def _exchange(ehr: Ehr, client: Client, form: Mapping[str, str]) -> Json:
    for name in ("code", "redirect_uri", "code_verifier"):
        if not form.get(name):
            raise TokenRefused("invalid_request", f"{name} is missing")
    code = ehr.grants.take_code(form["code"], client.id)
    if form["redirect_uri"] != code.redirect_uri:
        raise Refused("redirect_uri is not the one of the authorization request")
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not secrets.compare_digest(challenge, code.challenge):
        raise Refused("code_verifier does not match the challenge")
    body = _body(ehr, code.grant) | _identity(ehr, code.grant)
    if ehr.facts.echoes_state:
        body["state"] = code.grant.state
    if _refreshes(ehr, client, code.grant):
        body["refresh_token"] = ehr.grants.issue_refresh(code.grant)
    return body


def _refreshes(ehr: Ehr, client: Client, grant: Grant) -> bool:
    asked = {"online_access", "offline_access"} & set(grant.scopes)
    return bool(asked) and (ehr.facts.refresh_for_public or client.kind != "public")


def _refresh(ehr: Ehr, client: Client, form: Mapping[str, str]) -> Json:
    rotates = ehr.facts.refresh == "rotates"
    grant = ehr.grants.take_refresh(form.get("refresh_token", ""), client.id, once=rotates)
    asked = tuple(form.get("scope", "").split())
    if not set(asked) <= set(grant.scopes):
        raise TokenRefused("invalid_scope", "more than was granted")
    body = _body(ehr, grant, asked or grant.scopes)
    if rotates:
        body["refresh_token"] = ehr.grants.issue_refresh(grant)
    return body


def _body(ehr: Ehr, grant: Grant, scopes: tuple[str, ...] | None = None) -> Json:
    narrowed = grant if scopes is None else _narrow(grant, scopes)
    seconds = ehr.facts.token_seconds
    body: Json = {
        "access_token": ehr.grants.issue_access(narrowed, seconds),
        "token_type": "Bearer",
        "expires_in": seconds,
        "scope": " ".join(narrowed.scopes),
        "need_patient_banner": ehr.facts.banner,
    }
    context = grant.context
    body |= {"patient": context.patient} if context.patient else {}
    body |= {"encounter": context.encounter} if context.encounter else {}
    return body | _extras(ehr, grant)


def _narrow(grant: Grant, scopes: tuple[str, ...]) -> Grant:
    return Grant(
        family=grant.family,
        client_id=grant.client_id,
        context=grant.context,
        scopes=scopes,
        nonce=grant.nonce,
        state=grant.state,
    )


def _extras(ehr: Ehr, grant: Grant) -> Json:
    """What a vendor adds that the specification does not name."""
    context = grant.context
    if ehr.name == "oracle":
        return {"user": context.user, "username": f"U{context.user}", "tenant": ehr.tenant}
    if ehr.name == "epic" and context.encounter:
        encounter = ehr.store.find(f"Encounter/{context.encounter}") or {}
        place = encounter.get("location", [{}])[0].get("location", {}).get("reference", "").partition("/")[2]
        return {
            "__epic.dstu2.patient": f"T{(context.patient or '')[1:12]}",
            "location": place,
            "loginDepartment": place,
        }
    if ehr.name == "generic":
        return {"tenant": ehr.tenant} | _fhir_context(ehr, grant)
    return {}


def _fhir_context(ehr: Ehr, grant: Grant) -> Json:
    encounter = ehr.store.find(f"Encounter/{grant.context.encounter}") or {}
    references = [a["reference"] for a in encounter.get("appointment", [])]
    return {"fhirContext": [{"reference": reference} for reference in references]} if references else {}


def _identity(ehr: Ehr, grant: Grant) -> Json:
    """The id_token, when `openid` was granted (OpenID Connect Core section 2; SMART "fhirUser")."""
    if "openid" not in grant.scopes:
        return {}
    user = f"Practitioner/{grant.context.user}"
    claims: Json = {"iss": ehr.openid_issuer, "sub": grant.context.user, "aud": grant.client_id}
    if "fhirUser" in grant.scopes:
        claims["fhirUser"] = user if ehr.facts.fhir_user == "relative" else f"{ehr.base}/{user}"
    if "profile" in grant.scopes:
        claims["profile"] = f"{ehr.base}/{user}"
        claims["preferred_username"] = grant.context.user
    if grant.nonce is not None:
        claims["nonce"] = grant.nonce
    return {"id_token": ehr.site.signer.sign(claims, ehr.site.clock.seconds())}
