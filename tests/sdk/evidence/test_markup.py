"""A note that comes as HTML source says what the same note says as text, and no offset moves."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sdk.evidence import charges

import chargeline
from chargeline.evidence.text.folding import fold
from chargeline.evidence.text.markup import has_markup, without_markup, without_references
from chargeline.model import Report

EXAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "examples" / "notes.jsonl"
NOTES = [json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines()]
TAGS = ["<p>", "</td>", "<b", "<", ">", "<li class='x'>"]
PIECES = st.sampled_from([*TAGS, "&deg;", "&#176;", "&", ";", "&nope;", "TE 15"])


@given(st.lists(PIECES | st.text()).map("".join))
def test_no_offset_moves(text: str) -> None:
    """Whole tags, halves of tags, references and any text: what is read is exactly as long."""
    folded = fold(text)
    assert len(without_markup(folded)) == len(without_references(folded)) == len(folded)


@pytest.mark.parametrize("plain", ["pain <5/10, then >3", "LSI <b/l norm", "x <y", "A&O x3; R&D", "P&L", "AT&T;"])
def test_signs_that_are_no_tags_stay(plain: str) -> None:
    """Less than, and, and what stands between."""
    folded = fold(plain)
    assert not has_markup(folded)
    assert without_references(folded) == folded


def test_blocks_are_lines_and_cells_are_cells() -> None:
    """Stripping a tag must not glue "97110" and "23"."""
    assert words("<tr><td>97110</td><td>23</td></tr>") == "\n 97110 \t 23 \n"
    assert words("<div>mt: pa</div><div>te: slr</div>") == "\n mt: pa \n te: slr \n"
    assert words("<b>gait</b><br/>stairs") == "gait \n stairs"
    assert words("48&deg; 24&nbsp;min") == "48° 24 min"


def words(source: str) -> str:
    """What is read of HTML source, a line break and a tab standing as words."""
    read = without_references(without_markup(source))
    return " ".join(read.replace("\n", " \0 ").replace("\t", " \1 ").split()).replace("\0", "\n").replace("\1", "\t")


@pytest.mark.parametrize("note", NOTES, ids=[note["id"] for note in NOTES])
def test_source_reads_as_text_does(note: dict[str, Any]) -> None:
    """The same services, elements and charge lines."""
    text, source = charges.visit(note), charges.visit(note)
    source["notes"][0]["text"] = "".join(map(_block, note["note_text"].split("\n")))
    assert _found(chargeline.evaluate(source)) == _found(chargeline.evaluate(text))


def _block(line: str) -> str:
    cells = "</td><td>".join(escape(line, quote=False).split("\t"))
    return f"<tr><td>{cells}</td></tr>" if "\t" in line else f"<div>{cells or '&nbsp;'}</div>"


def _found(report: Report) -> list[Any]:
    elements = [(one.element, one.code, one.status) for one in report.elements]
    lines = [(line.code, line.units, line.modifiers) for line in report.charge_lines]
    return [elements, lines, [(one.code, one.minutes) for one in report.services]]
