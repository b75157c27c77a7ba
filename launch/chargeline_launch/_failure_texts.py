"""The words of the failure codes: cause, next step for the clinician, next step for the administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One code's words. Complete sentences, no jargon for the clinician."""

    cause: str
    clinician: str
    administrator: str


AGAIN = "Close this page and open Chargeline again from the patient's chart."
RESUME = f"{AGAIN} What you answered and edited here is kept for twelve hours and offered to you there."
LATER = "Wait a minute, then open Chargeline again from the chart. If it stays, tell your administrator this code."
TELL = "Tell your administrator this code. Nothing was read or changed in the chart."
DOCTOR = "Run `chargeline-app doctor` for this site"


def words(cause: str, clinician: str, administrator: str) -> Explanation:
    return Explanation(cause=cause, clinician=clinician, administrator=administrator)


TEXTS: Final[Mapping[str, Explanation]] = {
    "issuer_missing": words(
        "The launch address was opened without naming the EHR (`iss`).",
        AGAIN,
        "Check that the EHR's launch button opens the launch address and appends `iss` and `launch`.",
    ),
    "issuer_unknown": words(
        "The EHR that opened Chargeline is not one of the sites that this installation knows.",
        TELL,
        "Compare the FHIR address of the launch with `iss` in the site file; add an entry if the site is yours.",
    ),
    "launch_missing": words(
        "The launch address was opened without the EHR's `launch` value.",
        AGAIN,
        "The EHR must append `launch`. To start without a chart, open `/launch/site/<its name in the site file>`.",
    ),
    "cookies_blocked": words(
        "The browser keeps no cookie for Chargeline inside the EHR's frame.",
        "Use the link on the page to go on in a new window.",
        "Allow partitioned (CHIPS) cookies for Chargeline's address in the EHR's browser, or open it in a window.",
    ),
    "discovery_unreachable": words(
        "The EHR's configuration address did not answer.",
        LATER,
        f"{DOCTOR}: check name resolution, firewall and proxy from this server to the FHIR address.",
    ),
    "discovery_slow": words(
        "The EHR's configuration address took too long to answer.",
        LATER,
        f"{DOCTOR}: measure the network between this server and the FHIR address.",
    ),
    "discovery_certificate": words(
        "The EHR's server could not prove who it is: its certificate was not accepted.",
        TELL,
        "Renew the EHR's certificate, or add the clinic's own authority to this server's trusted certificates.",
    ),
    "discovery_refused": words(
        "The EHR's configuration address answered with an error.",
        LATER,
        "Check `iss` in the site file: `<iss>/.well-known/smart-configuration` must answer with 200.",
    ),
    "discovery_redirected": words(
        "The EHR's configuration address points elsewhere, and Chargeline does not follow.",
        TELL,
        "Put the final FHIR address into `iss`. Redirects are not followed, so that nobody can divert a launch.",
    ),
    "discovery_too_large": words(
        "The EHR's configuration is far larger than such a document can be.",
        TELL,
        "Open `<iss>/.well-known/smart-configuration` yourself: it should be a few kilobytes of JSON.",
    ),
    "discovery_unreadable": words(
        "The EHR's configuration is not the JSON document that the standard asks for.",
        TELL,
        "A proxy's login page or a wrong `iss` is the usual reason: open the configuration address from this server.",
    ),
    "discovery_incomplete": words(
        "The EHR's configuration lacks an address that a launch needs.",
        TELL,
        "The field is named in the detail: authorization_endpoint and token_endpoint must be there.",
    ),
    "endpoint_insecure": words(
        "The EHR's configuration names an address that is not protected by https.",
        TELL,
        "The field is named in the detail. Only a site with `development = true` may use http, on loopback alone.",
    ),
    "pkce_unsupported": words(
        "The EHR does not say that it protects the launch by PKCE with S256.",
        TELL,
        "`code_challenge_methods_supported` must contain S256. Servers before SMART 2.0 are not supported.",
    ),
    "client_kind_unsupported": words(
        "The EHR does not accept the kind of client that this site's entry sets.",
        TELL,
        "Compare `client.kind` and `client.alg` with the configuration's token_endpoint_auth fields.",
    ),
    "callback_repeated": words(
        "The EHR's answer carried the same value twice, which the standard forbids.",
        AGAIN,
        "The name is in the detail. Look for a proxy or a redirect rule that appends parameters.",
    ),
    "state_missing": words(
        "The answer did not say which launch it belongs to.",
        AGAIN,
        "The EHR must return `state`. Somebody may also have opened the callback address by hand.",
    ),
    "state_unknown": words(
        "The answer belongs to no launch that was started here.",
        AGAIN,
        "Usual reasons: two installations share one address but not one database, or an address was pasted.",
    ),
    "state_used": words(
        "This launch was finished already; going back or reloading cannot finish it twice.",
        AGAIN,
        "No action needed. If it happens at every launch, look for a proxy that repeats requests.",
    ),
    "state_expired": words(
        "Logging in took longer than a launch may wait.",
        AGAIN,
        "No action needed. If it happens at once, compare this server's clock with the real time.",
    ),
    "browser_other": words(
        "The answer came from another browser than the one that started the launch.",
        AGAIN,
        "Check that launch and callback run in the same browser and that its cookie is not blocked.",
    ),
    "issuer_mixed_up": words(
        "The answer names another issuer than the one this launch was sent to.",
        TELL,
        "Treat it as an attack until explained. Compare the configuration's `issuer` and `id_token_issuers`.",
    ),
    "authorization_denied": words(
        "The EHR, or you, declined to let Chargeline in.",
        "If this was not meant, open Chargeline again from the chart and allow it.",
        "Check that this user's role may use the app and that the app is active at this organization.",
    ),
    "authorization_scope": words(
        "The EHR declined one of the permissions that Chargeline asks for.",
        TELL,
        "Register the missing permissions with the EHR, or switch the feature off in `features`.",
    ),
    "authorization_login": words(
        "The EHR needs you to log in or choose something first.",
        "Log in to the EHR, then open Chargeline again from the chart.",
        "Check the EHR's single sign-on for embedded apps.",
    ),
    "authorization_client": words(
        "The EHR does not know Chargeline, or not with this address.",
        TELL,
        "Check client id, redirect address and environment. A new registration can take an hour to be known.",
    ),
    "authorization_failed": words(
        "The EHR could not complete the authorization.",
        LATER,
        "Look at the EHR's own log for this time; its error code is in the detail.",
    ),
    "code_missing": words(
        "The EHR's answer carries neither a code nor an error.",
        AGAIN,
        "Look for a proxy that strips parameters from the callback address.",
    ),
    "token_unreachable": words(
        "The EHR's token address did not answer in time or not safely.",
        LATER,
        f"{DOCTOR}: check the network from this server to the token address.",
    ),
    "token_client_refused": words(
        "The EHR did not accept Chargeline's proof of who it is.",
        TELL,
        "Check client id, secret or key and this server's clock. After a change at the EHR, wait an hour.",
    ),
    "token_client_unauthorized": words(
        "The EHR knows Chargeline but has not set it up for this organization.",
        TELL,
        "Ask the EHR's team to map the client id to this organization and to the registered APIs.",
    ),
    "token_code_refused": words(
        "The EHR no longer accepts the code of this launch.",
        AGAIN,
        "Codes live about a minute and serve once. If it happens always, compare the redirect address and clocks.",
    ),
    "token_refused": words(
        "The EHR refused to hand out access for this launch.",
        LATER,
        "The EHR's error code or HTTP status is in the detail; look at the EHR's own log for this time.",
    ),
    "token_unreadable": words(
        "The EHR's token answer is not what the standard asks for.",
        TELL,
        "The field is named in the detail. Look for a proxy between this server and the token address.",
    ),
    "id_token_unreadable": words(
        "The EHR's proof of who you are cannot be read.",
        TELL,
        "The id_token must be a signed JWT. Report it to the EHR's team.",
    ),
    "id_token_issuer": words(
        "The proof of who you are was issued by somebody this site does not list.",
        TELL,
        "Compare the EHR's id_token issuer with `id_token_issuers` in the site file, character by character.",
    ),
    "id_token_keys": words(
        "The keys that prove who you are could not be fetched.",
        LATER,
        "Open `<id_token issuer>/.well-known/openid-configuration` and its jwks_uri from this server.",
    ),
    "id_token_algorithm": words(
        "The proof of who you are is signed in a way that Chargeline does not accept.",
        TELL,
        "RS256, RS384, ES256 and ES384 are accepted. Change the EHR's id_token signing algorithm.",
    ),
    "id_token_signature": words(
        "The proof of who you are carries a wrong signature.",
        TELL,
        "Treat it as an attack until explained. Compare the issuer's published keys with those it signs with.",
    ),
    "id_token_audience": words(
        "The proof of who you are was made for another app.",
        TELL,
        "Compare `client.id` of this site with the client id at the EHR.",
    ),
    "id_token_times": words(
        "The proof of who you are is too old or dated in the future.",
        AGAIN,
        "Compare the clocks of this server and the EHR; they must agree within a minute.",
    ),
    "id_token_nonce": words(
        "The proof of who you are does not belong to this launch.",
        AGAIN,
        "Treat it as an attack if it repeats. A server that never returns `nonce` breaks OpenID Connect.",
    ),
    "fhir_user_foreign": words(
        "The EHR names you by an address on another server.",
        TELL,
        "`fhirUser` must lie under the FHIR address of the launch. Compare it with `iss` in the site file.",
    ),
    "session_unknown": words(
        "This page's session does not exist in this browser.",
        AGAIN,
        "No action needed. If it happens at once, check that cookies are kept in the EHR's frame.",
    ),
    "session_idle": words(
        "Nothing was done here for a while, so the patient's data was hidden.",
        RESUME,
        "No action needed. `idle_minutes` in the site file sets the time.",
    ),
    "session_expired": words(
        "The EHR's permission for this session has run out.",
        RESUME,
        "No action needed. If it is too short, ask the EHR's team to allow refresh for this app.",
    ),
    "session_unreadable": words(
        "What was kept of this session cannot be opened any more.",
        AGAIN,
        "A seal key was removed too early. Keep the old key as the second one until every session has ended.",
    ),
    "session_site_gone": words(
        "The clinic that this session belongs to is not among those that Chargeline serves here any more.",
        "Tell your administrator this code. What you answered and edited here is kept for twelve hours.",
        "Put the site's entry back into the site file under the same name and restart, then open Chargeline again.",
    ),
    "refresh_refused": words(
        "The EHR ended this session.",
        RESUME,
        "No action needed. It is usual after a logout or when a refresh token was revoked.",
    ),
    "refresh_unreachable": words(
        "The EHR could not renew this session just now.",
        "Wait a minute and try again. Your answers and edits are kept.",
        "Check the network from this server to the token address.",
    ),
}
