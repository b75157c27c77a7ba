"""Evidence as the page quotes it."""

from __future__ import annotations

import pytest

from chargeline.model import AnswerGiven, Evidence, FieldValue, NoteSpan
from chargeline_plugin.web.show.proof import Anchors, quotes

ANCHORS = Anchors(places={"n1": 0})
SHOWN: dict[str, tuple[Evidence, list[str]]] = {
    "words of a note": (NoteSpan(note="n1", start=4, end=10, text="23 min"), ["23 min"]),
    "a value of the encounter": (FieldValue(field="/services/0/minutes", value=23), ["minutes: 23"]),
    "no minutes at all are a value too": (FieldValue(field="/services/0/minutes", value=0), ["minutes: 0"]),
    "an answer": (AnswerGiven(answer="q"), ["your answer"]),
    "an empty note shows nothing": (FieldValue(field="/notes/0/text", value=""), []),
    "blanks show nothing": (NoteSpan(note="n1", start=0, end=3, text=" \n "), []),
}


def test_words_that_stand_twice_are_quoted_once_where_they_first_stand() -> None:
    pieces = [
        NoteSpan(note="n1", start=at, end=at + 9, text=text) for at, text in ((4, "Transfers"), (40, "transfers"))
    ]
    assert [(one.text, one.target) for one in quotes(pieces, ANCHORS)] == [("Transfers", "ev-0-4")]


@pytest.mark.parametrize(("piece", "shown"), SHOWN.values(), ids=SHOWN)
def test_what_the_page_quotes(piece: Evidence, shown: list[str]) -> None:
    assert [one.text for one in quotes([piece], ANCHORS)] == shown
