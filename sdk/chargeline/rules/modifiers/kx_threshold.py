"""The year's threshold of allowed amounts, above which somebody attests necessity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from chargeline.book import NotPublished, Value
from chargeline.model import (
    Alert,
    AllowedToDate,
    AnswerGiven,
    Because,
    ChargeLine,
    Citation,
    FieldValue,
    Option,
    Question,
)
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule, Stamp

MODIFIER = "KX"
COVERS = {"PT": "PT+SLP", "SLP": "PT+SLP", "OT": "OT"}
VALUES = {"PT+SLP": "kx.threshold_pt_slp", "OT": "kx.threshold_ot"}


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The modifier on every therapy line, once somebody has attested."""
    amount, row = _asked(case), case.book.code(line.code)
    if amount is None or row is None or row.therapy_list == "not_on_list" or not case.said(_id(case), "yes"):
        return
    message = f"{MODIFIER}: the clinician attests that the services are necessary and that the record shows it."
    evidence = (AnswerGiven(answer=_id(case)), _evidence(amount))
    because = Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)
    yield Stamp(modifier=MODIFIER, because=because)


def check(case: Case) -> Iterable[Finding]:
    """Ask near and above the threshold; warn of a no above it; say where the year's value is not known."""
    if case.lines and _is_unknown(case):
        yield _unknown(case)
    amount = _asked(case)
    if amount is None or not case.lines:
        return
    limit = _threshold(case)
    yield Question(
        id=_id(case),
        rule=RULE.name,
        kind="choice",
        ask="Are the services of this visit medically necessary beyond the year's threshold, and does the record show "
        "why?",
        why=_why(case, amount, limit),
        options=(Option(value="yes", label="Yes, I attest it"), Option(value="no", label="No, or not yet")),
        affects=tuple(f"/charge_lines/{index}/modifiers" for index in range(len(case.lines))),
        citation=limit.cite if isinstance(limit, Value) else RULE.citations[0],
    )
    if isinstance(limit, Value) and amount.amount >= _number(limit) and case.said(_id(case), "no"):
        yield Alert(
            rule=RULE.name,
            severity="warn",
            codes=tuple(dict.fromkeys(line.code for line in case.lines)),
            message=f"{_why(case, amount, limit)} Without the attestation the lines are not paid"
            f"{denied(case, 'benefit_maximum')}.",
            fix="Attest only what the record shows; otherwise the notice given before the service says who is liable.",
            citation=RULE.citations[0],
            evidence=(_evidence(amount),),
        )


def _is_unknown(case: Case) -> bool:
    """Whether the year has no value yet, and the amount to date is far below that of the year before."""
    unknown = _amount(case) is not None and isinstance(_threshold(case), NotPublished)
    return unknown and _asked(case) is None


def _unknown(case: Case) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="info",
        codes=(),
        message=f"The threshold of {case.on.year} is not known here.",
        fix="Ask who runs this software for the values of the year; until then judge the threshold yourself.",
        citation=RULE.citations[0],
    )


def _amount(case: Case) -> AllowedToDate | None:
    """The amount to date when it is this year's and of this discipline's threshold."""
    amount = case.encounter.history.allowed_to_date
    payer = case.policy is not None and MODIFIER in case.policy.modifier_order
    if amount is None or not payer or amount.covers != COVERS[case.encounter.discipline]:
        return None
    return amount if amount.as_of.year == case.on.year else None


def _asked(case: Case) -> AllowedToDate | None:
    """The amount to date when it is near or above the threshold; of a year without a value, that of the year before."""
    amount = _amount(case)
    if amount is None:
        return None
    limit, near = _threshold(case), case.value("kx.near_dollars")
    if isinstance(limit, NotPublished):
        limit = _threshold(replace(case, encounter=replace(case.encounter, date_of_service=_before(case.on))))
    if isinstance(limit, NotPublished) or isinstance(near, NotPublished):
        return amount
    return amount if amount.amount >= _number(limit) - _number(near) else None


def _before(day: date) -> date:
    """The last day of the year before."""
    return date(day.year - 1, 12, 31)


def _threshold(case: Case) -> Value | NotPublished:
    return case.value(VALUES[COVERS[case.encounter.discipline]])


def _number(value: Value) -> Decimal:
    return Decimal(str(value.value))


def _id(case: Case) -> str:
    return f"kx_threshold:{case.on.year}:{COVERS[case.encounter.discipline]}"


def _why(case: Case, amount: AllowedToDate, limit: Value | NotPublished) -> str:
    told = f"Allowed amounts of {amount.covers} come to {amount.amount} dollars as of {amount.as_of.isoformat()}"
    if isinstance(limit, NotPublished):
        return f"{told}; no threshold for {case.on.year} is known here."
    given = "" if limit.verified else "commonly given as "
    return f"{told}; the threshold of {case.on.year} is {given}{_number(limit)}."


def _evidence(amount: AllowedToDate) -> FieldValue:
    return FieldValue(field="/history/allowed_to_date/amount", value=str(amount.amount))


RULE = Rule(
    code="CL402",
    name="kx_threshold",
    what="Asks for the attestation of necessity when allowed amounts near or pass the year's threshold; says so where "
    "the year has no value yet, and goes by the year before.",
    why="Above the threshold lines without it are denied. It attests one patient's need and is no routine. Physical "
    "therapy and speech-language pathology count together, occupational therapy alone.",
    fix="Attest only what the record shows.",
    citations=(
        Citation(source="42 CFR 410.59(e)(1)(v) and 410.60(e)(1)(v)", dated="2021-11-19", verified=True),
        Citation(source="Social Security Act s1833(g)(7)", verified=True),
        Citation(source="Noridian: KX modifier thresholds", dated="2024", verified=True),
    ),
    check=check,
    stamp=stamp,
    values=("kx.threshold_pt_slp", "kx.threshold_ot", "kx.near_dollars"),
)
