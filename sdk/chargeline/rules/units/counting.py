"""The arithmetic of timed units: two counting methods, every legal result in closed form.

Pure functions over minutes per code; no rule book, no encounter. A *family* is a first code with its additional
code (97129 with 97130): it is counted as one service whose first unit takes the first code.

Source: CMS Pub 100-04 chapter 5 section 20.2 (pooled minutes); CPT's midpoint rule for time (each code alone).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice
from math import comb
from typing import NamedTuple

LISTED = 32
"""How many options a report lists; all of them are counted."""


class TimeBase(NamedTuple):
    """How long one unit is and from how many minutes on a last, partial unit counts."""

    block: int
    least: int

    def units(self, minutes: int) -> int:
        """Units of these minutes on their own."""
        return (minutes + self.block - self.least) // self.block


class Family(NamedTuple):
    """A service as it is counted: its codes in the order of their units, and its minutes."""

    minutes: int
    first: str
    further: str

    def codes(self, units: int) -> dict[str, int]:
        """Which codes these units take: the first one `first`, all others `further`."""
        if units <= 0:
            return {}
        if self.first == self.further:
            return {self.first: units}
        return {self.first: 1} | ({self.further: units - 1} if units > 1 else {})

    def next_code(self, units: int) -> str:
        """The code that one more unit would take after `units`."""
        return self.further if units else self.first


class Counted(NamedTuple):
    """All legal counts: `fixed` is certain, `choose` more units go one each to codes of `among`."""

    minutes: int
    units: int
    fixed: Mapping[str, int]
    choose: int
    among: tuple[str, ...]
    options: tuple[Mapping[str, int], ...]
    options_total: int

    @property
    def default(self) -> Mapping[str, int]:
        """The first option: equal remainders go to the codes documented first."""
        return self.options[0]


def families(minutes: Mapping[str, int], first_of: Mapping[str, str] | None = None) -> tuple[Family, ...]:
    """Minutes per code, in the order documented, gathered per family.

    `first_of` maps an additional code to the first code of its family.
    """
    firsts = first_of or {}
    further = {first: additional for additional, first in firsts.items()}
    pooled: dict[str, int] = {}
    for code, amount in minutes.items():
        first = firsts.get(code, code)
        pooled[first] = pooled.get(first, 0) + amount
    return tuple(Family(amount, code, further.get(code, code)) for code, amount in pooled.items())


def pooled(services: Sequence[Family], base: TimeBase) -> Counted:
    """`cms-8-minute`: all minutes give the total; whole blocks go to their service, the rest to the largest remainders.

    Only equal remainders leave a choice. One sort, no search: the number of services does not matter.
    """
    units = base.units(sum(service.minutes for service in services))
    whole = [service.minutes // base.block for service in services]
    sure, tied, open_units = _largest([service.minutes % base.block for service in services], units - sum(whole))
    for index in sure:
        whole[index] += 1
    return _spell(services, units, whole, tied, open_units)


def alone(services: Sequence[Family], base: TimeBase) -> Counted:
    """`ama-midpoint`: each service alone; minutes of different services never combine."""
    whole = [base.units(service.minutes) for service in services]
    return _spell(services, sum(whole), whole, [], 0)


def first_then_further(minutes: int, first: TimeBase, further: TimeBase) -> int:
    """Units of a family whose first unit is longer than the further ones (97550 with 97551), each by its midpoint.

    The further time counts from the end of the first unit.
    """
    if minutes < first.least:
        return 0
    return 1 + further.units(max(minutes - first.block, 0))


def _largest(remainders: Sequence[int], count: int) -> tuple[list[int], list[int], int]:
    """Who gets `count` more units: those sure of one, those equal at the edge, and how many are left for these."""
    if count <= 0:
        return [], [], 0
    edge = sorted(remainders, reverse=True)[count - 1]
    sure = [index for index, remainder in enumerate(remainders) if remainder > edge]
    tied = [index for index, remainder in enumerate(remainders) if remainder == edge]
    left = count - len(sure)
    return (sure + tied, [], 0) if left == len(tied) else (sure, tied, left)


def _spell(
    services: Sequence[Family],
    units: int,
    sure: Sequence[int],
    tied: Sequence[int],
    open_units: int,
) -> Counted:
    """Say the counts in codes, with the options listed in the order documented."""
    listed = islice(combinations(tied, open_units), LISTED)
    options = tuple(_codes(services, sure, chosen) for chosen in listed)
    return Counted(
        minutes=sum(service.minutes for service in services),
        units=units,
        fixed=_codes(services, sure, ()) if open_units else options[0],
        choose=open_units,
        among=tuple(services[index].next_code(sure[index]) for index in tied),
        options=options,
        options_total=comb(len(tied), open_units),
    )


def _codes(services: Sequence[Family], sure: Sequence[int], chosen: Iterable[int]) -> dict[str, int]:
    """Units per code when each service of `chosen` takes one more than `sure` gives it."""
    extra = set(chosen)
    result: dict[str, int] = {}
    for index, service in enumerate(services):
        result |= service.codes(sure[index] + (index in extra))
    return result
