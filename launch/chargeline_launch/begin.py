"""The first half of a launch: from the EHR's (or a person's) request to where the browser goes next."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from .authorize import authorize_request, fresh_secrets
from .failures import FailureCode, LaunchFailure
from .pending import EhrLaunch, LaunchRequest, PendingLaunch, fingerprint
from .scopes import scopes_to_ask
from .sites import Site
from .vendors import VENDORS
from .world import World, this_world

log = logging.getLogger("chargeline.launch")

LIFETIME: Final = timedelta(minutes=10)  # for logging in; the code itself lives about a minute


def begin(site: Site, request: LaunchRequest, *, world: World | None = None) -> PendingLaunch | LaunchFailure:
    """Discover the site's server and prepare its authorization request. The caller keeps the pending launch.

    https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch (and #launch-app-standalone-launch)
    """
    world = world or this_world()
    aud, launch = _target(site, request)
    if aud.removesuffix("/") != site.iss:
        return LaunchFailure(code=FailureCode.ISSUER_UNKNOWN)
    if launch == "":
        return LaunchFailure(code=FailureCode.LAUNCH_MISSING, site=site.id)
    metadata = world.discovery.of(site)
    if isinstance(metadata, LaunchFailure):
        return metadata
    scopes = scopes_to_ask(
        site.features,
        VENDORS[site.vendor],
        capabilities=metadata.capabilities,
        listed=metadata.scopes_supported,
        from_ehr=launch is not None,
    )
    values = fresh_secrets()
    now = world.clock()
    log.info("begin site=%s ehr=%s scopes=%s", site.id, launch is not None, len(scopes.split()))
    return PendingLaunch(
        id=values.id,
        site=site,
        browser_hash=fingerprint(request.browser),
        aud=aud,
        state=values.state,
        nonce=values.nonce,
        code_verifier=values.code_verifier,
        redirect_uri=site.redirect_uri,
        scopes=scopes,
        authorize=authorize_request(site, metadata, values, scopes=scopes, aud=aud, launch=launch),
        token_endpoint=metadata.token_endpoint,
        issuer=metadata.issuer,
        issuer_in_callback=metadata.issuer_in_callback,
        begun_at=now,
        expires_at=now + LIFETIME,
    )


def _target(site: Site, request: LaunchRequest) -> tuple[str, str | None]:
    """`aud` byte for byte as received, and `launch`; None for a standalone launch, which omits it."""
    return (request.iss, request.launch) if isinstance(request, EhrLaunch) else (site.iss, None)
