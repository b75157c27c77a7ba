"""The edit pairs among the lines of a visit and what is already charged that day."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from chargeline.book import BelievedPair, EditPair, pair_key
from chargeline.model import Charge, ChargeLine, FieldValue
from chargeline.rules.edits.distinct import LABELS
from chargeline.rules.rule import Case

DELETED = "9"
BYPASSED = "1"
ONE_EVALUATION = ("GP", "GO")


def follows(case: Case) -> bool:
    """Whether the payer follows, or may follow, the Medicare edit pairs."""
    return case.policy is not None and case.policy.ncci is not False


def sure(case: Case) -> bool:
    """Whether a conclusion from the pair table holds: the payer follows it and it is of the service's quarter."""
    return case.policy is not None and case.policy.ncci is True and not case.pairs.stale(case.on)


def doubt(case: Case) -> str:
    """Why a conclusion from an edit table is asked, beside the table's age, which the report tells once."""
    follows = case.policy is not None and case.policy.ncci is True
    return "" if follows else "Whether this payer follows it is not known here."


def subject(a: str, b: str) -> str:
    """A pair as a question's id names it: the two codes, the smaller first."""
    return ":".join(sorted((a, b)))


def codes_together(lines: Iterable[ChargeLine], charged: Iterable[Charge]) -> dict[str, tuple[str, str]]:
    """Every two codes of the lines and of what is already charged that day; two that are both charged are no matter."""
    here = tuple(dict.fromkeys([line.code for line in lines]))
    there = dict.fromkeys([charge.code for charge in charged])
    pairs = (*combinations(here, 2), *((line, code) for code in there if code not in here for line in here))
    return {pair_key(a, b): (a, b) for a, b in pairs}


def active(case: Case) -> Iterable[EditPair]:
    """The pairs that stand for this day. Two evaluations where one is paid a day are told without the table."""
    if follows(case) and case.pairs:
        standing = case.pairs.among(tuple(case.together), case.on, case.known_on)
        one_a_day = {code for codes in evaluations(case).values() for code in codes} if standing else set()
        yield from (p for p in standing if p.indicator != DELETED and not one_a_day >= {p.column1, p.column2})


def evaluations(case: Case) -> dict[str, tuple[str, ...]]:
    """PT's and OT's evaluations and re-evaluations of the day by modifier, where the payer follows Medicare's edits.

    Speech-language evaluations of different functions may stand side by side.
    """
    if case.policy is None or case.policy.ncci is not True:
        return {}
    lines = {line.code: None for line in case.lines}
    charged = {charge.code: None for charge in case.encounter.history.same_day_charges or ()}
    rows = [row for code in lines | charged if (row := case.book.code(code)) and row.evaluates]
    if len(rows) < 2:
        return {}
    found = {mark: tuple(row.code for row in rows if row.modifiers == (mark,)) for mark in ONE_EVALUATION}
    return {mark: codes for mark, codes in found.items() if len(codes) > 1 and not lines.keys().isdisjoint(codes)}


def believed(case: Case) -> Iterable[BelievedPair]:
    """The pairs of the day that many guides call an edit, and that do not stand."""
    if not follows(case) or not case.pairs:
        return
    for a, b in case.together.values():
        found = case.book.believed(a, b)
        if found is not None:
            standing = case.pairs.pair(a, b, case.on, case.known_on)
            if standing is None or standing.indicator == DELETED:
                yield found


def acted_on(case: Case) -> Iterable[tuple[BelievedPair, FieldValue]]:
    """The believed pairs with a charge of the day that goes out as distinct, though no pair that stands asks for it."""
    marked = {
        charge.code: n for n, charge in enumerate(case.encounter.history.same_day_charges or ()) if _apart(charge)
    }
    needed = {code for pair in active(case) for code in (pair.column1, pair.column2)} if marked else ()
    for found in believed(case) if marked else ():
        for code in (found.column1, found.column2):
            if code in marked and code not in needed:
                place = f"/history/same_day_charges/{marked[code]}/code"
                yield found, FieldValue(field=place, value=code)


def _apart(charge: Charge) -> bool:
    return not LABELS.keys().isdisjoint(charge.modifiers)


class Bypassed(NamedTuple):
    """A pair that a modifier may bypass, the code that is paid first. `by` names what says so; `doubt` why it may not
    hold for this payer, nothing where it does; `sure` whether it is certain to hold today."""

    first: str
    second: str
    by: str
    doubt: str
    sure: bool


def between(case: Case) -> Iterable[Bypassed]:
    """Pairs that a modifier may bypass: of the table, or kept by the payer."""
    standing = set[str]()
    for pair in active(case):
        standing.add(pair_key(pair.column1, pair.column2))
        if pair.indicator == BYPASSED:
            yield Bypassed(pair.column1, pair.column2, table_named(case), doubt(case), sure(case))
    unchecked = _unchecked(case)
    for first, second in case.policy.ncci_keeps if case.policy else ():
        if pair_key(first, second) in case.together.keys() - standing:
            yield Bypassed(first, second, "the edit that this payer keeps", unchecked, not unchecked)


def _unchecked(case: Case) -> str:
    cite = case.policy.citations.get("ncci") if case.policy else None
    return "" if cite and cite.verified else "Nobody has checked here that it does."


def table_named(case: Case) -> str:
    """The table with its date, for a message."""
    return f"the edit table of {case.pairs.dated}"
