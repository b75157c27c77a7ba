"""What goes wrong while a visit is read: what stops the page, what is only named on it, and that the rest works."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from tests.plugin.fhir.ehr import (
    BASE,
    ENCOUNTER,
    PATIENT,
    Ehr,
    bundle,
    codes,
    decided,
    encounter,
    fixture,
    note,
    of_day,
)

from chargeline_plugin.fhir.documents import Unreadable
from chargeline_plugin.fhir.failures import Cause
from chargeline_plugin.fhir.gather import Trouble
from chargeline_plugin.visit import Choices, NeedsEncounter, Refusal
from chargeline_plugin.visit.not_read import not_read_of, unread_of
from chargeline_plugin.visit.refusals import REFUSALS, UNREAD

SIGN_IN = "<html><body><form><input type='password'></form></body></html>"
ENCOUNTER_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "401": ({"status": 401}, "encounter-unauthorized"),
    "403": ({"status": 403}, "encounter-forbidden"),
    "403 behind break-the-glass": (
        {"status": 403, "body": fixture("epic/error.break-the-glass.json")["body"]},
        "encounter-break-the-glass",
    ),
    "404": ({"status": 404}, "encounter-not-found"),
    "400": ({"status": 400}, "encounter-refused"),
    "429": ({"status": 429}, "encounter-busy"),
    "500": ({"status": 500}, "encounter-server-error"),
    "a timeout": ({"error": requests.ReadTimeout()}, "encounter-timeout"),
    "no connection": ({"error": requests.ConnectionError()}, "encounter-unreachable"),
    "a sign-in page": ({"body": SIGN_IN}, "encounter-not-json"),
    "truncated JSON": ({"body": '{"resourceType": "Enc'}, "encounter-truncated"),
    "another resource": ({"body": {"resourceType": "Basic", "id": ENCOUNTER}}, "encounter-unexpected"),
    "a redirect": ({"status": 307, "headers": {"Location": f"{BASE}/Encounter/e2"}}, "encounter-redirected"),
    "a merged record": (
        {"status": 301, "body": fixture("epic/error.merged-patient.json")["body"]},
        "patient-merged",
    ),
}


@pytest.mark.parametrize(("fault", "code"), ENCOUNTER_FAULTS.values(), ids=ENCOUNTER_FAULTS)
def test_without_the_encounter_nothing_is_shown_after(ehr: Ehr, fault: dict[str, Any], code: str) -> None:
    ehr.fails("Encounter/", **fault)
    found = ehr.read()
    assert found == Refusal(code=code)
    assert REFUSALS[code].next_step


def test_every_cause_has_a_refusal_and_every_unread_code_its_words() -> None:
    causes = {f"encounter-{cause}" for cause in Cause if cause is not Cause.MERGED}
    assert causes <= set(REFUSALS)
    assert {*Cause, *Unreadable} <= set(UNREAD)


SUBJECTS = {
    "another patient": {"reference": "Patient/pat-2"},
    "another patient by address": {"reference": f"{BASE}/Patient/pat-2"},
    "a group": {"reference": f"Group/{PATIENT}"},
    "nobody": None,
    "words only": {"display": "Example, Ann"},
    "something that only ends alike": {"reference": f"Patient/x{PATIENT}"},
}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_an_encounter_is_refused_whose_subject_is(ehr: Ehr, subject: Any) -> None:
    """The token's patient and the encounter's must be one before anything is shown (SMART checklist L-46)."""
    ehr.put(encounter(subject=subject), note())
    assert ehr.read() == Refusal(code="subject-mismatch")


@pytest.mark.parametrize("subject", [f"{BASE}/Patient/{PATIENT}", f"Patient/{PATIENT}/_history/3"])
def test_the_same_patient_written_otherwise_is_the_same(ehr: Ehr, subject: str) -> None:
    ehr.put(encounter(subject={"reference": subject}), note())
    assert ehr.visit().patient.id == PATIENT


def test_a_merged_patient_stops_the_page(ehr: Ehr) -> None:
    merged = fixture("epic/error.merged-patient.json")
    ehr.put(note()).fails("Patient/", status=301, body=merged["body"], headers=merged["headers"])
    assert ehr.read() == Refusal(code="patient-merged")


def test_a_launch_without_a_patient_is_refused(ehr: Ehr) -> None:
    assert ehr.read(patient=None) == Refusal(code="no-patient")
    assert ehr.asked == []


# --- one source fails, the rest works ---------------------------------------------------------------------

SOURCES = {
    "Condition": ("diagnoses", "conditions"),
    "Procedure": ("procedures", "procedures"),
    "Observation": ("flowsheet rows", "observations"),
    "Coverage": ("coverage", "coverage"),
    "CarePlan": ("plan of care", "history"),
    "ChargeItem": ("charges already entered", "history"),
    "DocumentReference": ("notes", "notes"),
}
FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "403": ({"status": 403}, "forbidden", "forbidden"),
    "404": ({"status": 404}, "not-found", "unsupported"),
    "429": ({"status": 429}, "busy", "timeout"),
    "503": ({"status": 503}, "server-error", "timeout"),
    "a timeout": ({"error": requests.ReadTimeout()}, "timeout", "timeout"),
    "a sign-in page": ({"body": SIGN_IN}, "not-json", "unsupported"),
    "truncated JSON": ({"body": '{"resourceType": "Bun'}, "truncated", "unsupported"),
}


@pytest.mark.parametrize(("fault", "code", "why"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("resource", SOURCES)
def test_a_source_that_fails_is_named_and_the_rest_works(
    ehr: Ehr, resource: str, fault: dict[str, Any], code: str, why: str
) -> None:
    """What rests on it is in `not_read`, so nothing is called missing for it."""
    what, contract = SOURCES[resource]
    ehr.put(note()).fails(f"{resource}\\?", **fault)
    visit = ehr.visit()
    assert codes(visit) == {what: code}
    assert visit.encounter["not_read"] == [{"what": contract, "why": why}]
    assert visit.patient.name == "Ann Example"
    assert visit.encounter["date_of_service"] == "2026-03-03"


def test_charges_that_could_not_be_read_are_not_no_charges(ehr: Ehr) -> None:
    assert ehr.put(note()).visit().encounter["history"]["same_day_charges"] == []
    ehr.fails("ChargeItem", status=403)
    assert "same_day_charges" not in ehr.visit().encounter["history"]


def test_what_was_not_granted_is_not_asked_for(ehr: Ehr) -> None:
    visit = ehr.put(note()).visit(scopes="user/Encounter.r user/DocumentReference.rs user/Practitioner.read")
    kinds = {asked.partition("?")[0].partition("/")[0] for asked in ehr.asked}
    assert kinds == {"Encounter", "DocumentReference", "Practitioner"}
    assert set(codes(visit).values()) == {"not-granted"}
    assert {it["what"]: it["why"] for it in visit.encounter["not_read"]} == {
        "conditions": "forbidden",
        "procedures": "forbidden",
        "observations": "forbidden",
        "coverage": "forbidden",
        "history": "forbidden",
    }
    assert visit.patient.name == "Example, Ann", "the name beside the encounter's subject"


def test_without_a_grant_for_encounters_nothing_is_asked(ehr: Ehr) -> None:
    assert ehr.read(scopes="launch openid user/Patient.rs") == Refusal(code="encounter-not-granted")
    assert ehr.asked == []


def test_a_note_body_is_not_asked_for_without_the_grant_for_binaries(ehr: Ehr) -> None:
    ehr.put(with_url("Binary/b1"))
    visit = ehr.visit(scopes="user/Encounter.rs user/DocumentReference.rs")
    assert not [asked for asked in ehr.asked if asked.startswith("Binary")]
    assert codes(visit)["notes"] == "forbidden"


def test_entries_of_another_patient_are_thrown_away_and_reported(ehr: Ehr) -> None:
    ehr.put(note(), note("d2", "other", subject={"reference": "Patient/pat-2"}))
    visit = ehr.visit()
    assert [seen.id for seen in visit.notes] == ["d1"]
    assert codes(visit) == {"notes": "other-patient"}


def test_a_broken_resource_in_a_bundle_is_named_and_the_others_count(ehr: Ehr) -> None:
    good = fixture("epic/Condition.encounter-diagnosis.json") | {
        "id": "c1",
        "subject": {"reference": f"Patient/{PATIENT}"},
        "encounter": {"reference": f"Encounter/{ENCOUNTER}"},
    }
    ehr.put(note()).fails("Condition", body=bundle(good, good | {"id": "c2", "code": "M54.50"}))
    visit = ehr.visit()
    assert visit.encounter["diagnoses"] == [{"code": "M25.511"}]
    assert codes(visit) == {"diagnoses": "entry-broken"}


def test_what_epic_left_out_is_told(ehr: Ehr) -> None:
    told = fixture("epic/search.DocumentReference.with-outcome.json")["entry"][-1]["resource"]
    ehr.fails("DocumentReference", body=bundle(note(), told))
    visit = ehr.visit()
    assert [seen.id for seen in visit.notes if seen.chosen] == ["d1"]
    assert codes(visit) == {"notes": "partly-hidden"}
    assert visit.encounter["not_read"] == [], "the visit's own note was read"
    ehr.faults.clear()
    without = ehr.fails("DocumentReference", body=bundle(told)).visit()
    assert without.encounter["not_read"] == [{"what": "notes", "why": "forbidden"}]


def test_a_note_of_another_day_that_cannot_be_read_is_no_gap_in_this_visit(ehr: Ehr) -> None:
    ehr.put(note(), of_day("2026-02-26", "d0", text=b"\x00" * 99))
    assert ehr.visit().unread == ()


def test_an_addendum_that_cannot_be_read_is_a_gap(ehr: Ehr) -> None:
    relation = [{"code": "appends", "target": {"reference": "DocumentReference/d1"}}]
    visit = ehr.put(note(), note("d2", b"\x00" * 99, relatesTo=relation)).visit()
    assert [seen.id for seen in visit.notes if seen.chosen] == ["d1"]
    assert visit.encounter["not_read"] == [{"what": "notes", "why": "unsupported"}]


def test_epics_empty_answer_with_4101_is_simply_empty(ehr: Ehr) -> None:
    ehr.put(note()).fails("Observation", body=fixture("epic/search.empty-with-4101.json"))
    assert ehr.visit().unread == ()


# --- the note's body --------------------------------------------------------------------------------------


def with_url(url: str, kind: str = "text/plain", **changes: Any) -> dict[str, Any]:
    """The day's note with its body elsewhere."""
    return note(content=[{"attachment": {"contentType": kind, "url": url}}], **changes)


def binary(body: bytes, kind: str) -> dict[str, Any]:
    return {"resourceType": "Binary", "id": "b1", "contentType": kind, "data": base64.b64encode(body).decode()}


BODIES: dict[str, tuple[str, bytes, str]] = {
    "text": ("text/plain", b"97110 23 min", "97110 23 min"),
    "HTML whose cells must not glue": (
        "text/html",
        b"<table><tr><td>97110</td><td>23</td></tr></table>",
        "97110\t23",
    ),
    "RTF with escapes": ("text/rtf", rb"{\rtf1\ansi ROM 110\'b0\par b}", "ROM 110°\nb"),
    "windows-1252 labelled UTF-8": ("text/plain;charset=utf-8", "ROM 110°".encode("cp1252"), "ROM 110°"),
    "a note of 1 MB": ("text/plain", b"min " * 262_144, "min " * 262_144),
    "a note of 1 MB without minutes or line ends": ("text/plain", b"a" * 1_048_576, "a" * 1_048_576),
}


@pytest.mark.parametrize(("kind", "body", "text"), BODIES.values(), ids=BODIES)
def test_the_note_is(ehr: Ehr, kind: str, body: bytes, text: str) -> None:
    ehr.put(with_url("Binary/b1", kind), binary(body, kind))
    visit = ehr.visit()
    assert [seen.text for seen in visit.notes] == [text]
    assert visit.encounter["notes"][0]["text"] == text
    assert visit.unread == ()


BODY_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "empty": ({"body": binary(b"", "text/plain")}, "note-empty"),
    "undecodable": ({"body": binary(bytes(range(256)), "text/plain")}, "note-undecodable"),
    "no base64": ({"body": binary(b"", "text/plain") | {"data": "%%%"}}, "note-undecodable"),
    "over the limit": ({"body": binary(b"a" * 2_100_000, "text/plain")}, "note-too-large"),
    "far over the limit": ({"body": binary(b"a" * 4_000_000, "text/plain")}, "too-large"),
    "forbidden": ({"status": 403}, "forbidden"),
    "gone": ({"status": 404}, "not-found"),
    "too slow": ({"error": requests.ReadTimeout()}, "timeout"),
    "a sign-in page": ({"body": SIGN_IN, "headers": {"Content-Type": "text/html"}}, "note-sign-in-page"),
    "a page that goes on to sign in": (
        {"body": "<meta http-equiv='refresh' content='0;url=/sso'>", "headers": {"Content-Type": "text/html"}},
        "note-sign-in-page",
    ),
    "truncated": ({"body": '{"resourceType"', "headers": {"Content-Type": "application/fhir+json"}}, "truncated"),
}


@pytest.mark.parametrize(("fault", "code"), BODY_FAULTS.values(), ids=BODY_FAULTS)
def test_a_note_that_is_unreadable_because_it_is(ehr: Ehr, fault: dict[str, Any], code: str) -> None:
    """The note is listed, none is chosen, the page says why, and everything else is there."""
    ehr.put(with_url("Binary/b1", "text/html")).fails("Binary/", **fault)
    visit = ehr.visit()
    assert codes(visit) == {"notes": code}
    assert [(seen.id, seen.chosen) for seen in visit.notes] == [("d1", False)]
    assert decided(visit, "note").value is None
    assert visit.encounter["notes"] == []
    assert visit.encounter["not_read"][0]["what"] == "notes"
    assert visit.encounter["discipline"] == "PT"


def test_any_web_page_in_place_of_a_plain_note_is_a_sign_in_page(ehr: Ehr) -> None:
    ehr.put(with_url("Binary/b1", "text/plain"))
    ehr.fails("Binary/", body="<p>Welcome</p>", headers={"Content-Type": "text/html"})
    assert codes(ehr.visit()) == {"notes": "note-sign-in-page"}


def test_a_body_at_another_address_is_not_fetched(ehr: Ehr) -> None:
    ehr.put(with_url("https://files.example.com/note.txt"))
    assert codes(ehr.visit()) == {"notes": "foreign-address"}


def test_when_the_best_form_fails_the_next_is_read(ehr: Ehr) -> None:
    forms = [("text/html", "Binary/b0"), ("text/rtf", "Binary/b1")]
    content = [{"attachment": {"contentType": kind, "url": url}} for kind, url in forms]
    ehr.put(note(content=content), binary(rb"{\rtf1 97110}", "text/rtf"))
    assert [seen.text for seen in ehr.visit().notes] == ["97110"]


def test_a_body_that_comes_raw_is_read_too(ehr: Ehr) -> None:
    ehr.put(with_url("Binary/b1", "text/html"))
    ehr.fails("Binary/", body="<p>97110</p>", headers={"Content-Type": "text/html"})
    assert [seen.text for seen in ehr.visit().notes] == ["97110"]


# --- no encounter in the token ------------------------------------------------------------------------------


def test_without_an_encounter_the_patients_recent_ones_are_listed_latest_first(ehr: Ehr) -> None:
    older = encounter(id="enc-0", period={"start": "2026-02-25T15:00:00Z"}, status="finished")
    ehr.put(older, encounter(id="enc-x", status="cancelled"))
    found = ehr.read(encounter=None)
    assert isinstance(found, NeedsEncounter)
    assert found.patient.name == "Ann Example"
    assert [choice.id for choice in found.choices] == [ENCOUNTER, "enc-0"]
    assert found.choices[1].label == "Wed, Feb 25, 2026 9:00 AM, finished"
    assert "date=ge2026-02-17T00%3A00%3A00-06%3A00" in next(it for it in ehr.asked if it.startswith("Encounter?"))


def test_the_chosen_encounter_is_read_and_still_must_be_the_patients(ehr: Ehr) -> None:
    ehr.put(note())
    visit = ehr.visit(Choices(encounter=ENCOUNTER), encounter=None)
    assert decided(visit, "encounter").chosen_by == "clinician"
    ehr.put(encounter(id="enc-9", subject={"reference": "Patient/pat-2"}))
    assert ehr.read(Choices(encounter="enc-9"), encounter=None) == Refusal(code="subject-mismatch")


def test_the_tokens_encounter_comes_before_a_choice(ehr: Ehr) -> None:
    assert ehr.put(note()).visit(Choices(encounter="enc-9")).encounter_id == ENCOUNTER


def test_encounters_of_another_patient_are_never_offered(ehr: Ehr) -> None:
    ehr.put(encounter(id="enc-9", subject={"reference": "Patient/pat-2"}))
    found = ehr.read(encounter=None)
    assert isinstance(found, NeedsEncounter)
    assert [choice.id for choice in found.choices] == [ENCOUNTER]


def test_a_list_that_cannot_be_read_is_a_refusal(ehr: Ehr) -> None:
    ehr.fails("Encounter\\?", status=503)
    assert ehr.read(encounter=None) == Refusal(code="encounter-server-error")


def test_of_several_reasons_the_sdk_gets_the_first() -> None:
    troubles = [Trouble(what="notes", code=code) for code in ("timeout", "forbidden")]
    assert not_read_of(troubles) == [{"what": "notes", "why": "timeout"}]
    assert [unread.code for unread in unread_of(troubles)] == ["timeout", "forbidden"]


def test_no_failure_text_names_the_patient(ehr: Ehr) -> None:
    """Unread sources and refusals are words of ours, whatever the EHR said."""
    ehr.put(note()).fails("Condition", status=500, body={"resourceType": "OperationOutcome", "issue": "Ann Example"})
    visit = ehr.visit(now=datetime(2026, 3, 3, 17, tzinfo=UTC))
    said = " ".join(f"{it.what} {it.code} {it.next_step}" for it in visit.unread)
    assert "conditions server-error" in said
    assert "Example" not in said
    assert PATIENT not in said
