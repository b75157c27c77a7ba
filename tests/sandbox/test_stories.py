"""The synthetic data: the encounters that were asked for are there, every note decodes, ids are distinct."""

import base64
import re
from copy import deepcopy
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from striprtf.striprtf import rtf_to_text

from chargeline_sandbox import Config, create_sandbox
from chargeline_sandbox.data.days import working_day
from chargeline_sandbox.data.load import people, stories
from chargeline_sandbox.data.render import rendered

TODAY = date(2026, 11, 23)
CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture(scope="module")
def site() -> Any:
    return create_sandbox(Config(today=TODAY)).extensions["site"]


def every(site: Any) -> list[tuple[Any, Any]]:
    return [(ehr, visit) for ehr in site.ehrs.values() for visit in ehr.visits.values()]


def tagged(site: Any, ehr: str, tag: str) -> list[Any]:
    return [visit for visit in site.ehrs[ehr].visits.values() if tag in visit.tags]


REQUIRED = {
    "generic": "nearly-complete poor wrong-code unsigned same-day no-encounter evening assistant child tie",
    "oracle": "nearly-complete poor wrong-code unsigned same-day no-encounter evening assistant child recurring",
    "epic": "nearly-complete poor wrong-code unsigned same-day no-encounter evening assistant child two-notes",
}
PAYERS = "part-b medicare-advantage commercial unknown-payer"


@pytest.mark.parametrize("ehr", REQUIRED)
def test_the_encounters_that_were_asked_for_are_there(site: Any, ehr: str) -> None:
    for tag in f"{REQUIRED[ehr]} {PAYERS} adult older-adult procedures html rtf".split():
        assert tagged(site, ehr, tag), tag


def test_there_are_more_than_eighteen_in_all_three_disciplines_everywhere(site: Any) -> None:
    for ehr in site.ehrs.values():
        encounters = list(ehr.store.all("Encounter"))
        assert len(encounters) >= 18
        services = {e["serviceType"]["text"] for e in encounters}
        assert services == {"Physical Therapy", "Occupational Therapy", "Speech Therapy"}


def bodies(ehr: Any, document: dict[str, Any]) -> list[tuple[str, bytes]]:
    found = []
    for content in document["content"]:
        binary = ehr.store.find(content["attachment"]["url"])
        assert binary["contentType"] == content["attachment"]["contentType"]
        found.append((binary["contentType"], base64.b64decode(binary["data"])))
    return found


class Cells(HTMLParser):
    """The text of a note's table, cells apart."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(form: str, body: bytes) -> str:
    if form == "text/html":
        parser = Cells()
        parser.feed(body.decode("utf-8"))
        return " ".join(parser.parts)
    return str(rtf_to_text(body.decode("ascii"))) if form == "text/rtf" else body.decode("utf-8")


def words(text: str) -> list[str]:
    return re.findall(r"[^\s|:]+", text)


def test_every_note_decodes_to_the_words_that_were_written(site: Any) -> None:
    for ehr in site.ehrs.values():
        for document in ehr.store.all("DocumentReference"):
            for form, body in bodies(ehr, document):
                assert words(text_of(form, body)) == words(ehr.notes[document["id"]].text)


def test_no_placeholder_is_left_in_a_note(site: Any) -> None:
    for ehr in site.ehrs.values():
        assert not [note for note in ehr.notes.values() if "{{" in note.text]


def test_epics_notes_are_html_tables_with_rtf_beside_them(site: Any) -> None:
    epic = site.ehrs["epic"]
    for document in epic.store.all("DocumentReference"):
        (html, body), (rtf, _) = bodies(epic, document)
        assert (html, rtf) == ("text/html", "text/rtf")
        assert b"<table" in body


def test_notes_come_in_all_three_formats_elsewhere(site: Any) -> None:
    for name in ("generic", "oracle"):
        ehr = site.ehrs[name]
        forms = {form for d in ehr.store.all("DocumentReference") for form, _ in bodies(ehr, d)}
        assert forms == {"text/plain;charset=utf-8", "text/html", "text/rtf"}


def test_the_recurring_encounter_has_five_notes_and_four_charged_days(site: Any) -> None:
    oracle = site.ehrs["oracle"]
    visit = oracle.visits["recurring-low-back"]
    encounter = oracle.store.read("Encounter", visit.encounter)
    assert "end" not in encounter["period"]
    assert encounter["type"][0]["text"] == "Outpatient Recurring"
    days = {oracle.store.read("DocumentReference", n)["context"]["period"]["start"][:10] for n in visit.notes}
    charged = {c["occurrenceDateTime"][:10] for c in oracle.store.all("ChargeItem") if _of(c, visit)}
    assert len(days) == 5
    assert days - charged == {"2026-11-23"}
    first = date.fromisoformat(min(days))
    assert 35 <= (TODAY - first).days <= 42


def _of(charge: dict[str, Any], visit: Any) -> bool:
    return bool(charge["context"]["reference"] == f"Encounter/{visit.encounter}" and charge["status"] == "billable")


def test_the_evening_visits_utc_date_is_the_next_day(site: Any) -> None:
    for name in ("oracle", "epic"):
        ehr = site.ehrs[name]
        start = ehr.store.read("Encounter", ehr.visits["evening-neck"].encounter)["period"]["start"]
        assert start.startswith("2026-11-24T00:30:00")
        assert start.endswith("Z")
    generic = site.ehrs["generic"]
    start = generic.store.read("Encounter", generic.visits["evening-neck"].encounter)["period"]["start"]
    assert start == "2026-11-23T18:30:00-06:00"


def test_pt_and_ot_of_one_patient_fall_on_one_day(site: Any) -> None:
    for ehr in site.ehrs.values():
        both = [ehr.visits["stroke-same-day-1"], ehr.visits["stroke-same-day"]]
        found = [ehr.store.read("Encounter", visit.encounter) for visit in both]
        assert len({e["subject"]["reference"] for e in found}) == 1
        assert len({e["serviceType"]["text"] for e in found}) == 2
        assert len({_local_day(e["period"]["start"]) for e in found}) == 1


def _local_day(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(CHICAGO).date()


def test_unsigned_notes_are_drafts_and_hidden_where_the_facts_say_so(site: Any) -> None:
    for ehr in site.ehrs.values():
        note = ehr.store.read("DocumentReference", ehr.visits["unsigned-ankle"].notes[0])
        assert note["docStatus"] == "preliminary"
        assert ehr.hidden(note) == (ehr.name != "generic")


def test_a_site_may_show_or_hide_unsigned_notes() -> None:
    site = create_sandbox(Config(unsigned_notes={"generic": "hidden", "epic": "visible"})).extensions["site"]
    hidden = {
        name: ehr.hidden(ehr.store.read("DocumentReference", ehr.visits["unsigned-ankle"].notes[0]))
        for name, ehr in site.ehrs.items()
    }
    assert hidden == {"generic": True, "oracle": True, "epic": False}


def test_clinicians_have_credentials_and_valid_npis(site: Any) -> None:
    for key, told in people()["clinicians"].items():
        assert told["suffix"] or key == "whitfield"
        if "npi" in told:
            assert _luhn("80840" + told["npi"])


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def test_roles_carry_the_taxonomy_except_at_oracle(site: Any) -> None:
    assert not list(site.ehrs["oracle"].store.all("PractitionerRole"))
    for name in ("generic", "epic"):
        roles = list(site.ehrs[name].store.all("PractitionerRole"))
        found = {c["code"] for r in roles for c in r["code"][0].get("coding", [])}
        assert found == {"225100000X", "225200000X", "225X00000X", "224Z00000X", "235Z00000X"}


def test_every_reference_leads_somewhere(site: Any) -> None:
    for ehr in site.ehrs.values():
        for kind in {key[0] for key in ehr.store.snapshot()}:
            for resource in ehr.store.all(kind):
                for reference in _references(resource):
                    assert ehr.store.find(reference), (ehr.name, kind, reference)


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in _references(item)]
    if not isinstance(value, dict):
        return []
    own = [value["reference"]] if isinstance(value.get("reference"), str) else []
    return own + [found for item in value.values() for found in _references(item)]


def test_every_id_was_stored_once(site: Any) -> None:
    for ehr in site.ehrs.values():
        assert all(len(past) == 1 for past in ehr.store.snapshot().values())


def test_past_visits_fall_on_working_days() -> None:
    sunday = date(2026, 11, 22)
    assert working_day(sunday, 0) == sunday
    assert working_day(sunday, -1) == date(2026, 11, 20)
    assert working_day(date(2026, 11, 23), -3) == date(2026, 11, 20)


def test_a_story_names_only_what_exists() -> None:
    known = people()
    for story in stories():
        assert set(story["coverage"]) <= set(known["payers"]), story["key"]
        for told in [story, *story["encounters"]]:
            for name in ("clinician", "assistant", "user"):
                assert told.get(name, "burke") in known["clinicians"], story["key"]


@pytest.mark.parametrize("text", ["R {knee} \\ 100°", "≈5° – 30°", "café ½"])
def test_rtf_escapes_survive(text: str) -> None:
    assert rtf_to_text(rendered(text, "text/rtf").decode("ascii")).strip() == text


def test_table_cells_carry_no_space_between_them() -> None:
    assert b"<td>Manual</td><td>15 min</td>" in rendered("Manual | 15 min", "text/html").replace(b' colspan="2"', b"")


def told(site: Any) -> list[tuple[str, object, object]]:
    """All that a site's charts hold, but not when each entry was stored."""
    found = []
    for ehr in site.ehrs.values():
        for (kind, identity), (*_, newest) in ehr.store.snapshot().items():
            found.append((f"{ehr.name}/{kind}/{identity}", {**(newest or {}), "meta": None}, ehr.notes.get(identity)))
    return found


def test_a_second_site_has_the_same_charts_and_none_of_the_first_ones_changes() -> None:
    """They are built once a process; even what somebody changes in place stays in its own site."""
    config = Config(today=TODAY)
    first, second = (create_sandbox(config).extensions["site"] for _ in range(2))
    as_built = deepcopy(told(second))
    assert told(first) == as_built
    assert first.ehrs["generic"].visits == second.ehrs["generic"].visits
    for ehr in first.ehrs.values():
        for resource in ehr.store.all("Encounter"):
            resource["status"] = "cancelled"
        for note in ehr.notes.values():
            note.text = "changed"
        store = ehr.store
        store.delete("Patient", next(store.all("Patient"))["id"])
        ehr.visits.clear()
    assert told(second) == as_built
    assert told(create_sandbox(config).extensions["site"]) == as_built
    assert second.ehrs["generic"].visits


def test_a_site_of_another_day_or_time_zone_has_charts_of_its_own() -> None:
    today = create_sandbox(Config(today=TODAY)).extensions["site"]
    for other in (Config(today=TODAY + timedelta(days=1)), Config(today=TODAY, time_zone="America/Denver")):
        assert told(create_sandbox(other).extensions["site"]) != told(today)
