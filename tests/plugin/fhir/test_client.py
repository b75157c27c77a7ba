"""FHIR over HTTP: what a token may touch, and how every fault is named."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import requests
import responses
from tests.plugin.fhir.ehr import BASE, Ehr, bundle, fixture

from chargeline_plugin.fhir import Cause, FhirClient, FhirFailure
from chargeline_plugin.fhir import client as client_module
from chargeline_plugin.fhir.transport import Pooled

EPIC = "urn:oid:1.2.840.114350.1.13.318.2.7.2.657369"


def outcome(code: str | None = None, severity: str = "fatal", issue: str = "processing", system: str = EPIC) -> dict:
    details = {"coding": [{"system": system, "code": code}]} if code else {}
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": issue, "details": details}]}


def error(name: str) -> dict[str, Any]:
    """An error fixture as keyword arguments of `Ehr.fails`."""
    found = fixture(name)
    return {"status": found["status"], "body": found.get("body") or "", "headers": found.get("headers")}


STATUS_CASES = {
    "an expired token": (error("cerner/error.401.json"), Cause.UNAUTHORIZED),
    "a missing scope, with an empty body": (error("cerner/error.403-scope.json"), Cause.FORBIDDEN),
    "a tenant that is not valid": (error("cerner/error.403-tenant.json"), Cause.FORBIDDEN),
    "a user without the right (4118)": (error("epic/error.user-not-authorized.json"), Cause.FORBIDDEN),
    "a record behind break-the-glass (4130)": (error("epic/error.break-the-glass.json"), Cause.BREAK_THE_GLASS),
    "nothing there": ({"status": 404}, Cause.NOT_FOUND),
    "something that was deleted": ({"status": 410}, Cause.NOT_FOUND),
    "a required parameter missing (4111)": (error("epic/error.missing-param.json"), Cause.REFUSED),
    "a refusal in plain text": (error("cerner/error.400-plain-text.json"), Cause.REFUSED),
    "an Accept header it does not take": (error("cerner/error.406-empty.json"), Cause.REFUSED),
    "a paging session that expired (4113)": (error("epic/search.page2-session-expired.json"), Cause.PAGE_EXPIRED),
    "too many requests": (error("generic/error.429.json"), Cause.BUSY),
    "an internal error": (error("cerner/error.500-oo.json"), Cause.SERVER_ERROR),
    "a gateway that gave up": ({"status": 504}, Cause.TIMEOUT),
    "a web page with status 503": ({"status": 503, "body": "<html>down</html>"}, Cause.SERVER_ERROR),
    "a sign-in page with status 200": ({"body": "<!DOCTYPE html><html>Sign in</html>"}, Cause.NOT_JSON),
    "XML in place of JSON": ({"body": "<Encounter xmlns='http://hl7.org/fhir'/>"}, Cause.NOT_JSON),
    "JSON that ends early": ({"body": '{"resourceType": "Encounter", "id": "enc'}, Cause.TRUNCATED),
    "nothing at all": ({"body": ""}, Cause.TRUNCATED),
    "JSON nested without end": ({"body": "[" * 100_000}, Cause.TRUNCATED),
    "a list": ({"body": "[]"}, Cause.UNEXPECTED),
    "another resource": ({"body": {"resourceType": "Patient", "id": "enc-1"}}, Cause.UNEXPECTED),
    "another encounter": ({"body": {"resourceType": "Encounter", "id": "enc-2"}}, Cause.UNEXPECTED),
    "a merged record (4107), which is not followed": (error("epic/error.merged-patient.json"), Cause.MERGED),
    "a redirect": ({"status": 302, "headers": {"Location": f"{BASE}/Encounter/enc-2"}}, Cause.REDIRECTED),
}


@pytest.mark.parametrize(("fault", "cause"), STATUS_CASES.values(), ids=STATUS_CASES)
def test_a_read_that_meets(ehr: Ehr, fault: dict[str, Any], cause: Cause) -> None:
    """Every fault has its cause, and the failure carries no word of the body."""
    ehr.fails("Encounter/", **fault)
    with pytest.raises(FhirFailure) as failed:
        ehr.client().read("Encounter", "enc-1")
    assert failed.value.cause is cause
    assert "enc-1" not in str(failed.value)
    assert len(ehr.asked) == 1, "nothing was followed or repeated"


BROKEN_LINES = {
    "a read timeout": (requests.ReadTimeout("secret-token"), Cause.TIMEOUT, 1),
    "a connect timeout": (requests.ConnectTimeout("secret-token"), Cause.TIMEOUT, 1),
    "a connection that breaks twice": (requests.ConnectionError("secret-token"), Cause.UNREACHABLE, 2),
    "no TLS": (requests.exceptions.SSLError("secret-token"), Cause.UNREACHABLE, 2),
}


@pytest.mark.parametrize(("problem", "cause", "times"), BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_a_line_with(ehr: Ehr, problem: Exception, cause: Cause, times: int) -> None:
    """A broken connection is tried once more, a slow one is not."""
    ehr.fails("Encounter/", error=problem)
    with pytest.raises(FhirFailure) as failed:
        ehr.client().read("Encounter", "enc-1")
    assert failed.value.cause is cause
    assert "secret" not in str(failed.value)
    assert len(ehr.asked) == times


def test_a_retry_after_header_is_kept(ehr: Ehr) -> None:
    ehr.fails("Encounter/", **error("generic/error.429.json"))
    with pytest.raises(FhirFailure) as failed:
        ehr.client().read("Encounter", "enc-1")
    assert failed.value.retry_after == 3


def test_an_answer_that_grows_too_large_is_cut_off(ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "ATTACHMENT_BYTES", 1000)
    ehr.fails("Binary/", body="x" * 200_000)
    with pytest.raises(FhirFailure) as failed:
        ehr.client().attachment("Binary/b1")
    assert failed.value.cause is Cause.TOO_LARGE


def test_json_that_is_windows_1252_is_read(ehr: Ehr) -> None:
    body = '{"resourceType": "Patient", "id": "p", "name": [{"text": "Muñoz"}]}'.encode("windows-1252")
    ehr.fails("Patient/", body=body, headers={"Content-Type": "application/fhir+json;charset=UTF-8"})
    assert ehr.client().read("Patient", "p").resource["name"] == [{"text": "Muñoz"}]


def test_without_an_access_token_nothing_is_asked(ehr: Ehr) -> None:
    with pytest.raises(FhirFailure) as failed:
        ehr.client(token=lambda: None).read("Encounter", "enc-1")
    assert failed.value.cause is Cause.UNAUTHORIZED
    assert ehr.asked == []


@pytest.mark.parametrize("identity", ["..", ".", "", "a/b", "a?b=c", "a b", "../Patient/p", "a%2Fb", "a\n", "a" * 300])
def test_what_cannot_be_an_id_is_not_asked_for(ehr: Ehr, identity: str) -> None:
    with pytest.raises(FhirFailure) as failed:
        ehr.client().read("Encounter", identity)
    assert failed.value.cause is Cause.NOT_FOUND
    assert ehr.asked == []


def test_every_request_carries_the_token_and_asks_for_fhir_json(ehr: Ehr) -> None:
    ehr.client().read("Encounter", "enc-1")
    assert ehr.tokens == ["Bearer secret-token"]
    assert ehr.headers[0]["Accept"] == "application/fhir+json"


# --- paging -----------------------------------------------------------------------------------------------


def test_pages_are_followed_to_their_end_and_repeated_entries_count_once(
    ehr: Ehr, mock: responses.RequestsMock
) -> None:
    first, second = fixture("cerner/search.Encounter.paged.json")
    base = "https://fhir-ehr-code.cerner.example.org/r4/11111111-2222-4333-8444-555555555555"
    mock.get(f"{base}/Encounter", json=first, match=[responses.matchers.query_param_matcher({"patient": "90000001"})])
    mock.get(f"{base}/Encounter", json=second)
    found = FhirClient(base, lambda: "t", "oracle").search("Encounter", {"patient": "90000001"})
    assert [entry.resource["id"] for entry in found.entries] == ["90000101"]
    assert found.stopped is None


FOREIGN = {
    "another host": "https://evil.example.com/r4/Condition?page=2",
    "a host that only begins alike": "https://ehr.example.org.evil.example.com/r4/Condition",
    "another port": "https://ehr.example.org:8443/r4/Condition",
    "plain http": "http://ehr.example.org/r4/Condition",
    "a user name before the host": "https://ehr.example.org@evil.example.com/r4/Condition",
    "a user name on the same host": "https://someone@ehr.example.org/r4/Condition",
    "a backslash": "https://ehr.example.org\\@evil.example.com/r4",
    "a line break on the same host": "https://ehr.example.org/r4/Cond\nition",
    "a space on the same host": "https://ehr.example.org/r4/Condition ?page=2",
    "no scheme": "//evil.example.com/r4/Condition",
    "another scheme": "file:///etc/passwd",
    "a port that is none": "https://ehr.example.org:notaport/r4",
}


@pytest.mark.parametrize("address", FOREIGN.values(), ids=FOREIGN)
def test_a_next_link_is_not_followed_to(ehr: Ehr, address: str) -> None:
    """What the first page gave is kept, and the search says that it stopped."""
    ehr.fails("Condition", body=bundle({"resourceType": "Condition", "id": "c1"}, next_url=address))
    found = ehr.client().search("Condition", {"patient": "p"})
    assert [entry.resource["id"] for entry in found.entries] == ["c1"]
    assert found.stopped is Cause.FOREIGN_ADDRESS
    assert len(ehr.asked) == 1


@pytest.mark.parametrize("address", FOREIGN.values(), ids=FOREIGN)
def test_an_attachment_is_not_fetched_from(ehr: Ehr, address: str) -> None:
    with pytest.raises(FhirFailure) as failed:
        ehr.client().attachment(address)
    assert failed.value.cause is Cause.FOREIGN_ADDRESS
    assert ehr.asked == []


def test_pages_without_end_are_bounded(ehr: Ehr) -> None:
    ehr.fails("Condition", body=bundle({"resourceType": "Condition", "id": "c1"}, next_url=f"{BASE}/Condition?p=2"))
    found = ehr.client().search("Condition", {"patient": "p"})
    assert found.stopped is Cause.TOO_LARGE
    assert len(ehr.asked) == client_module.MAX_PAGES


def test_entries_are_bounded(ehr: Ehr) -> None:
    many = [{"resourceType": "Condition", "id": f"c{n}"} for n in range(30)]
    ehr.fails("Condition", body=bundle(*many, next_url=f"{BASE}/Condition?p=2"))
    found = ehr.client().search("Condition", {"patient": "p"}, max_entries=20)
    assert (len(found.entries), found.stopped, len(ehr.asked)) == (30, Cause.TOO_LARGE, 1)


def test_a_page_that_expired_keeps_the_pages_before_it(ehr: Ehr) -> None:
    ehr.fails("Condition\\?sessionID", **error("epic/search.page2-session-expired.json"))
    first = fixture("epic/search.page1.json")
    first["link"][1]["url"] = f"{BASE}/Condition?sessionID=24"
    ehr.fails("Condition", body=first)
    found = ehr.client().search("Condition", {"patient": "p"})
    assert (len(found.entries), found.stopped) == (2, Cause.PAGE_EXPIRED)


# --- OperationOutcomes inside an answer with status 200 -----------------------------------------------------

INSIDE = {
    "4101, no results": (outcome("4101", "warning"), (), False),
    "4122, an unknown parameter": (outcome("4122", "warning"), (), False),
    "4119, more may exist": (outcome("4119", "warning"), (), True),
    "59204, the client may not see a sub-type": (outcome("59204", "warning", "suppressed"), (), True),
    "59205, the user may not see a sub-type": (outcome("59205", "warning", "suppressed"), (), True),
    "4118 inside a bundle": (outcome("4118", "fatal", "security"), (), True),
    "suppressed, of any vendor": (outcome(None, "information", "suppressed"), (), True),
    "59204 of another code system": (outcome("59204", "warning", system="urn:oid:1.2.3"), (), False),
}


@pytest.mark.parametrize(("told", "entries", "hides"), INSIDE.values(), ids=INSIDE)
def test_a_bundle_that_tells(ehr: Ehr, told: dict, entries: tuple, hides: bool) -> None:
    """Missing is not absent where the EHR says that it left something out."""
    ehr.fails("Condition", body=bundle(told))
    found = ehr.client().search("Condition", {"patient": "p"})
    assert found.entries == entries
    assert any(issue.hides for issue in found.issues) is hides


def test_epics_bundle_gives_its_notes_and_says_that_some_may_be_missing(ehr: Ehr) -> None:
    ehr.fails("DocumentReference", body=fixture("epic/search.DocumentReference.with-outcome.json"))
    found = ehr.client().search("DocumentReference", {"patient": "p"})
    assert [entry.resource["id"] for entry in found.entries] == ["eTESTdoc1", "eTESTdoc2"]
    assert [issue.vendor_code for issue in found.issues if issue.hides] == ["59204"]


@pytest.mark.parametrize("wrapped", [True, False], ids=["as an entry", "as the whole answer"])
def test_a_fatal_outcome_with_status_200_is_a_failure(ehr: Ehr, wrapped: bool) -> None:
    told = outcome("4131", "fatal", "security")
    ehr.fails("Condition", body=bundle(told) if wrapped else told)
    with pytest.raises(FhirFailure) as failed:
        ehr.client().search("Condition", {"patient": "p"})
    assert failed.value.cause is Cause.BREAK_THE_GLASS


def test_one_broken_entry_loses_itself_alone(ehr: Ehr) -> None:
    good = {"resourceType": "Condition", "id": "c1"}
    odd = {"resourceType": "Condition", "id": "c2", "vendorField": 1, "recordedDate": "2026-03-03T10:00:00"}
    body = bundle(good, odd)
    body["entry"] += [{"resource": {"resourceType": "Condition"}}, {"resource": "text"}, {}, "text"]
    ehr.fails("Condition", body=body)
    found = ehr.client().search("Condition", {"patient": "p"})
    assert [(entry.resource["id"], entry.how) for entry in found.entries] == [("c1", "lenient"), ("c2", "lenient")]
    assert set(found.entries[1].misfits) == {"recordedDate", "(the resource itself)"}
    assert found.broken == 3


# --- nothing leaks ----------------------------------------------------------------------------------------


def test_the_log_names_type_status_and_request_id_and_nothing_of_a_patient(
    ehr: Ehr, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = {
        "resourceType": "Condition",
        "id": "canary-id",
        "recordedDate": "canary-date",
        "note": "canary-text",
        "code": {"text": "canary-code"},
    }
    ehr.fails("Condition", body=bundle(canary), headers={"X-Request-Id": "req-77"})
    ehr.client().search("Condition", {"patient": "canary-patient"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("chargeline")]
    assert any("GET Condition 200" in line and "request-id=req-77" in line for line in ours)
    assert "canary" not in caplog.text
    assert "secret-token" not in caplog.text


def test_a_request_id_that_is_no_plain_id_is_not_logged(ehr: Ehr, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ehr.fails("Condition", body=bundle(), headers={"X-Request-Id": "x\tforged line"})
    ehr.client().search("Condition", {"patient": "p"})
    assert "forged" not in caplog.text


def test_cookies_of_one_answer_do_not_travel_with_the_next_request(ehr: Ehr) -> None:
    ehr.fails("Encounter/", body={"resourceType": "Encounter", "id": "e"}, headers={"Set-Cookie": "user=a; Path=/"})
    ehr.client().read("Encounter", "e")
    ehr.client().read("Encounter", "e")
    assert "Cookie" not in ehr.headers[1]


def test_a_netrc_entry_does_not_take_the_tokens_place(ehr: Ehr, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine ehr.example.org login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    ehr.client().read("Encounter", "enc-1")
    assert ehr.tokens == ["Bearer secret-token"]


# --- the CapabilityStatement --------------------------------------------------------------------------------


def test_the_capability_statement_is_asked_for_once_without_the_token(ehr: Ehr) -> None:
    ehr.fails("metadata", body={"resourceType": "CapabilityStatement", "status": "active"})
    client = ehr.client()
    assert client.capability()["status"] == "active"
    assert ehr.client().capability()["status"] == "active"
    assert ehr.asked == ["metadata"]
    assert ehr.tokens == [None]
    assert ehr.headers[0]["Accept"] == "application/fhir+json"


def test_the_capability_statement_is_asked_for_again_after_an_hour(ehr: Ehr) -> None:
    ehr.fails("metadata", body={"resourceType": "CapabilityStatement", "status": "active"})
    for when in (0.0, 3599.0, 3601.0):
        ehr.client().capability(now=lambda when=when: when)  # type: ignore[misc]
    assert len(ehr.asked) == 2


def test_a_capability_statement_in_xml_is_a_failure_that_is_not_kept(ehr: Ehr) -> None:
    ehr.fails("metadata", body="<CapabilityStatement/>")
    with pytest.raises(FhirFailure) as failed:
        ehr.client().capability()
    assert failed.value.cause is Cause.NOT_JSON
    ehr.faults.clear()
    ehr.fails("metadata", body={"resourceType": "CapabilityStatement"})
    assert ehr.client().capability()


def test_the_environment_is_asked_for_proxies_once_an_origin(monkeypatch):
    """And what it says holds for that origin alone."""
    asked = []

    def proxies(url, no_proxy=None):
        asked.append(url)
        return {"https": "http://proxy.example"} if "inside" not in url else {}

    monkeypatch.setattr("requests.sessions.get_environ_proxies", proxies)
    session = Pooled()

    def settings(url):
        return dict(session.merge_environment_settings(url, {}, True, None, None)["proxies"])

    for path in ("Patient/1", "Encounter/2"):
        assert settings(f"https://ehr.example/fhir/{path}") == {"https": "http://proxy.example"}
        assert settings(f"https://inside.example/fhir/{path}") == {}
    assert len(asked) == 2
