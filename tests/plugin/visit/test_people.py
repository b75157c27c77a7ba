"""Who is logged in and who treated: roster first, then NUCC codes, then credentials; never a guess."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plugin.fhir.ehr import ENCOUNTER, PATIENT, Ehr, decided, encounter, fixture, note, of_day, practitioner

from chargeline_plugin.site import RosterRow, SiteSettings
from chargeline_plugin.visit import Choices
from chargeline_plugin.visit.credentials import credentials_in_name, standing_of_credentials

CREDENTIALS = {
    "PT": ("therapist", "PT"),
    "PT, DPT": ("therapist", "PT"),
    "MSPT": ("therapist", "PT"),
    "Physical Therapist": ("therapist", "PT"),
    "PTA": ("assistant", "PT"),
    "LPTA": ("assistant", "PT"),
    "Physical Therapist Assistant": ("assistant", "PT"),
    "Physical Therapy Assistant": ("assistant", "PT"),
    "SPT": ("student", "PT"),
    "SPTA": ("student", "PT"),
    "OTR/L": ("therapist", "OT"),
    "MOT, OTR/L": ("therapist", "OT"),
    "OTD": ("therapist", "OT"),
    "COTA/L": ("assistant", "OT"),
    "OTA": ("assistant", "OT"),
    "OTS": ("student", "OT"),
    "MS, CCC-SLP": ("therapist", "SLP"),
    "M.A., CCC-SLP": ("therapist", "SLP"),
    "CF-SLP": ("therapist", "SLP"),
    "SLPA": ("assistant", "SLP"),
    "SLP-A": ("assistant", "SLP"),
    "MD": None,
    "RN, BSN": None,
    "PT, OTR/L": None,
    "PTCAS": None,
    "": None,
}


@pytest.mark.parametrize(("held", "standing"), CREDENTIALS.items(), ids=[each or "nothing" for each in CREDENTIALS])
def test_the_standing_by_credentials_of(held: str, standing: tuple[str, str] | None) -> None:
    assert standing_of_credentials([held]) == standing


@pytest.mark.parametrize(
    ("words", "held"),
    [("Pat Therapist, PT, DPT", "PT, DPT"), ("Therapist, Pat", None), ("Pat Therapist", None), (None, None)],
)
def test_credentials_beside_a_name(words: str | None, held: str | None) -> None:
    assert credentials_in_name(words) == held


def roster(**changes: Any) -> SiteSettings:
    row = {"user": None, "npi": None, "role": "assistant", "discipline": "OT", "credentials": "COTA"} | changes
    return SiteSettings(roster=(RosterRow(**row),))


@pytest.mark.parametrize("how", [{"user": "Practitioner/pt-1"}, {"npi": "1999999984"}])
def test_the_roster_comes_before_the_ehr(ehr: Ehr, how: dict[str, str]) -> None:
    user = ehr.put(note()).visit(settings=roster(**how)).user
    assert (user.role, user.discipline, user.credentials) == ("assistant", "OT", "COTA")
    assert user.because == "By the site's roster."


def test_a_roster_row_of_someone_else_says_nothing(ehr: Ehr) -> None:
    assert ehr.put(note()).visit(settings=roster(user="Practitioner/pt-2")).user.role == "therapist"


def test_the_nucc_code_of_a_role_comes_before_the_suffix(ehr: Ehr) -> None:
    role = fixture("epic/PractitionerRole.json") | {"practitioner": {"reference": "Practitioner/pt-1"}}
    user = ehr.put(note(), role).visit().user
    assert (user.role, user.discipline) == ("assistant", "PT")
    assert user.because == "By the role's taxonomy code in the EHR."


def test_without_practitioner_role_the_suffix_speaks(ehr: Ehr) -> None:
    ehr.put(note(), fixture("cerner/Practitioner.json") | {"id": "pt-1"})
    user = ehr.visit().user
    assert (user.role, user.npi, user.because) == ("therapist", "1999999984", "By the credentials in the EHR.")


def test_a_patient_who_is_logged_in_is_a_patient(ehr: Ehr) -> None:
    assert ehr.put(note()).visit(user=f"Patient/{PATIENT}").user.role == "patient"


@pytest.mark.parametrize("user", [None, "Practitioner/unknown"])
def test_an_unknown_user_has_no_role(ehr: Ehr, user: str | None) -> None:
    seen = ehr.put(note()).visit(user=user).user
    assert (seen.role, seen.discipline, seen.because) == (None, None, "The EHR does not say who is logged in.")


# --- who treated --------------------------------------------------------------------------------------------


def test_the_author_rendered_and_the_assistant_is_named_with_her_role(ehr: Ehr) -> None:
    pta = fixture("epic/Practitioner.PTA.json")
    both = [{"individual": {"reference": f"Practitioner/{each}"}} for each in ("pt-1", pta["id"])]
    visit = ehr.put(note(), pta, encounter(participant=both)).visit()
    assert visit.encounter["clinicians"] == [
        {"id": "c1", "role": "therapist", "credentials": "PT", "npi": "1999999984"},
        {"id": "c2", "role": "assistant", "credentials": "PTA"},
    ]
    assert visit.practitioners == {"c1": "Practitioner/pt-1", "c2": f"Practitioner/{pta['id']}"}
    assert visit.clinician_names == {"c1": "Pat Therapist", "c2": "Alex Assistant, PTA"}
    assert decided(visit, "rendered_by").value == "c1"
    assert visit.encounter["notes"][0]["author"] == "c1"


def test_of_many_authors_the_days_own_is_known(ehr: Ehr) -> None:
    """A recurring encounter with more authors than people are asked about: whose note it is comes first."""
    for day in range(2, 14):
        ehr.put(of_day(f"2026-02-{day:02}", f"a{day}", author=[{"reference": f"Practitioner/x{day}"}]))
    ehr.put(note("z9", author=[{"reference": "Practitioner/pt-9"}]), practitioner("pt-9", "Nina Nine", "PT"))
    assert "Nina Nine" in ehr.visit().clinician_names.values()


def test_an_attending_physician_is_no_therapy_clinician(ehr: Ehr) -> None:
    ehr.put(note(), practitioner("md-1", "Morgan Physician", "MD"))
    ehr.put(encounter(participant=[{"individual": {"reference": "Practitioner/md-1"}}]))
    assert [each["id"] for each in ehr.visit().encounter["clinicians"]] == ["c1"]


def test_an_author_of_unknown_role_leaves_open_who_rendered(ehr: Ehr) -> None:
    ehr.put(note(author=[{"reference": "Practitioner/x", "display": "Sam Somebody"}]), encounter(participant=[]))
    decision = decided(ehr.visit(), "rendered_by")
    assert decision.value is None
    assert decision.because.startswith("The EHR does not say who treated.")


def test_the_user_renders_what_the_user_pasted(ehr: Ehr) -> None:
    visit = ehr.put(encounter(participant=[])).visit(Choices(pasted_note="TherEx 23"))
    assert decided(visit, "rendered_by").value == "c1"
    assert visit.practitioners == {"c1": "Practitioner/pt-1"}


def test_participants_of_an_encounter_of_weeks_did_not_treat_today(ehr: Ehr) -> None:
    ehr.vendor = "oracle"
    participants = [{"individual": {"reference": "Practitioner/pt-2"}}]
    recurring = encounter(type=[{"text": "Outpatient Recurring"}], participant=participants)
    ehr.put(note(), recurring, practitioner("pt-2", "Robin Therapist", "PT"))
    assert list(ehr.visit().practitioners.values()) == ["Practitioner/pt-1"]


# --- discipline ---------------------------------------------------------------------------------------------

PLAIN = [{"reference": "Practitioner/x", "display": "Sam Somebody"}]
DISCIPLINES: dict[str, tuple[tuple[dict[str, Any], ...], dict[str, Any], str | None, str]] = {
    "the author's credentials": ((note(),), {}, "PT", "its author's credentials"),
    "the note's type": (
        (note(author=PLAIN, type={"coding": [{"system": "http://loinc.org", "code": "11507-1"}]}),),
        {"user": None},
        "OT",
        "its type",
    ),
    "the note's words": (
        (note(author=PLAIN, type={"text": "Speech Therapy Visit"}),),
        {"user": None},
        "SLP",
        "its type",
    ),
    "the encounter's department": (
        (encounter(serviceType={"text": "Occupational Therapy"}),),
        {"user": None},
        "OT",
        "department",
    ),
    "the user, when nothing else speaks": ((), {}, "PT", "your own"),
    "department and user that differ": ((encounter(serviceType={"text": "Speech Therapy"}),), {}, None, "differ"),
    "a referral, when all else is silent": (
        (
            {
                "resourceType": "ServiceRequest",
                "id": "s1",
                "status": "active",
                "subject": {"reference": f"Patient/{PATIENT}"},
                "code": {"text": "Ambulatory referral to Physical Therapy"},
            },
        ),
        {"user": None},
        "PT",
        "referral",
    ),
    "nothing": ((), {"user": None}, None, "Nothing"),
    "notes of two disciplines, for someone of neither": (
        (note(), note("d2", author=PLAIN, type={"text": "OT Daily Note"})),
        {"user": None},
        None,
        "several disciplines",
    ),
    "notes of two disciplines, for one of them": (
        (note(), note("d2", author=PLAIN, type={"text": "OT Daily Note"})),
        {},
        "PT",
        "this is yours",
    ),
}


@pytest.mark.parametrize(("holds", "launch", "value", "says"), DISCIPLINES.values(), ids=DISCIPLINES)
def test_the_discipline_by(
    ehr: Ehr, holds: tuple[dict[str, Any], ...], launch: dict[str, Any], value: str | None, says: str
) -> None:
    visit = ehr.put(encounter(participant=[]), *holds).visit(**launch)
    decision = decided(visit, "discipline")
    assert decision.value == value
    assert says in decision.because
    assert visit.encounter.get("discipline") == value


def test_the_clinician_may_say_the_discipline(ehr: Ehr) -> None:
    ehr.put(note(), note("d2", "ot words", author=PLAIN, type={"text": "OT Daily Note"}))
    visit = ehr.visit(Choices(discipline="OT"))
    assert visit.encounter["discipline"] == "OT"
    assert [seen.id for seen in visit.notes if seen.chosen] == ["d2"]
    assert visit.encounter_id == ENCOUNTER
