"""Every code that the write-back can give has words, and no words stand for a code that it cannot give."""

from __future__ import annotations

import re
from pathlib import Path

import chargeline_plugin.writeback as package
from chargeline_plugin.writeback.words import WORDS, words_for

SOURCES = [path for path in Path(package.__file__).parent.glob("*.py") if path.name != "words.py"]
QUOTED = re.compile(r"\"([a-z_]+)\"")
FROM_THE_LEDGER = {"interrupted", "ledger_database", "ledger_key", "unrecorded"}


def test_every_code_has_words():
    code = re.compile(
        r"code(?:=| = |: )\"([a-z_]+)\"|Refused\(code=\"([a-z_]+)\"|(?:CannotLook|_Stands)\(\"([a-z_]+)\"\)"
    )
    permission = {
        "therapist",
        "assistant_allowed",
        "attested",
        "attest_first",
        "assistant_not_allowed",
        "never",
        "not_identified",
    }
    given = {word for path in SOURCES for found in code.findall(path.read_text()) for word in found if word}
    assert given
    assert given - permission - set(WORDS) == set()


def test_no_words_are_left_over():
    used = {word for path in SOURCES for word in QUOTED.findall(path.read_text())}
    assert set(WORDS) - used - FROM_THE_LEDGER == set()


def test_words_say_what_happened_and_what_to_do():
    for code in WORDS:
        assert words_for(code).what.endswith(".")
        assert words_for(code).next_step.endswith(".")
