"""The closed list of failures, and the words for each."""

from __future__ import annotations

import re
from pathlib import Path

import chargeline_launch
from chargeline_launch import FailureCode, explain
from chargeline_launch._failure_texts import TEXTS


def test_every_code_has_words_and_every_words_a_code() -> None:
    """Closed in both directions."""
    assert {code.value for code in FailureCode} == set(TEXTS)


def test_every_text_is_a_whole_sentence_for_its_reader() -> None:
    """A clinician reads no protocol words; an administrator gets something to do."""
    for code in FailureCode:
        words = explain(code)
        for text in (words.cause, words.clinician, words.administrator):
            assert re.fullmatch(r"[A-Z`<].+[.`]", text), (code, text)
        jargon = re.search(r"token|OAuth|JSON|JWT|nonce|PKCE|issuer|scope|endpoint", words.clinician)
        assert not jargon, (code, jargon)


def test_every_code_is_used_somewhere() -> None:
    """A code that nothing raises would be a promise without a test. COOKIES_BLOCKED is the page's to say."""
    source = "".join(path.read_text("utf-8") for path in Path(chargeline_launch.__file__).parent.rglob("*.py"))
    unused = {code.name for code in FailureCode if f"FailureCode.{code.name}" not in source}
    assert unused == {"COOKIES_BLOCKED"}
