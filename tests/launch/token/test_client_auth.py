"""How each kind of client proves itself."""

from __future__ import annotations

import base64
from dataclasses import replace
from urllib.parse import unquote_plus

import pytest
from joserfc import jwt

from chargeline_launch.clients import KeyClient, PublicClient, SecretClient
from chargeline_launch.jwks import CACHE_CONTROL, public_key_set
from chargeline_launch.token.client_auth import basic, prove

ENDPOINT = "https://auth.generic.example.org/token"


def test_a_public_client_names_itself_in_the_form(clock) -> None:
    """And proves nothing."""
    proof = prove(PublicClient(id="rehab-app"), ENDPOINT, clock())
    assert (dict(proof.form), dict(proof.headers)) == ({"client_id": "rehab-app"}, {})


@pytest.mark.parametrize("secret", ["s3cret", "a:b", "50%", "mit Leerzeichen", "ünïcode", "+/=&"])
def test_a_secret_is_percent_encoded_before_it_is_joined(secret) -> None:
    """RFC 6749 section 2.3.1: a colon or a percent sign in it survives the round trip."""
    name, _, password = base64.b64decode(basic("app:1", secret)).decode("ascii").partition(":")
    assert (unquote_plus(name), unquote_plus(password)) == ("app:1", secret)


def test_a_secret_client_leaves_its_id_out_of_the_form(clock) -> None:
    """The header says it."""
    proof = prove(SecretClient(id="a", secret="b"), ENDPOINT, clock())
    assert (dict(proof.form), dict(proof.headers)) == ({}, {"Authorization": "Basic YTpi"})


@pytest.mark.parametrize("alg", ["ES384", "RS384"])
def test_an_assertion_is_short_lived_and_made_for_the_endpoint(signing_keys, clock, alg) -> None:
    """Every claim and header that the standard asks for, verified with the published key."""
    key = signing_keys[alg]
    proof = prove(KeyClient(id="rehab-app", signing_key=key), ENDPOINT, clock())
    token = jwt.decode(proof.form["client_assertion"], key.key, algorithms=[alg])
    now = int(clock().timestamp())
    assert token.header == {"alg": alg, "kid": key.kid, "typ": "JWT"}
    jti = token.claims.pop("jti")
    assert token.claims == {"iss": "rehab-app", "sub": "rehab-app", "aud": ENDPOINT, "iat": now, "exp": now + 240}
    assert len(jti) == 36
    assert proof.form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "client_id" not in proof.form


def test_no_two_assertions_share_a_jti(signing_keys, clock) -> None:
    """Not even within one second."""
    client = KeyClient(id="a", signing_key=signing_keys["ES384"])
    made = [prove(client, ENDPOINT, clock()).form["client_assertion"] for _ in range(20)]
    jtis = {jwt.decode(text, client.signing_key.key, algorithms=["ES384"]).claims["jti"] for text in made}
    assert len(jtis) == 20


def test_the_published_set_holds_public_members_only(site, signing_keys) -> None:
    """Signing keys and those on their way in or out, each once, with id and algorithm."""
    client = KeyClient(id="a", signing_key=signing_keys["ES384"], also_published=(signing_keys["RS384"],))
    keyed = replace(site, client=client)
    published = public_key_set([keyed, site, replace(keyed, id="twin")])["keys"]
    assert [(key["kid"], key["kty"], key["alg"]) for key in published] == [
        ("app-es", "EC", "ES384"),
        ("app-rs", "RSA", "RS384"),
    ]
    assert {"crv", "x", "y"} <= set(published[0])
    assert {"n", "e"} <= set(published[1])
    assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & {name for key in published for name in key}


def test_the_key_set_is_to_be_kept_for_an_hour() -> None:
    """Long enough to spare the app, short enough to rotate a key."""
    assert CACHE_CONTROL == "public, max-age=3600"
