"""Units that were entered and are not those that the documented minutes support."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import number, of


def check(case: Case) -> Iterable[Finding]:
    """Name too many and too few alike, code by code, where every service of the code states its billed units."""
    counted: dict[str, int] = {}
    for line in case.lines:
        counted[line.code] = counted.get(line.code, 0) + line.units
    for code, given in _entered(case).items():
        billed, supported = sum(units for units, _ in given), counted.get(code, 0)
        if billed == supported:
            continue
        over = billed > supported
        yield Alert(
            rule=RULE.name,
            severity="block" if over else "warn",
            codes=(code,),
            message=f"{code}: {of(billed, 'unit')} entered; what is documented supports {number(supported)}"
            f"{denied(case, 'information') if over else ''}.",
            fix="Correct the units, or the minutes if they are wrong in the chart.",
            citation=RULE.citations[0],
            evidence=tuple(FieldValue(field=f"{place}/billed_units", value=units) for units, place in given),
        )


def _entered(case: Case) -> dict[str, list[tuple[int, str]]]:
    """Units entered and where, for codes all of whose services are counted and state them."""
    found: dict[str, list[tuple[int, str]]] = {}
    unclear = set()
    for service in case.treated:
        given = case.encounter.services[service.position].billed_units if service.position is not None else None
        timed = service.row is not None and service.row.timed
        if given is None or (timed and service.minutes is None):
            unclear.add(service.code)
        elif service.code:
            found.setdefault(service.code, []).append((given, service.place))
    known = any(one.role == "primary" and one.chosen is not None for one in case.allocations)
    return {code: given for code, given in found.items() if known and code not in unclear}


RULE = Rule(
    code="CL111",
    name="units_differ",
    what="Compares the units entered with those that the documented minutes support.",
    why="The units billed and the documented minutes must agree. Too few are named as well, but only where what is "
    "already documented supports more.",
    fix="Correct the units, or the minutes if they are wrong in the chart.",
    citations=(
        Citation(source="CMS 100-04 ch. 5 s20.2", verified=True),
        Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),
    ),
    check=check,
)
