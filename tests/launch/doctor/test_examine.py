"""The doctor: a clean bill for a healthy site, the right diagnosis for each fault."""

from __future__ import annotations

from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path

import pytest

from chargeline_launch import FailureCode, LaunchFailure, public_key_set
from chargeline_launch.clients import KeyClient, SecretClient
from chargeline_launch.doctor import Report, examine, failure_report
from chargeline_launch.sites import AppSettings

BASE = "https://chargeline.example.org"
ISS = "https://fhir.generic.example.org/r4"
ISSUER = "https://auth.generic.example.org"
REFUSED_CODE = {"error": "invalid_grant", "error_description": "for Jane Doe"}


@pytest.fixture
def app() -> AppSettings:
    return AppSettings(base_url=BASE, database="sqlite://", seal_keys=(), directory=Path())


@pytest.fixture
def healthy(ehr, network, clock):
    """A server that tells its time, knows the client and the redirect address, and refuses a made-up code."""
    now = format_datetime(clock())
    network.replace("GET", f"{ISS}/.well-known/smart-configuration", json=ehr.metadata, headers={"Date": now})
    network.replace("POST", f"{ISSUER}/token", status=400, json=REFUSED_CODE)
    network.get(f"{ISSUER}/authorize", status=200, body="<html>Log in</html>")
    return network


@pytest.fixture
def examined(app, site, healthy, world):
    """The doctor's report, with the site changed."""
    return lambda **changes: examine(app, replace(site, **changes), world=world)


def states(report: Report, check: str) -> list[str]:
    return [finding.state for finding in report.findings if finding.check == check]


def diagnosis(report: Report) -> list[tuple[str, FailureCode | None]]:
    return [(finding.check, finding.code) for finding in report.findings if finding.state == "bad"]


def test_a_healthy_site_gets_a_clean_bill(examined) -> None:
    """Every check was made, and none is bad."""
    report = examined()
    assert report.healthy
    assert {finding.state for finding in report.findings} == {"good"}
    assert [finding.check for finding in report.findings] == [
        "discovery", "clock", "id_token_issuers[0]", "metadata", "capabilities", "scopes", "client", "redirect",
    ]  # fmt: skip
    assert report.text.endswith("A launch should work.")


def test_only_what_the_site_has_switched_on_is_said_to_be_covered(examined) -> None:
    [covered] = [finding.says for finding in examined().findings if finding.check == "scopes"]
    assert covered.endswith(" scopes cover read, write-charge.")


def test_the_report_holds_no_secret_and_nobodys_data(examined, healthy) -> None:
    """It is made to be shared."""
    text = examined(client=SecretClient(id="rehab-app", secret="hush-hush")).text
    assert "hush" not in text
    assert "Jane" not in text


def test_a_discovery_that_fails_stops_the_examination(examined, healthy) -> None:
    """Nothing else can be known."""
    healthy.replace("GET", f"{ISS}/.well-known/smart-configuration", status=404)
    report = examined()
    assert diagnosis(report) == [("discovery", FailureCode.DISCOVERY_REFUSED)]
    assert len(report.findings) == 1
    assert "must answer with 200" in report.text


def test_metadata_that_cannot_be_used_is_diagnosed_beside_the_keys(examined, healthy, ehr) -> None:
    """The keys and the clock are looked at all the same."""
    ehr.metadata["code_challenge_methods_supported"] = ["plain"]
    healthy.replace("GET", f"{ISS}/.well-known/smart-configuration", json=ehr.metadata)
    report = examined()
    assert diagnosis(report) == [("metadata", FailureCode.PKCE_UNSUPPORTED)]
    assert states(report, "id_token_issuers[0]") == ["good"]
    assert states(report, "clock") == ["note"]


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "good"), (5, "good"), (6, "note"), (60, "note"), (61, "bad"), (-61, "bad")]
)
def test_a_clock_that_is_wrong_is_found(examined, clock, seconds, state) -> None:
    """Beyond a minute id_tokens are refused."""
    clock.pass_(seconds=seconds)
    assert states(examined(), "clock") == [state]


def test_keys_that_cannot_be_had_are_found(examined, ehr) -> None:
    """A typing error in `id_token_issuers`, for one."""
    ehr.configuration["issuer"] = f"{ISSUER}/other"
    assert diagnosis(examined()) == [("id_token_issuers[0]", FailureCode.ID_TOKEN_KEYS)]


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, "invalid_client", FailureCode.TOKEN_CLIENT_REFUSED),
        (400, "unauthorized_client", FailureCode.TOKEN_CLIENT_UNAUTHORIZED),
        (500, "server_error", FailureCode.TOKEN_REFUSED),
    ],
)
def test_a_client_that_the_ehr_does_not_know_is_found(examined, healthy, status, error, code) -> None:
    """Without a person, by a code that nobody gave out."""
    healthy.replace("POST", f"{ISSUER}/token", status=status, json={"error": error})
    assert diagnosis(examined()) == [("client", code)]


def test_a_server_that_takes_any_code_is_reported(examined, healthy) -> None:
    """The worst of all."""
    healthy.replace("POST", f"{ISSUER}/token", json={"access_token": "a", "token_type": "Bearer", "scope": ""})
    assert diagnosis(examined()) == [("client", None)]


def test_a_redirect_address_that_is_not_registered_is_found(examined, healthy) -> None:
    """The server shows its own error page instead of a login."""
    healthy.replace("GET", f"{ISSUER}/authorize", status=400, body="not registered")
    report = examined()
    assert diagnosis(report) == [("redirect", FailureCode.AUTHORIZATION_CLIENT)]
    assert f"(HTTP 400 for {BASE}/callback)" in report.text, "to be held beside what is registered, letter by letter"


def test_scopes_that_the_server_declines_are_found(examined, healthy) -> None:
    """It says so at our own redirect address."""
    location = f"{BASE}/callback?error=invalid_scope&state=x"
    healthy.replace("GET", f"{ISSUER}/authorize", status=302, headers={"Location": location})
    assert diagnosis(examined()) == [("redirect", FailureCode.AUTHORIZATION_SCOPE)]


def test_an_error_at_another_address_is_no_answer_to_us(examined, healthy) -> None:
    """A login page elsewhere is where a person would go."""
    location = "https://login.example.org/?error=invalid_scope"
    healthy.replace("GET", f"{ISSUER}/authorize", status=302, headers={"Location": location})
    assert examined().healthy


def test_what_a_vendor_cannot_grant_is_a_note(examined, healthy) -> None:
    """Epic has no ChargeItem; the rest works."""
    report = examined(vendor="epic")
    assert report.healthy
    assert "Without writing charges back (write-charge)" in report.text


def test_missing_capabilities_are_notes(examined, healthy, ehr) -> None:
    """A server may do more than it says."""
    ehr.metadata["capabilities"].remove("context-ehr-encounter")
    healthy.replace("GET", f"{ISS}/.well-known/smart-configuration", json=ehr.metadata)
    report = examined()
    assert report.healthy
    assert "context-ehr-encounter is not listed: knowing the encounter" in report.text


@pytest.mark.parametrize("published", [True, False])
def test_the_apps_own_keys_are_looked_for_where_the_ehr_will_look(
    examined, healthy, site, signing_keys, published
) -> None:
    """A key client whose key set is not there cannot log in."""
    keyed = KeyClient(id="rehab-app", signing_key=signing_keys["ES384"])
    document = public_key_set([replace(site, client=keyed)]) if published else {"keys": []}
    healthy.get(f"{BASE}/.well-known/jwks.json", json=document)
    assert states(examined(client=keyed), "keys") == ["good" if published else "note"]


def test_a_failed_launch_can_be_reported(clock) -> None:
    """Code, cause and both next steps; nothing else."""
    text = failure_report(LaunchFailure(code=FailureCode.ID_TOKEN_ISSUER, site="clinic"), clock())
    assert text.splitlines()[0] == "Chargeline launch: id_token_issuer"
    assert "id_token_issuers" in text
    assert "2026-09-21 13:34:00 UTC" in text
