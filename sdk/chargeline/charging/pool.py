"""Count the timed services of the day: the allocation of each method that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import ModuleType
from typing import Literal, NamedTuple

from chargeline.book import NotPublished, Policy
from chargeline.errors import BadRuleBook, Problem
from chargeline.model import Allocation, Because, Choice, Citation, Method
from chargeline.rules.rule import Case
from chargeline.rules.treated import Treated
from chargeline.rules.units import ama_midpoint, cms_8_minute, equal_remainders
from chargeline.rules.units.counting import Counted, Family, TimeBase, alone, families, pooled

METHODS: dict[Method, tuple[ModuleType, Callable[[Sequence[Family], TimeBase], Counted]]] = {
    "cms-8-minute": (cms_8_minute, pooled),
    "ama-midpoint": (ama_midpoint, alone),
}
BOTH: tuple[Method, ...] = ("cms-8-minute", "ama-midpoint")


class Count(NamedTuple):
    """A count with the method that made it and the option that lines use."""

    method: Method
    counted: Counted
    chosen: int
    citation: Citation | None

    @property
    def rule(self) -> ModuleType:
        """The method's rule: its name and its words."""
        return METHODS[self.method][0]

    @property
    def units(self) -> Mapping[str, int]:
        """Units per code of the option chosen."""
        return self.counted.options[self.chosen]


def in_pool(service: Treated) -> bool:
    """Whether the service takes part in the count of timed quarters."""
    row = service.row
    return service.held is None and row is not None and row.pooled and bool(service.minutes)


def number(case: Case, name: str) -> int:
    """A whole number out of the book. Raises BadRuleBook when none stands for the date of service."""
    found = case.value(name)
    if isinstance(found, NotPublished) or not isinstance(found.value, int | Decimal):
        raise BadRuleBook((Problem(path=name, message="has no number for this date.", fix="Add a row."),))
    return int(found.value)


def midpoint_base(case: Case, block: int) -> TimeBase:
    """A unit of `block` minutes that counts once its midpoint is passed."""
    return TimeBase(block=block, least=block * number(case, "units.midpoint_percent") // 100 + 1)


def count(case: Case, method: Method, policy: Policy | None) -> Count:
    """Count the pool of the case by one method."""
    minutes: dict[str, int] = {}
    for service in filter(in_pool, case.treated):
        code = service.code or ""
        minutes[code] = minutes.get(code, 0) + (service.minutes or 0)
    block = number(case, "units.pool_unit_minutes")
    base = (
        TimeBase(block=block, least=number(case, "units.first_unit_minutes"))
        if method == "cms-8-minute"
        else midpoint_base(case, block)
    )
    rule, arithmetic = METHODS[method]
    counted = arithmetic(families(minutes, case.book.additional), base)
    cited = policy.citations.get("method") if policy else None
    chosen = equal_remainders.chosen(case, counted)
    return Count(method=method, counted=counted, chosen=chosen, citation=cited or rule.RULE.citations[0])


def agree(case: Case, made: Sequence[Count]) -> bool:
    """Whether counts leave nothing to choose and come to the same units, with all timed minutes told."""
    if any(service.minutes is None and service.row and service.row.pooled for service in case.treated):
        return False
    return not any(one.counted.choose for one in made) and all(one.units == made[0].units for one in made)


def allocation(
    case: Case, made: Count, policy: Policy | None, role: Literal["primary", "secondary"], *, drawn: bool = True
) -> Allocation:
    """The count as the report shows it; nothing is chosen in one from which no line is drawn."""
    counted = made.counted
    reasons = [Because(rule=made.rule.RULE.name, message=made.rule.total(counted), citation=made.citation)]
    if counted.choose:
        reasons.append(equal_remainders.because(case, counted, made.citation))
    return Allocation(
        method=made.method,
        policy=policy.id if policy else None,
        role=role,
        discipline=case.encounter.discipline,
        minutes=counted.minutes,
        units=counted.units,
        fixed=counted.fixed,
        choose=Choice(units=counted.choose, from_=counted.among) if counted.choose else None,
        options=counted.options,
        options_total=counted.options_total,
        chosen=made.chosen if drawn else None,
        because=tuple(reasons),
    )
