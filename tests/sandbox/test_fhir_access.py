"""FHIR needs a token, the right scope and letter, and an interaction that is advertised."""

from typing import Any

import pytest

EHRS = ["generic", "oracle", "epic"]


@pytest.mark.parametrize("ehr", EHRS)
def test_without_a_token_everything_but_discovery_is_401(anonymous: Any, ehr: str) -> None:
    answer = anonymous(ehr).get("Patient/1")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert anonymous(ehr).get("metadata").status_code == 200
    assert anonymous(ehr).get(".well-known/smart-configuration").status_code == 200


def test_a_token_in_the_query_is_refused(fhir: Any, visit: Any) -> None:
    calls = fhir()
    assert calls.get(f"Patient/{visit.patient}?access_token={calls.token}").status_code == 401


def test_a_token_ends(fhir: Any, sandbox: Any, visit: Any) -> None:
    calls = fhir()
    sandbox.clock.advance(901)
    assert calls.get(f"Patient/{visit.patient}").status_code == 401


def test_a_token_of_one_personality_is_unknown_to_another(fhir: Any, sandbox: Any) -> None:
    calls = fhir("generic")
    calls.base = sandbox.iss("epic")
    assert calls.get("Patient/1").status_code == 401


SCOPES = {
    "v2 read permits read": ("user/Encounter.r", "GET", 200),
    "v2 search alone does not permit read": ("user/Encounter.s", "GET", 403),
    "v1 read permits read": ("user/Encounter.read", "GET", 200),
    "v1 write does not permit read": ("user/Encounter.write", "GET", 403),
    "another type does not permit": ("user/Patient.rs", "GET", 403),
    "a wildcard type permits": ("user/*.r", "GET", 200),
    "a patient scope permits the launch's patient": ("patient/Encounter.r", "GET", 200),
}


@pytest.mark.parametrize("case", SCOPES)
def test_scopes_are_enforced_by_type_and_letter(fhir: Any, visit: Any, case: str) -> None:
    scope, method, status = SCOPES[case]
    answer = fhir(scope=scope).call(method, f"Encounter/{visit.encounter}")
    assert answer.status_code == status


def test_search_and_create_have_their_own_letters(fhir: Any, visit: Any) -> None:
    reader = fhir(scope="user/ChargeItem.r")
    assert reader.get(f"ChargeItem?context={visit.encounter}").status_code == 403
    assert reader.call("POST", "ChargeItem", {"resourceType": "ChargeItem"}).status_code == 403


def test_a_patient_scope_hides_other_patients(fhir: Any, sandbox: Any) -> None:
    other = sandbox.visit("generic", "evening-neck")
    calls = fhir(scope="patient/Encounter.rs patient/Patient.rs")
    assert calls.get(f"Encounter/{other.encounter}").status_code == 404
    assert calls.found(f"Encounter?patient={other.patient}") == []


def test_a_filter_in_a_scope_is_enforced(fhir: Any, visit: Any) -> None:
    every = fhir(scope="user/Condition.rs").found(f"Condition?patient={visit.patient}")
    category = "http://terminology.hl7.org/CodeSystem/condition-category|problem-list-item"
    some = fhir(scope=f"user/Condition.rs?category={category}").found(f"Condition?patient={visit.patient}")
    assert 0 < len(some) < len(every)


REFUSALS = [
    ("generic", "GET", "Medication/1", 404, "application/fhir+json"),
    ("generic", "POST", "Location", 405, "application/fhir+json"),
    ("oracle", "POST", "ChargeItem", 405, None),
    ("oracle", "GET", "Task?patient=1", 404, None),
    ("oracle", "GET", "PractitionerRole?practitioner=1", 404, None),
    ("epic", "POST", "ChargeItem", 404, "text/html"),
    ("epic", "GET", "ChargeItem?context=1", 404, "text/html"),
    ("epic", "POST", "Procedure", 405, "text/html"),
    ("epic", "PUT", "Condition/1", 405, "text/html"),
    ("epic", "DELETE", "DocumentReference/1", 405, "text/html"),
]


@pytest.mark.parametrize(("ehr", "method", "path", "status", "form"), REFUSALS)
def test_what_is_not_advertised_is_refused(
    fhir: Any, ehr: str, method: str, path: str, status: int, form: str | None
) -> None:
    body = {"resourceType": path.partition("/")[0]} if method in ("POST", "PUT") else None
    answer = fhir(ehr).call(method, path, body)
    assert answer.status_code == status
    if form is None:
        assert answer.content == b""
    else:
        assert answer.headers["Content-Type"].startswith(form)


def test_insufficient_scope_is_named_in_the_header(fhir: Any) -> None:
    for ehr in EHRS:
        answer = fhir(ehr, scope="user/Patient.r").get("Condition?patient=1")
        assert answer.status_code == 403
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'
        assert bool(answer.content) == (ehr == "generic")


class TestAccept:
    def test_oracle_answers_only_fhir_json(self, fhir: Any, sandbox: Any) -> None:
        visit = sandbox.visit("oracle", "knee-replacement")
        for accept in ("*/*", "application/json"):
            answer = fhir("oracle").get(f"Patient/{visit.patient}", Accept=accept)
            assert (answer.status_code, answer.content) == (406, b"")

    def test_generic_does_not_mind(self, fhir: Any, visit: Any) -> None:
        assert fhir().get(f"Patient/{visit.patient}", Accept="*/*").status_code == 200

    def test_epics_metadata_is_xml_unless_fhir_json_is_asked_for(self, anonymous: Any) -> None:
        assert anonymous("epic").get("metadata", Accept="*/*").text.startswith("<?xml")
        assert anonymous("epic").get("metadata").json()["fhirVersion"] == "4.0.1"
