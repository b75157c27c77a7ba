"""The same note as text, HTML and RTF: what the app decodes is read the same, word for word."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest

from chargeline import evaluate
from chargeline_plugin.fhir.documents import text_of

EXAMPLES = Path(__file__).resolve().parents[1] / "fixtures" / "examples" / "notes.jsonl"
NOTES = [json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines()]
ASCII = 128


def as_html(text: str) -> bytes:
    """A paragraph for each line, with the blanks that a browser would otherwise draw together."""
    lines = (html.escape(line).replace("\t", "&#9;").replace("  ", " &nbsp;") for line in text.split("\n"))
    return "".join(f"<p>{line}</p>" for line in lines).encode()


def as_rtf(text: str) -> bytes:
    """Windows-1252 with escapes, as word processors write it."""
    signs = {"\\": r"\\", "{": r"\{", "}": r"\}", "\n": "\\par\n", "\t": r"\tab "}
    written = (signs.get(one) or (one if ord(one) < ASCII else rf"\u{ord(one)}?") for one in text)
    return ("{\\rtf1\\ansi\\ansicpg1252 " + "".join(written) + "}").encode("ascii")


def findings(note: dict[str, Any], text: str) -> list[Any]:
    """All that is found in a note, by its words; where they stand differs with the form."""
    report = evaluate(
        {
            "id": "e1",
            "date_of_service": "2026-11-23",
            "discipline": note["discipline"],
            "policy": "medicare-part-b",
            "services": [],
            "notes": [{"id": "n1", "text": text}],
        }
    ).to_json()
    elements = [
        (one["element"], one["code"], one["status"], [span.get("text") for span in one["evidence"]])
        for one in report["elements"]
    ]
    lines = [(one["code"], one["units"], one["modifiers"]) for one in report["charge_lines"]]
    return [elements, lines, [one["id"] for one in report["questions"]], [one["message"] for one in report["alerts"]]]


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note["id"])
def test_a_note_gives_the_same_findings_as_text_as_html_and_as_rtf(note: dict[str, Any]) -> None:
    text = note["note_text"]
    plain = findings(note, text_of(text.encode(), "text/plain"))
    assert plain[0]
    assert findings(note, text_of(as_html(text), "text/html")) == plain
    assert findings(note, text_of(as_rtf(text), "text/rtf")) == plain
