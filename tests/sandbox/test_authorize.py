"""The authorization endpoint refuses what a strict EHR refuses, and never redirects where it must not."""

from typing import Any

import pytest
import requests

EVIL = "http://localhost:9/callback/"


def test_an_ehr_launch_is_answered_with_a_code_and_the_same_state(app: Any, visit: Any, callback_of: Any) -> None:
    answer = callback_of(app.authorize(app.sandbox.launch("generic", visit)))
    assert set(answer) == {"code", "state"}
    assert answer["state"] == "s" * 32


def test_a_form_post_is_taken_like_a_query(app: Any, visit: Any, callback_of: Any) -> None:
    query = app.query(app.sandbox.launch("generic", visit))
    answer = requests.post(f"{app.root}/oauth/authorize", data=query, allow_redirects=False, timeout=5)
    assert "code" in callback_of(answer)


@pytest.mark.parametrize("changed", [{"client_id": "nobody"}, {"client_id": None}, {"redirect_uri": EVIL}])
def test_an_unregistered_client_or_redirect_is_a_page_not_a_redirect(app: Any, visit: Any, changed: Any) -> None:
    answer = app.authorize(app.sandbox.launch("generic", visit), **changed)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


REFUSED = {
    "no response type": ({"response_type": None}, "unsupported_response_type"),
    "token response type": ({"response_type": "token"}, "unsupported_response_type"),
    "no state": ({"state": None}, "invalid_request"),
    "no code challenge": ({"code_challenge": None}, "invalid_request"),
    "no challenge method": ({"code_challenge_method": None}, "invalid_request"),
    "plain challenge": ({"code_challenge_method": "plain"}, "invalid_request"),
    "malformed challenge": ({"code_challenge": "short"}, "invalid_request"),
    "no aud": ({"aud": None}, "invalid_request"),
    "aud with a trailing slash": ({"aud": "SLASH"}, "invalid_request"),
    "aud of another EHR": ({"aud": "https://other.example.org/fhir"}, "invalid_request"),
    "no scope": ({"scope": None}, "invalid_scope"),
    "letters out of order": ({"scope": "launch user/Encounter.sr"}, "invalid_scope"),
    "scope without letters": ({"scope": "launch user/Encounter."}, "invalid_scope"),
    "launch without its scope": ({"scope": "openid user/Encounter.rs"}, "invalid_request"),
    "launch scope without launch": ({"launch": None}, "invalid_request"),
    "a launch nobody opened": ({"launch": "made-up"}, "invalid_request"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_is_refused(app: Any, visit: Any, callback_of: Any, case: str) -> None:
    changed, error = REFUSED[case]
    if changed.get("aud") == "SLASH":
        changed = {"aud": f"{app.root}/fhir/"}
    answer = callback_of(app.authorize(app.sandbox.launch("generic", visit), **changed))
    assert answer["error"] == error
    assert "code" not in answer


def test_a_launch_token_works_once(app: Any, visit: Any, callback_of: Any) -> None:
    link = app.sandbox.launch("generic", visit)
    app.code(link)
    assert callback_of(app.authorize(link))["error"] == "invalid_request"


def test_a_launch_token_ages(app: Any, visit: Any, callback_of: Any) -> None:
    link = app.sandbox.launch("generic", visit)
    app.sandbox.clock.advance(301)
    assert callback_of(app.authorize(link))["error"] == "invalid_request"


def test_a_launch_of_one_personality_is_unknown_to_another(app: Any, visit: Any, callback_of: Any) -> None:
    link = app.sandbox.launch("generic", visit)
    app.ehr = "epic"
    assert callback_of(app.authorize(link))["error"] == "invalid_request"


def test_oracle_refuses_wildcards_and_sends_an_error_uri(app: Any, callback_of: Any) -> None:
    app.ehr = "oracle"
    link = app.sandbox.launch("oracle", app.sandbox.visit("oracle", "knee-replacement"))
    answer = callback_of(app.authorize(link, scope="launch user/*.read"))
    assert answer["error"] == "invalid_scope"
    assert requests.get(answer["error_uri"], timeout=5).status_code == 200


class TestStandalone:
    """Without a launch there is a page to choose the patient and the visit on."""

    SCOPE = "launch/patient launch/encounter openid fhirUser user/Encounter.rs"

    def choose(self, app: Any, visit: Any, **changed: Any) -> requests.Response:
        page = app.authorize(None, scope=self.SCOPE).text
        key = page.partition('name="key" value="')[2].partition('"')[0]
        form = {"key": key, "user": visit.user, "patient": visit.patient, "encounter": visit.encounter} | changed
        return requests.post(f"{app.root}/oauth/choose", data=form, allow_redirects=False, timeout=5)

    def test_the_choice_becomes_the_context(self, app: Any, visit: Any, callback_of: Any) -> None:
        token = app.exchange(callback_of(self.choose(app, visit))["code"]).json()
        assert (token["patient"], token["encounter"]) == (visit.patient, visit.encounter)

    def test_a_refusal_is_access_denied(self, app: Any, visit: Any, callback_of: Any) -> None:
        assert callback_of(self.choose(app, visit, deny="1"))["error"] == "access_denied"

    def test_the_page_works_once(self, app: Any, visit: Any) -> None:
        form = {"key": "used before", "user": visit.user}
        answer = requests.post(f"{app.root}/oauth/choose", data=form, allow_redirects=False, timeout=5)
        assert answer.status_code == 400

    def test_an_encounter_of_another_patient_is_dropped(self, app: Any, visit: Any, callback_of: Any) -> None:
        other = app.sandbox.visit("generic", "evening-neck")
        token = app.exchange(callback_of(self.choose(app, visit, encounter=other.encounter))["code"]).json()
        assert "encounter" not in token
