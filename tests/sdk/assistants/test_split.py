"""What holds for every split between therapist and assistant."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from chargeline.rules.assistants.split import Share, split_units, untimed_marked

LIMITS = {"block": 15, "least": 8, "share": Fraction(1, 10)}


@given(st.integers(0, 90), st.integers(0, 90), st.booleans())
def test_units_are_conserved_and_whole_blocks_stay_with_who_gave_them(
    therapist: int, assistant: int, extra: bool
) -> None:
    """Marked plus plain are the units; each side has at least its own whole blocks."""
    whole, rest = divmod(therapist + assistant, 15)
    units = whole + (extra and rest > 0)
    share = split_units(therapist=therapist, assistant=assistant, units=units, **LIMITS)
    assert share.marked + share.plain == units
    assert share.marked >= assistant // 15
    assert share.plain >= therapist // 15


def test_a_seven_minute_unit_of_the_therapist_alone_is_plain() -> None:
    """The manual's third example gives a unit to seven minutes; nobody else took part."""
    assert split_units(therapist=7, assistant=0, units=1, **LIMITS) == Share(marked=0, plain=1)


def test_the_share_is_more_than_a_tenth_not_a_tenth() -> None:
    """With a half as the limit: 4 of 8 is not more, 5 of 8 is."""
    half = {**LIMITS, "share": Fraction(1, 2)}
    assert split_units(therapist=4, assistant=4, units=1, **half) == Share(marked=0, plain=1)
    assert split_units(therapist=3, assistant=5, units=1, **half) == Share(marked=1, plain=0)


def test_an_untimed_share_is_marked_where_both_readings_agree() -> None:
    """Exactly, and rounded half up to a whole percent, for every division of up to an hour and a half."""
    for total in range(1, 91):
        for assistant in range(total + 1):
            exact = assistant * 10 > total
            rounded = (assistant * 1000 // total + 5) // 10 > 10
            marked = untimed_marked(therapist=total - assistant, assistant=assistant, share=Fraction(1, 10))
            assert marked is (exact if exact == rounded else None), (assistant, total)


def test_no_minutes_at_all_mark_nothing() -> None:
    """Nobody gave more than nobody."""
    assert untimed_marked(therapist=0, assistant=0, share=Fraction(1, 10)) is False
