"""Planted canaries: nothing secret and nobody's data in any log, ours or a library's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chargeline_launch import AccessTokens, ActiveLaunch, LaunchFailure, finish, sign_out
from chargeline_launch.clients import SecretClient

BROWSER = "canary-browser"


@pytest.fixture
def secretive_site(site):
    return replace(site, client=SecretClient(id="rehab-app", secret="canary-client-secret"))


def test_a_whole_life_of_a_launch_logs_no_canary(flow, secretive_site, store, network, world, clock, every_log) -> None:
    """Begin, store, finish, session, renewal, sign-out, with every library at its most talkative."""
    store.engine.echo = "debug"
    store.sites = {secretive_site.id: secretive_site}
    store.pending_launches._sites = store.sites
    flow.ehr.answer |= {
        "access_token": "canary-access", "refresh_token": "canary-refresh", "patient": "canary-patient",
        "encounter": "canary-encounter", "intent": "canary-intent", "unknown_field": "canary-field",
    }  # fmt: skip
    flow.ehr.claims = {"sub": "canary-subject", "fhirUser": "Practitioner/canary-user"}
    network.post("https://auth.generic.example.org/revoke", status=200)
    pending = flow.begin(secretive_site, launch="canary-launch", browser=BROWSER)
    store.put_pending(pending)
    callback = flow.callback(pending, browser=BROWSER, code="canary-code")
    active = finish(store.take_pending(callback), callback, world=world)
    assert isinstance(active, ActiveLaunch)
    session = store.open_session(active, BROWSER)
    clock.pass_(seconds=880)
    AccessTokens(store, session, world=world)()
    sign_out(store, session, world=world)
    planted = ("canary", pending.state, pending.nonce, pending.code_verifier, session, flow.ehr.id_token()[:40])
    assert "unknown_field" in every_log.text
    assert "SQL parameters hidden" in every_log.text
    assert not [secret for secret in planted if secret in every_log.text]


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "canary-state"},
        {"error": "canary-error", "code": None},
        {"iss": "https://canary.example"},
        {"error": "access_denied", "error_uri": "https://canary.example/x", "code": None},
    ],
)
def test_a_failed_callback_logs_no_canary(flow, site, every_log, changed) -> None:
    """Nor does the failure carry one."""
    failure = flow.finish(flow.begin(site, launch="canary-launch"), **changed)
    assert isinstance(failure, LaunchFailure)
    assert "canary" not in every_log.text + repr(failure)


def test_a_callback_that_is_refused_is_logged_by_its_code(flow, site, store, every_log) -> None:
    """So that an administrator can count them, and learns nothing else."""
    callback = flow.callback(flow.begin(site), state="canary-state", code="canary-code")
    store.take_pending(callback)
    assert "callback site=None code=state_unknown" in every_log.text
    assert "canary" not in every_log.text


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_a_refusal_by_the_token_endpoint_is_not_quoted(flow, site, network, every_log, status) -> None:
    """Descriptions are free text; some servers put names into them."""
    network.replace(
        "POST",
        "https://auth.generic.example.org/token",
        status=status,
        json={"error": "canary-error", "error_description": "canary for Jane Doe", "token_type": "canary"},
    )
    failure = flow.finish(flow.begin(site), code="canary-code")
    assert isinstance(failure, LaunchFailure)
    assert "canary" not in every_log.text + repr(failure)
