"""The stand-in EHR misbehaves on request, on the path asked for and as often as asked."""

import json
import time
from typing import Any

import pytest
import requests

from chargeline_sandbox import Fault


@pytest.fixture
def patient(visit: Any) -> str:
    return f"Patient/{visit.patient}"


def test_a_fault_acts_so_many_times_on_its_path_only(sandbox: Any, fhir: Any, patient: str, visit: Any) -> None:
    sandbox.faults.add(Fault(kind="status", status=503, path="/generic/fhir/Patient/*", times=2))
    calls = fhir()
    assert calls.get(f"Encounter/{visit.encounter}").status_code == 200
    assert [calls.get(patient).status_code for _ in range(3)] == [503, 503, 200]


def test_the_query_is_part_of_the_path(sandbox: Any, fhir: Any, visit: Any) -> None:
    sandbox.faults.add(Fault(kind="status", status=403, path="/generic/fhir/Condition?*encounter=*"))
    calls = fhir()
    assert calls.get(f"Condition?patient={visit.patient}").status_code == 200
    assert calls.get(f"Condition?patient={visit.patient}&encounter={visit.encounter}").status_code == 403


def test_headers_and_body_of_a_status_are_given(sandbox: Any, fhir: Any, patient: str) -> None:
    sandbox.faults.add(
        Fault(kind="status", status=429, headers={"Retry-After": "3"}, body="slow down", path="*Patient*")
    )
    answer = fhir().get(patient)
    assert (answer.status_code, answer.headers["Retry-After"], answer.text) == (429, "3", "slow down")


@pytest.mark.parametrize("kind", ["timeout", "reset", "reset-after"])
def test_the_connection_is_cut(sandbox: Any, fhir: Any, patient: str, kind: Any) -> None:
    sandbox.faults.add(Fault(kind=kind, path="*Patient*"))
    calls = fhir()
    with pytest.raises(requests.ConnectionError):
        calls.get(patient)
    assert calls.get(patient).status_code == 200


def test_a_delay_delays(sandbox: Any, fhir: Any, patient: str) -> None:
    sandbox.faults.add(Fault(kind="delay", seconds=0.15, path="*Patient*"))
    began = time.monotonic()
    assert fhir().get(patient).status_code == 200
    assert time.monotonic() - began >= 0.15


def test_a_login_page_comes_with_200(sandbox: Any, fhir: Any, patient: str) -> None:
    sandbox.faults.add(Fault(kind="html", path="*Patient*"))
    answer = fhir().get(patient)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_json_is_truncated(sandbox: Any, fhir: Any, patient: str) -> None:
    sandbox.faults.add(Fault(kind="truncated", path="*Patient*"))
    with pytest.raises(json.JSONDecodeError):
        json.loads(fhir().get(patient).content)


def test_one_entry_of_a_bundle_is_broken(sandbox: Any, fhir: Any, visit: Any) -> None:
    sandbox.faults.add(Fault(kind="broken-entry", path="*Condition*"))
    first, *others = fhir().found(f"Condition?patient={visit.patient}")
    assert first["id"] == 17
    assert others
    assert all(isinstance(other["id"], str) for other in others)


def test_a_merged_patient_redirects(sandbox: Any, fhir: Any, patient: str) -> None:
    target = f"{sandbox.iss('generic')}/Patient/other"
    sandbox.faults.add(Fault(kind="merged", location=target, path="*Patient*"))
    answer = fhir().get(patient)
    assert (answer.status_code, answer.headers["Location"]) == (301, target)
    assert answer.json()["issue"][0]["details"]["coding"][0]["code"] == "4107"


class TestNoteBodies:
    @pytest.fixture
    def binary(self, sandbox: Any, visit: Any) -> str:
        note = sandbox.store("generic").read("DocumentReference", visit.notes[0])
        return str(note["content"][0]["attachment"]["url"])

    def test_a_huge_and_an_empty_note(self, sandbox: Any, fhir: Any, binary: str) -> None:
        for kind, expected in (("huge", range(1_048_576, 1_100_000)), ("empty", range(1))):
            sandbox.faults.add(Fault(kind=kind, path="*Binary*"))
            assert len(fhir().get(binary, Accept="text/plain").content) in expected

    def test_windows_1252_labelled_utf_8(self, sandbox: Any, fhir: Any, visit: Any) -> None:
        note = visit.notes[0]
        form = {"correct": "1", "text": "R knee flex 108° – better"}
        requests.post(f"{sandbox.url}/chart/generic/notes/{note}", data=form, timeout=5)
        url = sandbox.store("generic").read("DocumentReference", note)["content"][0]["attachment"]["url"]
        sandbox.faults.add(Fault(kind="wrong-charset", path="*Binary*"))
        answer = fhir().get(url, Accept="text/plain")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "108°".encode("cp1252") in answer.content
        with pytest.raises(UnicodeDecodeError):
            answer.content.decode("utf-8")

    def test_a_binary_as_a_resource_keeps_its_json(self, sandbox: Any, fhir: Any, binary: str) -> None:
        for kind in ("huge", "wrong-charset"):
            sandbox.faults.add(Fault(kind=kind, path="*Binary*"))
            assert fhir().get(binary).json()["resourceType"] == "Binary"


class TestWrites:
    @pytest.fixture
    def charge(self, visit: Any) -> dict[str, Any]:
        return {
            "resourceType": "ChargeItem",
            "status": "planned",
            "code": {"text": "x"},
            "subject": {"reference": f"Patient/{visit.patient}"},
            "context": {"reference": f"Encounter/{visit.encounter}"},
            "note": [{"text": "n"}],
        }

    def count(self, sandbox: Any, visit: Any) -> int:
        mine = f"Encounter/{visit.encounter}"
        return sum(c["context"]["reference"] == mine for c in sandbox.store("generic").all("ChargeItem"))

    @pytest.mark.parametrize(("kind", "kept"), [("status", 0), ("status-after", 1), ("reset", 0), ("reset-after", 1)])
    def test_a_write_fails_before_or_after_it_was_kept(
        self, sandbox: Any, fhir: Any, visit: Any, charge: Any, kind: Any, kept: int
    ) -> None:
        sandbox.faults.add(Fault(kind=kind, method="POST", path="*ChargeItem*"))
        try:
            assert fhir().call("POST", "ChargeItem", charge).status_code == 500
        except requests.ConnectionError:
            assert kind.startswith("reset")
        assert self.count(sandbox, visit) == kept

    def test_fields_are_lost(self, sandbox: Any, fhir: Any, charge: Any) -> None:
        sandbox.faults.add(Fault(kind="drop-fields", names=("note",), path="*ChargeItem*"))
        kept = fhir().call("POST", "ChargeItem", charge).json()
        assert "note" not in kept
        assert kept["code"] == charge["code"]

    def test_a_duplicate_delivery_writes_twice(self, sandbox: Any, fhir: Any, visit: Any, charge: Any) -> None:
        sandbox.faults.add(Fault(kind="duplicate", method="POST", path="*ChargeItem*", times=None))
        assert fhir().call("POST", "ChargeItem", charge).status_code == 201
        assert self.count(sandbox, visit) == 2

    def test_a_duplicate_of_a_conditional_create_writes_once(
        self, sandbox: Any, fhir: Any, visit: Any, charge: Any
    ) -> None:
        charge["identifier"] = [{"system": "urn:x", "value": "1"}]
        sandbox.faults.add(Fault(kind="duplicate", method="POST", path="*ChargeItem*"))
        answer = fhir().call("POST", "ChargeItem", charge, If_None_Exist="identifier=urn:x|1")
        assert answer.status_code == 201
        assert self.count(sandbox, visit) == 1

    def test_a_success_may_come_without_a_body(self, sandbox: Any, fhir: Any, charge: Any) -> None:
        sandbox.faults.add(Fault(kind="empty", path="*ChargeItem*"))
        answer = fhir().call("POST", "ChargeItem", charge)
        assert (answer.status_code, answer.content) == (201, b"")

    @pytest.mark.parametrize("location", ["", "https://other.example.org/fhir/ChargeItem/1"])
    def test_the_location_is_lost_or_foreign(self, sandbox: Any, fhir: Any, charge: Any, location: str) -> None:
        sandbox.faults.add(Fault(kind="location", location=location, path="*ChargeItem*"))
        answer = fhir().call("POST", "ChargeItem", charge)
        assert answer.headers.get("Location", "") == location

    def test_a_body_is_slow(self, sandbox: Any, fhir: Any, charge: Any) -> None:
        sandbox.faults.add(Fault(kind="slow", seconds=0.2, path="*ChargeItem*"))
        began = time.monotonic()
        assert fhir().call("POST", "ChargeItem", charge).json()["status"] == "planned"
        assert time.monotonic() - began >= 0.2

    def test_somebody_else_changes_it_first(self, sandbox: Any, fhir: Any, charge: Any) -> None:
        calls = fhir()
        kept = calls.call("POST", "ChargeItem", charge).json()
        sandbox.faults.add(Fault(kind="touched", method="PUT", path="*ChargeItem*"))
        answer = calls.call("PUT", f"ChargeItem/{kept['id']}", kept, If_Match='W/"1"')
        assert answer.status_code == 412

    def test_a_charge_is_kept_under_another_code(self, sandbox: Any, fhir: Any, charge: Any) -> None:
        charge["code"] = {"coding": [{"code": "97110"}]}
        sandbox.faults.add(Fault(kind="recoded", names=("97530",), path="*ChargeItem*"))
        assert fhir().call("POST", "ChargeItem", charge).json()["code"]["coding"][0]["code"] == "97530"

    def test_a_charge_is_split_in_two(self, sandbox: Any, fhir: Any, visit: Any, charge: Any) -> None:
        sandbox.faults.add(Fault(kind="split", path="*ChargeItem*"))
        fhir().call("POST", "ChargeItem", charge | {"quantity": {"value": 3}})
        found = fhir().found(f"ChargeItem?context={visit.encounter}")
        assert sorted(c["quantity"]["value"] for c in found) == [1, 2]

    @pytest.mark.parametrize(("seconds", "later"), [(30.0, 1), (0.0, 0)])
    def test_a_charge_is_held(
        self, sandbox: Any, fhir: Any, visit: Any, charge: Any, seconds: float, later: int
    ) -> None:
        calls = fhir()
        sandbox.faults.add(Fault(kind="held", seconds=seconds, path="*ChargeItem*"))
        assert calls.call("POST", "ChargeItem", charge).status_code == 201
        assert calls.found(f"ChargeItem?context={visit.encounter}") == []
        sandbox.clock.advance(31)
        assert len(calls.found(f"ChargeItem?context={visit.encounter}")) == later


class TestControl:
    def test_faults_are_armed_listed_and_cleared_over_http(self, sandbox: Any, fhir: Any, patient: str) -> None:
        url = f"{sandbox.url}/_control/faults"
        fault = {"kind": "status", "status": 404, "path": "*Patient*", "times": None}
        assert requests.post(url, json=fault, timeout=5).status_code == 201
        assert [fhir().get(patient).status_code for _ in range(3)] == [404] * 3
        assert requests.get(url, timeout=5).json()[0]["status"] == 404
        assert requests.delete(url, timeout=5).status_code == 204
        assert fhir().get(patient).status_code == 200

    @pytest.mark.parametrize("fault", [{"kind": "status"}, {"kind": "other", "path": "*"}, {"path": "*"}, []])
    def test_a_fault_that_is_none_is_400(self, sandbox: Any, fault: Any) -> None:
        assert requests.post(f"{sandbox.url}/_control/faults", json=fault, timeout=5).status_code == 400

    def test_time_passes_over_http(self, sandbox: Any, fhir: Any, patient: str) -> None:
        calls = fhir()
        requests.post(f"{sandbox.url}/_control/clock", json={"advance": 1000}, timeout=5)
        assert calls.get(patient).status_code == 401

    def test_a_launch_is_opened_over_http(self, sandbox: Any, visit: Any) -> None:
        told = {"ehr": "generic", "story": "knee-replacement"}
        body = requests.post(f"{sandbox.url}/_control/launch", json=told, timeout=5).json()
        assert sandbox.ehr("generic").grants.take_launch(body["launch"]).encounter == visit.encounter
        unknown = requests.post(f"{sandbox.url}/_control/launch", json={"ehr": "x"}, timeout=5)
        assert unknown.status_code == 404

    def test_visits_are_listed(self, sandbox: Any, visit: Any) -> None:
        body = requests.get(f"{sandbox.url}/_control/visits", timeout=5).json()
        assert body["generic"]["knee-replacement"]["encounter"] == visit.encounter
