"""The preview: exact, under a digest of all of it, with an export on every rung."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from chargeline.model import Alert
from chargeline_plugin.visit.visit import ChargeSeen
from chargeline_plugin.writeback.export import COLUMNS, csv_text, safe


def alert(severity="block", codes=("97110",)):
    return Alert(rule="r", severity=severity, codes=codes, message="m", fix="f", citation=None)


def charge(**given):
    facts = {"id": "x", "code": "97110", "units": 1, "modifiers": (), "status": "billable", "occurred": "2026-11-23"}
    return ChargeSeen(**(facts | given))


def test_the_same_inputs_give_the_same_digest(clinic):
    assert clinic.preview() == clinic.preview()


def test_a_line_is_shown_in_words_and_as_the_resource(clinic):
    line = clinic.preview().lines[0]
    assert line.words == "97110 x2 GP (23 min) for M25.561"
    assert line.resource["quantity"] == {"value": 2}
    assert line.resource["identifier"][0]["value"] == line.key


CHANGES = {
    "another unit": lambda m: m["report"](m["line"](units=3)),
    "another modifier": lambda m: m["report"](m["line"](modifiers=("GP", "CQ"))),
    "another diagnosis": lambda m: m["report"](m["line"](diagnoses=("R26.89",))),
    "another code": lambda m: m["report"](m["line"]("97140")),
    "other minutes": lambda m: m["report"](m["line"](minutes=24)),
    "one more line": lambda m: m["report"](m["line"](), m["line"]("97140")),
    "a block": lambda m: m["report"](alerts=(alert(),)),
    "another book": lambda m: replace(m["report"](), rules=replace(m["report"]().rules, digest="sha256:other")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changes_changes_the_digest(clinic, make_report, make_line, change):
    made = change({"report": make_report, "line": make_line})
    assert clinic.preview(made).digest != clinic.preview().digest


VISITS = {
    "another patient": lambda v: replace(v, patient=replace(v.patient, id="p2")),
    "another note": lambda v: replace(v, notes=(replace(v.notes[0], digest="sha256:other"),)),
    "another day": lambda v: replace(v, date_of_service=v.date_of_service.replace(day=22)),
    "another session": lambda v: replace(v, visit_key="session-2"),
    "another rendering clinician": lambda v: replace(v, practitioners={"c1": "Practitioner/pt-2"}),
}


@pytest.mark.parametrize("change", VISITS.values(), ids=VISITS.keys())
def test_whatever_changes_in_the_visit_changes_the_digest(clinic, make_visit, change):
    assert clinic.preview(visit=change(make_visit())).digest != clinic.preview().digest


@pytest.mark.parametrize(
    ("found", "rules"),
    [
        (alert(), ["r"]),
        (alert(codes=()), ["r"]),
        (alert(codes=("97140",)), []),
        (alert(severity="warn"), []),
    ],
)
def test_a_line_is_blocked_by_what_blocks_its_code_or_the_whole(clinic, make_report, found, rules):
    line = clinic.preview(make_report(alerts=(found,))).lines[0]
    assert [block.rule for block in line.blocks] == rules


@pytest.mark.parametrize("given", [{"origin": "pasted"}, {"signed": False}])
def test_a_line_that_rests_on_an_unsigned_note_is_blocked(clinic, make_visit, given):
    note = replace(make_visit().notes[0], **given)
    line = clinic.preview(visit=make_visit(notes=(note,))).lines[0]
    assert [block.rule for block in line.blocks] == ["note_not_signed"]
    assert "Sign the note first" in line.blocks[0].fix


def test_a_pasted_note_is_never_referred_to_in_the_chart(clinic, make_visit):
    note = replace(make_visit().notes[0], origin="pasted")
    preview = clinic.preview(visit=make_visit(notes=(note,)))
    assert "supportingInformation" not in preview.lines[0].resource
    assert preview.notes == ()


SAME_DAY = {
    "the same code that day": (charge(), True),
    "another code": (charge(code="97140"), False),
    "another day": (charge(occurred="2026-11-20"), False),
    "an evening instant of that local day": (charge(occurred="2026-11-24T00:30:00+00:00"), True),
    "an evening instant of the day before": (charge(occurred="2026-11-23T03:00:00+00:00"), False),
    "one taken back": (charge(status="entered-in-error"), False),
    "one without a day": (charge(occurred=None), True),
}


@pytest.mark.parametrize(("there", "blocked"), SAME_DAY.values(), ids=SAME_DAY.keys())
def test_charges_of_the_day_are_compared(clinic, make_visit, there, blocked):
    line = clinic.preview(visit=make_visit(charges=(there,))).lines[0]
    assert (line.already == (there,)) is blocked
    assert ([block.rule for block in line.blocks] == ["already_charged"]) is blocked


def test_our_own_earlier_write_is_not_somebody_elses(clinic, make_visit):
    key = clinic.preview().lines[0].key
    assert clinic.preview(visit=make_visit(charges=(charge(key=key, ours=True),))).lines[0].blocks == ()


def test_our_own_earlier_write_is_known_by_its_id_where_the_ehr_keeps_no_reference(build, make_visit):
    clinic = build("oracle")
    written = clinic.click().outcomes[0]
    there = charge(id=written.location, units=2, modifiers=("GP",))
    assert clinic.preview(visit=make_visit(charges=(there,))).lines[0].blocks == ()
    by_hand = charge(id="by-hand")
    blocks = clinic.preview(visit=make_visit(charges=(there, by_hand))).lines[0].blocks
    assert [block.rule for block in blocks] == ["already_charged"]


def test_a_code_that_the_bill_codes_lack_falls_back_to_the_export_and_says_why(build, make_report, make_line):
    clinic = build("oracle")
    terms = clinic.terms()
    lacking = replace(
        terms.bill_codes,
        primary="CDM_SCHED",
        charge_master={},
        schedules={"CDM_SCHED": "9", **terms.bill_codes.schedules},
    )
    clinic.terms = lambda rung=None: replace(terms, bill_codes=lacking)
    preview = clinic.preview()
    assert preview.rung.name == "export"
    assert "97110" in preview.rung.why
    assert preview.orders == ()
    assert preview.copy_line


@pytest.mark.parametrize("rung", ["export", "charge_conditional_create"])
def test_the_export_is_there_on_every_rung(clinic, rung):
    preview = clinic.preview(rung=rung)
    assert preview.copy_line == "97110 x2 GP (23 min) for M25.561"
    rows = list(csv.reader(io.StringIO(preview.csv, newline="")))
    assert rows[0] == list(COLUMNS)
    assert rows[1][:4] == ["2026-11-23", "97110", "2", "GP"]


def test_the_csv_names_who_rendered_and_not_an_id_of_ours(clinic, make_visit):
    seen = make_visit(clinician_names={"c1": "Pat Therapist, PT"})
    row = next(csv.DictReader(io.StringIO(clinic.preview(visit=seen, rung="export").csv, newline="")))
    assert row["rendered_by"] == "Pat Therapist, PT"


def test_the_csv_follows_rfc_4180(make_line):
    text = csv_text([make_line(rendered_by='c,"1"')], "2026-11-23", ["k"])
    assert text.endswith('"c,""1""",k\r\n')
    assert text.count("\r\n") == 2


def test_more_modifiers_than_columns_are_not_lost(make_line):
    row = next(csv.DictReader(io.StringIO(csv_text([make_line(modifiers=tuple("ABCDEF"))], "d", []))))
    assert [row[f"modifier_{place}"] for place in range(1, 5)] == ["A", "B", "C", "D E F"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_cell_becomes_a_formula(cell):
    assert safe(cell).startswith("'")


@pytest.mark.parametrize("cell", ["97110", "M25.561", "", "x2"])
def test_an_ordinary_cell_stays_as_it_is(cell):
    assert safe(cell) == cell
