"""Sign-out: revoked at the EHR where it offers that (RFC 7009), and forgotten here in any case."""

from __future__ import annotations

import logging

from chargeline_launch.active import ActiveLaunch
from chargeline_launch.failures import LaunchFailure
from chargeline_launch.storage import Store
from chargeline_launch.transport import NoAnswer
from chargeline_launch.world import World, this_world

from .client_auth import prove

log = logging.getLogger("chargeline.launch")


def sign_out(store: Store, session: str, *, world: World | None = None) -> bool:
    """End a session for good. True when the EHR confirmed the revocation."""
    held = store.sessions.held(session)
    store.sessions.forget(session)
    return not isinstance(held, LaunchFailure) and _revoked(store, held.active, world or this_world())


def _revoked(store: Store, active: ActiveLaunch, world: World) -> bool:
    site = store.sites.get(active.site)
    metadata = world.discovery.of(site) if site else None
    if site is None or metadata is None or isinstance(metadata, LaunchFailure) or not metadata.revocation_endpoint:
        return False
    hint = "refresh_token" if active.tokens.refresh_token else "access_token"
    form = {"token": active.tokens.refresh_token or active.tokens.access_token, "token_type_hint": hint}
    proof = prove(site.client, metadata.token_endpoint, world.clock())
    try:
        answer = world.transport.post_form(metadata.revocation_endpoint, {**form, **proof.form}, proof.headers)
    except NoAnswer as nothing:
        log.warning("revocation site=%s no answer: %s", site.id, nothing.trouble.value)
        return False
    log.info("revocation site=%s status=%s", site.id, answer.status)
    return answer.status == 200
