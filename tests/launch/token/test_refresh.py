"""Renewing tokens: in time, once per rotation, and what ends a session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import responses

from chargeline_launch import AccessTokens, ActiveLaunch, FailureCode, NoAccessToken, Transport, World, sign_out

METADATA = "https://fhir.generic.example.org/r4/.well-known/smart-configuration"
TOKEN = "https://auth.generic.example.org/token"
BROWSER = "browser-of-the-clinician"


class Rotation:
    """A token endpoint that rotates: each refresh token serves once, and reuse is refused."""

    def __init__(self, first: str, *, rotates: bool = True) -> None:
        self.current = first
        self.rotates = rotates
        self.served = 0

    def __call__(self, request) -> tuple[int, dict[str, str], str]:
        if f"refresh_token={self.current}" not in request.body.split("&"):
            return 400, {}, '{"error": "invalid_grant"}'
        self.served += 1
        if self.rotates:
            self.current = f"r-{self.served + 1}"
        rotated = f', "refresh_token": "{self.current}"' if self.rotates else ""
        return 200, {}, f'{{"access_token": "fresh-{self.served}", "token_type": "bearer", "expires_in": 900{rotated}}}'


@pytest.fixture
def session(flow, site, store) -> str:
    """A session whose access token lives 900 seconds and whose refresh token is r-1."""
    return store.open_session(flow.active(site), BROWSER)


@pytest.fixture
def rotation(session, network) -> Rotation:
    serving = Rotation("r-1")
    network.remove("POST", TOKEN)
    network.add_callback("POST", TOKEN, serving)
    return serving


def ended(tokens: AccessTokens) -> FailureCode:
    with pytest.raises(NoAccessToken) as raised:
        tokens()
    return raised.value.failure.code


def test_a_token_that_still_lives_is_used(store, session, rotation, world, clock) -> None:
    """Nothing is asked of the server before the last 45 seconds."""
    clock.pass_(seconds=854)
    assert AccessTokens(store, session, world=world)() == "FAKE"
    assert rotation.served == 0


def test_a_token_is_renewed_before_it_ends(store, session, rotation, world, clock) -> None:
    """At 45 seconds from the end."""
    clock.pass_(seconds=855)
    assert AccessTokens(store, session, world=world)() == "fresh-1"


def test_fifty_threads_cause_one_refresh_and_nobody_is_signed_out(store, session, rotation, world, clock) -> None:
    """A rotating server would end the session at the second use of one refresh token."""
    clock.pass_(seconds=900)
    with ThreadPoolExecutor(50) as pool:
        got = list(pool.map(lambda _: AccessTokens(store, session, world=world)(), range(50)))
    assert set(got) == {"fresh-1"}
    assert rotation.served == 1
    assert isinstance(store.session(session, BROWSER), ActiveLaunch)


def test_another_process_that_renews_is_waited_for(store, session, rotation, world, clock, monkeypatch) -> None:
    """Its claim in the database holds this one back until the fresh token is there."""
    clock.pass_(seconds=900)
    held = store.sessions.held(session)
    assert store.sessions.claim_renewal(session, held.version, clock() + timedelta(seconds=10))
    tokens = replace(held.active.tokens, access_token="theirs", expires_at=clock().replace(year=2027))

    def other_process_finishes(_seconds: float) -> None:
        store.sessions.renewed(session, replace(held.active, tokens=tokens), held.version)

    monkeypatch.setattr("chargeline_launch.token.refresh.time.sleep", other_process_finishes)
    assert AccessTokens(store, session, world=world)() == "theirs"
    assert rotation.served == 0


def test_a_process_that_died_while_renewing_does_not_block_for_ever(
    store, session, rotation, world, clock, monkeypatch
) -> None:
    """A claim ends by itself."""
    clock.pass_(seconds=900)
    store.sessions.claim_renewal(session, 1, clock() + timedelta(seconds=25))
    monkeypatch.setattr("chargeline_launch.token.refresh.time.sleep", lambda _: clock.pass_(seconds=10))
    assert AccessTokens(store, session, world=world)() == "fresh-1"


def test_rotated_refresh_tokens_replace_each_other(store, session, rotation, world, clock) -> None:
    """Three times in a row."""
    tokens = AccessTokens(store, session, world=world)
    for turn in (1, 2, 3):
        clock.pass_(seconds=870)
        store.session(session, BROWSER)
        assert tokens() == f"fresh-{turn}"


def test_a_server_that_returns_no_refresh_token_keeps_the_old_one(store, session, rotation, world, clock) -> None:
    """Oracle's way."""
    rotation.rotates = False
    tokens = AccessTokens(store, session, world=world)
    for turn in (1, 2):
        clock.pass_(seconds=870)
        store.session(session, BROWSER)
        assert tokens() == f"fresh-{turn}"
    assert store.sessions.held(session).active.tokens.refresh_token == "r-1"


def test_a_refused_refresh_ends_the_session_and_says_so_afterwards(store, session, rotation, world, clock) -> None:
    """The tokens are wiped; the page can still name the reason."""
    rotation.current = "revoked-at-the-ehr"
    clock.pass_(seconds=900)
    assert ended(AccessTokens(store, session, world=world)) == FailureCode.REFRESH_REFUSED
    assert store.session(session, BROWSER).code == FailureCode.REFRESH_REFUSED


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_in_trouble_does_not_end_the_session(store, session, network, world, clock, status) -> None:
    """The old token serves while it lives; then the page says to try again, and may."""
    network.remove("POST", TOKEN)
    network.post(TOKEN, status=status)
    clock.pass_(seconds=880)
    assert AccessTokens(store, session, world=world)() == "FAKE"
    clock.pass_(seconds=20)
    assert ended(AccessTokens(store, session, world=world)) == FailureCode.REFRESH_UNREACHABLE
    network.remove("POST", TOKEN)
    network.add_callback("POST", TOKEN, Rotation("r-1"))
    assert AccessTokens(store, session, world=world)() == "fresh-1"


def test_while_the_server_does_not_say_where_to_renew_the_old_token_serves(store, session, network, clock) -> None:
    """After a restart nothing is known of it yet; the session does not end for that."""
    network.remove("GET", METADATA)
    network.get(METADATA, status=503)
    tokens = AccessTokens(store, session, world=World.of(Transport(), clock))
    clock.pass_(seconds=880)
    assert tokens() == "FAKE"
    clock.pass_(seconds=20)
    assert ended(tokens) == FailureCode.REFRESH_UNREACHABLE
    assert isinstance(store.session(session, BROWSER), ActiveLaunch)


def test_a_site_that_was_taken_out_has_its_tokens_renewed_no_more(store, session, rotation, world, clock) -> None:
    """Its sessions end, and nothing is asked of its server."""
    store.sites.pop("clinic")
    clock.pass_(seconds=900)
    assert ended(AccessTokens(store, session, world=world)) == FailureCode.REFRESH_REFUSED
    assert rotation.served == 0


def test_without_a_refresh_token_the_session_lasts_as_long_as_its_token(flow, site, store, world, clock) -> None:
    """To the second, with no request."""
    flow.ehr.answer.pop("refresh_token")
    session = store.open_session(flow.active(site), BROWSER)
    clock.pass_(seconds=899)
    assert AccessTokens(store, session, world=world)() == "FAKE"
    clock.pass_(seconds=1)
    assert ended(AccessTokens(store, session, world=world)) == FailureCode.SESSION_EXPIRED
    assert len(flow.ehr.token_forms()) == 1


@pytest.mark.parametrize("changed", [{"patient": "pat-2"}, {"encounter": "enc-2"}])
def test_a_refresh_that_speaks_of_another_patient_ends_the_session(
    store, session, network, world, clock, fixture, changed
) -> None:
    """The patient of a session never changes silently."""
    network.remove("POST", TOKEN)
    network.post(TOKEN, json={**fixture("token/generic.refresh-rotated.json"), **changed})
    clock.pass_(seconds=900)
    assert ended(AccessTokens(store, session, world=world)) == FailureCode.REFRESH_REFUSED


def test_a_refresh_may_name_an_encounter_where_the_launch_named_none(
    flow, store, session, network, world, clock, fixture
) -> None:
    """Which visit it is was asked of the clinician; the session goes on, and names none still."""
    active = replace(store.session(session, BROWSER), encounter=None)
    session = store.open_session(active, BROWSER)
    network.remove("POST", TOKEN)
    network.post(TOKEN, json={**fixture("token/generic.refresh-rotated.json"), "encounter": "enc-2"})
    clock.pass_(seconds=900)
    assert AccessTokens(store, session, world=world)()
    assert store.session(session, BROWSER).encounter is None


def test_a_refresh_that_grants_less_is_remembered(store, session, network, world, clock, fixture) -> None:
    """The page then hides what is no longer allowed."""
    network.remove("POST", TOKEN)
    network.post(TOKEN, json=fixture("token/generic.refresh-rotated.json"))
    clock.pass_(seconds=900)
    AccessTokens(store, session, world=world)()
    assert store.session(session, BROWSER).scopes == "launch online_access user/Encounter.rs"


def test_signing_out_revokes_at_the_ehr_and_forgets_here(store, session, network, world) -> None:
    """RFC 7009, with the token that lives longest."""
    form = {"token": "r-1", "token_type_hint": "refresh_token", "client_id": "rehab-app"}
    network.post(
        "https://auth.generic.example.org/revoke",
        status=200,
        match=[responses.matchers.urlencoded_params_matcher(form)],
    )
    assert sign_out(store, session, world=world)
    assert store.session(session, BROWSER).code == FailureCode.SESSION_UNKNOWN


def test_signing_out_forgets_even_when_the_ehr_is_gone(store, session, network, world) -> None:
    """What we can destroy, we destroy first."""
    network.post("https://auth.generic.example.org/revoke", body=ConnectionError("down"))
    assert not sign_out(store, session, world=world)
    assert store.session(session, BROWSER).code == FailureCode.SESSION_UNKNOWN


def test_signing_out_twice_is_harmless(store, session, network, world) -> None:
    """The second time there is nothing to revoke."""
    network.post("https://auth.generic.example.org/revoke", status=200)
    sign_out(store, session, world=world)
    assert not sign_out(store, session, world=world)
