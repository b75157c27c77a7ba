"""Rows of tables: cells on a line, and nothing on a line that is no row."""

from __future__ import annotations

import pytest

from chargeline.evidence.text.cells import LONGEST_ROW, cell_number, cells_around, fills_cell, with_tabs

ROW = "grip\t 6 lb \t24 lb"


def test_a_line_has_its_cells() -> None:
    """The words without the blanks around them, and where the cell stands in the text."""
    text = f"above\n{ROW}\nbelow"
    cells = cells_around(text, text.index("24"))
    assert [cell.text for cell in cells] == ["grip", "6 lb", "24 lb"]
    assert text[cells[1].start : cells[1].end] == " 6 lb "
    assert cell_number(text, text.index("24")) == 2


def test_a_line_without_a_separator_has_none() -> None:
    """Prose is no row."""
    assert cells_around("grip 6 lb, now 24 lb", 5) == []


def test_a_line_longer_than_any_row_has_none() -> None:
    """So a text on one line costs no more for each of its parts the longer it is."""
    text = ROW.ljust(20) * (2 * LONGEST_ROW // 20)
    assert cells_around(text, 0) == cells_around(text, len(text) // 2) == cells_around(text, len(text) - 1) == []
    assert cell_number(text, len(text)) <= LONGEST_ROW // 5


def test_words_that_fill_a_cell() -> None:
    """A cell's words, not a part of them, and not a line of prose."""
    assert fills_cell(ROW, 6, 10)
    assert not fills_cell(ROW, 6, 7)
    assert not fills_cell("grip", 0, 4)


ALIGNED = (
    "measure        initial   today\n"
    "------------------------------\n"
    "knee flexion   95        112\n"
    "quad mmt       3+/5      4/5\n"
)


def test_rows_aligned_by_blanks_have_the_same_cells() -> None:
    """A tab stands before each cell of a table, and nothing has moved; a line of hyphens is passed over."""
    tabbed = with_tabs(ALIGNED)
    assert len(tabbed) == len(ALIGNED)
    assert [cell.text for cell in cells_around(tabbed, tabbed.index("95"))] == ["knee flexion", "95", "112"]
    assert tabbed.replace("\t", " ") == ALIGNED


@pytest.mark.parametrize(
    "text",
    [
        "one row alone     has no cells\nand prose follows it",
        "He walked.  Then he sat.\nShe stood.  Then she sat.",
        "s:  sore today\no:  slr 3x10",
        "pain: 3/10     bp: 120/80\nrom: 95        strength: 4/5",
        "slr     3x10     r\nbridge  2x15",
        "    indented\n    lines",
        "left    right\n                             far      away",
    ],
)
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    """Sentences, labels, fields of a form, rows that are not alike, indentation."""
    assert with_tabs(text) == text
