"""Services, minutes and totals that a note states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chargeline.evidence.reading import Reading
from chargeline.model import Service

Read = Callable[..., Reading]

STATED = [
    ("TherEx 25 min", {"97110": 25}),
    ("97110 Therapeutic Exercise (24 minutes): SLR 3x10", {"97110": 24}),
    ("Therapeutic exercise (97110) x 23 min", {"97110": 23}),
    ("97110: 23\n97140: 15", {"97110": 23, "97140": 15}),
    ("TE 25', MT 10'", {"97110": 25, "97140": 10}),
    ("25 min TherEx, 10 min manual therapy", {"97110": 25, "97140": 10}),
    ("GT 20', NMR 18'", {"97116": 20, "97112": 18}),
    ("97530 x 23 min, 97535 x 15 min", {"97530": 23, "97535": 15}),
    ("Neuro re-ed for twenty-three minutes", {"97112": 23}),
    ("TherEx 97110 - 2:00-2:28 PM", {"97110": 28}),
    ("Ther Act 97530 11:50-12:05", {"97530": 15}),
    ("TE: bike 5', SLR 3x10 (25 min)", {"97110": 25}),
    ("MT: patellar mobs gr III 10 min", {"97140": 10}),
    ("Therapeutic exercise\n25 minutes", {"97110": 25}),
    ("TherEx: SLR 3x10, bike 5 min", {"97110": None}),
    ("Gait training 15 min\nTherEx 15 min", {"97116": 15, "97110": 15}),
    ("TherEx 15 min\nTotal: TherEx 15 min", {"97110": 15}),
    ("Dysphagia tx x 30 min", {"92526": 30}),
    ("Ther ex 1305-1328 bridges 3x10. Gait training 1328-1341 w/ SPC.", {"97110": 23, "97116": 13}),
    ("Iontophoresis dex 15 min R elbow", {"97033": 15}),
    ("GT 8 min w/ SPC", {"97116": 8}),
    ("R GT mobs 8 min", {}),
    ("97530-59 15 min", {"97530": 15}),
    ("97530-25 15 min", {"97530": 15}),
    ("97140-59 (10 min)", {"97140": 10}),
    ("97530 (59) 15", {"97530": 15}),
    ("97140 GP 59 10 min", {"97140": 10}),
    ("97110 | GP | 59 | 15", {"97110": 15}),
    ("97530 KX 95 15 min", {"97530": 15}),
    ("CPT | Mod | Units\n97530 | 59 | 1", {"97530": None}),
    ("97140 (59)", {"97140": None}),
    ("97530-52", {"97530": None}),
    ("97110-25, 97140-15", {"97110": 25, "97140": 15}),
    ("97110 25", {"97110": 25}),
    ("97140: 59 min", {"97140": 59}),
    ("97110 units: 2 min: 30", {"97110": 30}),
    ("TE 15 min. Next appt 45 min.", {"97110": 15}),
    ("TE 15 min. 10 min late.", {"97110": 15}),
    ("TE 15 min. Follow up 30 min.", {"97110": 15}),
    ("TE 15 min. Plan next visit: MT 10, NMR 10", {"97110": 15}),
    ("TE 15 min. Vitals 5 min.", {"97110": 15}),
    ("TE 15 min. Pt education 10 min.", {"97110": 15}),
    ("TE 15 min. Aide 10 min.", {"97110": 15}),
    ("25 min TE. 10 min late.", {"97110": 25}),
    ("TE 25 min, gait 10 min. 45 min.", {"97110": 25, "97116": 10}),
    ("TE 25, gait 10, 45 min", {"97110": 25, "97116": 10}),
    ("TE 25 min, gait 10 min. 45 min visit.", {"97110": 25, "97116": 10}),
    ("TE twenty five minutes, gait ten minutes. Forty five minutes.", {"97110": 25, "97116": 10}),
    ("TE 25 min, gait. 45 min.", {"97110": 25, "97116": None}),
    ("25 min TE, 10 min gait. 45 min.", {"97110": 25, "97116": 10}),
    ("TE 15 min, 10 min", {"97110": None}),
    ("TE 15 min + 10 min", {"97110": 25}),
    ("10:00-10:25 TE (25 min), 10:25-10:40 MT (15 min)", {"97110": 25, "97140": 15}),
    ("TE 30 min: NuStep 10 min, mat ex 20 min", {"97110": 30}),
    ("Code: 97530 Units: 1 Minutes: 15 Modifier: 59", {"97530": None}),
    ("TE 10 min UE and 15 min LE", {"97110": 25}),
    ("MT 10 min R shoulder, 10 min L shoulder", {"97140": 20}),
    ("TE 30 min LE: 10 min quads, 20 min hamstrings", {"97110": 30}),
    ("MT 10 min cervical, TE 15 min knee", {"97110": 15, "97140": 10}),
    ("TE 15 min, session 45 min", {"97110": 15}),
    ("TE 15 min and 10 min late", {"97110": 15}),
    ("MT 10 min, 5 min scar massage", {"97140": 15}),
    ("97110 15 min, 97110 10 min", {"97110": 25}),
    ("Ther ex | 20 | 15", {"97110": None}),
    ("Ther ex | 20 | 3 | 10", {"97110": None}),
    ("97110 | 9:00-9:25 | 25", {"97110": 25}),
    ("TE PT 12 min, PTA 13 min", {"97110": 25}),
    ("Service | Planned | Actual\nTher ex | 30 | 20\nManual | 15 | 10", {"97110": 20, "97140": 10}),
    ("Service | Ordered min | Min given\nTher ex | 30 | 20", {"97110": 20}),
    ("Service | Last visit | Today\nTher ex | 30 | 20", {"97110": 20}),
    ("Service | 1:1 min | Group min\nTher ex | 20 | 15", {"97110": 20}),
    ("Service | Min | Sets | Reps | Wt\nTher ex | 20 | 3 | 10 | 15", {"97110": 20}),
    ("Service | Reps | Min\nTher ex | 30 | 20", {"97110": 20}),
    ("Service | Minutes | Units | Total\nTher ex | 20 | 1 | 35", {"97110": 20}),
    ("Service | 11/20 | 11/23\nTher ex | 30 | 20", {"97110": 20}),
    ("Service | 11/18/26 | 11/20/26\n97110 | 30 | 20", {"97110": None}),
    ("Service | Min\nMT | rest\nTher ex | 30", {"97110": 30, "97140": None}),
    ("Service | Planned\nTher ex | 20", {"97110": None}),
    ("Code | Planned | Min\n97110 | 30 | ", {"97110": None}),
    ("Exercise | Reps | Min\nBridges | 10 | 5\nTher ex | 10 | 20", {"97110": 20}),
    ("TE only 20 min and MT 15 min done.", {"97110": 20, "97140": 15}),
    ("TE tolerated 20 min and MT 15 min done.", {"97110": None, "97140": 15}),
    ("TE, MT, NMR 20, 10, 8 min", {"97110": 20, "97140": 10, "97112": 8}),
    ("TE, MT and NMR: 20, 10 and 8 min.", {"97110": 20, "97140": 10, "97112": 8}),
    ("TE and gait 20, 150 ft", {"97110": None, "97116": None}),
    ("AM: TE 20 min. PM: TE 20 min.", {"97110": 40}),
    ("Morning: TE 20 min\nEvening: TE 20 min", {"97110": 40}),
    ("S: sore this AM. O: TE 20 min. A: better in PM. Billing: TE 20 min.", {"97110": 20}),
    ("Treatment: MT 15 min STM R UT.\nBilling: 97140 15 min manual therapy to cervical spine", {"97140": 15}),
    ("AM session:\nTE 20 min\nPM session:\nTE 20 min", {"97110": 40}),
    ("Session 1 (11/20): TE 20 min.\nSession 2: TE 20 min.", {"97110": 20}),
    ("1st session: TE 20 min. 2nd session: TE 20 min.", {"97110": 40}),
    ("9:00-9:20 TE 20 min.\n14:00-14:20 TE 20 min.", {"97110": 40}),
    ("9:00-9:20 TE 20 min.\n9:00-9:20 TE 20 min.", {"97110": 20}),
    ("AM: TE 20 min. PM: TE 20 min.\nBilling: TE 40 min", {"97110": 40}),
    ("TE 15 min: SLR.\nBilling: TE 15 min", {"97110": 15}),
    ("TE 15 min SLR.\nTE 15 min bridges.", {"97110": None}),
    ("Gait training 15 min RW 100 ft. Gait training 15 min RW 120 ft.", {"97116": None}),
]


@pytest.mark.parametrize(("text", "minutes"), STATED, ids=[text for text, _ in STATED])
def test_minutes_go_to_the_service_beside_them(read_note: Read, text: str, minutes: dict[str, int | None]) -> None:
    """Each code with its minutes; None where only a dose is stated."""
    found = {service.code or service.named: service.minutes for service in read_note(text).services}
    assert found == minutes


@pytest.mark.parametrize(
    "text",
    [
        "P: continue TherEx and manual therapy next visit",
        "Goals: independent with therapeutic exercise 30 min",
        "TA bracing 10x10",
        "greater trochanter tender, GT bursitis",
        "Referred for gait training by Dr. Smith last visit",
    ],
)
def test_what_is_planned_or_only_sounds_like_a_service_is_none(read_note: Read, text: str) -> None:
    """No service is read from a plan, a goal, an earlier visit or another meaning of an abbreviation."""
    assert read_note(text).services == ()


def test_a_service_not_done_is_not_documented(read_note: Read) -> None:
    """Held, declined, not performed."""
    assert read_note("TherEx 25 min\nManual therapy not performed today").services[0].named == "97110"
    assert len(read_note("TherEx 25 min\nManual therapy not performed today").services) == 1


def test_the_assistants_minutes_are_told_apart(read_note: Read) -> None:
    """By name right before the minutes, or after them with "by"."""
    both = read_note("PT 20 min ther ex, PTA 10 min ther ex").services[0]
    assert (both.minutes, both.assistant_minutes) == (30, 10)
    part = read_note("Ther ex 25 min (10 min by PTA)").services[0]
    assert (part.minutes, part.assistant_minutes) == (25, 10)


def test_an_input_service_takes_its_minutes_from_the_note(read_note: Read) -> None:
    """It is merged with what the note says of it, not doubled."""
    services = read_note("TherEx 25 min, manual 10 min", Service(id="s1", code="97110"), Service(id="s2", code="97140"))
    assert [(s.id, s.minutes, s.minutes_in_note) for s in services.services] == [("s1", 25, None), ("s2", 10, None)]


def test_a_difference_from_the_note_can_be_named(read_note: Read) -> None:
    """The structure's minutes stand; what the note says is kept beside them."""
    service = read_note("TherEx 25 min", Service(id="s1", code="97110", minutes=30)).services[0]
    assert (service.minutes, service.minutes_in_note) == (30, 25)


def test_what_only_the_note_tells_follows_the_input(read_note: Read) -> None:
    """As t1, with its own words."""
    services = read_note("TherEx 25 min\nUltrasound 8 min", Service(id="s1", code="97110", minutes=25)).services
    assert [(s.id, s.origin, s.named, s.minutes) for s in services[1:]] == [("t1", "note", "97035", 8)]


def test_a_group_is_told(read_note: Read) -> None:
    """A class with others is a group service."""
    assert read_note("Group exercise 30 min with three other patients").services[0].group


TOTALS = [
    ("Timed code min: 37   Total tx min: 37", 37, 37),
    ("timed 30/total 45", 30, 45),
    ("TCM 38/TTT 53", 38, 53),
    ("45 min timed", 45, None),
    ("33 min total", None, 33),
    ("Timed 28 + untimed 10 = 38 min total", 28, 38),
    ("Total treatment minutes (timed + untimed): 53", None, 53),
    ("a 45 minute individual OT session", None, 45),
    ("Untimed 15 min", None, None),
    ("Timed Up and Go 14 s", None, None),
    ("total assist x2", None, None),
    ("TE 26, MT 9 = timed 35; total 50", 35, 50),
    ("23 + 15 = 38 timed", 38, None),
    ("timed 38 / 48 total tx", 38, 48),
    ("38/45 timed/total", 38, 45),
    ("30 min lesson", None, 30),
    ("Treatment lasted 35 minutes, 25 of them timed", 25, 35),
    ("40 min, timed 30", 30, 40),
    ("timed 30/30", 30, 30),
    ("Bridges 3x10\nTolerated well\n40 min\nRosa Lind, PT", None, 40),
    ("Therapeutic exercise\n25 minutes", None, None),
    ("Cold pack 10 min\nBridges 3x10\nTolerated well", None, None),
    ("Walked 45 min yesterday\nBridges 3x10\n30 min\n", None, None),
    ("20 min\nBridges 3x10\nTolerated well\nHome exercises given\nRosa Lind, PT", None, None),
    ("then a 2 min lesson read aloud", None, None),
    ("NMR 25 min total", None, 25),
    ("NMR 25 min total, gait training 12 min", None, None),
    ("NMR 25, gait 12, 37 min total", None, 37),
    ("TherEx 26 min total: PT 14 min, PTA 12 min. Total timed 26.", 26, 26),
    ("97530  Ther act  1 unit  20 minutes\n97535-GO-59  ADL 1 unit  12 minutes", None, None),
    (
        "Service      11/18   11/23\nNMR min        10      20\nMT min         15      12\nTotal timed    25      32",
        32,
        None,
    ),
    (
        "Service      11/18   11/20\nNMR min        10      20\nMT min         15      12\nTotal timed    25      32",
        None,
        None,
    ),
]


@pytest.mark.parametrize(("text", "timed", "total"), TOTALS, ids=[text for text, _, _ in TOTALS])
def test_totals_are_read_apart(read_note: Read, text: str, timed: int | None, total: int | None) -> None:
    """Timed minutes and the whole treatment are two totals."""
    reading = read_note(text)
    assert [one.minutes for one in reading.timed_total][:1] == ([timed] if timed else [])
    assert [one.minutes for one in reading.treatment_total][:1] == ([total] if total else [])
