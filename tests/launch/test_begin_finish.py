"""Both halves of a launch, for every kind of client."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chargeline_launch import ActiveLaunch, FailureCode, LaunchFailure, StandaloneLaunch, begin
from chargeline_launch.pending import EhrLaunch


def test_a_launch_by_any_kind_of_client_becomes_active(flow, any_client_site) -> None:
    """The EHR's patient, encounter and user arrive with the tokens."""
    active = flow.active(any_client_site)
    assert (active.patient, active.encounter, active.user) == ("pat-1", "enc-1", "Practitioner/pt-1")
    assert active.fhir_base == any_client_site.iss
    assert active.intent == "review-charges"


def test_the_code_goes_with_its_verifier_and_the_same_redirect_address(flow, site, authorize_query) -> None:
    """What the authorization request promised, the token request keeps."""
    pending = flow.begin(site)
    flow.finish(pending)
    [form] = flow.ehr.token_forms()
    assert form["redirect_uri"] == authorize_query(pending)["redirect_uri"]
    assert form["code_verifier"] == pending.code_verifier
    assert form["grant_type"] == "authorization_code"


def test_a_standalone_launch_asks_for_patient_and_encounter_and_sends_no_launch(
    ehr, site, world, authorize_query
) -> None:
    """Nothing is known yet, so the EHR is asked."""
    pending = begin(site, StandaloneLaunch(browser="b"), world=world)
    query = authorize_query(pending)
    assert "launch" not in query
    assert {"launch/patient", "launch/encounter"} <= set(query["scope"].split())
    assert query["aud"] == site.iss


def test_a_launch_without_its_opaque_value_stops_before_the_network(site, world, network) -> None:
    """The EHR must append it."""
    failure = begin(site, EhrLaunch(iss=site.iss, launch="", browser="b"), world=world)
    assert failure == LaunchFailure(code=FailureCode.LAUNCH_MISSING, site="clinic")
    assert not network.calls


def test_a_launch_for_another_issuer_than_the_sites_is_refused(site, world, network) -> None:
    """A caller that mixes up its sites does not send anybody there."""
    failure = begin(site, EhrLaunch(iss="https://evil.example/r4", launch="x", browser="b"), world=world)
    assert isinstance(failure, LaunchFailure)
    assert failure.code == FailureCode.ISSUER_UNKNOWN
    assert not network.calls


def test_without_an_id_token_nobody_is_known_and_the_launch_still_reads(flow, site) -> None:
    """Reading goes on; what needs a person does not."""
    flow.ehr.token_answer = lambda: {k: v for k, v in flow.ehr.answer.items() if k != "id_token"}
    active = flow.finish(flow.begin(site))
    assert isinstance(active, ActiveLaunch)
    assert active.user is None


@pytest.mark.parametrize("vendor", ["epic", "oracle"])
def test_a_vendor_that_returns_no_nonce_can_launch(flow, site, vendor) -> None:
    """The vendor's table says so, with its source."""
    flow.ehr.claims = {"nonce": None}
    assert isinstance(flow.finish(flow.begin(replace(site, vendor=vendor))), ActiveLaunch)


def test_a_pending_launch_is_no_active_one(flow, site) -> None:
    """The two share no base class but object, so a type checker and a test tell them apart."""
    pending = flow.begin(site)
    assert not isinstance(pending, ActiveLaunch)
    assert type(pending).__mro__[1:] == (object,)


def test_neither_kind_of_launch_shows_its_secrets_when_printed(flow, site) -> None:
    """A forgotten print or a traceback's locals give nothing away."""
    pending = flow.begin(site)
    active = flow.finish(pending)
    shown = f"{pending!r} {active!r} {flow.callback(pending)!r}"
    secrets = (pending.state, pending.nonce, pending.code_verifier, "FAKE", "r-1", "code-1")
    assert not [secret for secret in secrets if secret in shown]
