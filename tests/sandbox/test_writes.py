"""Writes of the full R4 server: conditions, versions, batches; and the vendors' narrow ones."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

SYSTEM = "https://app.example.org/charge"


@pytest.fixture
def charge(visit: Any) -> dict[str, Any]:
    return {
        "resourceType": "ChargeItem",
        "identifier": [{"system": SYSTEM, "value": "k1"}],
        "status": "planned",
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97110"}]},
        "subject": {"reference": f"Patient/{visit.patient}"},
        "context": {"reference": f"Encounter/{visit.encounter}"},
        "quantity": {"value": 2},
    }


class TestConditionalCreate:
    CONDITION = f"identifier={SYSTEM}|k1"

    def test_no_match_creates_one_match_returns_it(self, fhir: Any, charge: Any) -> None:
        calls = fhir(scope="user/ChargeItem.crs")
        first = calls.call("POST", "ChargeItem", charge, If_None_Exist=self.CONDITION)
        second = calls.call("POST", "ChargeItem", charge, If_None_Exist=self.CONDITION)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.headers["ETag"] == second.headers["ETag"] == 'W/"1"'
        assert first.headers["Location"] == second.headers["Location"]
        assert first.headers["Location"].startswith(f"{calls.base}/ChargeItem/")
        assert first.json() == second.json()

    def test_several_matches_are_412(self, fhir: Any, charge: Any) -> None:
        calls = fhir()
        for _ in range(2):
            assert calls.call("POST", "ChargeItem", charge).status_code == 201
        answer = calls.call("POST", "ChargeItem", charge, If_None_Exist=self.CONDITION)
        assert answer.status_code == 412
        assert answer.json()["issue"][0]["code"] == "multiple-matches"

    def test_twenty_at_once_create_one(
        self, fhir: Any, charge: Any, sandbox: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls, store = fhir(), sandbox.store("generic")
        put = store.put

        def slowly(resource: dict[str, Any], **kwargs: Any) -> Any:
            time.sleep(0.05)
            return put(resource, **kwargs)

        monkeypatch.setattr(store, "put", slowly)
        with ThreadPoolExecutor(20) as pool:
            sent = [
                pool.submit(calls.call, "POST", "ChargeItem", charge, If_None_Exist=self.CONDITION) for _ in range(20)
            ]
            statuses = sorted(one.result().status_code for one in sent)
        assert statuses == [200] * 19 + [201]

    @pytest.mark.parametrize("condition", ["", "colour=red", "identifier=", "_count=1"])
    def test_a_condition_that_names_nothing_is_refused(self, fhir: Any, charge: Any, condition: str) -> None:
        assert fhir().call("POST", "ChargeItem", charge, If_None_Exist=condition).status_code == 400


BROKEN_CHARGES = {
    "no status": {"status": None},
    "an unknown status": {"status": "bogus"},
    "no code": {"code": None},
    "an empty code": {"code": {}},
    "no subject": {"subject": None},
    "a subject nobody knows": {"subject": {"reference": "Patient/nobody"}},
    "another patient's encounter": {"context": {"reference": "Encounter/encounter-evening-neck-1"}},
    "an unknown element": {"productivity": 1},
}


class TestRules:
    @pytest.mark.parametrize("case", BROKEN_CHARGES)
    def test_a_broken_charge_is_422(self, fhir: Any, charge: Any, case: str) -> None:
        body = {k: v for k, v in (charge | BROKEN_CHARGES[case]).items() if v is not None}
        answer = fhir().call("POST", "ChargeItem", body)
        assert answer.status_code == 422
        assert answer.json()["issue"][0]["expression"][0].startswith("ChargeItem.")

    def test_the_body_must_be_that_resource_in_json(self, fhir: Any, charge: Any) -> None:
        calls = fhir()
        assert calls.call("POST", "Task", charge).status_code == 400
        assert calls.call("POST", "ChargeItem", [charge]).status_code == 400
        assert calls.call("POST", "ChargeItem", charge, Content_Type="text/plain").status_code == 415


class TestPrefer:
    @pytest.mark.parametrize(
        ("prefer", "kind"),
        [
            ("return=minimal", None),
            ("return=representation", "ChargeItem"),
            ("return=OperationOutcome", "OperationOutcome"),
        ],
    )
    def test_the_body_is_what_was_preferred(self, fhir: Any, charge: Any, prefer: str, kind: str | None) -> None:
        answer = fhir().call("POST", "ChargeItem", charge, Prefer=prefer)
        assert (answer.json()["resourceType"] if answer.content else None) == kind


class TestUpdate:
    def test_a_stale_version_is_412(self, fhir: Any, charge: Any) -> None:
        calls = fhir()
        kept = calls.call("POST", "ChargeItem", charge).json()
        where, changed = f"ChargeItem/{kept['id']}", kept | {"status": "entered-in-error"}
        first = calls.call("PUT", where, changed, If_Match='W/"1"')
        second = calls.call("PUT", where, changed, If_Match='W/"1"')
        assert (first.status_code, first.headers["ETag"]) == (200, 'W/"2"')
        assert second.status_code == 412
        assert calls.get(where).json()["status"] == "entered-in-error"

    def test_versions_stay(self, fhir: Any, charge: Any) -> None:
        calls = fhir()
        kept = calls.call("POST", "ChargeItem", charge).json()
        where = f"ChargeItem/{kept['id']}"
        calls.call("PUT", where, kept | {"status": "billable"})
        assert calls.get(f"{where}/_history/1").json()["status"] == "planned"
        assert calls.get(f"{where}/_history").json()["total"] == 2
        assert calls.call("DELETE", where).status_code == 204
        assert calls.get(where).status_code == 410

    def test_the_id_must_agree(self, fhir: Any, charge: Any) -> None:
        calls = fhir()
        kept = calls.call("POST", "ChargeItem", charge).json()
        assert calls.call("PUT", f"ChargeItem/{kept['id']}", kept | {"id": "other"}).status_code == 400

    def test_oracle_needs_if_match_and_says_409(self, fhir: Any, sandbox: Any) -> None:
        calls, visit = fhir("oracle"), sandbox.visit("oracle", "knee-replacement")
        where = f"DocumentReference/{visit.notes[0]}"
        note = calls.get(where).json()
        assert calls.call("PUT", where, note).status_code == 400
        stale = calls.call("PUT", where, note, If_Match='W/"0"')
        assert (stale.status_code, stale.content) == (409, b"")
        assert calls.call("PUT", where, note, If_Match='W/"1"').status_code == 200


class TestBundle:
    def bundle(self, charge: Any, kind: str = "transaction") -> dict[str, Any]:
        placeholder = "urn:uuid:8f4a3d50-0001-4000-8000-000000000001"
        provenance = {
            "resourceType": "Provenance",
            "target": [{"reference": placeholder}],
            "recorded": "2026-11-23T15:52:00-06:00",
            "agent": [{"who": {"display": "someone"}}],
        }
        condition = f"identifier={SYSTEM}|k1"
        create = {"method": "POST", "url": "ChargeItem", "ifNoneExist": condition}
        return {
            "resourceType": "Bundle",
            "type": kind,
            "entry": [
                {"fullUrl": placeholder, "resource": charge, "request": create},
                {"resource": provenance, "request": {"method": "POST", "url": "Provenance"}},
            ],
        }

    def test_a_transaction_links_what_it_creates(self, fhir: Any, charge: Any) -> None:
        calls = fhir()
        answer = calls.call("POST", "", self.bundle(charge))
        assert answer.status_code == 200
        first, second = (e["response"]["location"] for e in answer.json()["entry"])
        provenance = calls.get("/".join(second.split("/")[:2])).json()
        assert provenance["target"] == [{"reference": "/".join(first.split("/")[:2])}]
        again = calls.call("POST", "", self.bundle(charge)).json()
        assert again["entry"][0]["response"]["status"] == "200 OK"

    def test_a_transaction_leaves_nothing_behind_when_one_entry_fails(self, fhir: Any, charge: Any) -> None:
        calls, bundle = fhir(), self.bundle(charge)
        del bundle["entry"][1]["resource"]["agent"]
        assert calls.call("POST", "", bundle).status_code == 422
        assert calls.found(f"ChargeItem?identifier={SYSTEM}|k1") == []

    def test_a_batch_does_what_it_can(self, fhir: Any, charge: Any) -> None:
        calls, bundle = fhir(), self.bundle(charge, "batch")
        del bundle["entry"][1]["resource"]["agent"]
        statuses = [e["response"]["status"] for e in calls.call("POST", "", bundle).json()["entry"]]
        assert statuses == ["201 Created", "422"]
        assert len(calls.found(f"ChargeItem?identifier={SYSTEM}|k1")) == 1

    def test_every_entry_needs_its_own_scope(self, fhir: Any, charge: Any) -> None:
        assert fhir(scope="user/ChargeItem.c").call("POST", "", self.bundle(charge)).status_code == 403

    def test_oracle_and_epic_refuse_a_transaction(self, fhir: Any, charge: Any) -> None:
        assert fhir("oracle").call("POST", "", self.bundle(charge)).status_code == 405
        assert fhir("epic").call("POST", "", self.bundle(charge)).status_code == 405
