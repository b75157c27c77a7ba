"""A brute-force oracle of both counting methods: its own code, every assignment tried, nothing taken from the SDK."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import islice, product

import pytest

from chargeline.rules.units.counting import TimeBase, alone, families, pooled

BASE = TimeBase(block=15, least=8)
CODES = ("97110", "97112", "97116", "97140", "97530", "97535")
# The interval table as printed: units, from, to.
INTERVALS = ((1, 8, 22), (2, 23, 37), (3, 38, 52), (4, 53, 67), (5, 68, 82), (6, 83, 97), (7, 98, 112), (8, 113, 127))


def table(total: int) -> int:
    """Units of a total of minutes by the printed table, then one more for each further 15."""
    if total < 8:
        return 0
    for units, low, high in INTERVALS:
        if low <= total <= high:
            return units
    return 1 + table(total - 15)


def legal(minutes: tuple[int, ...]) -> set[tuple[int, ...]]:
    """Every assignment that the manual allows, by trying them all."""
    goal = table(sum(minutes))
    found = set()
    for extra in product((0, 1), repeat=len(minutes)):
        units = tuple(m // 15 + e for m, e in zip(minutes, extra, strict=True))
        winners = [m % 15 for m, e in zip(minutes, extra, strict=True) if e]
        losers = [m % 15 for m, e in zip(minutes, extra, strict=True) if not e]
        if sum(units) == goal and min(winners, default=15) >= max(losers, default=0):
            found.add(units)
    return found


def midpoint(minutes: int) -> int:
    """Units of one code alone: a unit begins to count with its eighth minute."""
    return sum(1 for minute in range(1, minutes + 1) if minute % 15 == 8)


def agree(minutes: tuple[int, ...]) -> None:
    """Both methods of the SDK give what the oracle gives."""
    codes = CODES[: len(minutes)]
    given = dict(zip(codes, minutes, strict=True))
    counted = pooled(families(given), BASE)
    expected = legal(minutes)
    assert counted.options_total == len(expected), given
    listed = {tuple(option.get(code, 0) for code in codes) for option in counted.options}
    assert listed == expected, given
    assert sum(counted.fixed.values()) + counted.choose == counted.units == table(sum(minutes)), given
    single = alone(families(given), BASE)
    assert [single.default.get(code, 0) for code in codes] == [midpoint(m) for m in minutes], given


def draws(count: int, seed: int) -> Iterable[tuple[int, ...]]:
    """Random cases of one to six codes; half of them with few distinct minutes, so that ties are common."""
    rng = random.Random(seed)
    for number in range(count):
        high = 70 if number % 2 else 10
        yield tuple(rng.randint(0, high) for _ in range(rng.randint(1, 6)))


def test_one_and_two_codes_up_to_45_minutes() -> None:
    """All of them."""
    for minutes in [*product(range(46), repeat=1), *product(range(46), repeat=2)]:
        agree(minutes)


def test_three_codes_up_to_45_minutes_every_seventeenth() -> None:
    """17 shares no factor with 46, so every remainder meets every other."""
    for minutes in islice(product(range(46), repeat=3), 0, None, 17):
        agree(minutes)


def test_a_hundred_thousand_random_cases_of_up_to_six_codes() -> None:
    """Seeded, so that a failure comes back."""
    for minutes in draws(100_000, seed=20):
        agree(minutes)


@pytest.mark.slow
def test_all_cases_of_three_codes_and_a_million_random_ones() -> None:
    """The whole of it, for `make check`."""
    for minutes in product(range(46), repeat=3):
        agree(minutes)
    for minutes in draws(1_000_000, seed=1):
        agree(minutes)
