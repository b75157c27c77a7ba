"""Epic's draft notes and Oracle's charge operations, against the exchanges gathered from their documentation."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"
TENANT = "11111111-2222-4333-8444-555555555555"


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text("utf-8"))


BROKEN_NOTES = {
    "a signed note": ({"docStatus": "final"}, "docStatus must be preliminary"),
    "another patient's encounter": (
        {"subject": {"reference": "Patient/nobody"}},
        "Invalid subject received",
    ),
    "no encounter": ({"context": {}}, "Valid encounter required"),
    "no type": ({"type": {}}, "The note type is not allowed"),
    "a discharge summary": ({"type": {"coding": [{"code": "18842-5"}]}}, "The note type is not allowed"),
    "html": (
        {"content": [{"attachment": {"contentType": "text/html", "data": "PGI+"}}]},
        "A text/plain attachment is required",
    ),
}


class TestEpicNote:
    @pytest.fixture
    def note(self, sandbox: Any) -> dict[str, Any]:
        visit = sandbox.visit("epic", "knee-replacement")
        body: dict[str, Any] = fixture("epic/exchange.DocumentReference.create.201.json")["request"]["body"]
        body["subject"] = {"reference": f"Patient/{visit.patient}"}
        body["context"] = {"encounter": [{"reference": f"Encounter/{visit.encounter}"}]}
        body["author"] = [{"reference": f"Practitioner/{visit.user}"}]
        return body

    def test_a_draft_is_201_empty_with_a_relative_location_and_no_etag(self, fhir: Any, note: Any) -> None:
        answer = fhir("epic").call("POST", "DocumentReference", note, Prefer="return=representation")
        assert (answer.status_code, answer.content) == (201, b"")
        assert answer.headers["Location"].startswith("DocumentReference/e")
        assert "ETag" not in answer.headers

    def test_the_apps_own_draft_stays_visible_to_it(self, fhir: Any, note: Any) -> None:
        calls = fhir("epic")
        where = calls.call("POST", "DocumentReference", note).headers["Location"]
        assert calls.get(where).json()["docStatus"] == "preliminary"

    def test_a_replay_makes_a_second_note(self, fhir: Any, note: Any) -> None:
        calls = fhir("epic")
        places = {
            calls.call("POST", "DocumentReference", note, If_None_Exist="identifier=a|b").headers["Location"]
            for _ in range(2)
        }
        assert len(places) == 2

    @pytest.mark.parametrize("case", BROKEN_NOTES)
    def test_a_note_is_refused_with_epics_words(self, fhir: Any, note: Any, case: str) -> None:
        changed, text = BROKEN_NOTES[case]
        answer = fhir("epic").call("POST", "DocumentReference", note | changed)
        assert answer.status_code == 400
        assert answer.json()["issue"][0]["details"]["text"] == text

    def test_a_condition_must_be_provisional(self, fhir: Any, sandbox: Any) -> None:
        patient = sandbox.visit("epic", "knee-replacement").patient
        body = {"resourceType": "Condition", "subject": {"reference": f"Patient/{patient}"}}
        answer = fhir("epic").call("POST", "Condition", body)
        assert answer.json()["issue"][0]["details"]["coding"][0]["code"] == "59012"


BROKEN_CHARGES = {
    "no status": ("status", None, "status is required"),
    "planned": ("status", "planned", "status must be unknown"),
    "no context": ("context", None, "context is required"),
    "no quantity": ("quantity", None, "quantity is required"),
    "no occurrence": ("occurrenceDateTime", None, "occurrenceDateTime is required"),
    "a note": ("note", [{"text": "x"}], "note is not supported"),
    "an identifier": ("identifier", [{"value": "x"}], "identifier is not supported"),
    "a standard code": (
        "code",
        {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97110"}]},
        "valid",
    ),
    "a performer without function": ("performer", [{"actor": {"reference": "Practitioner/1"}}], "function"),
    "an unknown extension": ("extension", [{"url": "https://app.example.org/x"}], "extension"),
}


class TestOracleCharge:
    @pytest.fixture
    def visit(self, sandbox: Any) -> Any:
        return sandbox.visit("oracle", "recurring-low-back")

    @pytest.fixture
    def calls(self, fhir: Any) -> Any:
        return fhir("oracle", "user/ChargeItem.crs", "recurring-low-back")

    def local(self, sandbox: Any, visit: Any, body: Any) -> Any:
        """A body of the fixtures with this tenant, patient, encounter and clinician."""
        text = json.dumps(body).replace(TENANT, sandbox.ehr("oracle").tenant)
        text = text.replace("Patient/90000001", f"Patient/{visit.patient}")
        text = text.replace("Encounter/90000101", f"Encounter/{visit.encounter}")
        return json.loads(text)

    @pytest.fixture
    def minimal(self, sandbox: Any, visit: Any) -> Any:
        return self.local(sandbox, visit, fixture("cerner/Parameters.create.minimal.json"))

    def billable(self, calls: Any, visit: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = calls.found(f"ChargeItem?context={visit.encounter}&-status=billable")
        return found

    @pytest.mark.parametrize("name", ["Parameters.create.minimal.json", "Parameters.create.cdm-with-cpt-and-CQ.json"])
    def test_create_is_200_empty_and_names_no_id(self, calls: Any, visit: Any, sandbox: Any, name: str) -> None:
        before = {c["id"] for c in self.billable(calls, visit)}
        answer = calls.call("POST", "ChargeItem/$create", self.local(sandbox, visit, fixture(f"cerner/{name}")))
        expected = fixture("cerner/exchange.ChargeItem.create.200.json")["response"]
        assert (answer.status_code, answer.content) == (expected["status"], b"")
        assert answer.headers["ETag"] == expected["headers"]["ETag"]
        assert answer.headers["Location"].endswith("/ChargeItem/$create")
        (new,) = [c for c in self.billable(calls, visit) if c["id"] not in before]
        assert new["status"] == "billable"

    def test_the_same_transaction_sent_twice_charges_twice(self, calls: Any, visit: Any, minimal: Any) -> None:
        before = len(self.billable(calls, visit))
        for _ in range(2):
            assert calls.call("POST", "ChargeItem/$create", minimal).status_code == 200
        assert len(self.billable(calls, visit)) == before + 2

    @pytest.mark.parametrize("case", BROKEN_CHARGES)
    def test_create_refuses(self, calls: Any, minimal: Any, case: str) -> None:
        name, value, text = BROKEN_CHARGES[case]
        item = minimal["parameter"][1]["resource"]
        item.pop(name, None)
        if value is not None:
            item[name] = value
        answer = calls.call("POST", "ChargeItem/$create", minimal)
        assert answer.status_code == 422
        (told,) = answer.json()["issue"]
        assert text in told["details"]["text"]
        assert told["location"][0].startswith("/f:ChargeItem/f:")

    @pytest.mark.parametrize("broken", [None, "plain text", "a33e7bcb-f03b-5ebb-a5a6-eb4a13185231"])
    def test_a_transaction_id_is_required(self, calls: Any, minimal: Any, broken: str | None) -> None:
        minimal["parameter"][0] = {"name": "transactionId", "valueUuid": broken}
        assert calls.call("POST", "ChargeItem/$create", minimal).status_code == 422

    def test_writing_needs_the_scope(self, fhir: Any, minimal: Any) -> None:
        reader = fhir("oracle", "user/ChargeItem.read", "recurring-low-back")
        assert reader.call("POST", "ChargeItem/$create", minimal).status_code == 403
        writer = fhir("oracle", "user/ChargeItem.write", "recurring-low-back")
        assert writer.call("POST", "ChargeItem/$create", minimal).status_code == 200

    def test_other_ehrs_have_no_such_operation(self, fhir: Any, minimal: Any) -> None:
        assert fhir("generic").call("POST", "ChargeItem/$create", minimal).status_code == 405
        assert fhir("epic").call("POST", "ChargeItem/$create", minimal).status_code == 404

    def modify(self, sandbox: Any, visit: Any, target: dict[str, Any], version: str) -> Any:
        body = fixture("cerner/exchange.ChargeItem.modify.201.json")["request"]["body"]
        text = json.dumps(self.local(sandbox, visit, body)).replace("ChargeItem/90000401", f"ChargeItem/{target['id']}")
        return json.loads(text.replace('"valueId": "1"', f'"valueId": "{version}"'))

    def test_modify_replaces_and_a_stale_version_is_409(self, calls: Any, visit: Any, sandbox: Any) -> None:
        old = self.billable(calls, visit)[0]
        stale = calls.call("POST", "ChargeItem/$modify", self.modify(sandbox, visit, old, "7"))
        assert (stale.status_code, stale.content) == (409, b"")
        done = calls.call("POST", "ChargeItem/$modify", self.modify(sandbox, visit, old, "1"))
        assert done.status_code == 201
        ids = {c["id"] for c in self.billable(calls, visit)}
        assert done.headers["Location"].rpartition("/")[2] in ids
        assert old["id"] not in ids
        again = calls.call("POST", "ChargeItem/$modify", self.modify(sandbox, visit, old, "2"))
        assert again.status_code == 409

    def test_credit_offsets(self, calls: Any, visit: Any, sandbox: Any) -> None:
        old = self.billable(calls, visit)[0]
        body = self.local(sandbox, visit, fixture("cerner/exchange.ChargeItem.credit.201.json")["request"]["body"])
        answer = calls.call("POST", f"ChargeItem/{old['id']}/$credit", body)
        assert answer.status_code == 201
        assert old["id"] not in {c["id"] for c in self.billable(calls, visit)}
        offset = calls.get("ChargeItem/" + answer.headers["Location"].rpartition("/")[2]).json()
        assert offset["quantity"]["value"] == -old["quantity"]["value"]
        assert calls.call("POST", f"ChargeItem/{old['id']}/$credit", body).status_code == 409


class TestOracleNote:
    def test_only_a_signed_note_of_one_author_is_taken(self, fhir: Any, sandbox: Any) -> None:
        visit = sandbox.visit("oracle", "knee-replacement")
        attachment = {
            "contentType": "text/plain;charset=utf-8",
            "data": base64.b64encode(b"97110 x2").decode(),
            "creation": "2026-11-23T15:52:10.000Z",
        }
        note = {
            "resourceType": "DocumentReference",
            "status": "current",
            "docStatus": "final",
            "type": {"coding": [{"system": "http://loinc.org", "code": "11508-9"}]},
            "subject": {"reference": f"Patient/{visit.patient}"},
            "author": [{"reference": f"Practitioner/{visit.user}"}],
            "content": [{"attachment": attachment}],
            "context": {
                "encounter": [{"reference": f"Encounter/{visit.encounter}"}],
                "period": {"end": "2026-11-23T15:45:00.000Z"},
            },
        }
        calls = fhir("oracle")
        done = calls.call("POST", "DocumentReference", note)
        assert (done.status_code, done.content, done.headers["ETag"]) == (201, b"", 'W/"1"')
        for changed in ({"docStatus": "preliminary"}, {"author": []}, {"context": {}}, {"content": [{}]}):
            assert calls.call("POST", "DocumentReference", note | changed).status_code == 422
