"""What holds for every report: its shape, its determinism, and what may not change it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sdk.casework import BASE, run, tables

from chargeline import BadEncounter, BadRuleBook, RuleBook, UnknownPolicy, evaluate, read_encounter

ALL: list[dict[str, Any]] = [case for table in tables() for case in (*table["fires"], *table["silent"])]
CODES = ["97110", "97112", "97116", "97129", "97130", "97140", "97150", "97530", "97161", "97035", "96125"]
services = st.lists(
    st.builds(
        lambda code, minutes, share: {"code": code, "minutes": minutes, "assistant_minutes": minutes * share // 4},
        st.sampled_from(CODES),
        st.integers(0, 75),
        st.integers(0, 4),
    ),
    max_size=6,
)
PEOPLE = [{"id": "c1", "role": "therapist"}, {"id": "a1", "role": "assistant", "supervised_by": "c1"}]


def whole(given_services: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """An encounter of these services, named in their order."""
    named = [{"id": f"s{n}"} | one for n, one in enumerate(given_services)]
    return BASE | {"clinicians": PEOPLE, "services": named} | more


def test_the_smallest_true_encounter() -> None:
    """33 minutes of 97110 and 7 of 97140 under Part B: two and one, with reasons and citations."""
    report = evaluate(
        {
            "contract": 1,
            "id": "e1",
            "date_of_service": "2026-11-23",
            "discipline": "PT",
            "policy": "medicare-part-b",
            "services": [{"id": "s1", "code": "97110", "minutes": 33}, {"id": "s2", "code": "97140", "minutes": 7}],
        }
    )
    lines = [(line.id, line.units, line.modifiers, line.minutes) for line in report.charge_lines]
    assert lines == [
        ("2026-11-23:PT:97110:plain:1", 2, ("GP",), 33),
        ("2026-11-23:PT:97140:plain:1", 1, ("GP",), 7),
    ]
    for line in report.charge_lines:
        assert [because.rule for because in line.because] == ["code_entered", "cms_8_minute", "discipline_modifier"]
        assert all(because.citation and because.evidence for because in line.because)


def test_an_encounter_read_before_gives_the_same_report_as_its_mapping() -> None:
    """`evaluate` takes either."""
    mapping = whole([{"code": "97110", "minutes": 33}, {"code": "97140", "minutes": 7}])
    assert evaluate(read_encounter(mapping)) == evaluate(mapping)


def test_a_note_alone_is_enough_to_draw_lines() -> None:
    """Services that only a note tells of follow as t1, t2 with their origin and their evidence."""
    text = "Therapeutic exercise (97110): 23 min, quad strengthening.\nManual therapy (97140): 15 min, patella.\n"
    report = run({"notes": [{"id": "n1", "text": text}]})
    assert [(s.id, s.origin, s.code, s.minutes) for s in report.services] == [
        ("t1", "note", "97110", 23),
        ("t2", "note", "97140", 15),
    ]
    assert {line.code: line.units for line in report.charge_lines} == {"97110": 2, "97140": 1}
    for service in report.services:
        for evidence in service.evidence:
            assert text[evidence.start : evidence.end] == evidence.text  # type: ignore[union-attr]


def test_a_policy_named_in_the_call_stands_for_the_encounters_own() -> None:
    """`policy=` replays the same visit under another payer."""
    report = evaluate(
        whole([{"code": "97110", "minutes": 20}, {"code": "97140", "minutes": 20}]), policy="commercial-ama"
    )
    assert (report.policy, [line.units for line in report.charge_lines]) == ("commercial-ama", [1, 1])


def test_a_policy_that_nobody_knows_is_an_error() -> None:
    """Named in the encounter, it is a mistake; the error lists the known ones."""
    with pytest.raises(UnknownPolicy, match="medicare-part-b"):
        evaluate(whole([], policy="medicare-part-z", notes=[{"id": "n1", "text": "Seen."}]))


def test_a_bad_encounter_tells_every_problem_at_once() -> None:
    """Each with its path, none with a value of a note."""
    with pytest.raises(BadEncounter) as raised:
        evaluate(BASE | {"services": [{"id": "s1", "minutes": -3}, {"id": "s1", "minutes": 2.5}], "servces": []})
    assert {problem.path for problem in raised.value.problems} >= {
        "/services/0/minutes",
        "/services/1/minutes",
        "/servces",
    }


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["name"])
def test_the_same_encounter_gives_the_same_bytes(case: dict[str, Any]) -> None:
    """Twice in one process, key by key."""
    one, other = (json.dumps(run(case["encounter"]).to_json()) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["name"])
def test_a_report_keeps_its_promises(case: dict[str, Any]) -> None:
    """Ids are unique, no line has no unit, every service is on a line or told why not, ids name their rule."""
    report = run(case["encounter"])
    assert len({line.id for line in report.charge_lines}) == len(report.charge_lines)
    assert len({question.id for question in report.questions}) == len(report.questions)
    assert all(line.units > 0 for line in report.charge_lines)
    billed = {service for line in report.charge_lines for service in line.services}
    unbilled = {one.service for one in report.unbilled}
    assert not billed & unbilled
    if report.allocations[0].chosen is not None:
        assert billed | unbilled == {service.id for service in report.services}
    for question in report.questions:
        assert question.id.startswith(f"{question.rule}:")
        assert question.kind != "choice" or question.options


def test_no_line_is_drawn_while_the_payer_is_unknown() -> None:
    """Both counts, each with its method."""
    report = run({"policy": None, "services": ["97112=20", "97110=20"]})
    assert report.charge_lines == ()
    assert [(a.method, a.units, a.chosen) for a in report.allocations] == [
        ("cms-8-minute", 3, None),
        ("ama-midpoint", 2, None),
    ]


def test_an_allocation_says_all_legal_ways_in_closed_form() -> None:
    """20 and 20: one each is certain, the third unit goes to either."""
    allocation = run({"services": ["97112=20", "97110=20"]}).allocations[0]
    assert dict(allocation.fixed) == {"97112": 1, "97110": 1}
    assert allocation.choose is not None
    assert (allocation.choose.units, allocation.choose.from_) == (1, ("97112", "97110"))
    assert [dict(option) for option in allocation.options] == [{"97112": 2, "97110": 1}, {"97112": 1, "97110": 2}]
    assert (allocation.options_total, allocation.chosen, allocation.units) == (2, 0, 3)


quiet = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quiet
@given(services, st.randoms(use_true_random=False), st.sampled_from(["medicare-part-b", "commercial-ama"]))
def test_the_order_of_services_changes_no_total_and_no_legal_way(
    listed: list[dict[str, Any]], rng: Any, policy: str
) -> None:
    """Only which of equal remainders is the default follows the order documented."""
    shuffled = list(listed)
    rng.shuffle(shuffled)
    one, other = (evaluate(whole(given_services, policy=policy)) for given_services in (listed, shuffled))
    for first, second in zip(one.allocations, other.allocations, strict=True):
        assert (first.units, first.minutes, dict(first.fixed), first.options_total) == (
            second.units,
            second.minutes,
            dict(second.fixed),
            second.options_total,
        )
    if all(allocation.choose is None for allocation in one.allocations):
        assert totals(one) == totals(other)


def totals(report: Any) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Units and modifiers by line id."""
    return {line.id: (line.units, line.modifiers) for line in report.charge_lines}


@quiet
@given(services)
def test_no_line_is_above_what_its_minutes_allow(listed: list[dict[str, Any]]) -> None:
    """Timed quarters: at most one unit beyond the whole blocks of the code, and the pool's total holds."""
    report = evaluate(whole(listed))
    allocation = report.allocations[0]
    assert allocation.units == max(allocation.minutes + 7, 0) // 15
    pooled = {"97110", "97112", "97116", "97129", "97130", "97140", "97530", "97035"}
    assert sum(line.units for line in report.charge_lines if line.code in pooled) == allocation.units
    for code in pooled - {"97129", "97130"}:
        minutes = sum(one["minutes"] for one in listed if one["code"] == code)
        units = sum(line.units for line in report.charge_lines if line.code == code)
        assert minutes // 15 <= units <= -(-minutes // 15)
        assert sum(line.minutes or 0 for line in report.charge_lines if line.code == code) in (0, minutes)


@quiet
@given(services, st.decimals(0, 9000, places=2), st.booleans())
def test_amounts_change_no_code_unit_tie_or_order(
    listed: list[dict[str, Any]], amount: Decimal, attested: bool
) -> None:
    """KX alone looks at amounts, and only once it is attested."""
    answers = [{"question": "kx_threshold:2026:PT+SLP", "value": "yes"}] if attested else []
    allowed = {"amount": str(amount), "as_of": "2026-11-01", "covers": "PT+SLP"}
    plain = evaluate(whole(listed))
    priced = evaluate(whole(listed, history={"allowed_to_date": allowed}, answers=answers))
    assert plain.allocations == priced.allocations
    assert plain.unbilled == priced.unbilled
    assert [(x.id, x.units, x.minutes, x.services) for x in plain.charge_lines] == [
        (x.id, x.units, x.minutes, x.services) for x in priced.charge_lines
    ]
    for before, after in zip(plain.charge_lines, priced.charge_lines, strict=True):
        assert [m for m in after.modifiers if m != "KX"] == list(before.modifiers)
        assert attested or "KX" not in after.modifiers


def test_what_was_known_decides_on_replay() -> None:
    """2020-01-10: an evaluation with activities was an edit until it was withdrawn on 24 January, back to its start."""
    visit = {"date_of_service": "2020-01-10", "services": ["97161=30", "97530=15"], "policy": "commercial-ama"}
    asked = [q.id for q in run(visit | {"known_on": "2020-01-23"}).questions]
    assert "edit_pair:97161:97530" in asked
    assert "edit_pair:97161:97530" not in [q.id for q in run(visit | {"known_on": "2020-01-24"}).questions]
    assert "edit_pair:97161:97530" not in [q.id for q in run(visit).questions]


def test_twenty_services_with_ties_are_told_in_closed_form() -> None:
    """No search: 32 ways are listed, all are counted."""
    timed = ["97110", "97112", "97113", "97116", "97124", "97533", "97535", "97537", "97542", "97750", "97755", "97760"]
    report = run({"services": [f"{code}=9" for code in timed]})
    allocation = report.allocations[0]
    assert (allocation.units, len(allocation.options), allocation.options_total) == (7, 32, 792)


def test_the_date_in_a_line_id_is_the_date_of_service() -> None:
    """The id is date, discipline, code, kind of units and ordinal."""
    report = run({"discipline": "OT", "services": ["97530=20"], "date_of_service": date(2026, 3, 1).isoformat()})
    assert [line.id for line in report.charge_lines] == ["2026-03-01:OT:97530:plain:1"]


SITE_POLICY = """
id = "our-plan"
name = "Our plan"
payer = "commercial"
[method]
count = "cms-8-minute"
cite = { source = "Payer's own billing guide, page 7", verified = true }
[modifiers]
order = ["GP", "GO", "GN"]
"""


def test_a_site_policy_cites_its_own_source_for_the_count(tmp_path: Path) -> None:
    """A policy of the site's folder counts as it says, on its own authority."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "our-plan.toml").write_text(SITE_POLICY, encoding="utf-8")
    visit = whole([{"code": "97110", "minutes": 33}, {"code": "97140", "minutes": 7}], policy="our-plan")
    report = evaluate(visit, book=RuleBook.load(tmp_path))
    assert [line.units for line in report.charge_lines] == [2, 1]
    units = [b for line in report.charge_lines for b in line.because if b.rule == "cms_8_minute"]
    assert {b.citation.source for b in units if b.citation} == {"Payer's own billing guide, page 7"}


def test_a_count_without_its_number_is_the_books_mistake(tmp_path: Path) -> None:
    """No silent default for a value that has no row for the day."""
    (tmp_path / "values").mkdir()
    row = '[[pool_unit_minutes]]\nfrom = 2030-01-01\nvalue = 15\ncite = { source = "CMS 100-04", verified = false }\n'
    (tmp_path / "values" / "units.toml").write_text(row, encoding="utf-8")
    with pytest.raises(BadRuleBook, match="has no number for this date"):
        evaluate(whole([{"code": "97110", "minutes": 33}]), book=RuleBook.load(tmp_path))


DAYS = [("2018-12-31", False), ("2019-01-01", True), ("2026-11-23", True), ("2027-12-31", True), ("2028-01-01", False)]


@pytest.mark.parametrize(("day", "spoken_of"), DAYS)
def test_a_day_that_the_book_does_not_speak_of_is_one_problem_with_its_path(day: str, spoken_of: bool) -> None:
    """The shipped rows name days of 2020 to 2026; the years beside these are used too, and what lacks a value asks."""
    given = BASE | {"date_of_service": day, "services": [{"id": "s1", "code": "97110", "minutes": 20}]}
    if spoken_of:
        assert evaluate(given).charge_lines[0].units == 1
        return
    for encounter in (given, read_encounter(given)):
        with pytest.raises(BadEncounter) as bad:
            evaluate(encounter)
        (problem,) = bad.value.problems
        assert problem.path == "/date_of_service"
        assert "Check the year." in problem.fix


def test_a_day_out_of_the_book_is_told_with_every_other_problem() -> None:
    """All at once."""
    with pytest.raises(BadEncounter) as bad:
        evaluate(BASE | {"date_of_service": "2099-01-05", "services": [{"id": "s1", "code": "97110", "minutes": -1}]})
    assert {problem.path for problem in bad.value.problems} == {"/date_of_service", "/services/0/minutes"}


def test_a_site_that_lays_a_later_year_over_the_book_may_use_it(tmp_path: Path) -> None:
    """A book that is kept up never ends."""
    (tmp_path / "values").mkdir()
    row = 'from = 2028-01-01\nuntil = 2028-12-31\nvalue = 2700\ncite = { source = "CMS" }'
    (tmp_path / "values" / "kx.toml").write_text(f"[[threshold_ot]]\n{row}\n", "utf-8")
    given = BASE | {"date_of_service": "2029-03-01", "services": [{"id": "s1", "code": "97110", "minutes": 20}]}
    assert evaluate(given, book=RuleBook.load(tmp_path)).charge_lines


PLAN = """
id = "blue"
name = "Blue"
payer = "commercial"
from = 2025-07-01
until = 2026-06-30
"""


@pytest.mark.parametrize(
    ("day", "holds"), [("2025-06-30", False), ("2025-07-01", True), ("2026-06-30", True), ("2026-07-01", False)]
)
@pytest.mark.parametrize("role", ["policy", "secondary_policy"])
def test_a_policy_holds_on_its_own_days_only(tmp_path: Path, day: str, holds: bool, role: str) -> None:
    """Another day's policy is a problem at the key that names it, never applied silently."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "blue.toml").write_text(PLAN, "utf-8")
    services = [{"id": "s1", "code": "97110", "minutes": 20}]
    given = BASE | {"date_of_service": day, "services": services, role: "blue"}
    book = RuleBook.load(tmp_path)
    if holds:
        assert evaluate(given, book=book).allocations
        return
    with pytest.raises(BadEncounter) as bad:
        evaluate(given, book=book)
    assert [(p.path, p.message) for p in bad.value.problems] == [
        (f"/{role}", "is a policy for services from 2025-07-01 until 2026-06-30.")
    ]


@pytest.mark.parametrize(("secondary", "counts"), [("medicare-part-b", 1), ("commercial-ama", 2), ("humana", 3)])
def test_a_secondary_payer_is_counted_once_and_only_where_it_is_another(secondary: str, counts: int) -> None:
    """The same policy adds nothing; a plan whose method nobody knows adds both ways."""
    given = whole([{"code": "97110", "minutes": 20}, {"code": "97140", "minutes": 20}], secondary_policy=secondary)
    assert len(evaluate(given).allocations) == counts


def test_an_answer_about_a_plan_counts_for_it_as_secondary_payer_too() -> None:
    """What was said of the plan is not asked of it again."""
    answer = {"question": "counting_method:humana", "value": "ama-midpoint", "by": "c1", "at": "2026-11-23T10:00:00Z"}
    given = whole([{"code": "97110", "minutes": 20}], secondary_policy="humana", answers=[answer])
    assert [a.method for a in evaluate(given).allocations] == ["cms-8-minute", "ama-midpoint"]


@pytest.mark.parametrize("role", ["policy", "secondary_policy"])
def test_an_unknown_policy_tells_where_it_was_named(role: str) -> None:
    """The primary payer's or the secondary's."""
    with pytest.raises(UnknownPolicy) as unknown:
        evaluate(whole([{"code": "97110", "minutes": 20}], **{role: "no-such-plan"}))
    assert unknown.value.path == f"/{role}"


@pytest.mark.parametrize(
    ("answer", "asked_about"),
    [(None, {"97110", "97530"}), ("97110", {"97110"}), ("97530", {"97530"}), ("97999", {"97110", "97530"})],
)
def test_elements_are_asked_of_a_suggested_code_until_the_clinician_has_decided(
    answer: str | None, asked_about: set[str]
) -> None:
    given_service = {"code": "97110", "minutes": 23, "text": "Ther ex: car transfer and floor recovery practice"}
    answers = [{"question": "service_code:s0", "value": answer}] if answer else []
    report = evaluate(
        whole([given_service], notes=[{"id": "n1", "text": "Car transfer in and out x4."}], answers=answers)
    )
    assert {element.code for element in report.elements if element.code} == asked_about
