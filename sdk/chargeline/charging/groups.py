"""Gather the services that share a line or a family, with their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chargeline.book import CodeRow
from chargeline.charging.pool import Count, midpoint_base
from chargeline.model import Because
from chargeline.rules.rule import Case
from chargeline.rules.treated import Treated
from chargeline.rules.units import own_time_base, untimed_unit, window_code
from chargeline.rules.units.counting import Family, TimeBase, first_then_further
from chargeline.rules.words import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Services counted together, of one code or of a first code and its further one, and their units per code.

    `row` is the code's own, the first one's of a family.
    """

    row: CodeRow
    services: tuple[Treated, ...]
    units: Mapping[str, int]
    because: Because

    @property
    def minutes(self) -> int | None:
        """Their minutes; None when none are told (an untimed code)."""
        return minutes_of(self.services)

    @property
    def assistant(self) -> int:
        """Of these, an assistant's alone."""
        return min(sum(service.assistant or 0 for service in self.services), self.minutes or 0)

    @property
    def wholly_assistant(self) -> bool:
        """Whether nobody but an assistant gave them."""
        return all(service.wholly_assistant for service in self.services)


def minutes_of(services: Sequence[Treated]) -> int | None:
    """The minutes of these services together; None when none are told."""
    told = [service.minutes for service in services if service.minutes is not None]
    return sum(told) if told else None


def groups(case: Case, made: Count) -> tuple[Group, ...]:
    """Every group that is counted, in the order documented."""
    together: dict[str, list[Treated]] = {}
    for service in case.treated:
        if service.held is None and service.row:
            alone = service.row.window is not None
            first = service.row.code if alone else service.row.family or service.row.code
            together.setdefault(first, []).append(service)
    return tuple(_group(case, made, case.book.codes[first], tuple(given)) for first, given in together.items())


def _group(case: Case, made: Count, row: CodeRow, services: tuple[Treated, ...]) -> Group:
    if row.pooled:
        units, because = _pooled(case, made, row, services)
    elif row.window:
        units, because = {row.code: 1}, window_code.billed(row.code)
    elif row.timed:
        units, because = _own_base(case, row, services)
    else:
        rule = untimed_unit.RULE
        because = Because(rule=rule.name, message=untimed_unit.billed(row.code), citation=rule.citations[0])
        units = {row.code: 1}
    evidence = because.evidence or tuple(e for service in services for e in service.minutes_evidence)
    return Group(row=row, services=services, units=units, because=replace(because, evidence=evidence))


def _pooled(case: Case, made: Count, row: CodeRow, services: tuple[Treated, ...]) -> tuple[Mapping[str, int], Because]:
    """The group's part of the pool's count."""
    codes = (row.code, *_further(case, row))
    units = {code: n for code, n in made.units.items() if code in codes}
    given, name, words = minutes_of(services) or 0, _names(services), made.rule
    if units:
        message = words.billed(name, given, sum(units.values()), made.counted)
    else:
        message = words.unbilled(name, given, made.counted)
    return units, Because(rule=words.RULE.name, message=message, citation=made.citation)


def _own_base(case: Case, row: CodeRow, services: tuple[Treated, ...]) -> tuple[Mapping[str, int], Because]:
    """Units of a longer or shorter length than the pool's, by the midpoint."""
    given, name, rule = minutes_of(services) or 0, _names(services), own_time_base.RULE
    bases = [_base(case, code) for code in (row.code, *_further(case, row))]
    total = first_then_further(given, bases[0], bases[1]) if len(bases) > 1 else bases[0].units(given)
    units = Family(given, row.code, next(iter(_further(case, row)), row.code)).codes(total)
    message = own_time_base.billed(name, given, total) if total else own_time_base.unbilled(name, given)
    return units, Because(rule=rule.name, message=message, citation=rule.citations[0])


def _base(case: Case, code: str) -> TimeBase:
    """A timed code's own unit. A timed code has minutes per unit: the table's reader sees to it."""
    return midpoint_base(case, case.book.codes[code].minutes_per_unit or 0)


def _further(case: Case, row: CodeRow) -> tuple[str, ...]:
    """The code of the family's further units, if it has one."""
    return tuple(other for other, first in case.book.additional.items() if first == row.code)


def _names(services: tuple[Treated, ...]) -> str:
    """The codes as the services name them."""
    return listed(tuple(dict.fromkeys(service.code or "" for service in services)))
