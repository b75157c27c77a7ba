"""Every row of the domain's list of documentation elements is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargeline import RuleBook
from chargeline.rules.elements import ELEMENT_RULES
from chargeline.rules.register import RULES
from chargeline.values.doc_elements import DocElement, read_doc_elements

IDS = (Path(__file__).parents[2] / "fixtures" / "domain" / "doc_element_ids.txt").read_text("utf-8").split()
BOOK = RuleBook.default()
ROWS = read_doc_elements(BOOK.files, BOOK.sources)


def test_every_row_of_the_domain_is_here_once_and_no_other() -> None:
    """139 of them, in the domain's order."""
    assert len(IDS) == 139
    assert [row.id for row in ROWS] == IDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_names_rules_that_exist_or_says_why_none_looks_for_it(row: DocElement) -> None:
    """Covered by name, or with a reason."""
    assert set(row.covered_by) <= {rule.name for rule in RULES}
    assert row.covered_by or row.note
    assert row.says
    assert not row.note or row.note.endswith(".")


def test_every_element_stands_for_some_row_or_for_a_labelled_definition() -> None:
    """The 25 elements all appear, but for the two that only the definitions ask for."""
    named = {name for row in ROWS for name in row.covered_by}
    assert {rule.name for rule in ELEMENT_RULES} - named == {"participation_mode", "plan_next_visit"}


def test_what_our_own_experience_asks_for_is_never_called_checked() -> None:
    """A source of ours, or one that nobody has opened, carries its mark."""
    for row in ROWS:
        if row.cite.source.startswith(("Chargeline", "NGS LCD", "CPT")):
            assert not row.cite.verified, row.id
