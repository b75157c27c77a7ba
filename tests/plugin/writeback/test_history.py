"""What the page can tell of an encounter's lines, from the ledger alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.faults.ehr import BASE, Fault

from chargeline_plugin.writeback.history import history_of
from chargeline_plugin.writeback.unknown import look_again
from chargeline_plugin.writeback.words import WORDS


def told(clinic, visit):
    return history_of(visit, BASE, clinic.ledger)


def test_a_line_tells_how_it_came_to_stand_where_it_stands(clinic, make_visit):
    clinic.ehr.misbehave(Fault(name="f", change="drop-modifiers"))
    clinic.click()
    (line,) = told(clinic, make_visit())
    assert (line.words, line.state, line.amendable) == ("97110 x2 GP for M25.561", "written", True)
    assert [(step.kind, step.by, step.fields) for step in line.steps] == [
        ("pending", "Practitioner/pt-1", ()),
        ("written", None, ()),
        ("read-back", None, ("modifiers",)),
    ]


def test_every_code_that_a_step_gives_has_words(clinic, make_visit):
    clinic.ehr.misbehave(Fault(name="f", after="timeout"))
    clinic.click()
    codes = {step.code for line in told(clinic, make_visit()) for step in line.steps if step.code}
    assert codes
    assert codes <= set(WORDS)


def test_a_line_that_somebody_must_look_at_comes_first(clinic, make_visit, make_report, make_line):
    report = make_report(make_line(), make_line("97140", 1))
    clinic.ehr.misbehave(Fault(name="f"))
    real = clinic.means.writer.send
    answers = iter([None, Fault(name="lost", before="timeout")])

    def second_is_lost(*given):
        clinic.ehr.misbehave(next(answers) or Fault(name="none", times=0))
        return real(*given)

    clinic.means.writer.send = second_is_lost
    clinic.click(clinic.preview(report))
    assert [line.state for line in told(clinic, make_visit())] == ["unknown", "written"]


def test_other_encounters_are_not_told_of(clinic, make_visit):
    clinic.click()
    assert told(clinic, make_visit(encounter_id="e2")) == ()


def test_a_forgotten_line_is_told_without_words(clinic, make_visit):
    clinic.click()
    clinic.pass_time(60)
    clinic.ledger.destroy_records(before=clinic.moment, at=clinic.moment)
    (line,) = told(clinic, make_visit())
    assert (line.words, line.amendable, line.state) == (None, False, "written")


def test_a_worksheet_is_not_amendable(build, make_visit):
    clinic = build("epic")
    clinic.click()
    (line,) = told(clinic, make_visit())
    assert (line.words, line.amendable) == ("Charge worksheet, lines: 1", False)


class Killed(BaseException):
    """The process is gone."""


def died_before_the_read_back(clinic):
    def die(step):
        if step == "after-result":
            raise Killed

    clinic.ehr.misbehave(Fault(name="f", change="drop-modifiers"))
    steady, clinic.means = clinic.means, replace(clinic.means, step=die)
    with pytest.raises(Killed):
        clinic.click()
    clinic.means = steady


def test_what_nobody_has_seen_in_the_ehr_says_so_until_somebody_looks(clinic, make_visit, by):
    """Our process ended between the EHR's answer and the read-back: a dropped modifier must not stay hidden."""
    died_before_the_read_back(clinic)
    (line,) = told(clinic, make_visit())
    assert (line.state, line.read_back, line.unseen) == ("written", None, True)
    (seen,) = look_again(line.key, means=clinic.means, by=by)
    assert (seen.state, seen.code, [d.field for d in seen.differences]) == ("written", "differs", ["modifiers"])
    (line,) = told(clinic, make_visit())
    assert (line.read_back, line.unseen, [d.field for d in line.differences]) == ("differs", False, ["modifiers"])


def test_a_charge_that_the_ehr_holds_back_stays_unseen(clinic, make_visit, by):
    clinic.ehr.misbehave(Fault(name="f", change="late"))
    clinic.click()
    (line,) = told(clinic, make_visit())
    assert (line.read_back, line.unseen) == ("not_visible", True)
    clinic.ehr.settle()
    look_again(line.key, means=clinic.means, by=by)
    (line,) = told(clinic, make_visit())
    assert (line.read_back, line.unseen) == ("as_confirmed", False)
