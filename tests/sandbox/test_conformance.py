"""What each personality says of itself agrees with what was captured from the vendors."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from chargeline_sandbox.facts import PERSONALITIES

FIXTURES = Path(__file__).parent.parent / "fixtures"
CAPTURED = {
    "generic": ("generic-full-write", "generic-full"),
    "oracle": ("cerner-style", "cerner"),
    "epic": ("epic-style", "epic"),
}
# Advertised by the vendors, left out here on purpose.
LEFT_OUT = {"patch", "delete", "history-system", "search-system"}


def captured(folder: str, name: str) -> Any:
    return json.loads((FIXTURES / folder / f"{name}.json").read_text("utf-8"))


def resources(statement: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {r["type"]: r for r in statement["rest"][0]["resource"]}


def codes(resource: dict[str, Any]) -> set[str]:
    return {i["code"] for i in resource.get("interaction", [])}


@pytest.fixture
def statement(anonymous: Any) -> Any:
    return lambda ehr: anonymous(ehr).get("metadata").json()


@pytest.mark.parametrize("ehr", CAPTURED)
def test_nothing_is_advertised_that_the_vendor_does_not_have(statement: Any, ehr: str) -> None:
    theirs, ours = resources(captured("capability", f"{CAPTURED[ehr][0]}")), resources(statement(ehr))
    for kind in set(theirs) & set(ours):
        assert codes(ours[kind]) <= codes(theirs[kind]), kind


@pytest.mark.parametrize("kind", ["ChargeItem", "DocumentReference", "Encounter", "Condition", "Coverage"])
@pytest.mark.parametrize("ehr", CAPTURED)
def test_what_the_app_needs_is_the_same(statement: Any, ehr: str, kind: str) -> None:
    theirs, ours = resources(captured("capability", f"{CAPTURED[ehr][0]}")), resources(statement(ehr))
    assert (kind in theirs) == (kind in ours)
    if kind in theirs and kind in ("ChargeItem", "DocumentReference"):
        assert codes(theirs[kind]) - LEFT_OUT == codes(ours[kind]) - LEFT_OUT
        assert theirs[kind].get("operation", [])[:1] == [] or _operations(ours[kind]) <= _operations(theirs[kind])
        assert bool(theirs[kind].get("conditionalCreate")) == ours[kind]["conditionalCreate"]


def _operations(resource: dict[str, Any]) -> set[str]:
    return {o["definition"] for o in resource.get("operation", [])}


def test_oracle_names_the_three_charge_operations(statement: Any) -> None:
    charge = resources(statement("oracle"))["ChargeItem"]
    assert codes(charge) == {"read", "search-type"}
    assert {d.rpartition("/")[2] for d in _operations(charge)} == {
        "charge-item-create",
        "charge-item-modify",
        "charge-item-credit",
    }


@pytest.mark.parametrize("ehr", CAPTURED)
def test_system_interactions(statement: Any, ehr: str) -> None:
    theirs = {i["code"] for i in captured("capability", CAPTURED[ehr][0])["rest"][0].get("interaction", [])}
    ours = {i["code"] for i in statement(ehr)["rest"][0].get("interaction", [])}
    assert ours == theirs - LEFT_OUT


@pytest.mark.parametrize("ehr", CAPTURED)
def test_smart_configuration(anonymous: Any, ehr: str) -> None:
    theirs = captured("discovery", f"{CAPTURED[ehr][1]}.smart-configuration")
    answer = anonymous(ehr).get(".well-known/smart-configuration", Accept="text/html")
    assert answer.headers["Content-Type"].startswith("application/json")
    ours = answer.json()
    assert ours["code_challenge_methods_supported"] == theirs["code_challenge_methods_supported"]
    assert ours["token_endpoint_auth_methods_supported"] == theirs["token_endpoint_auth_methods_supported"]
    assert set(ours["capabilities"]) - set(theirs["capabilities"]) <= {"permission-v1"}
    assert set(theirs["capabilities"]) - set(ours["capabilities"]) <= {"health-cards"}
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "introspection_endpoint"):
        assert ours[name].startswith(anonymous(ehr).base.removesuffix("fhir") + "oauth/")


def test_epic_lists_few_scopes(anonymous: Any) -> None:
    theirs = captured("discovery", "epic.smart-configuration")
    ours = anonymous("epic").get(".well-known/smart-configuration").json()
    assert ours["scopes_supported"] == theirs["scopes_supported"]
    assert "context-standalone-encounter" not in ours["capabilities"]


def test_openid_discovery_stands_beside_the_fhir_base_only_where_the_vendor_puts_it(anonymous: Any) -> None:
    status = {ehr: anonymous(ehr).get(".well-known/openid-configuration").status_code for ehr in CAPTURED}
    assert status == {"generic": 200, "oracle": 404, "epic": 200}


@pytest.mark.parametrize("facts", PERSONALITIES.values(), ids=PERSONALITIES)
def test_every_search_parameter_is_one_that_the_search_knows(facts: Any) -> None:
    from chargeline_sandbox.fhir.search import CONTROLS, PARAMS

    for kind, resource in facts.resources.items():
        assert set(resource.search) <= set(PARAMS) | CONTROLS, kind
        assert {name for group in resource.required for name in group} <= set(resource.search), kind


@pytest.mark.parametrize("ehr", CAPTURED)
def test_scripts_of_other_origins_are_answered(anonymous: Any, sandbox: Any, ehr: str) -> None:
    preflight = anonymous(ehr).call("OPTIONS", "Patient/1", Accept="*/*")
    assert preflight.status_code == 200
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    assert anonymous(ehr).get("metadata").headers["Access-Control-Allow-Origin"] == "*"
    chart = requests.get(f"{sandbox.url}/chart/{ehr}", timeout=5)
    assert "Access-Control-Allow-Origin" not in chart.headers


def test_oracle_numbers_its_answers(anonymous: Any) -> None:
    numbered = {ehr: "X-Request-Id" in anonymous(ehr).get("metadata").headers for ehr in CAPTURED}
    assert numbered == {"generic": False, "oracle": True, "epic": False}


def test_a_launch_token_must_be_quoted_in_a_url(sandbox: Any) -> None:
    lengths = {}
    for ehr in CAPTURED:
        link = sandbox.launch(ehr, sandbox.visit(ehr, "knee-replacement"))
        lengths[ehr] = len(link.launch)
        query = parse_qs(urlsplit(link.url).query)
        assert query == {"iss": [link.iss], "launch": [link.launch]}
    assert lengths["epic"] > 900


def test_oracle_has_no_therapy_measurements(fhir: Any, sandbox: Any) -> None:
    counts = {}
    for ehr in CAPTURED:
        visit = sandbox.visit(ehr, "knee-replacement")
        counts[ehr] = len(fhir(ehr).found(f"Observation?patient={visit.patient}&category=exam"))
    assert counts == {"generic": 2, "oracle": 0, "epic": 2}
