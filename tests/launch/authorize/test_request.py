"""The authorization request, field by field."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from chargeline_launch import StandaloneLaunch, begin
from chargeline_launch.authorize import challenge, fresh_secrets


def test_the_challenge_of_the_standards_own_example(fixture) -> None:
    """RFC 7636 appendix B."""
    vector = fixture("token/pkce-vector.rfc7636.json")
    assert challenge(vector["code_verifier"]) == vector["code_challenge"]


def test_the_request_carries_what_the_standard_asks_for(flow, site, authorize_query) -> None:
    """And nothing that the server did not ask for (no max_age, no auth_time)."""
    pending = flow.begin(site)
    query = authorize_query(pending)
    digest = hashlib.sha256(pending.code_verifier.encode()).digest()
    assert query.pop("scope").startswith("launch openid fhirUser online_access user/Patient.r ")
    assert query == {
        "response_type": "code",
        "client_id": "rehab-app",
        "redirect_uri": "https://chargeline.example.org/callback",
        "launch": "opaque",
        "state": pending.state,
        "aud": "https://fhir.generic.example.org/r4",
        "nonce": pending.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }


def test_a_thousand_launches_share_no_secret_and_each_has_256_bits() -> None:
    """The standard asks for 122 bits of state; the verifier is as long as RFC 7636 wants it."""
    made = [fresh_secrets() for _ in range(1000)]
    for name in ("id", "state", "nonce", "code_verifier"):
        assert len({getattr(secrets, name) for secrets in made}) == 1000
    assert all(len(base64.urlsafe_b64decode(secrets.state + "=")) * 8 == 256 for secrets in made)
    assert all(re.fullmatch(r"[A-Za-z0-9\-._~]{43,128}", secrets.code_verifier) for secrets in made)


@pytest.mark.parametrize("launch", ["a+/=%", "a b&c=d", "ünïcode", "x" * 5000, "eyJhbGciOiJSUzI1NiJ9.e30.-_"])
def test_the_launch_value_survives_the_round_trip(flow, site, authorize_query, launch) -> None:
    """Byte for byte, in the URL and in the form."""
    pending = flow.begin(site, launch=launch)
    assert authorize_query(pending)["launch"] == launch
    assert dict(pending.authorize.fields)["launch"] == launch


def test_url_and_form_say_the_same(flow, site) -> None:
    """Either method may be used."""
    request = flow.begin(site).authorize
    assert parse_qsl(urlsplit(request.url).query) == list(request.fields)
    assert parse_qsl(urlencode(request.fields)) == list(request.fields)
    assert request.url.startswith(f"{request.action}?")


def test_an_endpoint_with_a_query_of_its_own_keeps_it(flow, site, ehr) -> None:
    """RFC 6749 section 3.1."""
    ehr.metadata["authorization_endpoint"] = "https://auth.generic.example.org/authorize?tenant=7"
    assert "?tenant=7&response_type=code" in flow.begin(site).authorize.url


@pytest.mark.parametrize(
    ("entry", "from_ehr", "offered", "prefer"),
    [
        ({}, True, True, "GET"),
        ({"authorize_by_post": True}, True, True, "POST"),
        ({"authorize_by_post": True}, False, True, "POST"),
        ({"authorize_by_post": True}, True, False, "GET"),
        ({"authorize_by_post": True, "vendor": "epic"}, True, True, "POST"),
        ({"authorize_by_post": True, "vendor": "epic"}, False, True, "GET"),
    ],
)
def test_post_is_used_where_it_is_wanted_offered_and_taken(flow, site, ehr, entry, from_ehr, offered, prefer) -> None:
    """Where a site wants it; Epic takes a POST for an EHR launch only."""
    if not offered:
        ehr.metadata["capabilities"].remove("authorize-post")
    site = replace(site, **entry)
    asked = flow.begin(site) if from_ehr else begin(site, StandaloneLaunch(browser="b"), world=flow.world)
    assert asked.authorize.prefer == prefer


@pytest.mark.parametrize(("launch", "prefer"), [("x" * 200, "GET"), ("x" * 2000, "POST")])
def test_a_request_too_long_for_an_address_is_posted(flow, site, launch, prefer) -> None:
    """Some shells cut long URLs."""
    assert flow.begin(site, launch=launch).authorize.prefer == prefer
