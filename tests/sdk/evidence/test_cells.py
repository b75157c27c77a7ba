"""Rows of tables: cells on a line, and nothing on a line that is no row."""

from __future__ import annotations

from chargeline.evidence.text.cells import LONGEST_ROW, cell_number, cells_around, fills_cell

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
