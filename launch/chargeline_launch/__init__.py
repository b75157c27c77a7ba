"""SMART App Launch 2.2 for a server-side app: many issuers, nothing but values in and out.

Two calls make a launch; between them the browser visits the EHR::

    site_file = load_site_file(path)                       # every problem at once, or a SiteFile
    store = Store.of(site_file)                            # the database, tables made, tokens sealed

    # GET /launch?iss=...&launch=...          an unregistered iss causes no outbound request
    site = site_file.registered(iss)                       # Site | LaunchFailure(ISSUER_UNKNOWN)
    pending = begin(site, EhrLaunch(iss=iss, launch=launch, browser=browser))
    store.put_pending(pending)                             # PendingLaunch | LaunchFailure: check first
    # 303 to /launch/<pending.id>/go: the cookie probe, because `launch` works only once
    pending = store.pending(pending_id, browser)           # then the redirect or the form of
                                                           # pending.authorize, as its `prefer` says

    # GET /callback?code=...&state=...
    callback = Callback.from_query(raw_query, browser)
    pending = store.take_pending(callback)                 # single-use; PendingLaunch | LaunchFailure
    active = finish(pending, callback)                     # ActiveLaunch | LaunchFailure
    session = store.open_session(active, browser)          # a random id for /s/<session>/, then 303 there

    # every later request
    active = store.session(session, browser)               # ActiveLaunch | LaunchFailure; touches the idle clock
    token = AccessTokens(store, session)                   # token() renews in time, under a lock; NoAccessToken
    sign_out(store, session)                               # revokes at the EHR where possible, then forgets

`browser` is the value of the one cookie that names the browser. A failure is a value: `failure.code` from the closed
list `FailureCode`, `failure.explanation` with cause and next steps. A pending launch cannot be used as an active one.
"""

from .active import ActiveLaunch, Tokens
from .begin import begin
from .failures import Explanation, FailureCode, LaunchFailure, NoAccessToken, explain
from .finish import finish
from .jwks import public_key_set
from .pending import AuthorizeRequest, Callback, EhrLaunch, LaunchRequest, PendingLaunch, StandaloneLaunch
from .scopes import Lost, allows, lost
from .seal import Seal, SealBroken, new_key
from .sites import AppSettings, BadSiteFile, Site, SiteFile, SiteProblem, load_site_file
from .storage import Store, open_engine
from .token.refresh import AccessTokens
from .token.revoke import sign_out
from .transport import Transport
from .world import World

__all__ = [
    "AccessTokens", "ActiveLaunch", "AppSettings", "AuthorizeRequest", "BadSiteFile", "Callback", "EhrLaunch",
    "Explanation", "FailureCode", "LaunchFailure", "LaunchRequest", "Lost", "NoAccessToken", "PendingLaunch", "Seal",
    "SealBroken", "Site", "SiteFile", "SiteProblem", "StandaloneLaunch", "Store", "Tokens", "Transport", "World",
    "allows", "begin", "explain", "finish", "load_site_file", "lost", "new_key", "open_engine", "public_key_set",
    "sign_out",
]  # fmt: skip
