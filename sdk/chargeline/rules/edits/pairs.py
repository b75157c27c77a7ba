"""The edit pairs among the lines of a visit and what is already charged that day."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from chargeline.book import BelievedPair, EditPair
from chargeline.rules.rule import Case

DELETED = "9"
BYPASSED = "1"
YES = "yes"
DOUBT = "That table is older than the service, or this payer may not follow it."
"""Why a conclusion from the pair table is asked."""


def follows(case: Case) -> bool:
    """Whether the payer follows, or may follow, the Medicare edit pairs."""
    return case.policy is not None and case.policy.ncci is not False


def sure(case: Case) -> bool:
    """Whether a conclusion from the pair table holds: the payer follows it and it is of the service's quarter."""
    return case.policy is not None and case.policy.ncci is True and not case.pairs.stale(case.on)


def subject(a: str, b: str) -> str:
    """A pair as a question's id names it: the two codes, the smaller first."""
    return ":".join(sorted((a, b)))


def codes_together(case: Case) -> tuple[tuple[str, str], ...]:
    """Every two codes of the day of which at least one is on a line here, in the order documented."""
    lines = tuple(dict.fromkeys(line.code for line in case.lines))
    together = tuple(combinations(lines, 2))
    charged = dict.fromkeys(charge.code for charge in case.encounter.history.same_day_charges or ())
    return together + tuple((line, code) for code in charged if code not in lines for line in lines)


def active(case: Case) -> Iterable[EditPair]:
    """The pairs that stand for this day."""
    if follows(case) and case.pairs:
        standing = case.pairs.among(codes_together(case), case.on, case.known_on)
        yield from (pair for pair in standing if pair.indicator != DELETED)


def believed(case: Case) -> Iterable[BelievedPair]:
    """The pairs of the day that many guides call an edit, and that do not stand."""
    if not follows(case) or not case.pairs:
        return
    for a, b in codes_together(case):
        found = case.book.believed(a, b)
        if found is not None:
            standing = case.pairs.pair(a, b, case.on, case.known_on)
            if standing is None or standing.indicator == DELETED:
                yield found


class Bypassed(NamedTuple):
    """A pair that a modifier may bypass, the code that is paid first. `by` names what says so; `sure` whether it is
    certain to hold for this payer today."""

    first: str
    second: str
    by: str
    sure: bool


def between(case: Case) -> Iterable[Bypassed]:
    """Pairs that a modifier may bypass: of the table, or believed and said to stand."""
    for pair in active(case):
        if pair.indicator == BYPASSED:
            yield Bypassed(pair.column1, pair.column2, table_named(case), sure(case))
    for a, b in codes_together(case) if case.encounter.answers else ():
        found = case.book.believed(a, b)
        if found and case.said(believed_id(a, b), YES):
            yield Bypassed(found.column1, found.column2, "the edit that this payer uses", True)


def believed_id(a: str, b: str) -> str:
    """The question whether a payer still uses a pair that the table has deleted."""
    return f"believed_edit:{subject(a, b)}"


def table_named(case: Case) -> str:
    """The table with its date, for a message."""
    return f"the edit table of {case.pairs.dated}"
