"""The completeness score is what docs/completeness.md defines."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeline import Report, completeness
from chargeline.model import Element, Level, RulesUsed, Status

STATUSES: tuple[Status, ...] = ("present", "weak", "missing", "cannot_tell", "not_applicable")
LEVELS: tuple[Level, ...] = ("required", "expected", "good_practice")


def element(name: str, status: Status, level: Level = "expected", code: str | None = None) -> Element:
    """One finding about one element."""
    return Element(element=name, code=code, status=status, level=level, message="", fix=None, citation=None)


def report(elements: Iterable[Element]) -> Report:
    """A report that holds nothing else."""
    rules = RulesUsed(version="0", digest="")
    return Report(contract=1, encounter="e", policy=None, rules=rules, elements=tuple(elements))


CASES: list[tuple[str, list[Element], int | None]] = [
    ("all are there", [element("a", "present"), element("b", "present", "required")], 100),
    ("a weak one is not there", [element("a", "present"), element("b", "weak")], 50),
    ("a missing one is not there", [element("a", "present"), element("b", "missing")], 50),
    ("good practice is not counted", [element("a", "present"), element("b", "missing", "good_practice")], 100),
    ("what cannot be told is left out", [element("a", "present"), element("b", "cannot_tell")], 100),
    ("what does not apply is left out", [element("a", "missing"), element("b", "not_applicable")], 0),
    ("nothing counted is no score", [element("b", "cannot_tell")], None),
    ("nothing at all is no score", [], None),
    ("two of three are rounded down", [element(name, "present") for name in "ab"] + [element("c", "weak")], 66),
    (
        "an element lacking for one code is one part that is not there",
        [element("a", "present", code="97110"), element("a", "missing", code="97530"), element("b", "present")],
        50,
    ),
    (
        "a code that cannot be told does not lower its element",
        [element("a", "present", code="97110"), element("a", "cannot_tell", code="97530")],
        100,
    ),
]


@pytest.mark.parametrize(("elements", "score"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_score_is_a_count(elements: list[Element], score: int | None) -> None:
    """By the definition's own words."""
    assert completeness(report(elements)).score == score


def test_parts_say_for_which_codes_they_lack() -> None:
    """None among the codes is the note itself."""
    elements = [element("a", "present", code="1"), element("a", "weak", code="2"), element("b", "missing", "required")]
    a, b = completeness(report(elements)).parts
    assert (a.element, a.present, a.lacking, a.level) == ("a", False, ("2",), "expected")
    assert (b.element, b.present, b.lacking, b.level) == ("b", False, (None,), "required")


ELEMENTS = st.builds(element, st.sampled_from("abcdef"), st.sampled_from(STATUSES), st.sampled_from(LEVELS))


@given(st.lists(ELEMENTS, max_size=12, unique_by=lambda one: one.element))
def test_the_score_is_the_share_of_its_parts(elements: list[Element]) -> None:
    """100 only when every part is there; one more finding present never lowers it."""
    found = completeness(report(elements))
    assert (found.score is None) == (not found.parts)
    if found.score is not None:
        assert (found.score == 100) == (found.present == len(found.parts))
        assert found.score == 100 * found.present // len(found.parts)
        better = completeness(report([*elements, element("z", "present")]))
        assert better.score is not None
        assert better.score >= found.score
