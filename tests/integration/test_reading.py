"""Reading visits from the stand-in EHR over HTTP: three personalities, their stories, and their misbehaviour."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chargeline import evaluate
from chargeline_launch import ActiveLaunch, Site, Tokens
from chargeline_launch.clients import PublicClient
from chargeline_plugin.fhir import FhirClient
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.visit import Choices, NeedsEncounter, Reading, Refusal, Visit, read_history, read_visit
from chargeline_plugin.visit.visit import Decision
from chargeline_sandbox import Config, Fault, Sandbox, running

pytestmark = pytest.mark.integration

READ = (
    "Patient.r Encounter.rs Condition.rs Coverage.rs Procedure.rs Observation.rs DocumentReference.rs Binary.r "
    "CarePlan.rs ServiceRequest.rs Practitioner.r PractitionerRole.rs ChargeItem.rs"
)
SCOPES = " ".join(["launch", "openid", "fhirUser", *(f"user/{each}" for each in READ.split())])
PERSONALITIES = ("generic", "oracle", "epic")
TABLE: dict[str, Any] = {
    "payers": [
        {"name": "Medicare Part B", "policy": "medicare-part-b"},
        {"name": "MEDICARE PART B", "policy": "medicare-part-b"},
    ]
}


@pytest.fixture(scope="module")
def ehr() -> Iterator[Sandbox]:
    """One stand-in EHR for the module; a test disarms what it armed."""
    with running(Config()) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def calm(ehr: Sandbox) -> Iterator[None]:
    """No misbehaviour is left over for the next test."""
    yield
    ehr.faults.clear()


def read(ehr: Sandbox, name: str, story: str, choices: Choices | None = None, scopes: str = SCOPES) -> Reading:
    """Read a story's visit as the page does."""
    visit = ehr.visit(name, story)
    token = ehr.token(name, visit, scopes)
    return read_visit(
        FhirClient(ehr.iss(name), lambda: token, name),
        launch(ehr, name, story, scopes),
        site(ehr, name),
        SiteSettings.parse(TABLE),
        choices or Choices(),
        datetime.now(UTC),
    )


def launch(ehr: Sandbox, name: str, story: str, scopes: str = SCOPES) -> ActiveLaunch:
    visit = ehr.visit(name, story)
    return ActiveLaunch(
        site="clinic",
        fhir_base=ehr.iss(name),
        tokens=Tokens(access_token="unused", expires_at=datetime.now(UTC)),
        scopes=scopes,
        patient=visit.patient,
        encounter=visit.encounter,
        user=f"Practitioner/{visit.user}",
    )


def site(ehr: Sandbox, name: str) -> Site:
    return Site(
        id="clinic",
        name="Clinic",
        iss=ehr.iss(name),
        vendor=name,
        client=PublicClient(id="app"),
        id_token_issuers=(),
        redirect_uri="http://localhost/callback",
        features=("read",),
        time_zone="America/Chicago",
    )


def seen(reading: Reading) -> Visit:
    assert isinstance(reading, Visit), reading
    return reading


def decided(visit: Visit, what: str) -> Decision:
    return next(decision for decision in visit.decisions if decision.what == what)


@pytest.mark.parametrize("name", PERSONALITIES)
def test_every_story_is_read_and_the_sdk_takes_what_was_read(ehr: Sandbox, name: str) -> None:
    """Nothing is refused, nothing breaks, and a visible note of the visit is the one that is chosen."""
    read_notes = 0
    for story, told in ehr.visits(name).items():
        found = read(ehr, name, story)
        if told.encounter is None:
            assert isinstance(found, NeedsEncounter), story
            continue
        visit = seen(found)
        assert visit.encounter_id == told.encounter
        assert visit.date_of_service is not None, story
        chosen = {note.id for note in visit.notes if note.chosen}
        assert chosen <= set(told.notes), story
        read_notes += bool(chosen)
        assert evaluate(visit.encounter).encounter == told.encounter
    assert read_notes >= 18


@pytest.mark.parametrize("name", PERSONALITIES)
def test_an_evening_visit_is_on_its_local_day(ehr: Sandbox, name: str) -> None:
    visit = seen(read(ehr, name, "evening-neck"))
    assert visit.date_of_service == ehr.site.today
    assert "PM" in decided(visit, "encounter").because


def test_oracles_recurring_encounter_gives_todays_note_of_five(ehr: Sandbox) -> None:
    told = ehr.visit("oracle", "recurring-low-back")
    visit = seen(read(ehr, "oracle", "recurring-low-back"))
    assert len(visit.notes) == 5
    assert [note.id for note in visit.notes if note.chosen] == [told.notes[-1]]
    assert visit.date_of_service == ehr.site.today
    older = visit.notes[-1]
    again = seen(read(ehr, "oracle", "recurring-low-back", Choices(note=older.id)))
    assert again.date_of_service == older.date


def test_the_history_of_a_recurring_encounter_holds_its_earlier_visits(ehr: Sandbox) -> None:
    name, story = "oracle", "recurring-low-back"
    visit = seen(read(ehr, name, story))
    token = ehr.token(name, ehr.visit(name, story), SCOPES)
    client = FhirClient(ehr.iss(name), lambda: token, name)
    history = read_history(client, launch(ehr, name, story), site(ehr, name), visit).encounter["history"]
    assert {note["kind"] for note in history["previous_notes"]} == {"treatment-note"}
    assert all(note["text"] for note in history["previous_notes"])
    assert history["treatment_days_since_progress_report"] >= 1


@pytest.mark.parametrize(("name", "visible"), [("generic", True), ("oracle", False), ("epic", False)])
def test_an_unsigned_note_is_read_where_the_ehr_shows_it(ehr: Sandbox, name: str, visible: bool) -> None:
    visit = seen(read(ehr, name, "unsigned-ankle"))
    assert [note.signed for note in visit.notes if note.chosen] == ([False] if visible else [])
    assert visit.date_of_service == ehr.site.today
    if not visible:
        assert "until it is signed" in decided(visit, "note").because
        pasted = seen(read(ehr, name, "unsigned-ankle", Choices(pasted_note="TherEx 23 min")))
        assert [note.origin for note in pasted.notes if note.chosen] == ["pasted"]
        assert pasted.visit_key == visit.visit_key


@pytest.mark.parametrize("name", PERSONALITIES)
def test_a_note_is_the_same_words_whatever_its_form(ehr: Sandbox, name: str) -> None:
    """Text, HTML tables and RTF of one story: every number of the plain text is in each, and none is glued."""
    plain = seen(read(ehr, "generic", "knee-replacement")).notes[0].text
    words = seen(read(ehr, name, "knee-replacement")).notes[0].text
    assert [word for word in words.split() if word.isdigit()] == [word for word in plain.split() if word.isdigit()]


@pytest.mark.parametrize("name", PERSONALITIES)
def test_without_an_encounter_a_list_is_offered_and_a_choice_is_read(ehr: Sandbox, name: str) -> None:
    found = read(ehr, name, "no-encounter")
    assert isinstance(found, NeedsEncounter)
    assert len(found.choices) == 2
    visit = seen(read(ehr, name, "no-encounter", Choices(encounter=found.choices[0].id)))
    assert visit.encounter_id == found.choices[0].id


@pytest.mark.parametrize("name", PERSONALITIES)
def test_an_encounter_of_another_patient_is_refused(ehr: Sandbox, name: str) -> None:
    other = ehr.visit(name, "shoulder-poor").encounter
    found = read(ehr, name, "no-encounter", Choices(encounter=other))
    assert isinstance(found, Refusal)
    assert found.code in ("subject-mismatch", "encounter-forbidden", "encounter-not-found")


def test_what_was_not_granted_is_named_and_the_rest_is_shown(ehr: Sandbox) -> None:
    scopes = "launch openid user/Encounter.rs user/DocumentReference.rs user/Binary.r user/Practitioner.r"
    visit = seen(read(ehr, "generic", "knee-replacement", scopes=scopes))
    assert {unread.code for unread in visit.unread} == {"not-granted"}
    assert [note.chosen for note in visit.notes] == [True]


# --- misbehaviour -------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "coverage that is forbidden": ({"kind": "status", "status": 403, "path": "*/Coverage*"}, "coverage", "forbidden"),
    "coverage with an error": ({"kind": "status", "status": 503, "path": "*/Coverage*"}, "coverage", "server-error"),
    "a sign-in page for diagnoses": ({"kind": "html", "path": "*/Condition*"}, "conditions", "not-json"),
    "diagnoses that break off": ({"kind": "truncated", "path": "*/Condition*"}, "conditions", "truncated"),
    "an empty note": ({"kind": "empty", "path": "*/Binary/*"}, "notes", "note-empty"),
    "a note behind a sign-in page": ({"kind": "html", "path": "*/Binary/*"}, "notes", "note-sign-in-page"),
}


@pytest.mark.parametrize(("fault", "what", "code"), FAULTS.values(), ids=FAULTS)
def test_the_page_is_there_in_spite_of(ehr: Sandbox, fault: dict[str, Any], what: str, code: str) -> None:
    ehr.faults.add(Fault(times=None, **fault))
    visit = seen(read(ehr, "generic", "knee-replacement"))
    assert {unread.what: unread.code for unread in visit.unread} == {what: code}


def test_a_broken_entry_is_named(ehr: Sandbox) -> None:
    ehr.faults.add(Fault(kind="broken-entry", path="*/Condition*", times=None))
    visit = seen(read(ehr, "generic", "knee-replacement"))
    assert [unread.what for unread in visit.unread] == ["conditions"]


def test_a_huge_note_and_a_wrong_charset_are_read(ehr: Sandbox) -> None:
    ehr.faults.add(Fault(kind="huge", path="*/Binary/*"))
    assert len(seen(read(ehr, "generic", "knee-replacement")).notes[0].text) > 1_000_000
    plain = seen(read(ehr, "generic", "knee-replacement")).notes[0].text
    ehr.faults.add(Fault(kind="wrong-charset", path="*/Binary/*"))
    assert seen(read(ehr, "generic", "knee-replacement")).notes[0].text == plain


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an encounter that moved": ({"kind": "merged", "location": "/elsewhere"}, "patient-merged"),
    "a sign-in page": ({"kind": "html"}, "encounter-not-json"),
    "a reset connection": ({"kind": "reset"}, "encounter-unreachable"),
    "an expired token": ({"kind": "status", "status": 401}, "encounter-unauthorized"),
    "an empty answer": ({"kind": "empty"}, "encounter-truncated"),
}


@pytest.mark.parametrize(("fault", "code"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_shown_after(ehr: Sandbox, fault: dict[str, Any], code: str) -> None:
    ehr.faults.add(Fault(path="*/Encounter/*", times=None, **fault))
    assert read(ehr, "generic", "knee-replacement") == Refusal(code=code)


def test_one_reset_connection_is_got_over(ehr: Sandbox) -> None:
    ehr.faults.add(Fault(kind="reset", path="*/Encounter/*", times=1))
    assert seen(read(ehr, "generic", "knee-replacement")).unread == ()


def test_no_log_line_names_the_patient_even_at_the_finest_level(ehr: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visit = seen(read(ehr, "generic", "knee-replacement"))
    told = ehr.visit("generic", "knee-replacement")
    ours = "\n".join(record.getMessage() for record in caplog.records if "sandbox" not in record.name)
    assert "GET Encounter 200" in ours
    for secret in (told.patient, told.encounter, visit.patient.name, *visit.patient.name.split(), *told.notes):
        assert secret is not None
        assert secret not in ours
