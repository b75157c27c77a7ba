"""What holds for every count: families, closed form, order, and bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chargeline.rules.units.counting import TimeBase, alone, families, first_then_further, pooled

BASE = TimeBase(block=15, least=8)
HALF_HOUR = TimeBase(block=30, least=16)
FIRST = {"97130": "97129"}
minutes_by_code = st.dictionaries(
    st.sampled_from(["97110", "97112", "97116", "97129", "97140", "97530"]), st.integers(0, 120), max_size=6
)


def test_the_first_unit_of_a_family_is_its_first_code() -> None:
    """20 + 25 = 45 minutes of 97129 with 97130: one first unit, two further ones."""
    counted = pooled(families({"97130": 25, "97129": 20}, FIRST), BASE)
    assert counted.default == {"97129": 1, "97130": 2}


def test_an_open_unit_of_a_family_is_offered_as_the_code_it_would_take() -> None:
    """20 and 20 are 40 minutes, three units: the third is 97130's or 97110's."""
    counted = pooled(families({"97129": 20, "97110": 20}, FIRST), BASE)
    assert counted.fixed == {"97129": 1, "97110": 1}
    assert (counted.choose, counted.among) == (1, ("97130", "97110"))


def test_an_open_first_unit_of_a_family_is_offered_as_its_first_code() -> None:
    """Nine and nine are eighteen minutes, one unit: 97129's or 97110's, never 97130's."""
    counted = pooled(families({"97130": 9, "97110": 9}, FIRST), BASE)
    assert (counted.fixed, counted.choose, counted.among) == ({}, 1, ("97129", "97110"))


def test_a_first_unit_of_half_an_hour_is_followed_by_quarters() -> None:
    """97550 counts from its 16th minute, 97551 from the eighth past thirty."""
    counts = {m: first_then_further(m, HALF_HOUR, BASE) for m in (0, 15, 16, 37, 38, 52, 53)}
    assert counts == {0: 0, 15: 0, 16: 1, 37: 1, 38: 2, 52: 2, 53: 3}


def test_thirty_two_options_are_listed_and_all_are_counted() -> None:
    """Twenty services of nine minutes: 180 minutes, twelve units, C(20, 12) ways."""
    counted = pooled(families({f"c{n}": 9 for n in range(20)}), BASE)
    assert (counted.units, counted.choose, len(counted.options), counted.options_total) == (12, 12, 32, 125970)


@given(minutes_by_code, st.randoms(use_true_random=False))
def test_the_order_of_services_changes_no_total_and_no_legal_option(minutes: dict[str, int], rng: object) -> None:
    """Only which of the legal options is the default follows the order documented."""
    shuffled = list(minutes.items())
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = pooled(families(minutes), BASE), pooled(families(dict(shuffled)), BASE)
    assert (one.units, one.fixed, one.choose, set(one.among)) == (
        other.units,
        other.fixed,
        other.choose,
        set(other.among),
    )
    assert {frozenset(o.items()) for o in one.options} == {frozenset(o.items()) for o in other.options}


@given(minutes_by_code)
def test_no_count_is_above_what_the_minutes_allow(minutes: dict[str, int]) -> None:
    """Never more than the table for the sum, never a unit without a minute, never less than the whole blocks."""
    for counted in (pooled(families(minutes), BASE), alone(families(minutes), BASE)):
        for option in counted.options:
            assert all(m // 15 <= option.get(c, 0) <= -(-m // 15) for c, m in minutes.items())
            assert sum(option.values()) == counted.units
    assert pooled(families(minutes), BASE).units == max(sum(minutes.values()) + 7, 0) // 15
