"""The second half of a launch: from the EHR's answer to an active launch."""

from __future__ import annotations

import logging

from .active import ActiveLaunch
from .authorize import code_of
from .failures import FailureCode, LaunchFailure
from .id_token import Identity, validate
from .pending import Callback, PendingLaunch
from .scopes import lost
from .token import TokenAnswer, exchange
from .world import World, this_world

log = logging.getLogger("chargeline.launch")


def finish(pending: PendingLaunch, callback: Callback, *, world: World | None = None) -> ActiveLaunch | LaunchFailure:
    """Check that the answer belongs to this launch, trade the code, prove who is logged in.

    https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-access-token
    """
    world = world or this_world()
    code = code_of(pending, callback)
    if isinstance(code, LaunchFailure):
        return _failed(code)
    if world.clock() >= pending.expires_at:
        return _failed(LaunchFailure(code=FailureCode.STATE_EXPIRED, site=pending.site.id))
    answer = exchange(pending, code, world.transport, world.clock())
    if isinstance(answer, LaunchFailure):
        return _failed(answer)
    identity = _identity(pending, answer, world)
    if isinstance(identity, LaunchFailure):
        return _failed(identity)
    return _active(pending, answer, identity)


def _identity(pending: PendingLaunch, answer: TokenAnswer, world: World) -> Identity | LaunchFailure | None:
    """None when the server gave no id_token: then nobody is known, and nothing that needs a person is offered."""
    if answer.id_token is None:
        return None
    return validate(
        answer.id_token,
        site=pending.site,
        nonce=pending.nonce,
        fhir_base=pending.site.iss,
        keys=world.issuer_keys,
        now=world.clock(),
    )


def _active(pending: PendingLaunch, answer: TokenAnswer, identity: Identity | None) -> ActiveLaunch:
    site = pending.site
    scopes = answer.scopes if answer.scopes is not None else pending.scopes
    missing = " ".join(f"{gap.type}.{gap.letters}" for gap in lost(site.features, scopes)) or "none"
    log.info(
        "active site=%s patient=%s encounter=%s user=%s missing=%s",
        site.id, answer.patient is not None, answer.encounter is not None, identity is not None, missing,
    )  # fmt: skip
    return ActiveLaunch(
        site=site.id,
        fhir_base=site.iss,
        tokens=answer.tokens,
        scopes=scopes,
        patient=answer.patient,
        encounter=answer.encounter,
        appointment=answer.appointment,
        user=identity.user if identity else None,
        subject=identity.subject if identity else None,
        need_patient_banner=answer.need_patient_banner,
        tenant=answer.tenant,
        intent=answer.intent,
        fhir_context=answer.fhir_context,
        style_url=answer.style_url,
    )


def _failed(failure: LaunchFailure) -> LaunchFailure:
    log.warning("finish site=%s code=%s detail=%s", failure.site, failure.code, failure.detail)
    return failure
