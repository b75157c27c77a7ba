"""What is sent, against the exchanges that were captured or written after the vendors' pages."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from tests.faults.clinic import a_line, a_visit

from chargeline_plugin.fhir.strict import NotFhir, check_fhir
from chargeline_plugin.fhir.uris import EXAMPLE, Names
from chargeline_plugin.writeback.bill_codes import BadBillCodes, BillCodes, NoBillCode
from chargeline_plugin.writeback.charge_item import planned
from chargeline_plugin.writeback.oracle import create_body, credit_body, modify_body
from chargeline_plugin.writeback.orders import orders
from chargeline_plugin.writeback.stored import read_charge
from chargeline_plugin.writeback.worksheet import LONGEST, TooLong, note_body, worksheet

FIXTURES = Path(__file__).parents[2] / "fixtures"
SOURCE = "11111111-2222-4333-8444-555555555555"
SCHEDULES = {
    "CDM_SCHED": "667687",
    "CPT": "615214",
    "PROCCODE": "615216",
    "REVENUE": "615217",
    "MODIFIER": "3692",
    "ICD": "3693",
}
CPT = BillCodes(source_id=SOURCE, schedules=SCHEDULES)
MASTER = BillCodes(
    source_id=SOURCE,
    schedules=SCHEDULES,
    primary="CDM_SCHED",
    charge_master={"97110": "01097110"},
    revenue={"GP": "0420"},
)


def fixture(name):
    return json.loads((FIXTURES / name).read_text())


def without(resource, *names):
    return {name: value for name, value in resource.items() if name not in names}


def inside(parameters):
    return next(part["resource"] for part in parameters["parameter"] if "resource" in part)


@pytest.fixture
def oracle_visit(make_visit):
    seen = make_visit()
    patient = replace(seen.patient, id="90000001")
    return replace(seen, patient=patient, encounter_id="90000101", practitioners={"c1": "Practitioner/90000202"})


def test_a_planned_charge_says_what_the_gathered_example_says(make_line, make_visit):
    theirs = fixture("generic/ChargeItem.planned.json")
    line = make_line(diagnoses=("M25.511",))
    ours = planned(line, make_visit(), keys=("k1",), names=EXAMPLE)
    for name in ("status", "code", "quantity", "reason"):
        assert ours[name] == theirs[name]
    assert [part["function"] for part in ours["performer"]] == [part["function"] for part in theirs["performer"]]
    assert ours["supportingInformation"] == [{"reference": "DocumentReference/n1"}]
    assert ours["occurrenceDateTime"] == "2026-11-23"


def test_a_planned_charge_calls_no_minutes_documented(make_line, make_visit):
    """They may be edited or answered: what the EHR keeps must not say more than is known."""
    [said] = planned(make_line(minutes=25), make_visit(), keys=("k",), names=EXAMPLE)["note"]
    assert said["text"] == "Confirmed by a licensed clinician for 25 minutes. Not released to billing."


def test_modifiers_keep_their_order(make_line, make_visit):
    resource = planned(make_line(modifiers=("59", "GP", "CQ")), make_visit(), keys=("k",), names=EXAMPLE)
    codes = [part["valueCodeableConcept"]["coding"][0]["code"] for part in resource["extension"]]
    assert codes == ["59", "GP", "CQ"]
    assert {part["url"] for part in resource["extension"]} == {EXAMPLE.charge_modifier}


def test_a_planned_charge_is_fhir(make_line, make_visit):
    check_fhir(planned(make_line(), make_visit(), keys=("k",), names=EXAMPLE))


def test_a_line_without_practitioner_or_diagnosis_leaves_them_out(make_line, make_visit):
    resource = planned(
        make_line(diagnoses=(), rendered_by=None, modifiers=()), make_visit(), keys=("k",), names=EXAMPLE
    )
    assert not {"performer", "reason", "extension"} & set(resource)
    check_fhir(resource)


def test_what_is_no_fhir_is_named_by_element_and_never_by_value():
    with pytest.raises(NotFhir, match="ChargeItem") as refused:
        check_fhir({"resourceType": "ChargeItem", "status": "planned", "subject": {"ref": "CANARY"}})
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize("kind", ["", "Nonsense"])
def test_what_is_no_resource_is_refused(kind):
    with pytest.raises(NotFhir):
        check_fhir({"resourceType": kind})


def test_an_hcpcs_code_goes_by_its_own_system(make_line, make_visit):
    coding = planned(make_line("G0283", 1), make_visit(), keys=("k",), names=EXAMPLE)["code"]["coding"][0]
    assert coding["system"] == "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"


def test_the_charge_operation_takes_a_minimal_line_as_oracle_shows_it(make_line, oracle_visit):
    line = make_line("97140", 1, modifiers=(), diagnoses=(), rendered_by=None)
    ours = create_body(line, oracle_visit, key="2d75957f-b4c5-5b49-9051-fbd9536d0e9f", codes=CPT)
    theirs = fixture("cerner/Parameters.create.minimal.json")
    assert ours["parameter"][0] == theirs["parameter"][0]
    assert without(inside(ours), "occurrenceDateTime") == without(inside(theirs), "occurrenceDateTime")
    assert inside(ours)["occurrenceDateTime"] == "2026-11-23T12:00:00-06:00"


def test_a_charge_master_code_goes_first_and_brings_procedure_modifiers_and_revenue(make_line, oracle_visit):
    line = make_line(modifiers=("GP", "CQ"), diagnoses=("M25.511",))
    ours = inside(create_body(line, oracle_visit, key="k", codes=MASTER))
    theirs = inside(fixture("cerner/Parameters.create.cdm-with-cpt-and-CQ.json"))
    for name in ("code", "reason", "quantity", "status", "subject", "context", "extension"):
        assert ours[name] == theirs[name], name
    assert ours["performer"][0]["actor"] == theirs["performer"][0]["actor"]


def test_a_second_diagnosis_has_the_second_priority(make_line, oracle_visit):
    reasons = inside(create_body(make_line(diagnoses=("M25.561", "R26.89")), oracle_visit, key="k", codes=CPT))[
        "reason"
    ]
    assert [reason["extension"][0]["valueUnsignedInt"] for reason in reasons] == [1, 2]


def test_only_fields_that_the_operation_names_are_sent(make_line, oracle_visit):
    sent = inside(create_body(make_line(), oracle_visit, key="k", codes=MASTER))
    taken = {"resourceType", "extension", "status", "code", "subject", "context", "occurrenceDateTime", "performer"}
    assert set(sent) <= taken | {"quantity", "reason"}


def test_a_modification_replaces_one_version_as_oracle_shows_it(make_line, oracle_visit):
    ours = inside(modify_body(make_line(units=1), oracle_visit, key="k", codes=CPT, replaces="90000401", version="1"))
    theirs = inside(fixture("cerner/exchange.ChargeItem.modify.201.json")["request"]["body"])
    assert ours["extension"][-1] == theirs["extension"][-1]


def test_a_credit_is_as_oracle_shows_it(oracle_visit):
    theirs = fixture("cerner/exchange.ChargeItem.credit.201.json")["request"]["body"]
    key = theirs["parameter"][1]["valueUuid"].removeprefix("urn:uuid:")
    assert credit_body(oracle_visit, key=key, version="1") == theirs


def test_a_code_that_the_map_lacks_stops_the_line(make_line, oracle_visit):
    with pytest.raises(NoBillCode, match="97140"):
        create_body(make_line("97140"), oracle_visit, key="k", codes=MASTER)


MAPS = {
    "no table": "x",
    "no source id": {"schedules": SCHEDULES},
    "no schedule of modifiers": {"source_id": SOURCE, "schedules": {"CPT": "1", "ICD": "2"}},
    "a kind that does not exist": {"source_id": SOURCE, "schedules": {**SCHEDULES, "CPT5": "9"}},
    "two kinds under one schedule": {"source_id": SOURCE, "schedules": {**SCHEDULES, "ICD": "615214"}},
    "two codes under one charge": {
        "source_id": SOURCE,
        "schedules": SCHEDULES,
        "charge_master": {"97110": "1", "97140": "1"},
    },
    "a system that is no address": {"source_id": SOURCE, "schedules": SCHEDULES, "base": "ftp://x"},
    "a primary tier that lines do not go by": {"source_id": SOURCE, "schedules": SCHEDULES, "primary": "ICD"},
    "a misspelt key": {"source_id": SOURCE, "schedules": SCHEDULES, "charge_mastr": {}},
}


@pytest.mark.parametrize("table", MAPS.values(), ids=MAPS.keys())
def test_a_bad_map_is_refused(table):
    with pytest.raises(BadBillCodes, match="bill_codes"):
        BillCodes.parse(table)


def test_a_good_map_is_read():
    table = {"source_id": SOURCE, "schedules": SCHEDULES, "primary": "CDM_SCHED", "charge_master": {"97110": "01"}}
    assert BillCodes.parse(table).codes_of("97110") == (("CDM_SCHED", "01"), ("CPT", "97110"))


def test_a_draft_note_has_what_epic_takes(make_line, make_visit):
    body = note_body([make_line()], make_visit(), key="k", status="preliminary", type_="11506-3")
    theirs = fixture("epic/exchange.DocumentReference.create.201.json")["request"]["body"]
    assert set(body) == set(theirs)
    for name in ("status", "docStatus", "category"):
        assert body[name] == theirs[name]
    assert body["content"][0]["attachment"]["contentType"] == "text/plain"
    assert len(body["content"]) == len(body["context"]["encounter"]) == 1
    check_fhir(body)


def test_a_signed_note_says_when_the_visit_ended(make_line, make_visit):
    body = note_body([make_line()], make_visit(), key="k", status="final", type_="11506-3")
    assert body["context"]["period"]["end"] == "2026-11-23T12:00:00-06:00"
    check_fhir(body)


def test_a_worksheet_says_what_it_is_and_carries_the_reference_and_nothing_else(make_line, make_visit):
    text = worksheet([make_line(), make_line("97140", 1, minutes=None)], make_visit(), key="the-key")
    assert text.splitlines() == [
        "CHARGE WORKSHEET. Not a clinical note, not a bill.",
        "Date of service 2026-11-23.",
        "97110 x2 GP (23 min) for M25.561",
        "97140 x1 GP for M25.561",
        "Confirmed by a licensed clinician. Enter these charges in charge capture.",
        "Ref: the-key",
    ]


def test_a_worksheet_has_at_most_twelve_lines(make_line, make_visit):
    fits = [make_line()] * (LONGEST - 4)
    assert len(worksheet(fits, make_visit(), key="k").splitlines()) == LONGEST
    with pytest.raises(TooLong):
        worksheet([*fits, make_line()], make_visit(), key="k")


def test_what_is_in_a_note_is_what_was_shown(make_line, make_visit):
    body = note_body([make_line()], make_visit(), key="k", status="preliminary", type_="11506-3")
    data = base64.b64decode(body["content"][0]["attachment"]["data"]).decode()
    assert data == worksheet([make_line()], make_visit(), key="k")


def test_an_installation_writes_under_its_own_names_and_knows_charges_under_any(make_line, make_visit):
    own = Names(base="https://own.example.org/fhir")
    resource = planned(make_line(), make_visit(), keys=("k",), names=own)
    assert resource["identifier"] == [{"system": "https://own.example.org/fhir/charge-key", "value": "k"}]
    for names in (own, EXAMPLE):
        read = read_charge(planned(make_line(), make_visit(), keys=("k",), names=names), UTC)
        assert (read.keys, read.modifiers) == (("k",), ("GP",))


def test_the_condition_of_a_charge_goes_by_the_same_name(clinic):
    own = Names(base="https://own.example.org/fhir")
    (order,) = orders((a_line(),), a_visit(), replace(clinic.terms(), names=own))
    assert order.headers["If-None-Exist"] == f"identifier={own.charge_key}|{order.key}"
    assert order.body["identifier"][0]["system"] == own.charge_key
