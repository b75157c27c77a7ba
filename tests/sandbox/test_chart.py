"""The chart pages: lists, notes that can be signed and amended, charges, and the app in a frame."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

EHRS = ["generic", "oracle", "epic"]


def page(url: str, **cookies: str) -> str:
    answer = requests.get(url, cookies=cookies, timeout=5)
    assert answer.status_code == 200
    return answer.text


def frame(html: str) -> dict[str, str]:
    """The query of the app's frame."""
    (source,) = re.findall(r'<iframe[^>]* src="([^"]+)"', html)
    address = urlsplit(source.replace("&amp;", "&"))
    assert f"{address.scheme}://{address.netloc}{address.path}" == "http://localhost:9/launch"
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def test_home_lists_every_patient_of_every_ehr(sandbox: Any) -> None:
    html = page(sandbox.url)
    for ehr in EHRS:
        for patient in sandbox.store(ehr).all("Patient"):
            assert f"/chart/{ehr}/{patient['id']}" in html


@pytest.mark.parametrize("ehr", EHRS)
def test_every_chart_opens(sandbox: Any, ehr: str) -> None:
    for visit in sandbox.visits(ehr).values():
        html = page(sandbox.chart_url(ehr, visit))
        assert "<iframe" not in html


def test_the_app_opens_in_a_frame_of_another_host_with_a_fresh_launch_each_time(sandbox: Any, visit: Any) -> None:
    url = sandbox.chart_url("generic", visit) + "&app=1"
    first, second = frame(page(url)), frame(page(url))
    assert first["iss"] == second["iss"] == sandbox.iss("generic")
    assert first["launch"] != second["launch"]
    context = sandbox.ehr("generic").grants.take_launch(first["launch"])
    assert (context.user, context.patient, context.encounter) == (visit.user, visit.patient, visit.encounter)


def test_a_chart_without_an_encounter_launches_without_one(sandbox: Any) -> None:
    visit = sandbox.visit("generic", "no-encounter")
    query = frame(page(sandbox.chart_url("generic", visit) + "?app=1"))
    assert sandbox.ehr("generic").grants.take_launch(query["launch"]).encounter is None


def test_only_the_app_may_be_framed(sandbox: Any, visit: Any) -> None:
    answer = requests.get(sandbox.chart_url("generic", visit), timeout=5)
    assert "frame-src http://localhost:9 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_is_logged_in_is_who_launches(sandbox: Any, visit: Any) -> None:
    other = next(p["id"] for p in sandbox.store("generic").all("Practitioner") if p["id"] != visit.user)
    session = requests.Session()
    form = {"user": other, "patient": visit.patient, "encounter": visit.encounter or "", "app": "1"}
    html = session.post(f"{sandbox.url}/chart/generic/user", data=form, timeout=5).text
    assert sandbox.ehr("generic").grants.take_launch(frame(html)["launch"]).user == other


def test_unknown_people_and_places_are_404(sandbox: Any, visit: Any) -> None:
    for path in ("chart/other", "chart/generic/nobody", f"chart/generic/{visit.patient}?encounter=x"):
        assert requests.get(f"{sandbox.url}/{path}", timeout=5).status_code == 404


def send(sandbox: Any, ehr: str, note: str, **form: str) -> requests.Response:
    return requests.post(f"{sandbox.url}/chart/{ehr}/notes/{note}", data=form, timeout=5, allow_redirects=False)


class TestNotes:
    @pytest.mark.parametrize("ehr", EHRS)
    def test_signing_a_draft_shows_it_to_apps(self, sandbox: Any, fhir: Any, ehr: str) -> None:
        visit = sandbox.visit(ehr, "unsigned-ankle")
        calls = fhir(ehr, "user/DocumentReference.rs user/Binary.r", "unsigned-ankle")
        where = f"DocumentReference/{visit.notes[0]}"
        before = calls.get(where)
        assert before.status_code == (200 if ehr == "generic" else 404)
        binary = sandbox.store(ehr).find(where)["content"][0]["attachment"]["url"]
        assert calls.get(binary).status_code == before.status_code
        assert send(sandbox, ehr, visit.notes[0], sign="1", patient=visit.patient).status_code == 303
        after = calls.get(where).json()
        assert after["docStatus"] == "final"
        assert after["authenticator"]["reference"] == f"Practitioner/{visit.user}"
        assert calls.get(binary).status_code == 200

    @pytest.mark.parametrize("ehr", EHRS)
    def test_an_amended_note_has_a_new_body_in_every_format(self, sandbox: Any, fhir: Any, ehr: str) -> None:
        visit = sandbox.visit(ehr, "transfer-training")
        calls = fhir(ehr, "user/DocumentReference.rs user/Binary.r", "transfer-training")
        where = f"DocumentReference/{visit.notes[0]}"
        old = calls.get(where).json()
        send(sandbox, ehr, visit.notes[0], correct="1", text="Timed 41 min\r\nJ Burke, PT", patient=visit.patient)
        new = calls.get(where).json()
        assert (new["docStatus"], new["meta"]["versionId"]) == ("amended", "2")
        for before, after in zip(old["content"], new["content"], strict=True):
            assert before["attachment"]["contentType"] == after["attachment"]["contentType"]
            form = after["attachment"]["contentType"]
            assert b"Timed 41 min" in calls.get(after["attachment"]["url"], Accept=form).content
            assert b"Timed 41 min" not in calls.get(before["attachment"]["url"], Accept=form).content

    def test_a_corrected_draft_stays_a_draft(self, sandbox: Any) -> None:
        visit = sandbox.visit("generic", "unsigned-ankle")
        send(sandbox, "generic", visit.notes[0], correct="1", text="new words")
        assert sandbox.store("generic").read("DocumentReference", visit.notes[0])["docStatus"] == "preliminary"

    def test_an_addendum_appends_to_its_note(self, sandbox: Any, fhir: Any, visit: Any) -> None:
        send(sandbox, "generic", visit.notes[0], addend="1", text="TUG 12.9 s.", patient=visit.patient)
        found = fhir().found(f"DocumentReference?encounter={visit.encounter}")
        (addendum,) = [d for d in found if d.get("relatesTo")]
        target = addendum["relatesTo"][0]
        assert target == {"code": "appends", "target": {"reference": f"DocumentReference/{visit.notes[0]}"}}
        body = fhir().get(addendum["content"][0]["attachment"]["url"], Accept="text/plain").text
        assert "TUG 12.9 s." in body
        assert "Kira Alvarez, PT, DPT" in body

    def test_an_empty_text_changes_nothing(self, sandbox: Any, visit: Any) -> None:
        send(sandbox, "generic", visit.notes[0], correct="1", text="  ")
        assert sandbox.store("generic").read("DocumentReference", visit.notes[0])["meta"]["versionId"] == "1"

    def test_note_text_is_escaped(self, sandbox: Any, visit: Any) -> None:
        send(sandbox, "generic", visit.notes[0], correct="1", text="<script>alert(1)</script>")
        assert "<script" not in page(sandbox.chart_url("generic", visit))


class TestCharges:
    @pytest.mark.parametrize("day", ["2026-11-23T09:02:00-06:00", "2026-11-23"])
    def test_a_charge_written_over_fhir_is_on_the_chart(self, sandbox: Any, fhir: Any, visit: Any, day: str) -> None:
        """Its day is shown whether it was written as an instant or as a date."""
        assert "No charge has been entered" in page(sandbox.chart_url("generic", visit))
        modifier = {"coding": [{"code": "GP"}]}
        charge = {
            "resourceType": "ChargeItem",
            "status": "planned",
            "code": {"coding": [{"code": "97110"}]},
            "subject": {"reference": f"Patient/{visit.patient}"},
            "context": {"reference": f"Encounter/{visit.encounter}"},
            "occurrenceDateTime": day,
            "quantity": {"value": 2},
            "reason": [{"coding": [{"code": "M25.661"}]}],
            "extension": [{"url": "https://app.example.org/modifier", "valueCodeableConcept": modifier}],
        }
        assert fhir().call("POST", "ChargeItem", charge).status_code == 201
        html = page(sandbox.chart_url("generic", visit))
        assert "<td>Nov 23</td>" in html
        row = html.partition("97110")[2].partition("</tr>")[0]
        assert re.findall(r"<td>(?:<span[^>]*>)?([^<]*)", row)[:4] == ["2", "GP", "M25.661", "planned"]

    def test_oracles_modifiers_are_shown_in_order(self, sandbox: Any) -> None:
        html = page(sandbox.chart_url("oracle", sandbox.visit("oracle", "recurring-low-back")))
        assert html.count("<td>GP</td>") == 8

    @pytest.mark.parametrize("ehr", EHRS)
    def test_a_charge_can_be_entered_by_hand(self, sandbox: Any, ehr: str) -> None:
        visit = sandbox.visit(ehr, "evening-neck")
        form = {"code": "97140", "units": "1", "modifiers": "gp 59"}
        form |= {"patient": visit.patient, "encounter": visit.encounter}
        url = f"{sandbox.url}/chart/{ehr}/charges"
        assert requests.post(url, data=form, timeout=5).status_code == 200
        html = page(sandbox.chart_url(ehr, visit))
        assert "97140" in html
        assert "<td>GP 59</td>" in html

    @pytest.mark.parametrize("changed", [{"code": "nope"}, {"units": "0"}, {"units": "many"}])
    def test_nonsense_is_not_entered(self, sandbox: Any, visit: Any, changed: Any) -> None:
        form = {"code": "97140", "units": "1", "encounter": visit.encounter} | changed
        answer = requests.post(f"{sandbox.url}/chart/generic/charges", data=form, timeout=5)
        assert answer.status_code == 400

    def test_oracle_finds_what_was_entered_by_hand(self, sandbox: Any, fhir: Any) -> None:
        visit = sandbox.visit("oracle", "evening-neck")
        form = {"code": "97140", "units": "2", "encounter": visit.encounter, "patient": visit.patient}
        requests.post(f"{sandbox.url}/chart/oracle/charges", data=form, timeout=5)
        (found,) = fhir("oracle").found(f"ChargeItem?context={visit.encounter}&-status=billable")
        assert found["quantity"]["value"] == 2


def test_the_days_list_is_in_the_order_of_the_day(sandbox: Any) -> None:
    clocks = re.findall(r"<td>(\d\d:\d\d)</td>", page(f"{sandbox.url}/chart/generic"))
    assert clocks == sorted(clocks)
    assert clocks[-1] == "18:30"
