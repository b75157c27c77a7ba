"""Which code a phrase describes: the labelled phrases, and what decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chargeline import UnknownPolicy, classify

PHRASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "fixtures" / "labelled" / "phrases.jsonl").read_text("utf-8").splitlines()
]
AT_LEAST = 0.9
CLASSIFIED = json.loads((Path(__file__).parent / "classified.json").read_text("utf-8"))
"""By code, then by discipline: phrases that it alone describes; `asked` holds those that leave it open."""


@pytest.mark.parametrize("code", CLASSIFIED)
def test_each_phrase_is_its_code_in_its_discipline(code: str) -> None:
    """What was done and what for, in many therapists' words."""
    wanted = None if code == "asked" else code
    told = {p: classify(p, discipline=of).code for of, phrases in CLASSIFIED[code].items() for p in phrases}
    assert told == dict.fromkeys(told, wanted)


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("resting splint fitted", "97760"),
        ("resting splint recheck, strap moved", "97763"),
        ("recheck of balance on foam, tandem stance", "97112"),
        ("two people assisted her to stand", None),
        ("lives with two children", None),
        ("exercise group cancelled", None),
        ("balance group of five people", "97150"),
        ("OT eval, high complexity", "97167"),
        ("OT eval", None),
        ("time 20, land drills", None),
        ("grade II sprain", None),
        ("A1 pulley tender", None),
    ],
)
def test_a_sister_is_told_by_her_mark_and_a_like_word_means_nothing(phrase: str, code: str | None) -> None:
    """Both sides of what turns one code into another, of a group, and of words that only look alike."""
    assert classify(phrase, discipline="OT").code == code


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("fastened her slacks", "97535"),
        ("slacks fastened", "97535"),
        ("pulled on tubing, slacks stayed dry", None),
        ("stirred soup and cut the meat", "97535"),
        ("hoisted groceries onto the counter", "97530"),
        ("hoisted leg without groceries", None),
        ("w/c down the ramp, reversing at the door", "97542"),
        ("chair by the door", None),
        ("cues on the stairs, handrail", "97116"),
        ("stairs. Cues given", None),
        ("balance", None),
        ("wobble board and bike", None),
        ("wobble board and bike for leg endurance", "97110"),
    ],
)
def test_two_words_tell_together_what_neither_tells_alone(phrase: str, code: str | None) -> None:
    """A verb and its object, a manoeuvre and a chair, a walk and its cues; apart or alone they leave it open."""
    assert classify(phrase, discipline="PT").code == code


def test_a_word_of_one_discipline_says_nothing_in_anothers() -> None:
    """A sentence read aloud is speech treatment; in a physical therapist's note it is none."""
    assert classify("final consonants in sentences", discipline="SLP").code == "92507"
    assert classify("final consonants in sentences", discipline="PT").code is None


def test_nine_of_ten_labelled_phrases_get_their_code() -> None:
    """A floor under what was reached; every miss is listed when it gives way."""
    missed = [row["id"] for row in PHRASES if classify(row["phrase"], discipline=row["discipline"]).code != row["code"]]
    assert len(missed) <= (1 - AT_LEAST) * len(PHRASES), missed


@pytest.mark.parametrize("row", [row for row in PHRASES if row["code"] is None][:5], ids=lambda row: row["id"])
def test_a_name_that_several_services_share_is_asked_about(row: dict[str, Any]) -> None:
    """No code without words that decide; the question offers what the words leave open."""
    found = classify(row["phrase"])
    assert found.code is None
    assert found.question is not None


def test_the_same_squat_is_exercise_control_or_a_task_by_its_purpose() -> None:
    """The purpose decides what the name leaves open."""
    assert classify("squats").code is None
    assert classify("squats for quad strength").code == "97110"
    assert classify("squats with cues for dynamic valgus and motor control").code == "97112"
    assert classify("squats to pick up object from floor, functional task").code == "97530"


@pytest.mark.parametrize(
    ("phrase", "speaks"),
    [
        ("SPT bed to recliner, mod A", True),
        ("min A with SPT", True),
        ("practiced SPT x5 with RW", True),
        ("balance drills by J. Doe SPT", False),
        ("SLR 3x10 by SPT", False),
        ("heel raises, SPT under supervision of PT", False),
    ],
)
def test_spt_is_a_transfer_or_a_student(phrase: str, speaks: bool) -> None:
    """By the words around it; a student speaks for no transfer."""
    assert ("97530" in {one.code for one in classify(phrase, discipline="PT").candidates}) is speaks


def test_what_is_denied_does_not_speak() -> None:
    """A negated purpose speaks against its code."""
    assert classify("treadmill for endurance, no gait training").code == "97110"


def test_the_code_that_the_payer_takes_answers_for_the_other() -> None:
    """Medicare's own or the one that it replaced, whatever the words stand for; none where nobody knows."""
    assert classify("unattended electrical stimulation", policy="medicare-part-b").code == "G0283"
    assert classify("unattended electrical stimulation", policy="commercial-ama").code == "97014"
    assert classify("unattended electrical stimulation", policy="medicaid").code == "G0283"


def test_every_reason_points_at_its_words() -> None:
    """The evidence is exactly the substring at its offsets."""
    phrase = "STM and grade III glides to restore capsular mobility"
    because = classify(phrase).because
    assert because
    for step in because:
        for span in step.evidence:
            assert phrase[span.start : span.end] == span.text  # type: ignore[union-attr]


def test_nothing_known_is_asked_openly() -> None:
    """No candidates, one open question."""
    found = classify("qwerty")
    assert (found.code, found.candidates) == (None, ())
    assert found.question is not None
    assert found.question.kind == "text"


def test_an_unknown_policy_is_refused() -> None:
    """A misspelt payer is not answered as if none were given."""
    with pytest.raises(UnknownPolicy):
        classify("squats", policy="medicare-part-x")


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("TherEx", "97110"),
        ("97110", "97110"),
        ("manual therapy to L/S", "97140"),
        ("NMR for scap control", "97112"),
        ("therapeutic exercise: squats", "97110"),
        ("therapeutic exercise: squats for quad strength", "97110"),
        ("TherEx and manual therapy", None),
        ("squats", None),
        ("TA", None),
        ("MT 15", None),
        ("exercised on his own yesterday", None),
    ],
)
def test_the_name_of_a_service_is_its_code_where_nothing_speaks_against_it(phrase: str, code: str | None) -> None:
    """As a heading names it; two names, or none, leave it open."""
    assert classify(phrase).code == code
