"""Charges that are already on the encounter that day."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import number, of


def check(case: Case) -> Iterable[Finding]:
    """Block a line whose code is already charged for this discipline, and say how its units compare."""
    charged: dict[str, list[tuple[int, str]]] = {}
    for index, charge in enumerate(case.encounter.history.same_day_charges or ()):
        if not _of_another_discipline(case, charge.modifiers):
            place = f"/history/same_day_charges/{index}/units"
            charged.setdefault(charge.code, []).append((charge.units, place))
    for code in dict.fromkeys(line.code for line in case.lines if line.code in charged):
        units = sum(units for units, _ in charged[code])
        supported = sum(line.units for line in case.lines if line.code == code)
        yield Alert(
            rule=RULE.name,
            severity="block",
            codes=(code,),
            message=f"{code}: {of(units, 'unit')} already charged on this day; what is documented here supports "
            f"{number(supported)}.",
            fix="Compare with the charge that is there. Correct that one; never send a second.",
            citation=RULE.citations[0],
            evidence=tuple(FieldValue(field=place, value=n) for n, place in charged[code]),
        )


def _of_another_discipline(case: Case, modifiers: tuple[str, ...]) -> bool:
    """Whether a charge carries another discipline's modifier."""
    if case.policy is None:
        return False
    own = case.policy.discipline_modifiers.get(case.encounter.discipline)
    return any(m in modifiers for m in case.policy.discipline_modifiers.values() if m != own)


RULE = Rule(
    code="CL112",
    name="already_charged",
    what="Blocks a line whose code is already charged that day and compares the units.",
    why="The timed units of a code of one day belong on one line; a second line is rejected or paid twice.",
    fix="Correct the charge that is there.",
    citations=(Citation(source="CMS 100-04 ch. 5 s20.2", verified=True),),
    check=check,
)
