"""id_tokens that must not prove anybody. Each is sent through a whole launch."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from chargeline_launch import ActiveLaunch, FailureCode, LaunchFailure

KEYS = "https://auth.generic.example.org/jwks.json"
CONFIGURATION = "https://auth.generic.example.org/.well-known/openid-configuration"


@pytest.fixture
def outcome_of(flow, site):
    """Finishes a launch whose token answer carries the id_token that a function makes."""

    def launch(make, at_site=site):
        pending = flow.begin(at_site)
        flow.ehr.token_answer = lambda: {**flow.ehr.answer, "id_token": make()}
        return flow.finish(pending)

    return launch


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("claims", "code", "detail"),
    [
        ({"aud": "another-app"}, FailureCode.ID_TOKEN_AUDIENCE, "aud"),
        ({"aud": None}, FailureCode.ID_TOKEN_AUDIENCE, "aud"),
        ({"aud": ["rehab-app", "other"]}, FailureCode.ID_TOKEN_AUDIENCE, "azp"),
        ({"aud": ["rehab-app", "other"], "azp": "other"}, FailureCode.ID_TOKEN_AUDIENCE, "azp"),
        ({"azp": "other"}, FailureCode.ID_TOKEN_AUDIENCE, "azp"),
        ({"nonce": "of-another-launch"}, FailureCode.ID_TOKEN_NONCE, None),
        ({"nonce": None}, FailureCode.ID_TOKEN_NONCE, None),
        ({"nonce": 7}, FailureCode.ID_TOKEN_NONCE, None),
        ({"exp": None}, FailureCode.ID_TOKEN_TIMES, "exp"),
        ({"exp": "soon"}, FailureCode.ID_TOKEN_TIMES, "exp"),
        ({"iat": None}, FailureCode.ID_TOKEN_TIMES, "iat"),
        ({"sub": None}, FailureCode.ID_TOKEN_UNREADABLE, "sub"),
        ({"iss": None}, FailureCode.ID_TOKEN_ISSUER, None),
        ({"iss": "https://auth.evil.example"}, FailureCode.ID_TOKEN_ISSUER, None),
        ({"iss": "https://auth.generic.example.org/"}, FailureCode.ID_TOKEN_ISSUER, None),
        ({"fhirUser": "https://fhir.evil.example/r4/Practitioner/pt-1"}, FailureCode.FHIR_USER_FOREIGN, None),
        (
            {"fhirUser": "https://fhir.generic.example.org/r4.evil.example/Practitioner/1"},
            FailureCode.FHIR_USER_FOREIGN,
            None,
        ),
        ({"fhirUser": "https://fhir.generic.example.org/r4Practitioner/1"}, FailureCode.FHIR_USER_FOREIGN, None),
        ({"fhirUser": "/Practitioner/1"}, FailureCode.FHIR_USER_FOREIGN, None),
        ({"fhirUser": "//evil.example/Practitioner/1"}, FailureCode.FHIR_USER_FOREIGN, None),
        ({"fhirUser": "Practitioner/../Patient/1"}, FailureCode.FHIR_USER_FOREIGN, None),
        ({"fhirUser": "Device/1"}, FailureCode.FHIR_USER_FOREIGN, None),
        ({"fhirUser": ["Practitioner/1"]}, FailureCode.FHIR_USER_FOREIGN, None),
    ],
)
def test_a_claim_that_is_wrong_refuses_the_launch(flow, outcome_of, claims, code, detail) -> None:
    """Signed by the right key, and still not meant for this launch."""
    assert outcome_of(lambda: flow.ehr.id_token(**claims)) == LaunchFailure(code=code, site="clinic", detail=detail)


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        ({"exp": -59}, None),
        ({"exp": -60}, "exp"),
        ({"iat": 60}, None),
        ({"iat": 61}, "iat"),
        ({"iat": -86400}, None),
        ({"iat": -86401}, "iat"),
        ({"nbf": 60}, None),
        ({"nbf": 61}, "nbf"),
    ],
)
def test_stale_and_future_times_are_refused_beyond_a_minute_of_skew(flow, outcome_of, clock, shift, code) -> None:
    """Both sides of each boundary, in seconds from now."""
    now = int(clock().timestamp())
    outcome = outcome_of(lambda: flow.ehr.id_token(**{name: now + by for name, by in shift.items()}))
    if code is None:
        assert isinstance(outcome, ActiveLaunch)
    else:
        assert outcome == LaunchFailure(code=FailureCode.ID_TOKEN_TIMES, site="clinic", detail=code)


def test_a_token_without_a_signature_is_refused(flow, outcome_of) -> None:
    """alg=none proves nothing."""

    def unsigned() -> str:
        _, claims, _ = flow.ehr.id_token().split(".")
        return f"{segment({'alg': 'none'})}.{claims}."

    assert outcome_of(unsigned).code == FailureCode.ID_TOKEN_ALGORITHM


def test_an_hmac_made_with_the_public_key_is_refused(flow, outcome_of) -> None:
    """The classic confusion of a public key with a shared secret."""
    pem = flow.ehr.key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def confused() -> str:
        _, claims, _ = flow.ehr.id_token().split(".")
        said = json.loads(base64.urlsafe_b64decode(claims + "=="))
        key = OctKey.import_key(base64.b64encode(pem))
        return jwt.encode({"alg": "HS256", "kid": "k1"}, said, key, algorithms=["HS256"])

    assert outcome_of(confused).code == FailureCode.ID_TOKEN_ALGORITHM


def test_a_signature_by_another_key_under_a_known_id_is_refused(flow, outcome_of) -> None:
    """The id of a key is not the key."""
    stranger = RSAKey.generate_key(2048)
    assert outcome_of(lambda: flow.ehr.id_token(key=stranger)).code == FailureCode.ID_TOKEN_SIGNATURE


def test_changed_claims_break_the_signature(flow, outcome_of) -> None:
    """Somebody else's name cannot be put in."""

    def changed() -> str:
        header, claims, signature = flow.ehr.id_token().split(".")
        said = json.loads(base64.urlsafe_b64decode(claims + "=="))
        return f"{header}.{segment({**said, 'sub': 'somebody-else'})}.{signature}"

    assert outcome_of(changed).code == FailureCode.ID_TOKEN_SIGNATURE


@pytest.mark.parametrize("name", ["jku", "x5u", "jwk"])
def test_a_token_that_names_its_own_keys_is_refused_and_its_address_never_called(flow, outcome_of, name) -> None:
    """Keys come from the site's entry alone."""
    evil = RSAKey.generate_key(2048)
    named = {**evil.as_dict(private=False), "kid": "evil"} if name == "jwk" else "https://evil.example/keys.json"

    def own_keys() -> str:
        _, claims, _ = flow.ehr.id_token().split(".")
        said = json.loads(base64.urlsafe_b64decode(claims + "=="))
        return jwt.encode({"alg": "RS256", "kid": "evil", name: named}, said, evil, algorithms=["RS256"])

    assert outcome_of(own_keys).code == FailureCode.ID_TOKEN_SIGNATURE
    assert not [call for call in flow.ehr.network.calls if "evil" in call.request.url]


def test_a_foreign_issuer_causes_no_request_to_it_nor_for_any_keys(flow, outcome_of) -> None:
    """The issuer is compared with the site's entry before anything is fetched."""
    outcome_of(lambda: flow.ehr.id_token(iss="https://auth.evil.example"))
    assert not flow.ehr.requests_to("https://auth.evil.example/.well-known/openid-configuration")
    assert not flow.ehr.requests_to(CONFIGURATION)


def test_an_unknown_key_is_looked_up_once_more_and_no_more(flow, outcome_of) -> None:
    """A server that has changed its key is believed; a made-up id does not hammer it."""
    assert outcome_of(lambda: flow.ehr.id_token(header={"kid": "made-up"})).code == FailureCode.ID_TOKEN_SIGNATURE
    assert len(flow.ehr.requests_to(KEYS)) == 2


def test_a_rotated_key_is_found(flow, outcome_of) -> None:
    """The keys held are of yesterday; the fresh ones hold the new id."""
    assert isinstance(outcome_of(flow.ehr.id_token), ActiveLaunch)
    flow.ehr.kid = "k2"
    assert isinstance(outcome_of(flow.ehr.id_token), ActiveLaunch)
    assert len(flow.ehr.requests_to(KEYS)) == 2


def test_keys_are_kept_between_launches(flow, outcome_of) -> None:
    """Two launches, one fetch."""
    for _ in range(2):
        assert isinstance(outcome_of(flow.ehr.id_token), ActiveLaunch)
    assert len(flow.ehr.requests_to(KEYS)) == 1


@pytest.mark.parametrize(
    "text", ["", "x", "a.b", "a.b.c", "a.b.c.d", f"{'x' * 40_000}.b.c", f"{segment([1])}.{segment([2])}.x"]
)
def test_something_that_is_no_token_is_named_so(outcome_of, text) -> None:
    """An empty id_token counts as none at all; the rest is unreadable."""
    outcome = outcome_of(lambda: text)
    assert isinstance(outcome, ActiveLaunch) if not text else outcome.code == FailureCode.ID_TOKEN_UNREADABLE


@pytest.mark.parametrize(
    ("broken", "detail"),
    [
        ({"issuer": "https://auth.evil.example"}, "issuer"),
        ({"jwks_uri": "http://auth.generic.example.org/jwks.json"}, "jwks_uri"),
        ({"jwks_uri": "https://127.0.0.1/jwks.json"}, "jwks_uri"),
        ({"jwks_uri": None}, "jwks_uri"),
    ],
)
def test_an_openid_configuration_that_is_wrong_gives_no_keys(flow, outcome_of, broken, detail) -> None:
    """It must be the listed issuer's own, and lead to an https address."""
    document = {"issuer": "https://auth.generic.example.org", "jwks_uri": KEYS, **broken}
    flow.ehr.configuration = document
    outcome = outcome_of(flow.ehr.id_token)
    assert outcome == LaunchFailure(code=FailureCode.ID_TOKEN_KEYS, site="clinic", detail=detail)


def test_a_weak_key_is_not_used(flow, outcome_of) -> None:
    """RSA below 2048 bits signs nothing that we believe."""
    small = {
        "kty": "RSA",
        "kid": "k1",
        "n": base64.urlsafe_b64encode(bytes([0xC1]) * 128).decode().rstrip("="),
        "e": "AQAB",
    }
    flow.ehr.public_keys = lambda: {"keys": [small]}
    assert outcome_of(flow.ehr.id_token) == LaunchFailure(code=FailureCode.ID_TOKEN_KEYS, site="clinic", detail="keys")


def test_a_key_for_encryption_proves_no_signature(flow, outcome_of) -> None:
    """Even where the same key has signed the token."""
    keys = flow.ehr.public_keys()["keys"]
    flow.ehr.public_keys = lambda: {"keys": [{**key, "use": "enc"} for key in keys]}
    assert outcome_of(flow.ehr.id_token) == LaunchFailure(code=FailureCode.ID_TOKEN_KEYS, site="clinic", detail="keys")


def test_a_key_that_cannot_be_read_does_not_lose_the_others(flow, outcome_of) -> None:
    """A server may list kinds of keys that we do not know."""
    keys = flow.ehr.public_keys()["keys"]
    unreadable = ["k0", {"kty": "RSA", "kid": "k0"}, {"kty": "EC", "kid": "k0", "crv": "P-0"}, {"kty": "new"}]
    flow.ehr.public_keys = lambda: {"keys": [*unreadable, *keys]}
    assert isinstance(outcome_of(flow.ehr.id_token), ActiveLaunch)


@pytest.mark.parametrize(("alg", "curve"), [("ES256", "P-256"), ("ES384", "P-384")])
def test_a_token_signed_on_an_elliptic_curve_is_believed(flow, outcome_of, alg, curve) -> None:
    """As the standard offers it to servers, beside RSA."""
    key = ECKey.generate_key(curve)
    flow.ehr.public_keys = lambda: {"keys": [{**key.as_dict(private=False), "kid": "k1", "use": "sig"}]}
    assert isinstance(outcome_of(lambda: flow.ehr.id_token(header={"alg": alg}, key=key)), ActiveLaunch)


def test_a_token_that_names_no_key_is_tried_with_the_keys_at_hand(flow, outcome_of) -> None:
    """There is no id that fresh keys could hold, so none are fetched for it."""

    def nameless() -> str:
        _, claims, _ = flow.ehr.id_token().split(".")
        said = json.loads(base64.urlsafe_b64decode(claims + "=="))
        return jwt.encode({"alg": "RS256"}, said, flow.ehr.key, algorithms=["RS256"])

    assert isinstance(outcome_of(nameless), ActiveLaunch)
    assert len(flow.ehr.requests_to(KEYS)) == 1


def test_oracles_issuer_differs_from_its_metadatas_and_is_believed_from_the_entry(flow, outcome_of, site) -> None:
    """The pair is listed in the site file; the smart-configuration's issuer is not asked."""
    oidc = "https://auth.generic.example.org/oidc/idsps/t/"
    flow.ehr.network.get(f"{oidc}.well-known/openid-configuration", json={"issuer": oidc, "jwks_uri": KEYS})
    oracle = replace(site, vendor="oracle", id_token_issuers=(oidc,))
    assert isinstance(outcome_of(lambda: flow.ehr.id_token(iss=oidc), oracle), ActiveLaunch)


def test_the_user_is_named_relative_to_the_launchs_server_however_the_token_says_it(flow, outcome_of) -> None:
    """Absolute and relative are one."""
    absolute = "https://fhir.generic.example.org/r4/Practitioner/pt-1"
    assert outcome_of(lambda: flow.ehr.id_token(fhirUser=absolute)).user == "Practitioner/pt-1"
