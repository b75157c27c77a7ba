"""Folding never moves an offset, numbers are read with their units, the lexicon forgives slips."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeline.book import RuleBook
from chargeline.errors import BadRuleBook
from chargeline.evidence.text import lists
from chargeline.evidence.text.folding import fold, words_of
from chargeline.evidence.text.inflection import expand
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.phrases import Entry, compile_lexicon
from chargeline.evidence.text.quantity import at_digits
from chargeline.evidence.text.scan import Scan


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    """Whatever the script, the folded text is exactly as long."""
    assert len(fold(text)) == len(text)


def test_words_are_cut_as_therapists_join_them() -> None:
    """Hyphens before letters and dots inside abbreviations join; numbers and signs stand alone."""
    assert words_of("Sit-to-Stand 3×10, 4-/5 P.T.") == [
        *("sit", "to", "stand", "3", "x", "10", ","),
        *("4", "-", "/", "5", "p", "t", "."),
    ]


QUANTITIES = [
    ("3x10", "dose", 3, 10),
    ("2 x 15 reps", "dose", 2, 15),
    ("3 sets of 10", "dose", 3, 10),
    ("4-/5", "grade", 4, 5),
    ("44/56", "fraction", 44, 56),
    ("3 of 5 trials", "fraction", 3, 5),
    ("8-94", "range", 8, 94),
    ("108°", "degrees", 108, None),
    ("110 degrees", "degrees", 110, None),
    ("60→70#", "load", 60, 70),
    ("19.4 s", "seconds", 19.4, None),
    ("10' bike", "minutes", 10, None),
    ("80%", "percent", 80, None),
    ("2:05 pm", "clock", 2, 5),
    ("11/23/2026", "date", 11, 23),
    ("0.8 m/s", "speed", 0.8, None),
    ("1,020 ft", "distance", 1020, None),
    ("1,100 -> 1,250 ft", "distance", 1100, 1250),
    ("10,120 deg", "number", 10, None),
]


@pytest.mark.parametrize(("text", "kind", "value", "second"), QUANTITIES, ids=[text for text, *_ in QUANTITIES])
def test_numbers_are_read_with_what_they_count(text: str, kind: str, value: float, second: float | None) -> None:
    """One number, one kind."""
    found = at_digits(fold(text), 0)
    assert found is not None
    assert (found.kind, found.value, found.second) == (kind, value, second)


def test_a_verb_stands_for_its_forms() -> None:
    """`step~` is step, steps, stepped, stepping."""
    assert {"step up", "steps up", "stepped up", "stepping up"} <= set(expand("step~ up"))
    assert {"took over", "taken over", "taking over"} <= set(expand("take~ over"))
    assert "taked over" not in expand("take~ over")


def test_a_word_in_braces_stands_for_its_kind() -> None:
    """`{his} {wife}` is her son, my husband."""
    assert {"asks her son", "asked my husband"} <= set(expand("ask~ {his} {wife}"))
    assert set(expand("{min|mod|} {vc|cues}")) == {"min vc", "min cues", "mod vc", "mod cues", "vc", "cues"}


@pytest.mark.parametrize("slip", ["adbuction", "shouldr", "theraputic", "weaknes", "strenght"])
def test_one_slip_of_the_pen_is_forgiven(slip: str) -> None:
    """A letter doubled, swapped or left out."""
    lexicon = RuleBook.default().lexicon
    assert lexicon.spelling[slip] != slip


@pytest.mark.parametrize(
    ("written", "known"), [("activities", "activity"), ("knee's", "knee"), ("quadricepses", "quadriceps")]
)
def test_plurals_and_possessives_are_the_word_itself(written: str, known: str) -> None:
    """Whatever the ending; a word that nobody knows stays what it is."""
    spelling = RuleBook.default().lexicon.spelling
    assert spelling[written] == known
    assert spelling["zzyx"] == "zzyx"


@pytest.mark.parametrize("word", ["drooping", "packing", "spilling", "though", "farther", "slipped", "rinsing"])
def test_a_word_of_its_own_is_no_slip_of_another(word: str) -> None:
    """One letter from dropping, picking, spelling, thought, father, slapped and rising, and none of them."""
    assert RuleBook.default().lexicon.spelling[word] == word


@pytest.mark.parametrize(("written", "other"), [("notes", "not"), ("canes", "can"), ("hopes", "hop"), ("bites", "bit")])
def test_only_a_hissing_word_takes_es(written: str, other: str) -> None:
    """A patient who "notes swelling" has it."""
    assert RuleBook.default().lexicon.spelling[written] != other


def test_no_two_lists_of_words_have_one_name() -> None:
    """The later would silently replace the other."""
    table = Path(lists.__file__).parents[2] / "data" / "words.csv"
    rows = csv.DictReader(line for line in table.read_text("utf-8").splitlines() if not line.startswith("#"))
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))


def test_a_list_holds_its_words_as_a_note_is_read() -> None:
    """The lexicon reads "asks" as "ask"."""
    assert {"asks", "ask", "boxes", "box"} <= word_set("asks boxes")


def test_a_short_form_is_the_word_it_stands_for() -> None:
    """`bal` is balance; what the tables spell themselves stays as it is."""
    spelling = RuleBook.default().lexicon.spelling
    assert spelling["bal"] == "balance"
    assert spelling["ext"] == "ext"


def test_the_longest_phrase_and_every_meaning_are_kept() -> None:
    """Two files may give one phrase two meanings; a site's meaning of a kind wins."""
    entries = [
        Entry("exercises", "row", "97110"),
        Entry("exercises", "other", ""),
        Entry("activities", "rowing", "play"),
    ]
    lexicon = compile_lexicon((["row"], {entry.kind: entry}) for entry in entries)
    (hit,) = Scan("Rows.", lexicon).hits
    assert [entry.name for entry in hit.entries.values()] == ["row", "rowing"]


def test_a_sites_table_is_laid_over_what_ships(tmp_path: Path) -> None:
    """A phrase of its own is known, behind a spreadsheet's mark too; a bad table is told by its name."""
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "exercises.csv").write_text("name,also,codes\nflying squirrel,,97110\n")
    (hit,) = Scan("Flying squirrels.", RuleBook.load(tmp_path).lexicon).hits
    assert hit.entries["exercises"].name == "flying squirrel"
    (folder / "exercises.csv").write_text("\ufeffname,also,codes\nflying squirrel,,97110\n", "utf-8")
    assert RuleBook.load(tmp_path).lexicon.first["flying"]
    (folder / "exercises.csv").write_text("name,also,codes\nécart,,97110\n", "latin-1")
    with pytest.raises(BadRuleBook, match=r"lexicon/exercises\.csv: is not UTF-8"):
        _ = RuleBook.load(tmp_path).lexicon
    (folder / "exercises.csv").write_text("name,also,codes\n{hers} squirrel,,97110\n")
    with pytest.raises(BadRuleBook, match=r"lexicon/exercises\.csv.*\{hers\}"):
        _ = RuleBook.load(tmp_path).lexicon
    (folder / "exercises.csv").write_text("name,also,codes\n{my {his}|a} squirrel,,97110\n")
    with pytest.raises(BadRuleBook, match=r"lexicon/exercises\.csv.*braces in braces"):
        _ = RuleBook.load(tmp_path).lexicon
    (folder / "exercises.csv").write_text("flying squirrel\n")
    with pytest.raises(BadRuleBook, match=r"lexicon/exercises\.csv"):
        _ = RuleBook.load(tmp_path).lexicon
