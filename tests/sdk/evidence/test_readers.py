"""Which readers a segment asks for: every need can be met, and no reader is passed over where it finds something."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chargeline.book import RuleBook
from chargeline.evidence.readers import needs as readers
from chargeline.evidence.text.lexicon import FOLDER, _rows
from chargeline.evidence.text.quantity import START, UNIT
from chargeline.evidence.text.scan import Scan
from chargeline.evidence.text.structure import Segment, segments

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NOTES = (FIXTURES / "labelled" / "notes-open.jsonl", FIXTURES / "examples" / "notes.jsonl")
BY_FORM = {"times", "quantity", "range"}
"""Kinds of quantities that no unit and no form of digits alone names."""


def parts_of(text: str) -> list[Segment]:
    return segments(Scan(text, RuleBook.default().lexicon))


def names() -> Iterator[str]:
    for _, needs in readers._READERS:
        for one in needs:
            yield from one.replace(" + ", " ").split(" ")


def test_every_name_in_a_need_is_a_kind_or_a_list_of_words_or_a_label_or_a_section() -> None:
    book = RuleBook.default()
    kinds = {*book.files.names(FOLDER, ".csv"), *UNIT.groupindex, *START.groupindex, *BY_FORM}
    rows = _rows("labels", book.files.layers(f"{FOLDER}/labels.csv")[0].read_text("utf-8").splitlines())
    labels = {meaning["labels"].more.partition(" ")[0] for _, meaning in rows if "labels" in meaning}
    for name in names():
        sort, _, rest = name.rpartition(":")
        known = {"": kinds, "said": {said.partition(":")[2] for said in readers._SAID}, "under": labels, "in": labels}
        assert rest in known[sort], name


def test_no_need_has_more_groups_than_are_looked_at() -> None:
    assert max(len(groups) for _, groups in readers._ALTERNATIVES) == readers._GROUPS


def test_every_list_of_words_is_needed_by_some_reader() -> None:
    assert set(readers._SAID) <= set(names())


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_no_reader_is_passed_over_where_it_finds_something(path: Path) -> None:
    seen = 0
    for line in path.read_text("utf-8").splitlines():
        for segment, asked in readers.with_readers(parts_of(json.loads(line)["note_text"])):
            for reader, _ in readers._READERS:
                found = list(reader(segment))
                seen += len(found)
                assert reader in asked or not found, (reader.__name__, re.sub(r"\s+", " ", segment.scan.text)[:40])
    assert seen > 300


def test_a_segment_without_anything_known_asks_for_no_reader() -> None:
    assert list(readers.with_readers(parts_of("Lorem ipsum dolor"))) == []


def test_an_empty_text_has_no_segment() -> None:
    assert list(readers.with_readers(parts_of(""))) == []
