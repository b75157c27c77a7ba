"""Gather the services that share a line or a family, with their units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chargeline.charging.pool import Count, midpoint_base
from chargeline.model import Because
from chargeline.rules.rule import Case
from chargeline.rules.treated import Treated
from chargeline.rules.units import own_time_base, untimed_unit, window_code
from chargeline.rules.units.counting import Family, first_then_further
from chargeline.rules.words import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Services counted together, of one code or of a first code and its further one, and their units per code."""

    services: tuple[Treated, ...]
    units: dict[str, int]
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

    @property
    def timed(self) -> bool:
        """Whether their units come from minutes."""
        return any(service.row is not None and service.row.timed for service in self.services)


def minutes_of(services: Sequence[Treated]) -> int | None:
    """The minutes of these services together; None when none are told."""
    told = [service.minutes for service in services if service.minutes is not None]
    return sum(told) if told else None


def groups(case: Case, made: Count) -> tuple[Group, ...]:
    """Every group that is counted, in the order documented."""
    together: dict[str, list[Treated]] = {}
    for service in case.treated:
        if service.held is None and service.code:
            first = case.book.additional.get(service.code, service.code)
            together.setdefault(first, []).append(service)
    return tuple(_group(case, made, tuple(services)) for services in together.values())


def _group(case: Case, made: Count, services: tuple[Treated, ...]) -> Group:
    row = services[0].row
    if row is not None and row.pooled:
        return _pooled(case, made, services)
    if row is not None and row.window:
        return Group(services=services, units=_one(services), because=window_code.billed(services[0]))
    return _own_base(case, services) if row is not None and row.timed else _untimed(services)


def _pooled(case: Case, made: Count, services: tuple[Treated, ...]) -> Group:
    codes = _codes(case, services)
    units = {code: n for code, n in made.units.items() if code in codes}
    given, name = minutes_of(services) or 0, _names(services)
    words = made.rule
    message = (
        words.billed(name, given, sum(units.values()), made.counted)
        if units
        else words.unbilled(name, given, made.counted)
    )
    return _reasoned(services, units, Because(rule=words.RULE.name, message=message, citation=made.citation))


def _own_base(case: Case, services: tuple[Treated, ...]) -> Group:
    first, *further = _codes(case, services)
    blocks = [case.book.codes[code].minutes_per_unit for code in (first, *further)]
    bases = [midpoint_base(case, block or 1) for block in blocks]
    given = minutes_of(services) or 0
    total = first_then_further(given, bases[0], bases[1]) if further else bases[0].units(given)
    units = Family(given, first, further[0] if further else first).codes(total)
    name = _names(services)
    message = own_time_base.billed(name, given, total) if total else own_time_base.unbilled(name, given)
    rule = own_time_base.RULE
    return _reasoned(services, units, Because(rule=rule.name, message=message, citation=rule.citations[0]))


def _untimed(services: tuple[Treated, ...]) -> Group:
    rule, code = untimed_unit.RULE, services[0].code or ""
    because = Because(rule=rule.name, message=untimed_unit.billed(code), citation=rule.citations[0])
    return _reasoned(services, _one(services), because)


def _one(services: tuple[Treated, ...]) -> dict[str, int]:
    return {services[0].code or "": 1}


def _reasoned(services: tuple[Treated, ...], units: dict[str, int], because: Because) -> Group:
    evidence = tuple(e for service in services for e in service.minutes_evidence)
    said = Because(rule=because.rule, message=because.message, citation=because.citation, evidence=evidence)
    return Group(services=services, units=units, because=said)


def _codes(case: Case, services: tuple[Treated, ...]) -> tuple[str, ...]:
    """The codes that the services' units may take: one, or a family's first and further one."""
    code = services[0].code or ""
    first = case.book.additional.get(code, code)
    further = [other for other, family in case.book.additional.items() if family == first]
    return (first, *further)


def _names(services: tuple[Treated, ...]) -> str:
    """The codes as the services name them."""
    return listed(tuple(dict.fromkeys(service.code or "" for service in services)))
