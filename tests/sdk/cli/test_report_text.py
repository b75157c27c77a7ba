"""A report in the terminal: everything it says is there, in the order in which a person needs it."""

from __future__ import annotations

from dataclasses import replace

from chargeline import model as m
from chargeline.cli.text import WIDTH, report_text

SURE = m.Citation(source="CMS 100-04 ch. 5 s20.2", verified=True)
OPEN = m.Citation(source="Payer's own billing guide")
RULES = m.RulesUsed(version="1", digest="sha256:0123456789abcdef")


def element(name: str, status: m.Status, level: m.Level, cite: m.Citation = SURE) -> m.Element:
    return m.Element(
        element=name, code="97110", status=status, level=level, message=f"{name}.", fix="Add it.", citation=cite
    )


REPORT = m.Report(
    contract=1,
    encounter="e1",
    policy="medicare-part-b",
    rules=RULES,
    allocations=(
        m.Allocation(
            method="cms-8-minute",
            policy="medicare-part-b",
            role="primary",
            discipline="PT",
            minutes=40,
            units=3,
            fixed={"97112": 1, "97110": 1},
            choose=m.Choice(units=1, from_=("97112", "97110")),
            options=({"97112": 2, "97110": 1}, {"97112": 1, "97110": 2}),
            options_total=2,
            chosen=0,
        ),
    ),
    charge_lines=(
        m.ChargeLine(
            id="x",
            code="97112",
            code_origin="suggested",
            units=2,
            modifiers=("GP", "KX"),
            minutes=20,
            diagnoses=("M25.561",),
            services=("s1",),
            rendered_by="c1",
            because=(m.Because(rule="r", message="Twenty minutes.", citation=OPEN),),
        ),
    ),
    unbilled=(m.Unbilled(service="s2", code=None, minutes=5, because=(m.Because(rule="r", message="Too few."),)),),
    elements=(
        element("patient_response", "missing", "good_practice"),
        element("deficit_named", "present", "required"),
        element("skilled_need", "weak", "required"),
        element("adl_link", "missing", "expected"),
        replace(element("adl_link", "missing", "expected"), code="97112"),
        element("exercise_dose", "missing", "expected", OPEN),
        element("body_area", "cannot_tell", "expected"),
        element("adl_link", "not_applicable", "expected"),
    ),
    alerts=(
        m.Alert(rule="a", severity="info", codes=(), message="A note.", fix="Nothing.", citation=None),
        m.Alert(rule="b", severity="block", codes=("97112",), message="Not like this.", fix="Mend it.", citation=SURE),
    ),
    questions=(
        m.Question(
            id="separate:1",
            rule="q",
            kind="choice",
            ask="Was it separate?",
            why="It decides.",
            options=(m.Option(value="yes", label="Yes"), m.Option(value="no", label="No")),
        ),
    ),
)
SHOWN = """\
Encounter e1, policy medicare-part-b

Charge lines
  97112 x2  GP KX     20 min  M25.561 (suggested)
      Twenty minutes. [Payer's own billing guide, not verified]

Ways to count
  cms-8-minute: 40 min, three units
      97112 x2, 97110 x1  <- used
      97112 x1, 97110 x2

Documented, without a unit
  no code  5 min
      Too few.

Questions
  Was it separate?
      It decides.
      Yes (yes) / No (no)
      answer as: separate:1

Alerts
  BLOCKED: Not like this. [CMS 100-04 ch. 5 s20.2]
      Mend it.
  NOTE: A note.
      Nothing.

The note still lacks
  Required [CMS 100-04 ch. 5 s20.2]
      97110: skilled_need.
          Add it.
  Expected [CMS 100-04 ch. 5 s20.2]
      97110 and 97112: adl_link.
          Add it.
  Commonly expected [Payer's own billing guide, not verified]
      97110: exercise_dose.
          Add it.
  Good practice [CMS 100-04 ch. 5 s20.2]
      97110: patient_response.
          Add it.

Cannot be told
  body_area. (1 of the documentation elements)

Rules 1, sha256:0123456789ab"""


def test_a_report_is_shown_in_full() -> None:
    """Blocks before notes, required before good practice, and nothing that is already present."""
    assert report_text(REPORT) == SHOWN


def test_an_encounter_that_needs_nothing_says_so() -> None:
    """In one line."""
    empty = m.Report(contract=1, encounter="e1", policy=None, rules=RULES)
    assert report_text(empty).splitlines() == [
        "Encounter e1, policy not known",
        "Nothing to charge.",
        "",
        "Rules 1, sha256:0123456789ab",
    ]


def test_long_lines_are_broken_under_their_indent() -> None:
    """No line is wider than the terminal that most people have."""
    alert = m.Alert(rule="a", severity="warn", codes=(), message="word " * 60, fix="f", citation=None)
    shown = report_text(m.Report(contract=1, encounter="e1", policy=None, rules=RULES, alerts=(alert,)))
    assert max(len(line) for line in shown.splitlines()) <= WIDTH
    assert shown.count("word") == 60


def line(code: str, *because: m.Because) -> m.ChargeLine:
    return replace(REPORT.charge_lines[0], code=code, because=because)


def test_a_reason_that_every_line_has_is_said_once_for_all() -> None:
    """Whatever its evidence; the reasons of one line alone stay with it."""
    entered = m.Because(rule="r", message="As entered.", evidence=(m.FieldValue(field="/services/0/code", value="x"),))
    again = replace(entered, evidence=(m.FieldValue(field="/services/1/code", value="y"),))
    own = m.Because(rule="r", message="Only here.")
    shown = report_text(replace(REPORT, charge_lines=(line("97110", entered), line("97140", own, again))))
    assert shown.count("As entered.") == 1
    assert shown.index("97140") < shown.index("Only here.") < shown.index("Every line") < shown.index("As entered.")


def test_a_secondary_payers_count_is_shown_with_its_payer_and_never_as_used() -> None:
    """The lines are the primary payer's."""
    second = replace(REPORT.allocations[0], role="secondary", policy="blue", method="ama-midpoint")
    shown = report_text(replace(REPORT, allocations=(*REPORT.allocations, second)))
    assert "cms-8-minute, primary payer medicare-part-b: 40 min" in shown
    assert "ama-midpoint, secondary payer blue: 40 min" in shown
    assert shown.count("<- used") == 1


def test_that_the_edit_tables_are_old_is_said_once() -> None:
    """In the footer, unless an alert says it already; tables of one date stand together."""
    tables = tuple(m.TableUsed(name=name, dated="2024-07-01", stale=True) for name in ("ncci-ptp", "ncci-mue"))
    old = replace(REPORT, rules=replace(RULES, tables=tables))
    assert "Edit tables of 2024-07-01, older than the quarter of this service: ncci-ptp, ncci-mue" in report_text(old)
    told = replace(REPORT.alerts[0], rule="tables_stale", message="The tables are older.")
    assert "Edit tables of 2024-07-01: ncci-ptp, ncci-mue" in report_text(replace(old, alerts=(told,)))
