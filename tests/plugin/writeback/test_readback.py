"""Reading charges in every vendor's dress, comparing them, and finding out where an answer says they are."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chargeline_plugin.fhir.uris import EXAMPLE
from chargeline_plugin.fhir.write import Answered
from chargeline_plugin.writeback.charge_item import planned
from chargeline_plugin.writeback.locations import Landed, landed
from chargeline_plugin.writeback.readback import compare, compare_new
from chargeline_plugin.writeback.stored import read_charge

FIXTURES = Path(__file__).parents[2] / "fixtures"
ZONE = ZoneInfo("America/Chicago")
BASE = "https://ehr.example.org/fhir"


def fixture(name):
    return json.loads((FIXTURES / name).read_text())


def test_oracles_charge_is_read_in_the_fields_own_words():
    charge = read_charge(fixture("cerner/ChargeItem.read.billable.json"), ZONE)
    assert (charge.code, charge.units, charge.modifiers, charge.diagnoses) == ("97110", 2, ("GP",), ("M25.511",))
    assert (charge.patient, charge.encounter, charge.day.isoformat()) == ("90000001", "90000101", "2026-03-03")
    assert charge.performers == ("90000203", "90000201")
    assert charge.counts


def test_a_charge_master_code_is_read_by_its_cpt_code():
    item = fixture("cerner/Parameters.create.cdm-with-cpt-and-CQ.json")["parameter"][1]["resource"]
    charge = read_charge(item, ZONE)
    assert (charge.code, charge.other_codes, charge.modifiers) == ("97110", ("01097110",), ("GP", "CQ"))


def test_what_oracle_was_sent_is_what_oracle_shows():
    sent = fixture("cerner/exchange.ChargeItem.create.200.json")["request"]["body"]["parameter"][1]["resource"]
    shown = fixture("cerner/ChargeItem.read.billable.json")
    assert compare_new(sent, [shown], ZONE).code == "as_confirmed"


def test_oracles_modifiers_are_ordered_by_their_priority_not_by_their_place():
    item = fixture("cerner/Parameters.create.cdm-with-cpt-and-CQ.json")["parameter"][1]["resource"]
    item["extension"].reverse()
    assert read_charge(item, ZONE).modifiers == ("GP", "CQ")


@pytest.mark.parametrize("resource", [{}, {"code": 1, "quantity": "x", "extension": [3]}, {"occurrenceDateTime": "no"}])
def test_a_charge_of_any_shape_is_read_without_breaking(resource):
    charge = read_charge(resource, ZONE)
    assert (charge.code, charge.units, charge.day) == ("", None, None)


CHANGED = {
    "units": lambda item: item["quantity"].update(value=1),
    "code": lambda item: item["code"]["coding"][0].update(code="97112"),
    "modifiers": lambda item: item["extension"].reverse(),
    "diagnoses": lambda item: item["reason"].pop(),
    "patient": lambda item: item["subject"].update(reference="Patient/p2"),
    "encounter": lambda item: item["context"].update(reference="Encounter/e2"),
    "day": lambda item: item.update(occurrenceDateTime="2026-11-22"),
    "performers": lambda item: item.pop("performer"),
    "keys": lambda item: item.pop("identifier"),
    "status": lambda item: item.update(status="billable"),
}


@pytest.mark.parametrize("field", CHANGED)
def test_each_field_that_differs_is_named_with_both_sides(make_line, make_visit, field):
    line = make_line(modifiers=("GP", "CQ"), diagnoses=("M25.561", "R26.89"))
    confirmed, stored = (planned(line, make_visit(), keys=("k",), names=EXAMPLE) for _ in range(2))
    CHANGED[field](stored)
    back = compare(confirmed, stored, ZONE)
    assert back.code == "differs"
    assert [difference.field for difference in back.differences] == [field]
    assert back.differences[0].confirmed != back.differences[0].stored


def test_a_performer_that_the_ehr_adds_is_no_difference(make_line, make_visit):
    confirmed, stored = (planned(make_line(), make_visit(), keys=("k",), names=EXAMPLE) for _ in range(2))
    stored["performer"].append({"actor": {"reference": "Practitioner/ordering"}})
    assert compare(confirmed, stored, ZONE).code == "as_confirmed"


def test_several_new_charges_of_other_codes_cannot_be_told(make_line, make_visit):
    confirmed = planned(make_line(), make_visit(), keys=("k",), names=EXAMPLE)
    others = [planned(make_line(code), make_visit(), keys=(), names=EXAMPLE) for code in ("97140", "97530")]
    assert compare_new(confirmed, others, ZONE).code == "not_visible"


LOCATIONS = {
    "relative": ("ChargeItem/c1", "c1"),
    "absolute": (f"{BASE}/ChargeItem/c1", "c1"),
    "versioned": (f"{BASE}/ChargeItem/c1/_history/a-b-c", "c1"),
    "missing": (None, None),
    "another host": ("https://elsewhere.example.net/fhir/ChargeItem/c1", None),
    "another type": (f"{BASE}/Task/c1", None),
    "the operation itself": (f"{BASE}/ChargeItem/$create", None),
    "not an address": ("https://[", None),
    "no id": (f"{BASE}/ChargeItem/", None),
}


@pytest.mark.parametrize(("location", "identity"), LOCATIONS.values(), ids=LOCATIONS.keys())
def test_where_it_landed(location, identity):
    headers = {"Location": location} if location else {}
    found = landed(Answered(status=201, headers=headers), BASE, "ChargeItem")
    assert (found.id if found else None) == identity


ETAGS = {'W/"1"': "1", '"7f3a-uuid"': "7f3a-uuid", 'W/"0"': None, "": None}


@pytest.mark.parametrize(("tag", "version"), ETAGS.items())
def test_a_version_need_not_be_a_number(tag, version):
    answer = Answered(status=201, headers={"Location": "ChargeItem/c1", "ETag": tag})
    assert landed(answer, BASE, "ChargeItem") == Landed(id="c1", version=version)


def test_the_body_is_believed_before_the_location():
    body = {"resourceType": "ChargeItem", "id": "c2", "meta": {"versionId": "5"}}
    answer = Answered(status=200, headers={"Location": "ChargeItem/c1"}, body=body)
    assert landed(answer, BASE, "ChargeItem") == Landed(id="c2", version="5")
