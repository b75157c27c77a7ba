"""The token endpoint: codes once, secrets checked, assertions fresh, refresh tokens rotated."""

import base64
from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet


def error(answer: requests.Response) -> tuple[int, str]:
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()["error"]


def code(app: Any, visit: Any) -> str:
    found: str = app.code(app.sandbox.launch(app.ehr, visit))
    return found


def test_a_launch_gives_the_context_and_no_store(app: Any, visit: Any) -> None:
    answer = app.exchange(code(app, visit))
    body = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (body["patient"], body["encounter"]) == (visit.patient, visit.encounter)
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 900
    asked = "launch openid fhirUser online_access user/Patient.r user/Encounter.rs"
    assert body["scope"] == asked


REFUSED = {
    "a wrong verifier": ({"code_verifier": "x" * 43}, "invalid_grant"),
    "no verifier": ({"code_verifier": None}, "invalid_request"),
    "another redirect": ({"redirect_uri": "http://localhost:9/other"}, "invalid_grant"),
    "an unknown code": ({"code": "made-up"}, "invalid_grant"),
    "a password grant": ({"grant_type": "password"}, "unsupported_grant_type"),
    "no grant type": ({"grant_type": None}, "unsupported_grant_type"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_exchange_is_refused(app: Any, visit: Any, case: str) -> None:
    changed, expected = REFUSED[case]
    assert error(app.exchange(code(app, visit), **changed)) == (400, expected)


def test_a_code_lives_sixty_seconds(app: Any, visit: Any) -> None:
    fresh = code(app, visit)
    app.sandbox.clock.advance(61)
    assert error(app.exchange(fresh)) == (400, "invalid_grant")


def test_a_replayed_code_is_refused_and_revokes_what_it_gave(app: Any, visit: Any, fhir: Any) -> None:
    fresh = code(app, visit)
    calls = fhir()
    calls.token = app.exchange(fresh).json()["access_token"]
    assert calls.get(f"Encounter/{visit.encounter}").status_code == 200
    assert error(app.exchange(fresh)) == (400, "invalid_grant")
    assert calls.get(f"Encounter/{visit.encounter}").status_code == 401


def test_a_code_belongs_to_its_client(app: Any, secret_app: Any, visit: Any) -> None:
    secret_app.verifier = app.verifier
    assert error(secret_app.exchange(code(app, visit))) == (400, "invalid_grant")


def test_nothing_may_stand_in_the_query_or_twice(app: Any, visit: Any) -> None:
    url = f"{app.root}/oauth/token"
    form = {"grant_type": "authorization_code", "code": code(app, visit), "client_id": "public"}
    assert error(requests.post(url, params=form, timeout=5)) == (400, "invalid_request")
    twice = [*form.items(), ("code", "another")]
    assert error(requests.post(url, data=twice, timeout=5)) == (400, "invalid_request")
    assert error(requests.post(url, json=form, timeout=5)) == (400, "invalid_request")


class TestSecretClient:
    def test_basic_authentication_is_taken(self, secret_app: Any, visit: Any) -> None:
        assert secret_app.launched(visit)["patient"] == visit.patient

    def test_a_wrong_secret_is_401_with_a_challenge(self, secret_app: Any, visit: Any) -> None:
        fresh = code(secret_app, visit)
        secret_app.secret = "wrong"
        answer = secret_app.exchange(fresh)
        assert error(answer) == (401, "invalid_client")
        assert answer.headers["WWW-Authenticate"].startswith("Basic")

    def test_client_id_in_the_form_is_refused(self, secret_app: Any, visit: Any) -> None:
        answer = secret_app.exchange(code(secret_app, visit), client_id="secret")
        assert error(answer) == (400, "invalid_request")

    def test_the_secret_in_the_form_is_refused_where_not_advertised(self, secret_app: Any, visit: Any) -> None:
        fresh, secret = code(secret_app, visit), secret_app.secret
        secret_app.secret = None
        assert error(secret_app.exchange(fresh, client_secret=secret)) == (401, "invalid_client")

    def test_no_authentication_is_refused(self, secret_app: Any, visit: Any) -> None:
        fresh = code(secret_app, visit)
        secret_app.secret = None
        assert error(secret_app.exchange(fresh)) == (401, "invalid_client")

    def test_a_malformed_header_is_refused(self, app: Any, visit: Any) -> None:
        broken = {"Authorization": "Basic " + base64.b64encode(b"no colon").decode()}
        form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": None}
        assert error(app.post(form, headers=broken)) == (401, "invalid_client")


ASSERTIONS = {
    "exp an hour ahead": {"exp": "+3600"},
    "exp past": {"exp": "-60"},
    "no exp": {"exp": None},
    "no jti": {"jti": None},
    "another issuer": {"iss": "public"},
    "another subject": {"sub": "secret"},
    "aud is the FHIR base": {"aud": "http://127.0.0.1/generic/fhir"},
    "no kid": {"header": {"kid": None}},
    "another typ": {"header": {"typ": "at+jwt"}},
}


class TestKeyClient:
    def test_an_assertion_is_taken(self, key_app: Any, visit: Any) -> None:
        assert key_app.launched(visit)["encounter"] == visit.encounter

    @pytest.mark.parametrize("case", ASSERTIONS)
    def test_an_assertion_is_refused(self, key_app: Any, visit: Any, case: str) -> None:
        changed: dict[str, Any] = dict(ASSERTIONS[case])
        if isinstance(changed.get("exp"), str):
            changed["exp"] = int(key_app.sandbox.clock.seconds()) + int(changed["exp"])
        assertion = key_app.assertion(**changed)
        assert error(key_app.exchange(code(key_app, visit), client_assertion=assertion)) == (401, "invalid_client")

    def test_an_assertion_works_once(self, key_app: Any, visit: Any) -> None:
        assertion = key_app.assertion()
        first = key_app.exchange(code(key_app, visit), client_assertion=assertion)
        again = key_app.exchange(code(key_app, visit), client_assertion=assertion)
        assert first.status_code == 200
        assert error(again) == (401, "invalid_client")

    def test_rs256_is_refused(self, key_app: Any, visit: Any) -> None:
        if key_app.key.kid != "rsa-1":
            return
        assertion = key_app.assertion(header={"alg": "RS256"})
        assert error(key_app.exchange(code(key_app, visit), client_assertion=assertion)) == (401, "invalid_client")

    def test_client_id_in_the_form_is_refused(self, key_app: Any, visit: Any) -> None:
        assert error(key_app.exchange(code(key_app, visit), client_id="key")) == (400, "invalid_request")

    def test_the_assertion_type_is_required(self, key_app: Any, visit: Any) -> None:
        answer = key_app.exchange(code(key_app, visit), client_assertion_type=None)
        assert error(answer) == (400, "invalid_request")


class TestRefresh:
    def test_generic_rotates(self, app: Any, visit: Any) -> None:
        first = app.launched(visit)
        second = app.refresh(first["refresh_token"]).json()
        assert second["refresh_token"] != first["refresh_token"]
        assert second["access_token"] != first["access_token"]
        assert "id_token" not in second

    def test_reuse_of_a_rotated_token_revokes_the_family(self, app: Any, visit: Any, fhir: Any) -> None:
        first = app.launched(visit)
        second = app.refresh(first["refresh_token"]).json()
        assert error(app.refresh(first["refresh_token"])) == (400, "invalid_grant")
        assert error(app.refresh(second["refresh_token"])) == (400, "invalid_grant")
        calls = fhir()
        calls.token = second["access_token"]
        assert calls.get(f"Encounter/{visit.encounter}").status_code == 401

    def test_oracle_gives_no_new_refresh_token_and_takes_the_old_one_again(self, app: Any) -> None:
        app.ehr = "oracle"
        first = app.launched(app.sandbox.visit("oracle", "knee-replacement"))
        assert first["expires_in"] == 570
        for _ in range(2):
            answer = app.refresh(first["refresh_token"])
            assert answer.status_code == 200
            assert "refresh_token" not in answer.json()

    def test_a_public_client_may_leave_out_its_id(self, app: Any, visit: Any) -> None:
        assert app.refresh(app.launched(visit)["refresh_token"], client_id=None).status_code == 200

    def test_a_secret_client_may_not(self, secret_app: Any, visit: Any) -> None:
        first = secret_app.launched(visit)
        secret_app.secret = None
        assert error(secret_app.refresh(first["refresh_token"], client_id=None)) == (401, "invalid_client")

    def test_more_scope_than_granted_is_refused(self, app: Any, visit: Any) -> None:
        first = app.launched(visit)
        asked = app.refresh(first["refresh_token"], scope="user/ChargeItem.crs")
        assert error(asked) == (400, "invalid_scope")

    def test_less_scope_is_given(self, app: Any, visit: Any, fhir: Any) -> None:
        first = app.launched(visit)
        body = app.refresh(first["refresh_token"], scope="user/Encounter.rs").json()
        assert body["scope"] == "user/Encounter.rs"
        calls = fhir()
        calls.token = body["access_token"]
        assert calls.get(f"Patient/{visit.patient}").status_code == 403

    def test_without_online_or_offline_access_there_is_none(self, app: Any, visit: Any) -> None:
        assert "refresh_token" not in app.launched(visit, scope="launch openid user/Encounter.rs")

    def test_epic_gives_none_to_a_public_client(self, app: Any) -> None:
        app.ehr = "epic"
        scope = "launch openid offline_access user/Encounter.rs"
        body = app.launched(app.sandbox.visit("epic", "knee-replacement"), scope=scope)
        assert "refresh_token" not in body

    def test_revocation_ends_the_family(self, app: Any, visit: Any) -> None:
        first = app.launched(visit)
        assert app.post({"token": first["refresh_token"]}, path="revoke").status_code == 200
        assert error(app.refresh(first["refresh_token"])) == (400, "invalid_grant")

    def test_introspection_tells_the_holder(self, app: Any, visit: Any) -> None:
        first = app.launched(visit)
        told = app.post({"token": first["access_token"]}, path="introspect").json()
        assert told["active"]
        assert told["encounter"] == visit.encounter
        app.sandbox.clock.advance(901)
        assert app.post({"token": first["access_token"]}, path="introspect").json() == {"active": False}


class TestIdentity:
    def claims(self, app: Any, body: dict[str, Any]) -> dict[str, Any]:
        keys = KeySet.import_key_set(requests.get(f"{app.root}/oauth/jwks", timeout=5).json())
        token = jwt.decode(body["id_token"], keys, algorithms=["RS256"])
        assert token.header["kid"]
        return dict(token.claims)

    def test_the_nonce_is_echoed_and_the_user_named(self, app: Any, visit: Any) -> None:
        claims = self.claims(app, app.launched(visit))
        assert claims["nonce"] == "n-1"
        assert claims["aud"] == "public"
        assert claims["fhirUser"] == f"Practitioner/{visit.user}"
        assert claims["exp"] - claims["iat"] == 300

    @pytest.mark.parametrize("ehr", ["generic", "oracle", "epic"])
    def test_discovery_below_the_token_issuer_names_that_issuer(self, app: Any, ehr: str) -> None:
        app.ehr = ehr
        claims = self.claims(app, app.launched(app.sandbox.visit(ehr, "knee-replacement")))
        where = claims["iss"].rstrip("/") + "/.well-known/openid-configuration"
        told = requests.get(where, timeout=5).json()
        assert told["issuer"] == claims["iss"]
        assert told["jwks_uri"] == f"{app.root}/oauth/jwks"

    def test_oracles_token_issuer_is_not_the_one_of_smart_configuration(self, app: Any) -> None:
        app.ehr = "oracle"
        claims = self.claims(app, app.launched(app.sandbox.visit("oracle", "knee-replacement")))
        told = requests.get(f"{app.root}/fhir/.well-known/smart-configuration", timeout=5).json()
        assert claims["iss"] != told["issuer"]
        assert claims["fhirUser"].startswith(f"{app.root}/fhir/Practitioner/")

    def test_without_openid_there_is_no_id_token(self, app: Any, visit: Any) -> None:
        assert "id_token" not in app.launched(visit, scope="launch user/Encounter.rs")

    def test_the_public_key_carries_no_private_member(self, app: Any) -> None:
        (key,) = requests.get(f"{app.root}/oauth/jwks", timeout=5).json()["keys"]
        assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)
        assert {"kty", "kid", "n", "e"} <= set(key)

    def test_rotation_changes_the_key(self, app: Any) -> None:
        url = f"{app.root}/oauth/jwks"
        before = requests.get(url, timeout=5).json()
        assert requests.post(f"{app.sandbox.url}/_control/keys", timeout=5).status_code == 204
        assert requests.get(url, timeout=5).json() != before


class TestTokenFacts:
    def test_epics_banner_is_a_string_and_its_state_is_echoed(self, app: Any) -> None:
        app.ehr = "epic"
        body = app.launched(app.sandbox.visit("epic", "knee-replacement"))
        assert body["need_patient_banner"] == "false"
        assert body["state"] == "s" * 32
        assert body["location"] == body["loginDepartment"]
        assert body["__epic.dstu2.patient"]

    def test_epics_invalid_client_is_400_without_description(self, app: Any) -> None:
        app.ehr = "epic"
        answer = app.exchange("x", client_id="nobody")
        assert answer.status_code == 400
        assert answer.json() == {"error": "invalid_client", "error_description": None}

    def test_oracles_extras(self, app: Any) -> None:
        app.ehr = "oracle"
        body = app.launched(app.sandbox.visit("oracle", "knee-replacement"))
        assert body["need_patient_banner"] is False
        assert body["tenant"]
        assert body["user"]

    def test_no_encounter_in_context(self, app: Any) -> None:
        visit = app.sandbox.visit("generic", "no-encounter")
        body = app.launched(visit)
        assert body["patient"] == visit.patient
        assert "encounter" not in body

    def test_what_the_client_may_not_ask_is_not_granted(self, app: Any, visit: Any) -> None:
        app.client_id = "narrow"
        body = app.launched(visit, scope="launch user/Encounter.rs user/ChargeItem.crs openid")
        assert body["scope"] == "launch user/Encounter.rs"

    def test_what_the_ehr_does_not_have_is_not_granted(self, app: Any) -> None:
        app.ehr = "epic"
        scope = "launch user/ChargeItem.crs user/Encounter.rs"
        body = app.launched(app.sandbox.visit("epic", "knee-replacement"), scope=scope)
        assert body["scope"] == "launch user/Encounter.rs"
