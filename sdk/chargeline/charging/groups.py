"""Gather the services that share a line or a family, with their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chargeline.book import CodeRow
from chargeline.charging.pool import Count, midpoint_base
from chargeline.model import Because, Evidence
from chargeline.rules.rule import Case
from chargeline.rules.treated import Treated
from chargeline.rules.units import own_time_base, untimed_unit, window_code
from chargeline.rules.units.counting import Family, TimeBase, first_then_further
from chargeline.rules.words import listed


class Group(NamedTuple):
    """Services counted together, of one code or of a first code and its further one, and their units per code.

    `row` is the code's own, the first one's of a family. `minutes` is None when none are told (an untimed code).
    """

    row: CodeRow
    services: tuple[Treated, ...]
    minutes: int | None
    units: Mapping[str, int]
    because: Because

    @property
    def assistant(self) -> int:
        """Of these minutes, an assistant's alone."""
        return min(sum([service.assistant or 0 for service in self.services]), self.minutes or 0)

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
            together.setdefault(_counted_under(service.row), []).append(service)
    return tuple(_group(case, made, case.book.codes[first], tuple(given)) for first, given in together.items())


def _counted_under(row: CodeRow) -> str:
    """The code under which a service is counted: minutes of a timed family are one time, an area's are none."""
    by_time = row.timed and row.window is None
    return row.family or row.code if by_time else row.code


def _group(case: Case, made: Count, row: CodeRow, services: tuple[Treated, ...]) -> Group:
    minutes = minutes_of(services)
    if row.pooled:
        units, because = _pooled(case, made, row, services, minutes or 0)
    elif row.window:
        units, because = {row.code: 1}, window_code.billed(row.code)
    elif row.timed:
        units, because = _own_base(case, row, services, minutes or 0)
    elif row.family_part == "additional":
        units, because = _areas(case, row, services)
    else:
        units, because = {row.code: 1}, untimed_unit.billed(row.code, _told(services))
    return Group(row=row, services=services, minutes=minutes, units=units, because=because)


def _pooled(
    case: Case, made: Count, row: CodeRow, services: tuple[Treated, ...], given: int
) -> tuple[Mapping[str, int], Because]:
    """The group's part of the pool's count."""
    codes = (row.code, case.book.further.get(row.code))
    units = {code: n for code, n in made.units.items() if code in codes}
    name, words = _names(services), made.rule
    if units:
        message = words.billed(name, given, sum(units.values()), made.counted)
    else:
        message = words.unbilled(name, given, made.counted)
    return units, Because(rule=words.RULE.name, message=message, citation=made.citation, evidence=_told(services))


def _own_base(case: Case, row: CodeRow, services: tuple[Treated, ...], given: int) -> tuple[Mapping[str, int], Because]:
    """Units of a longer or shorter length than the pool's, by the midpoint."""
    name, rule = _names(services), own_time_base.RULE
    base, further = _base(case, row.code), case.book.further.get(row.code)
    total = first_then_further(given, base, _base(case, further)) if further else base.units(given)
    units = Family(given, row.code, further or row.code).codes(total)
    told = own_time_base.billed(name, given, total, family=further is not None)
    message = told if total else own_time_base.unbilled(name, given)
    return units, Because(rule=rule.name, message=message, citation=rule.citations[0], evidence=_told(services))


def _areas(case: Case, row: CodeRow, services: tuple[Treated, ...]) -> tuple[Mapping[str, int], Because]:
    """Units of further areas: as entered, since no minutes tell them; one where nothing is entered."""
    places = [service.position for service in services if service.position is not None]
    entered = sum([case.encounter.services[place].billed_units or 0 for place in places])
    return {row.code: entered or 1}, untimed_unit.further(row.code, entered, _told(services))


def _base(case: Case, code: str) -> TimeBase:
    """A timed code's own unit. A timed code has minutes per unit: the table's reader sees to it."""
    return midpoint_base(case, case.book.codes[code].minutes_per_unit or 0)


def _told(services: tuple[Treated, ...]) -> tuple[Evidence, ...]:
    """Where the minutes of the services stand."""
    return tuple([one for service in services for one in service.minutes_evidence])


def _names(services: tuple[Treated, ...]) -> str:
    """The codes as the services name them."""
    return listed(list(dict.fromkeys([service.code or "" for service in services])))
