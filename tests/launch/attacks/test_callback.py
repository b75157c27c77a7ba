"""Answers at the redirect address that must not become a launch. None of them costs a token request."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chargeline_launch import ActiveLaunch, Callback, FailureCode, LaunchFailure, PendingLaunch, finish
from chargeline_launch.clients import PublicClient


@pytest.fixture
def kept(flow, site, store) -> PendingLaunch:
    """A launch that has begun and waits in the store."""
    pending = flow.begin(site)
    store.put_pending(pending)
    return pending


def refused(outcome: object) -> FailureCode:
    assert isinstance(outcome, LaunchFailure), outcome
    return outcome.code


def test_a_replayed_callback_is_refused_and_costs_no_second_exchange(flow, kept, store) -> None:
    """Reloading the callback page cannot finish a launch twice."""
    callback = flow.callback(kept)
    assert isinstance(finish(store.take_pending(callback), callback, world=flow.world), ActiveLaunch)
    assert refused(store.take_pending(callback)) == FailureCode.STATE_USED
    assert len(flow.ehr.token_forms()) == 1


def test_of_twenty_callbacks_with_one_state_exactly_one_gets_the_launch(flow, kept, store) -> None:
    """Single use holds under a race."""
    callback = flow.callback(kept)
    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(lambda _: store.take_pending(callback), range(20)))
    assert sum(isinstance(outcome, PendingLaunch) for outcome in outcomes) == 1
    assert {refused(o) for o in outcomes if isinstance(o, LaunchFailure)} == {FailureCode.STATE_USED}


def test_a_foreign_state_is_refused_by_the_store_and_by_finish(flow, kept, store) -> None:
    """A state that was not made here belongs to no launch."""
    callback = flow.callback(kept, state="not-the-one")
    assert refused(store.take_pending(callback)) == FailureCode.STATE_UNKNOWN
    assert refused(flow.finish(kept, state="not-the-one")) == FailureCode.STATE_UNKNOWN
    assert not flow.ehr.token_forms()


def test_a_missing_state_is_refused_by_the_store_and_by_finish(flow, kept, store) -> None:
    """Also when the answer is an error."""
    assert refused(store.take_pending(flow.callback(kept, state=None))) == FailureCode.STATE_MISSING
    assert refused(flow.finish(kept, state=None, error="access_denied")) == FailureCode.STATE_MISSING
    assert not flow.ehr.token_forms()


def test_an_expired_state_is_refused_by_the_store_and_by_finish(flow, kept, store, clock) -> None:
    """A launch waits ten minutes, to the second."""
    clock.pass_(minutes=10, seconds=-1)
    assert isinstance(store.pending(kept.id, "browser-of-the-clinician"), PendingLaunch)
    clock.pass_(seconds=1)
    assert refused(store.take_pending(flow.callback(kept))) == FailureCode.STATE_EXPIRED
    assert refused(flow.finish(kept)) == FailureCode.STATE_EXPIRED
    assert not flow.ehr.token_forms()


def test_a_callback_in_another_browser_is_refused_and_leaves_the_launch_to_its_own(flow, kept, store) -> None:
    """Nobody can finish a launch that another person began, nor spoil it (code injection, session fixation)."""
    stranger = flow.callback(kept, browser="browser-of-the-attacker")
    assert refused(store.take_pending(stranger)) == FailureCode.BROWSER_OTHER
    assert refused(finish(kept, stranger, world=flow.world)) == FailureCode.BROWSER_OTHER
    assert isinstance(store.take_pending(flow.callback(kept)), PendingLaunch)
    assert not flow.ehr.token_forms()


def test_a_code_injected_from_another_session_meets_this_launchs_own_verifier(flow, site) -> None:
    """The server compares it with the challenge that went with the stolen code."""
    victim, attacker = flow.begin(site), flow.begin(site)
    flow.finish(attacker, code="code-of-the-victim")
    [form] = flow.ehr.token_forms()
    assert form["code_verifier"] == attacker.code_verifier != victim.code_verifier


def test_an_answer_that_names_another_issuer_is_refused(flow, site) -> None:
    """RFC 9207: two issuers cannot be mixed up."""
    pending = flow.begin(site)
    assert refused(flow.finish(pending, iss="https://auth.evil.example")) == FailureCode.ISSUER_MIXED_UP
    assert not flow.ehr.token_forms()
    assert isinstance(flow.finish(pending, iss="https://auth.generic.example.org"), ActiveLaunch)


def test_a_server_that_promises_to_name_itself_must(flow, site) -> None:
    """RFC 9207 section 2.4: leaving `iss` out is then as bad as a wrong one."""
    flow.ehr.metadata["authorization_response_iss_parameter_supported"] = True
    pending = flow.begin(site)
    assert refused(flow.finish(pending)) == FailureCode.ISSUER_MIXED_UP
    assert isinstance(flow.finish(pending, iss="https://auth.generic.example.org"), ActiveLaunch)


def test_the_code_goes_to_the_endpoint_of_the_beginning_whatever_the_metadata_says_later(flow, site, world) -> None:
    """Endpoints are pinned with the pending launch."""
    pending = flow.begin(site)
    flow.ehr.metadata["token_endpoint"] = "https://auth.evil.example/token"
    world.discovery._cache.forget(next(iter(world.discovery._cache._slots)))
    assert isinstance(flow.finish(pending), ActiveLaunch)
    assert len(flow.ehr.token_forms()) == 1


def test_a_parameter_that_comes_twice_is_refused(flow, kept, store) -> None:
    """RFC 6749 section 3.1: parameters are not repeated; two codes would let one be smuggled in."""
    callback = Callback.from_query(f"code=a&code=b&state={kept.state}", "browser-of-the-clinician")
    assert refused(store.take_pending(callback)) == FailureCode.CALLBACK_REPEATED
    assert refused(finish(kept, callback, world=flow.world)) == FailureCode.CALLBACK_REPEATED


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", FailureCode.AUTHORIZATION_DENIED),
        ("invalid_scope", FailureCode.AUTHORIZATION_SCOPE),
        ("login_required", FailureCode.AUTHORIZATION_LOGIN),
        ("unauthorized_client", FailureCode.AUTHORIZATION_CLIENT),
        ("temporarily_unavailable", FailureCode.AUTHORIZATION_FAILED),
    ],
)
def test_a_denied_authorization_says_which_denial(flow, site, error, code) -> None:
    """The registered names are told apart."""
    failure = flow.finish(flow.begin(site), code=None, error=error)
    assert (failure.code, failure.detail) == (code, error)


def test_an_error_name_that_nobody_registered_is_not_repeated(flow, site) -> None:
    """It may hold anything, a patient's name or a script."""
    failure = flow.finish(flow.begin(site), code=None, error="<script>Jane Doe</script>")
    assert failure == LaunchFailure(code=FailureCode.AUTHORIZATION_FAILED, site="clinic")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://auth.generic.example.org/errors/1?x=2", True),
        ("https://evil.example/phish", False),
        ("http://auth.generic.example.org/errors/1", False),
        ("javascript:alert(1)", False),
        ("https://auth.generic.example.org@evil.example/", False),
        ("https://[", False),
    ],
)
def test_only_the_servers_own_page_about_an_error_is_offered(flow, site, address, shown) -> None:
    """Anything else would make us an open redirector."""
    failure = flow.finish(flow.begin(site), code=None, error="access_denied", error_uri=address)
    assert failure.more == (address if shown else None)


def test_an_answer_with_neither_code_nor_error_is_named(flow, site) -> None:
    """A proxy that strips parameters looks like this."""
    assert refused(flow.finish(flow.begin(site), code=None)) == FailureCode.CODE_MISSING


def test_a_launch_kept_for_one_site_is_not_opened_as_another(flow, site, store, kept) -> None:
    """A site that left the file takes its pending launches with it."""
    store.pending_launches._sites = {"other": replace(site, id="other", client=PublicClient(id="x"))}
    assert refused(store.take_pending(flow.callback(kept))) == FailureCode.STATE_UNKNOWN
