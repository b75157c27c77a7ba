"""The single checks. Each looks at one thing and says what it means for a launch."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

from joserfc.jwk import KeySet

from chargeline_launch.authorize import authorize_request, fresh_secrets
from chargeline_launch.clients import KeyClient, PublicClient
from chargeline_launch.discovery import SmartConfiguration
from chargeline_launch.doctor.report import Finding, bad
from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.id_token import IssuerKeys, NoKeys
from chargeline_launch.jwks import public_key_set
from chargeline_launch.scopes import FEATURES, Lost, lost, scopes_to_ask
from chargeline_launch.sites import AppSettings, Site
from chargeline_launch.token import token_request
from chargeline_launch.transport import Answer, NoAnswer, NotJson, Transport
from chargeline_launch.vendors import VENDORS

CLOCK_BAD: Final = timedelta(seconds=60)  # id_tokens are refused beyond this
CLOCK_NOTE: Final = timedelta(seconds=5)
WANTED: Final[Mapping[str, str]] = {
    "launch-ehr": "launching from the chart",
    "context-ehr-patient": "knowing the patient",
    "context-ehr-encounter": "knowing the encounter",
    "sso-openid-connect": "knowing who is logged in",
}


def capabilities(metadata: SmartConfiguration) -> Iterable[Finding]:
    """What the server says that it can do."""
    missing = {name: use for name, use in WANTED.items() if name not in metadata.capabilities}
    for name, use in missing.items():
        fix = "The page will ask for what it does not get; check with the EHR's team."
        yield Finding(check="capabilities", state="note", says=f"{name} is not listed: {use}.", fix=fix)
    if not missing:
        yield Finding(check="capabilities", state="good", says="Everything that a launch from the chart needs.")


def asked_scopes(site: Site, metadata: SmartConfiguration) -> str:
    """The scopes that a launch of this site will ask for."""
    return scopes_to_ask(
        site.features,
        VENDORS[site.vendor],
        capabilities=metadata.capabilities,
        listed=metadata.scopes_supported,
        from_ehr=True,
    )


def scopes(site: Site, metadata: SmartConfiguration) -> Iterable[Finding]:
    """What cannot even be asked for, by feature."""
    asked = asked_scopes(site, metadata)
    gaps = lost(site.features, asked)
    for gap in gaps:
        yield _gap(gap)
    if not gaps:
        words = ", ".join(feature for feature in FEATURES if feature in site.features)
        yield Finding(check="scopes", state="good", says=f"{len(asked.split())} scopes cover {words}.")


def _gap(gap: Lost) -> Finding:
    says = f"Without {gap.without} ({gap.feature}): this server has no {gap.type}.{gap.letters} to grant."
    fix = (
        ""
        if gap.feature == "read"
        else "Switch the feature off for this site, or ask the EHR's team for the permission."
    )
    return Finding(check="scopes", state="note", says=says, fix=fix)


def clock(headers: Mapping[str, str], now: datetime) -> Finding:
    """This server's clock against the EHR's `Date` header."""
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
        apart = abs(now - theirs)
    except (TypeError, ValueError):
        return Finding(check="clock", state="note", says="The EHR does not tell its time, so it was not compared.")
    says = f"This server and the EHR are {int(apart.total_seconds())} seconds apart."
    if apart > CLOCK_BAD:
        fix = "Set this server's clock by a time service; id_tokens and assertions are refused until then."
        return Finding(check="clock", state="bad", says=says, fix=fix, code=FailureCode.ID_TOKEN_TIMES)
    return Finding(check="clock", state="note" if apart > CLOCK_NOTE else "good", says=says)


def issuer_keys(site: Site, keys: IssuerKeys) -> Iterable[Finding]:
    """The keys of every id_token issuer of the entry."""
    for index, issuer in enumerate(site.id_token_issuers):
        check = f"id_token_issuers[{index}]"
        try:
            held: KeySet = keys.again(issuer, development=site.development)
            yield Finding(check=check, state="good", says=f"Usable keys: {len(list(held))}.")
        except NoKeys as missing:
            yield bad(check, LaunchFailure(code=FailureCode.ID_TOKEN_KEYS, site=site.id, detail=str(missing)))


def client(site: Site, metadata: SmartConfiguration, transport: Transport, now: datetime) -> Finding:
    """Does the token endpoint know us? A made-up code is refused as a code only after the client was accepted."""
    made_up = {
        "grant_type": "authorization_code",
        "code": secrets.token_urlsafe(16),
        "redirect_uri": site.redirect_uri,
        "code_verifier": secrets.token_urlsafe(32),
    }
    answer = token_request(site, metadata.token_endpoint, made_up, transport, now)
    if not isinstance(answer, LaunchFailure):
        says = "The token endpoint accepted a code that nobody gave out."
        return Finding(check="client", state="bad", says=says, fix="Report it to the EHR's team at once.")
    if answer.code == FailureCode.TOKEN_CODE_REFUSED:
        told = "knows this client" if isinstance(site.client, PublicClient) else "accepts this client's proof"
        return Finding(check="client", state="good", says=f"The EHR {told}.")
    return bad("client", answer)


def redirect(site: Site, metadata: SmartConfiguration, transport: Transport) -> Finding:
    """Does the authorization endpoint take our client, redirect address and scopes? Nobody logs in for this."""
    standalone = scopes_to_ask(
        site.features,
        VENDORS[site.vendor],
        capabilities=metadata.capabilities,
        listed=metadata.scopes_supported,
        from_ehr=False,
    )
    request = authorize_request(site, metadata, fresh_secrets(), scopes=standalone, aud=site.iss, launch=None)
    try:
        answer = transport.get(request.url)
    except NoAnswer as nothing:
        fix = "Check that browsers can reach the authorization address; this server need not."
        return Finding(check="redirect", state="note", says=f"Not reached from here: {nothing.trouble.value}.", fix=fix)
    return _redirect_finding(site, answer)


def _redirect_finding(site: Site, answer: Answer) -> Finding:
    error = _returned_error(site, answer)
    if error == "invalid_scope":
        return bad("redirect", LaunchFailure(code=FailureCode.AUTHORIZATION_SCOPE, site=site.id))
    if answer.status >= 400:
        sent = f"HTTP {answer.status} for {site.redirect_uri}"
        refused = LaunchFailure(code=FailureCode.AUTHORIZATION_CLIENT, site=site.id, detail=sent)
        return bad("redirect", refused)
    return Finding(check="redirect", state="good", says=f"{site.redirect_uri} was not refused.")


def _returned_error(site: Site, answer: Answer) -> str | None:
    """The error that the server sends back to our own redirect address, if it does."""
    location = answer.headers.get("location", "")
    if not location.startswith(site.redirect_uri):
        return None
    return parse_qs(urlsplit(location).query).get("error", [None])[0]


def own_keys(app: AppSettings, site: Site, transport: Transport) -> Iterable[Finding]:
    """Is our own key set published where the EHR will look for it?"""
    if not isinstance(site.client, KeyClient):
        return
    wanted = {key["kid"] for key in public_key_set([site])["keys"]}
    try:
        answer = transport.get(app.jwks_url)
        published = {key.get("kid") for key in answer.json().get("keys", []) if isinstance(key, dict)}
    except (NoAnswer, NotJson):
        published = set()
    if wanted <= published:
        yield Finding(check="keys", state="good", says=f"Public keys published: {len(wanted)}.")
    else:
        fix = f"Start the app and open {app.jwks_url}; without it, hand the key set to the EHR's team."
        yield Finding(check="keys", state="note", says="The app's public keys were not found at its address.", fix=fix)
