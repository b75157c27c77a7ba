"""A key is the same for the same line and another for every other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeline_plugin.writeback.key import Place, visit_mark

PLACE = Place(
    issuer="https://ehr.example.org/fhir",
    patient="p1",
    encounter="e1",
    date_of_service=date(2026, 11, 23),
    visit="note-1",
    line_id="2026-11-23:PT:97110:plain:1",
)
OTHERS = {
    "issuer": "https://other.example.org/fhir",
    "patient": "p2",
    "encounter": "e2",
    "date_of_service": date(2026, 11, 24),
    "visit": "note-2",
    "line_id": "2026-11-23:PT:97110:plain:2",
}


def test_the_key_of_a_line_never_changes():
    """A release that changed it would write every open line again."""
    assert PLACE.key(1) == "406a2d1a-060e-5513-84e1-de781cc8d450"


def test_a_trailing_slash_on_the_issuer_is_no_difference():
    assert replace(PLACE, issuer="https://ehr.example.org/fhir/").key(1) == PLACE.key(1)


@pytest.mark.parametrize("name", OTHERS)
def test_each_part_makes_another_key_and_another_slot(name):
    other = replace(PLACE, **{name: OTHERS[name]})
    assert other.key(1) != PLACE.key(1)
    assert other.slot() != PLACE.slot()


def test_versions_share_a_slot_and_nothing_else():
    assert len({PLACE.key(1), PLACE.key(2), PLACE.slot(), PLACE.reversal(1), PLACE.reversal(2)}) == 5


def test_an_encounters_mark_says_nothing_of_whose_it_is():
    mark = visit_mark(PLACE.issuer, "p1", "e1")
    assert UUID(mark).version == 5
    assert mark != visit_mark(PLACE.issuer, "p1", "e2")


@given(
    st.lists(st.text("ab|\\", max_size=4), min_size=4, max_size=4),
    st.lists(st.text("ab|\\", max_size=4), min_size=4, max_size=4),
)
def test_no_two_lists_of_parts_meet_in_one_key(first, second):
    names = ("patient", "encounter", "visit", "line_id")
    keys = [replace(PLACE, **dict(zip(names, parts, strict=True))).key(1) for parts in (first, second)]
    assert (keys[0] == keys[1]) == (first == second)
