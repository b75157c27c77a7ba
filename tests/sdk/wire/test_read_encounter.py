"""Reading an encounter: every problem at once, each with its path and fix, nothing quoted, nothing silently assumed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from chargeline import BadEncounter, encounter_to_json, read_encounter
from chargeline.errors import Problem
from chargeline.model import AllowedToDate, Encounter, NoteSpan, Segment, Service, ServiceSpan

SECRET = "Zebulon Quux"


def encounter(**changes: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "date_of_service": "2026-11-23",
        "discipline": "PT",
        "services": [{"id": "s1", "code": "97110", "minutes": 23}],
    } | changes


def service(**changes: Any) -> dict[str, Any]:
    return encounter(services=[{"id": "s1"} | changes])


def history(**changes: Any) -> dict[str, Any]:
    return encounter(history=changes)


def problems(given: Any) -> tuple[Problem, ...]:
    with pytest.raises(BadEncounter) as caught:
        read_encounter(given)
    return caught.value.problems


FULL = encounter(
    contract=1,
    policy="medicare-part-b",
    secondary_policy="commercial-ama",
    setting="office",
    clinicians=[{"id": "c1", "role": "assistant", "credentials": "PTA", "npi": "1234567893", "supervised_by": "c2"}],
    services=[
        {
            "id": "s1",
            "text": "TherEx: SLR 3x10 2#",
            "code": "97110",
            "minutes": 23,
            "assistant_minutes": 10,
            "billed_units": 2,
            "segments": [{"minutes": 13, "start": "14:05", "end": "14:18", "performers": ["c1"]}],
        }
    ],
    notes=[
        {
            "id": "n1",
            "kind": "evaluation",
            "date": "2026-11-23",
            "text": "…",
            "author": "c1",
            "signed": True,
            "origin": "pasted",
        }
    ],
    diagnoses=[{"code": "M25.561", "rank": 1}],
    timed_minutes=23,
    treatment_minutes=45,
    liability="abn-required",
    answers=[{"question": "q:1", "value": "yes", "by": "c1", "at": "2026-11-23T10:31:00-06:00"}],
    not_read=[{"what": "history", "why": "timeout"}],
    history={
        "treatment_days_since_progress_report": 7,
        "certified_until": "2027-01-04",
        "allowed_to_date": {"amount": "1800.00", "as_of": "2026-11-20", "covers": "PT+SLP"},
        "same_day_charges": [{"code": "97110", "units": 1, "modifiers": ["GP"]}],
        "previous_notes": [
            {"id": "p1", "date": "2026-11-20", "discipline": "PT", "kind": "treatment-note", "text": "..."}
        ],
    },
)


def test_a_full_encounter_survives_being_written_and_read_again() -> None:
    """What goes out as JSON comes back equal."""
    read = read_encounter(FULL)
    assert read_encounter(json.loads(json.dumps(encounter_to_json(read)))) == read
    assert {k: v for k, v in encounter_to_json(read).items() if v != FULL.get(k)} == {}


def test_values_get_their_own_types() -> None:
    """Dates are dates, amounts are exact, instants know their offset."""
    read = read_encounter(FULL)
    assert read.date_of_service == date(2026, 11, 23)
    assert read.history.allowed_to_date == AllowedToDate(
        amount=Decimal("1800.00"), as_of=date(2026, 11, 20), covers="PT+SLP"
    )
    assert read.answers[0].at == datetime(2026, 11, 23, 10, 31, tzinfo=timezone(timedelta(hours=-6)))


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("zero minutes are data", service(minutes=0), Service(id="s1", minutes=0)),
        ("absent minutes are not zero", service(), Service(id="s1")),
        ("null is the same as absent", service(minutes=None, code=None), Service(id="s1")),
        ("a key that begins with x- is ignored", service(**{"x-room": 4}), Service(id="s1")),
        ("a whole number may be written with a point", service(minutes=23.0), Service(id="s1", minutes=23)),
        (
            "a moment may begin and end in one minute",
            service(segments=[{"start": "14:05", "end": "14:05"}]),
            Service(id="s1", segments=(Segment(start="14:05", end="14:05"),)),
        ),
        ("twelve hours are the most", service(minutes=720), Service(id="s1", minutes=720)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_bad_input(name: str, given: dict[str, Any], expected: Service) -> None:
    """Zero and absent are different, and both are valid."""
    assert read_encounter(given).services == (expected,)


def test_python_values_are_read_as_they_are() -> None:
    """A caller in Python need not write dates as text."""
    at = datetime(2026, 11, 23, 16, tzinfo=UTC)
    given = encounter(date_of_service=date(2026, 11, 23), answers=[{"question": "q", "value": "yes", "at": at}])
    assert read_encounter(given).answers[0].at == at


BAD: list[tuple[str, Any, str]] = [
    ("not an object", [1], ""),
    ("nothing to read", {"id": "e1", "date_of_service": "2026-11-23", "discipline": "PT"}, "/services"),
    ("a contract of the future", encounter(contract=2), "/contract"),
    ("an empty id", encounter(id=""), "/id"),
    ("an id that is a number", encounter(id=7), "/id"),
    ("a missing discipline", encounter(discipline=None), "/discipline"),
    ("a discipline nobody has", encounter(discipline="RT"), "/discipline"),
    ("a date that does not exist", encounter(date_of_service="2026-02-30"), "/date_of_service"),
    ("a date in another order", encounter(date_of_service="11/23/2026"), "/date_of_service"),
    ("a date of another century", encounter(date_of_service="1926-11-23"), "/date_of_service"),
    ("a setting nobody has", encounter(setting="clinic"), "/setting"),
    ("negative minutes", service(minutes=-1), "/services/0/minutes"),
    ("fractional minutes", service(minutes=22.5), "/services/0/minutes"),
    ("absurd minutes", service(minutes=721), "/services/0/minutes"),
    ("minutes as text", service(minutes="23"), "/services/0/minutes"),
    ("minutes as a truth", service(minutes=True), "/services/0/minutes"),
    ("minutes without end", service(minutes=float("inf")), "/services/0/minutes"),
    ("more by the assistant than in all", service(minutes=10, assistant_minutes=11), "/services/0/assistant_minutes"),
    ("a code that is none", service(code="9711"), "/services/0/code"),
    ("a code with its modifier", service(code="97110-GP"), "/services/0/code"),
    ("services that are no list", encounter(services={"id": "s1"}), "/services"),
    ("a service that is no object", encounter(services=["97110"]), "/services/0"),
    ("the same id twice", encounter(services=[{"id": "s1"}, {"id": "s1"}]), "/services/1/id"),
    ("thirteen diagnoses", encounter(diagnoses=[{"code": "M25.561"}] * 13), "/diagnoses"),
    ("a diagnosis that is none", encounter(diagnoses=[{"code": "knee"}]), "/diagnoses/0/code"),
    ("a clock that is none", service(segments=[{"start": "25:00"}]), "/services/0/segments/0/start"),
    ("an end before the start", service(segments=[{"start": "14:18", "end": "14:05"}]), "/services/0/segments/0/end"),
    ("a stranger who performed", service(segments=[{"performers": ["c9"]}]), "/services/0/segments/0/performers/0"),
    ("a role nobody has", encounter(clinicians=[{"id": "c", "role": "nurse"}]), "/clinicians/0/role"),
    ("an NPI too short", encounter(clinicians=[{"id": "c", "role": "aide", "npi": "12"}]), "/clinicians/0/npi"),
    ("a note without text", encounter(notes=[{"id": "n1"}]), "/notes/0/text"),
    ("signed as text", encounter(notes=[{"id": "n1", "text": "", "signed": "yes"}]), "/notes/0/signed"),
    ("two answers to one question", encounter(answers=[{"question": "q", "value": "a"}] * 2), "/answers/1/question"),
    ("a time without its offset", encounter(answers=[{"question": "q", "value": "a", "at": "2026-11-23T10:31:00"}]),
     "/answers/0/at"),
    ("a negative amount", history(allowed_to_date={"amount": "-1", "as_of": "2026-11-20", "covers": "OT"}),
     "/history/allowed_to_date/amount"),
    ("an amount that is no number", history(allowed_to_date={"amount": "NaN", "as_of": "2026-11-20", "covers": "OT"}),
     "/history/allowed_to_date/amount"),
    ("an unknown key", encounter(patient="x"), "/patient"),
    ("a key that is no name", service(**{"Zebulon Quux": 1}), "/services/0/*"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "path"), BAD, ids=[row[0] for row in BAD])
def test_bad_input_is_named_by_its_path(name: str, given: Any, path: str) -> None:
    """One thing wrong gives one problem, at its place, with a fix."""
    (problem,) = problems(given)
    assert problem.path == path
    assert problem.fix


@pytest.mark.parametrize(
    ("key", "nearest"), [("assistant_minuts", "assistant_minutes"), ("Minutes", "minutes"), ("unit", None)]
)
def test_a_misspelt_key_names_the_nearest(key: str, nearest: str | None) -> None:
    """A typing error in `assistant_minutes` changes money: it is never ignored."""
    (problem,) = problems(service(**{key: 3}))
    assert (f"{nearest!r}" in problem.fix) is (nearest is not None)


def test_all_problems_are_named_at_once() -> None:
    """Six things wrong in six places give six problems in one go."""
    given = encounter(
        id="",
        dicipline="PT",
        services=[{"id": "s1", "minutes": -4}, {"id": "s1", "minutes": 3, "assistant_minutes": 9, "code": "x"}],
    )
    assert sorted(p.path for p in problems(given)) == [
        "/dicipline",
        "/id",
        "/services/0/minutes",
        "/services/1/assistant_minutes",
        "/services/1/code",
        "/services/1/id",
    ]


def test_no_problem_quotes_a_text_or_an_identifier() -> None:
    """Whatever is wrong, the message holds none of what was given."""
    given = encounter(
        id=SECRET,
        policy=[SECRET],
        discipline=SECRET,
        services=[{"id": SECRET, "code": SECRET, "minutes": SECRET, "text": 4}, {"id": SECRET}],
        notes=[{"id": SECRET, "text": SECRET, "kind": SECRET, "date": SECRET}],
        diagnoses=[{"code": SECRET}],
        answers=[{"question": SECRET, "value": SECRET, "at": SECRET}],
        **{SECRET: SECRET},
    )
    with pytest.raises(BadEncounter) as caught:
        read_encounter(given)
    assert len(caught.value.problems) > 8
    assert "Zebulon" not in str(caught.value)
    assert "quux" not in str(caught.value).lower()


def test_reading_twice_gives_the_same() -> None:
    """An encounter is a value: equal input, equal encounter, and it cannot be changed."""
    first: Encounter = read_encounter(FULL)
    assert first == read_encounter(FULL)
    with pytest.raises(AttributeError):
        first.discipline = "OT"  # type: ignore[misc]


def test_no_repr_shows_a_notes_words_or_an_answers() -> None:
    """An encounter or a span that ends up in a log takes no note with it."""
    given = encounter(
        services=[{"id": "s1", "text": SECRET}],
        notes=[{"id": "n1", "text": SECRET}],
        answers=[{"question": "q", "value": SECRET}],
        history={"previous_notes": [{"id": "p1", "date": "2026-11-20", "text": SECRET}]},
    )
    spans = (NoteSpan(note="n1", start=0, end=12, text=SECRET), ServiceSpan(service="s1", start=0, end=12, text=SECRET))
    assert SECRET not in repr(read_encounter(given)) + repr(spans)
