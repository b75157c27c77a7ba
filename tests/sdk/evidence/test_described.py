"""Services that a note describes and nobody names, where the encounter lists none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import chargeline
from chargeline.model import NoteSpan, Report

CASES = {
    "exercises with their doses read as exercise": (
        "PT",
        "S: sore.\nO: SLR 3x10 2#, heel slides 2x15, bridges 3x10 to build quad strength.\nA: tolerated well.",
        {"97110"},
    ),
    "minutes that open a line are the service's": (
        "PT",
        "O: 22 min 1:1: SLR 3x10, SAQ 3x10 for quad strength.",
        {"97110"},
    ),
    "a programme for home is no treatment": ("PT", "O: Berg 41.\nHEP: SLR 3x10, heel slides, bridges daily.", set()),
    "a plan is no treatment": ("PT", "P: SLR, heel slides and bridges for strength next visit.", set()),
    "what is found tells of no treatment": ("PT", "A: Standing balance is poor. Cannot carry groceries.", set()),
    "what the patient reports is no treatment": ("PT", "S: Did SLR and heel slides, rode the bike.", set()),
    "a heading with a remark behind it ends what the patient reports": (
        "PT",
        "Subjective: turns slowly.\nTreatment today, one-on-one: manual distraction; chin nods, prone T's 2x10.",
        {"97140", "97110"},
    ),
    "a heading that tells what follows ends what the patient reports": (
        "PT",
        "Subjective: turns slowly.\nTreatment this visit consisted of: chin nods, prone T's 2x10.",
        {"97110"},
    ),
    "a colon in a sentence is no heading": (
        "PT",
        "Subjective: sore.\nPain, he says, is: SLR 3x10 and bridges at night.",
        set(),
    ),
    "what a wife does at home is no treatment": (
        "PT",
        "Wall sit 3 x 20s, bridge 2x12.\nwife still does dishes and ties his shoes",
        {"97110"},
    ),
    "two services in one sentence are two": (
        "PT",
        "O: STM and grade III glides to capsule, then SLR 3x10 and heel slides 2x15.",
        {"97140", "97110"},
    ),
    "a strength that is found is no exercise": ("PT", "O: Strength 3/5 (2/5 eval), endurance 6 s.", set()),
    "what a patient does on a trip is part of the trip": (
        "OT",
        "O: Bus training trip to grocery store, plan route, fare, carry 8 lb bag; 45 min community reintegration.",
        {"97537"},
    ),
    "what is done to a patient before is no part of it": (
        "OT",
        "<p>Paraffin dip x 10 layers, R hand, towel wrap 10 min before ex. <b>Orthosis:</b> figure-8 PIP extension "
        "gutter, thermoplastic, molded to index, straps trimmed R index PIP.</p>",
        {"97018", "97760"},
    ),
    "food talked about is no swallowing": ("SLP", "O: naming food items, confrontation naming 8/10.", {"92507"}),
    "named services that fill the visit leave no room for others": (
        "PT",
        "O: TherEx 38 min: bridges 3x10.\nStood in tandem stance, eyes closed, on foam.\nTotal 38 min.",
        {"97110"},
    ),
    "what is cued names no service": (
        "PT",
        "O: SLR 3x10 2#, heel slides 2x15 for quad strength; verbal cues for forward weight shift.",
        {"97110"},
    ),
    "one target with its count is a session": ("SLP", "O: Minimal pairs tea/key, 8/10 discriminated.", {"92507"}),
    "ten pulls are no stimulation": ("OT", "O: scooter board, ten pulls.", set()),
    "what was withheld was not done": (
        "SLP",
        "O: PO trials withheld. Confrontation naming 12/20, sentence completion 8/10.",
        {"92507"},
    ),
    "what was denied or put off was not done": (
        "PT",
        "O: SLR 3x10 2#, heel slides 2x15 for quad strength. Patellar mobilization not done today. No gait training.",
        {"97110"},
    ),
    "why a task was chosen is no service": (
        "PT",
        "O: SLR 3x10 2#, heel slides 2x15 because she has trouble with car transfer and bed mobility.",
        {"97110"},
    ),
    "what was done in water is one service": (
        "PT",
        "O: In the pool: marching 4 laps, hip abd 2x10, squats 2x15.",
        {"97113"},
    ),
    "a break on a swing is no treatment": ("PT", "A: asked for a swing break twice.", set()),
    "what an evaluation finds is no treatment": (
        "OT",
        "OT initial evaluation. Dressing with reacher mod A, bathing min A. Low complexity.",
        {"97165"},
    ),
    "what cannot be done at home is no treatment": ("PT", "Still cooking one-handed, can't hold a pot.", set()),
    "what a treatment was given for at home is no place": (
        "PT",
        "O: SLR 3x10, bridges 2x10 so she can get up from the chair at home.",
        {"97110"},
    ),
    "what was used or done at home is no treatment": (
        "PT",
        "O: TENS 30 min used at home. Clams 3x10 and bridges 2x10 done at home.",
        set(),
    ),
    "what was practised as it is done at home is treatment": (
        "OT",
        "O: Practiced tub transfer x4 and dressing as done at home.",
        {"97535"},
    ),
    "what was not brought is no treatment": ("PT", "O: Bladder diary was not brought.", set()),
    "a form's choice of group or individual is no group": (
        "OT",
        "GROUP/INDIVIDUAL: Individual\nADL: zipper on jacket, buttoning 5 buttons, min A",
        {"97535"},
    ),
    "a class at school is no group": ("SLP", "Easy onsets and pull-outs. He still reads aloud in class.", {"92507"}),
    "what a discipline never gives is not named by its words": (
        "SLP",
        "Exercises: CTAR 3 sets; Masako x10, effortful swallow x10.",
        {"92526"},
    ),
    "an abbreviation with its minutes before a colon is a heading": (
        "OT",
        "MT 14: scar release volar wrist, carpal glides.",
        {"97140"},
    ),
    "two in a row are no rowing": ("SLP", "O: cue given again until two in a row were right.", set()),
}


CLOSED = {
    "minutes alone behind sentences are of what these describe": (
        "OT",
        "O: Showered on tub bench with LH sponge, min A for back. Pants on with reacher. 38 min.",
        {"97535": (38, None)},
    ),
    "each stretch of a line has the minutes that close it": (
        "OT",
        "O: Scar massage and IP glides grade II: 14 min. Tendon glides 10 each, putty pinch x15: 16 min.",
        {"97140": (14, None), "97110": (16, None)},
    ),
    "minutes after a dose or a purpose are the whole's": (
        "PT",
        "O: SLR 3x10 2#, prone T 3x12 for endurance at the desk, 23 min.",
        {"97110": (23, None)},
    ),
    "minutes after a machine are its dose": (
        "PT",
        "O: SLR 3x10, heel slides 2x15, bike, 10 min.",
        {"97110": (None, None)},
    ),
    "minutes after one of several tasks may be its own": (
        "OT",
        "O: Folded laundry, tied shoes, wrote her name, 12 min, for fine motor skill.",
        {"97530": (None, None)},
    ),
    "minutes that close a stretch with minutes of its own may be the visit's": (
        "OT",
        "O: Grooming at sink w/ min A 15 min to brush teeth. 45 min.",
        {"97535": (None, None)},
    ),
    "a few minutes of a warm-up leave the whole's as they are": (
        "PT",
        "O: NuStep 5 min, SLR 3x10, heel slides 2x15, 20 min.",
        {"97110": (20, None)},
    ),
    "a machine's minutes before those that close are counted in, or are not": (
        "PT",
        "O: NuStep 10 min L5 for endurance; flexion ex SKTC, DKTC, PPT 10x10s 12 min.",
        {"97110": (None, None)},
    ),
    "a task and its minutes are a part with minutes of its own, which add up": (
        "OT",
        "O: Dons pullover w/ min A. Button hook w/ mod A. 15 mins. Grooming at sink 20 mins.",
        {"97535": (35, None)},
    ),
    "a later part with minutes of its own is a part": (
        "OT",
        "O: Dons pullover w/ min A. Button hook w/ mod A. 15 mins. Also grooming at sink 20 mins, w/ CGA.",
        {"97535": (None, None)},
    ),
    "a later part of the same length is a part, not the first one said again": (
        "OT",
        "O: Dons pullover w/ min A. Button hook w/ mod A. 15 mins. Also grooming at sink 15 mins, w/ CGA.",
        {"97535": (None, None)},
    ),
    "a later part that speaks too low for a service may still be of the one that is told": (
        "PT",
        "O: Heel slides 2x10, SLR 3x10 15 min. Bridges 3x10 10 min.",
        {"97110": (None, None)},
    ),
    "two parts that minutes close add up": (
        "PT",
        "O: Heel slides 2x10, SLR 3x10, 15 min. SAQ 2x15, clams 3x10, 10 min.",
        {"97110": (25, None)},
    ),
    "what for, behind the minutes, is no part of its own": (
        "OT",
        "O: Self-bandaging taught, return demonstration with cues for tension, 15 min, so that she can manage.",
        {"97535": (15, None)},
    ),
    "a task behind the minutes may be what took them": (
        "OT",
        "O: Cut shapes on line with mod A - 15 min to write name in class.",
        {"97530": (None, None)},
    ),
    "minutes behind two services are nobody's": (
        "PT",
        "O: Tandem stance on foam 3x30 s. SLR 3x10, heel slides 2x15. 25 min.",
        {"97112": (None, None), "97110": (None, None)},
    ),
    "a title with its minutes stands over what follows": (
        "PT",
        "O: Mat work 15 min: SLR 3x10, heel slides 2x15 for quad strength.",
        {"97110": (15, None)},
    ),
    "an aim may stand behind how the patient was seen": (
        "PT",
        "O: Prone row 3x12 2 lb, sidelying ER x15, 16 minutes one to one, for cuff strength.",
        {"97110": (16, None)},
    ),
    "somebody was given minutes of what follows": (
        "PT",
        "O: She was given nine minutes of shoulder exercise with a wand.",
        {"97110": (9, None)},
    ),
    "a technique is done to each part of the body behind it": (
        "PT",
        "O: STM to L UT, LS, rhomboids 12 min.",
        {"97140": (12, None)},
    ),
    "a treadmill in short is no part of the body": (
        "PT",
        "O: STM to calf, TM 10 min.",
        {"97140": (None, None)},
    ),
    "a machine with its minutes is no title": (
        "PT",
        "O: UBE 10 min: L3. SLR 3x10, heel slides 2x15. 10 min rest: legs up.",
        {"97110": (None, None)},
    ),
    "a rest is no treatment's time": (
        "PT",
        "O: SLR 3x10, heel slides 2x15 for strength. Rested 10 min.",
        {"97110": (None, None)},
    ),
    "a table aligned by blanks is read as one between bars": (
        "OT",
        "Intervention        Detail                                       By      Minutes\n"
        "Reach               cones to overhead shelf, standing, mod A     OT      15\n"
        "Reach               same task to lower shelf, min A              COTA    16\n"
        "UB dressing         hemi technique, pullover shirt               COTA    15",
        {"97530": (31, 16), "97535": (15, 15)},
    ),
    "rows of a table that describe have the minutes and the hands that its columns tell": (
        "OT",
        "Intervention | Detail | By | Minutes\nReach | cones to overhead shelf, standing, mod A at elbow | OT | 15\n"
        "Reach | same task to lower shelf, min A | COTA | 16\nUB dressing | hemi technique, pullover shirt | COTA | 15",
        {"97530": (31, 16), "97535": (15, 15)},
    ),
    "minutes that open what tells of one task alone": (
        "OT",
        "25 min grooming at sink for hygiene.\nTherEx 15 min.",
        {"97535": (25, None), "97110": (15, None)},
    ),
    "minutes of one task that two codes claim leave its code to be asked": (
        "OT",
        "30 min compensatory visual scanning for medication management.",
        {None: (30, None)},
    ),
    "minutes that open a list are its first part's": (
        "OT",
        "15 min car transfers, 10 min tub transfers.",
        {"97530": (None, None)},
    ),
    "minutes of what somebody does each day are no treatment's": (
        "OT",
        "45 min dressing each morning per pt.",
        {"97535": (None, None)},
    ),
    "minutes of a machine are its own": (
        "PT",
        "10 min bike warm up. SLR 3x10, bridges 3x10 for strength.",
        {"97110": (None, None)},
    ),
    "a goal's minutes are none": ("OT", "Goal: 15 min standing for dishes.", {}),
    "a row that leaves its code open, in a table that names a service, is asked about": (
        "OT",
        "Activity | Time\nTher ex | 20 min\nHandwriting | 18 min",
        {"97110": (20, None), None: (18, None)},
    ),
    "a row of another code in a table that names a service": (
        "OT",
        "Activity | Time\nTher ex | 20 min\nTransfers | 10 min\nFeeding | 15 min",
        {"97110": (20, None), "97530": (10, None), "97535": (15, None)},
    ),
    "rows that make the minutes of the named one are its parts": (
        "PT",
        "Activity | Time\nTher ex | 30 min\nBike | 10 min\nBridges | 20 min",
        {"97110": (30, None)},
    ),
    "rows that do not fit into the visit are parts": (
        "PT",
        "Activity | Time\nTher ex | 30 min\nBike | 10 min\nTotal 30 min",
        {"97110": (30, None)},
    ),
    "a row that tells of no treatment is none": (
        "PT",
        "Activity | Time\nTher ex | 30 min\nRest | 10 min\nDocumentation | 5 min\nTotal | 30 min",
        {"97110": (30, None)},
    ),
    "a table of single exercises tells of no services": (
        "PT",
        "Exercise | Min\nBike | 10\nTherEx | 10",
        {"97110": (10, None)},
    ),
}


@pytest.mark.parametrize("case", CLOSED)
def test_minutes_are_of_the_whole_that_they_close_or_are_asked_for(case: str) -> None:
    discipline, text, minutes = CLOSED[case]
    services = told(discipline, text).services
    assert {one.suggested_code: (one.minutes, one.assistant_minutes or None) for one in services} == minutes


def told(discipline: str, text: str, **more: object) -> Report:
    return chargeline.evaluate(
        {
            "contract": 1,
            "id": "e1",
            "date_of_service": "2026-11-23",
            "discipline": discipline,
            "policy": "medicare-part-b",
            "notes": [{"id": "n1", "kind": "treatment-note", "date": "2026-11-23", "text": text}],
            **more,
        }
    )


@pytest.mark.parametrize("case", CASES)
def test_what_is_described_is_suggested_with_its_words(case: str) -> None:
    discipline, text, codes = CASES[case]
    report = told(discipline, text)
    assert {one.suggested_code for one in report.services} == codes
    assert all(one.origin == "note" for one in report.services)


LINES = json.loads((Path(__file__).parent / "described.json").read_text("utf-8"))


@pytest.mark.parametrize(("discipline", "text"), [(of, text) for of, texts in LINES.items() for text in texts])
def test_a_line_or_two_in_each_discipline(discipline: str, text: str) -> None:
    """The services that the words describe, no more and no fewer."""
    codes = {one.code or one.suggested_code for one in told(discipline, text).services}
    assert codes == set(LINES[discipline][text])


def test_a_row_beside_the_named_one_of_its_code_is_a_part_with_minutes_of_its_own() -> None:
    """Each row with its words, both counted together; the stated total bears them out."""
    text = (
        "Activity | What | Time\nTher act | obstacle course, midline crossing | 20 min\n"
        "Handwriting | slant board, pencil grip, letters with descenders | 18 min\nTotal 38 min"
    )
    report = told("OT", text)
    assert [(one.suggested_code, one.minutes) for one in report.services] == [("97530", 20), ("97530", 18)]
    assert [(line.code, line.units) for line in report.charge_lines] == [("97530", 3)]


def test_minutes_that_open_a_line_are_counted_on_the_suggested_code() -> None:
    """The line says that its code is suggested, and shows the words that speak for it."""
    (line,) = told(*CASES["minutes that open a line are the service's"][:2]).charge_lines
    assert (line.code, line.code_origin, line.units, line.minutes) == ("97110", "suggested", 1, 22)
    assert {span.text for step in line.because for span in step.evidence if hasattr(span, "note")} >= {"22 min"}


def test_minutes_of_one_exercise_are_asked_for_not_taken_as_the_services() -> None:
    """How long the bike took does not say how long the exercise took."""
    report = told("PT", "O: SLR 3x10, heel slides 2x15, Nustep 10 min for strength.")
    assert report.charge_lines == ()
    assert "minutes_missing:t1" in {question.id for question in report.questions}


def test_nothing_is_added_where_the_encounter_lists_services() -> None:
    """The clinician has said what was given."""
    listed = [{"id": "s1", "code": "97140", "minutes": 20}]
    report = told("PT", "O: SLR 3x10 2#, heel slides 2x15 for quad strength.", services=listed)
    assert [one.id for one in report.services] == ["s1"]


def test_the_notes_own_name_for_a_service_counts_and_another_reading_is_asked_about() -> None:
    """A name in the note is the clinician's word; what is described under it is offered, never put in its place."""
    text = "O:\nTher ex 23 min: car transfers x4, floor transfer x3, tub transfer x4 to get in and out of his own tub."
    report = told("PT", text)
    assert [line.code for line in report.charge_lines] == ["97110"]
    (question,) = report.questions
    assert (question.id, [option.value for option in question.options]) == ("service_code:t1", ["97110", "97530"])


GIVEN = {
    "minutes before what was done are those of the service that it tells of": (
        "COTA, 26 min: filled her pill box, dressing with reacher.\nOT, 12 min: car transfers x4, bed mobility.",
        {"97535": (26, 26), "97530": (12, 0)},
    ),
    "minutes before what tells of neither are nobody's": (
        "26 min: talked about her week.\n12 min: car transfers x4, bed mobility.",
        {"97535": (None, 0), "97530": (12, 0)},
    ),
    "minutes that open one task are of the service that was given": (
        "25 min grooming at sink for hygiene.\n15 min car transfers for outings.",
        {"97535": (25, 0), "97530": (15, 0)},
    ),
    "minutes that close a stretch with minutes of its own are asked about": (
        "Dressing with reacher w/ min A 15 min to put on pants. 45 min.\n12 min: car transfers x4, bed mobility.",
        {"97535": (None, 0), "97530": (12, 0)},
    ),
    "minutes that do not fit into the visit are nobody's": (
        "26 min: dressing with reacher.\n22 min: car transfers x4.\nTotal 38 min.",
        {"97535": (None, 0), "97530": (None, 0)},
    ),
}


@pytest.mark.parametrize("case", GIVEN)
def test_listed_services_take_the_minutes_beside_their_description(case: str) -> None:
    text, minutes = GIVEN[case]
    listed = [{"id": f"s{n}", "code": code} for n, code in enumerate(minutes)]
    services = told("OT", text, services=listed).services
    assert {one.code: (one.minutes, one.assistant_minutes) for one in services} == minutes


@pytest.mark.parametrize(("kind", "status"), [("evaluation", "not_applicable"), ("treatment-note", "missing")])
def test_an_initial_evaluation_is_not_asked_for_an_earlier_visit(kind: str, status: str) -> None:
    """There is none that it could speak of."""
    note = {"id": "n1", "kind": kind, "date": "2026-11-23", "text": "Knee flexion 90 deg. Weak quads."}
    services = [{"id": "s1", "code": "97110", "minutes": 20}]
    report = told("PT", "", notes=[note], services=services)
    of_earlier = {"objective_measure_baseline", "progress_comparison", "change_or_progression"}
    assert {one.status for one in report.elements if one.element in of_earlier} == {status}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("NO SHOW. Pt scheduled 2:00 PM (planned TherEx 30 min). Did not arrive.", False),
        ("Pt cancelled today's appointment, ill.", False),
        ("Pt cancelled Friday's appointment. TE 24 min.", True),
        ("Treatment held today, BP 190/110, MD called.", True),
    ],
)
def test_a_visit_that_did_not_take_place_owes_no_element(text: str, missing: bool) -> None:
    """Nothing is called missing in its note; where the patient came, the note of it owes what any note does."""
    assert any(one.status == "missing" for one in told("PT", text).elements) == missing


def test_two_services_of_one_sentence_have_each_what_was_done_for_it() -> None:
    """What is told of the one is not called missing because the other follows."""
    text = "TE 22 (bridges, mini squats for glute strength), gait 16 (RW to SPC, 200 ft). Timed 38"
    elements = {(one.element, one.code): one for one in told("PT", text).elements}
    for of, said in ((("exercise_type", "97110"), "bridges"), (("activity_description", "97116"), "200 ft")):
        assert any(said in span.text for span in elements[of].evidence if isinstance(span, NoteSpan)), of
