"""An attachment to text: what a reader sees, with every boundary kept, or a named reason why not."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from tests.plugin.fhir.ehr import FIXTURES

from chargeline_plugin.fhir import documents
from chargeline_plugin.fhir.documents import MAX_BYTES, MAX_PDF_STREAM, DocumentFailure, Unreadable, text_of

HTML = {
    "cells of a row are kept apart by a tab": ("<table><tr><td>97110</td><td>23</td></tr></table>", "97110\t23"),
    "rows are lines": ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\nb"),
    "a row stays a line when its cells hold paragraphs": (
        "<table><tr><td><p>97110</p></td><td><div>23</div></td></tr><tr><th>x</th></tr></table>",
        "97110\t23\nx",
    ),
    "a cell that holds a whole note keeps its lines": (
        "<table><tr><td>a<br>b<p>c</p>d</td></tr></table>",
        "a\nb\nc\nd",
    ),
    "numbers in neighbouring elements never glue": ("<p><span>97110</span><span>23</span></p>", "97110 23"),
    "a word that is partly bold stays one word": ("<p>Th<b>er</b>Ex</p>", "TherEx"),
    "blocks are lines": ("<div>a</div><div>b</div>c<p>d</p>", "a\nb\nc\nd"),
    "list items are lines": ("<ul><li>one<li>two</ul>", "one\ntwo"),
    "two line breaks make an empty line": ("a<br><br/>b", "a\n\nb"),
    "spaces collapse as in a browser": ("<p> a \n  b\t c </p>", "a b c"),
    "spaces between bold words stay": ("<b>a</b> <b>b</b>", "a b"),
    "a non-breaking space stays what it is": ("23&nbsp;min", "23\u00a0min"),
    "preformatted lines stay": ("<pre>a\n  b</pre>c", "a\nb\nc"),
    "scripts and styles are dropped": ("a<script>x()</script><style>y{}</style>b", "ab"),
    "comments are dropped": ("a<!-- 97140 15 min -->b", "ab"),
    "hidden text is dropped and what follows stays": (
        '<p>a<span style="color:red; DISPLAY : none">x<b>y</b></span>b</p><p hidden>z</p>c',
        "ab\nc",
    ),
    "the page's title is not the note": ("<html><head><title>t</title></head><body>a</body></html>", "a"),
    "entities are decoded": ("ROM 0&deg;&ndash;110&#176; &lt; norm &amp; stiff", "ROM 0°–110° < norm & stiff"),
    "broken markup is read as a browser would": ("<p>a<table><td>b<td>c", "a\nb\tc"),
    "an XML declaration is no text": ('<?xml version="1.0" encoding="UTF-8"?><html><body>a</body></html>', "a"),
}


@pytest.mark.parametrize(("source", "text"), HTML.values(), ids=HTML)
@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml;charset=utf-8"])
def test_in_html(source: str, text: str, kind: str) -> None:
    assert text_of(source.encode(), kind) == text


RTF = {
    "paragraphs are lines": (rb"a\par b\par", "a\nb"),
    "cells are kept apart by a tab": (rb"97110\cell 23\cell\row 97140\cell 15\cell\row", "97110\t23\t\n97140\t15\t"),
    "hexadecimal escapes are windows-1252": (rb"ROM 110\'b0 \'93ok\'94", "ROM 110° “ok”"),
    "unicode escapes": (rb"\u8805? 110\u176? \u8217?s", "≥ 110° ’s"),
    "escaped braces and backslashes": (rb"\{a\} \\cell b", r"{a} \cell b"),
    "the font table is no text": (rb"{\fonttbl{\f0\fcharset0 Arial;}}\f0 a", "a"),
    "dashes and tabs": (rb"a\tab b\endash c", "a\tb–c"),
}


@pytest.mark.parametrize(("inside", "text"), RTF.values(), ids=RTF)
@pytest.mark.parametrize("kind", ["text/rtf", "application/rtf", "text/richtext"])
def test_in_rtf(inside: bytes, text: str, kind: str) -> None:
    assert text_of(rb"{\rtf1\ansi\ansicpg1252 " + inside + b"}", kind) == text


CHARSETS = {
    "UTF-8 as declared": ("text/plain;charset=utf-8", "110° ≥".encode(), "110° ≥"),
    "UTF-8 undeclared": ("text/plain", "110° ≥".encode(), "110° ≥"),
    "windows-1252 as declared": ("text/plain; charset=windows-1252", "110°".encode("cp1252"), "110°"),
    "windows-1252 labelled UTF-8": ("text/plain; charset=utf-8", "110° “ok”".encode("cp1252"), "110° “ok”"),
    "an unknown charset": ("text/plain; charset=klingon", "110°".encode(), "110°"),
    "a byte order mark before a wrong label": ("text/plain; charset=latin-1", "\ufeff110°".encode(), "110°"),
    "UTF-16 with its mark": ("text/plain", "110°".encode("utf-16"), "110°"),
    "a charset named by the page": (
        "text/html",
        '<meta charset="windows-1252"><p>110°</p>'.encode("cp1252"),
        "110°",
    ),
    "HTML in windows-1252 labelled UTF-8": ("text/html;charset=UTF-8", "<p>110°</p>".encode("cp1252"), "110°"),
    "newlines of three kinds become one": ("text/plain", b"a\r\nb\rc\nd", "a\nb\nc\nd"),
    "everything else stays": ("text/plain", " a \t b\u00a0\n".encode(), " a \t b\u00a0\n"),
}


@pytest.mark.parametrize(("kind", "body", "text"), CHARSETS.values(), ids=CHARSETS)
def test_text_that_is(kind: str, body: bytes, text: str) -> None:
    assert text_of(body, kind) == text


FAILURES = {
    "an empty note": ("text/plain", b"", Unreadable.EMPTY),
    "a note of white space": ("text/plain", b" \n\t ", Unreadable.EMPTY),
    "HTML without words": ("text/html", b"<html><body><br></body></html>", Unreadable.EMPTY),
    "HTML of nothing": ("text/html", b"", Unreadable.EMPTY),
    "bytes that were never text": ("text/plain", bytes(range(256)) * 4, Unreadable.UNDECODABLE),
    "zeros": ("text/plain", b"\x00" * 500, Unreadable.UNDECODABLE),
    "RTF that is none": ("text/rtf", b"plain words", Unreadable.UNDECODABLE),
    "a PDF that is none": ("application/pdf", b"%PDF-1.7 broken", Unreadable.UNDECODABLE),
    "a picture": ("image/png", b"\x89PNG", Unreadable.FORMAT),
    "no content type": ("", b"words", Unreadable.FORMAT),
    "a note over the limit": ("text/plain", b"a" * (MAX_BYTES + 1), Unreadable.TOO_LARGE),
    "markup nested without end": ("text/html", b"<div>" * 5000 + b"end", Unreadable.UNDECODABLE),
    "a sign-in page": ("text/html", b"<form><input name=p type='password'></form>", Unreadable.SIGN_IN),
}


@pytest.mark.parametrize(("kind", "body", "why"), FAILURES.values(), ids=FAILURES)
def test_named_failure_of(kind: str, body: bytes, why: Unreadable) -> None:
    with pytest.raises(DocumentFailure) as failed:
        text_of(body, kind)
    assert failed.value.why is why


def pdf(words: str | None, *, draws: str = "") -> bytes:
    """A one-page PDF, with a text layer or without; `draws` are more operators of its page."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=300, height=200)
    if words:
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(named)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET {draws}".encode())
        page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_with_a_text_layer_is_read() -> None:
    assert "97110 23 min" in text_of(pdf("97110 23 min"), "application/pdf")


def test_a_scanned_pdf_says_that_it_has_no_text() -> None:
    with pytest.raises(DocumentFailure) as failed:
        text_of(pdf(None), "application/pdf")
    assert failed.value.why is Unreadable.NO_TEXT_LAYER


def test_a_pdf_that_unpacks_to_more_than_a_note_is_refused() -> None:
    bomb = pdf("97110 23 min", draws=" " * MAX_PDF_STREAM)
    assert len(bomb) < 20_000
    with pytest.raises(DocumentFailure) as failed:
        text_of(bomb, "application/pdf")
    assert failed.value.why is Unreadable.TOO_LARGE


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_PDF_SECONDS", -1)
    with pytest.raises(DocumentFailure) as failed:
        text_of(pdf("97110 23 min"), "application/pdf")
    assert failed.value.why is Unreadable.TOO_LARGE


def test_epics_html_and_rtf_of_one_note_tell_the_same() -> None:
    html = text_of((FIXTURES / "epic/Binary.html.raw.html").read_bytes(), "text/html")
    rtf = text_of((FIXTURES / "epic/Binary.rtf.raw.rtf").read_bytes(), "text/rtf")
    assert "Therapeutic exercise\t23 min\nManual therapy\t15 min" in html
    assert rtf == "PT Daily Note\nTherapeutic exercise 23 min\nManual therapy 15 min"


GROWING = {
    "line breaks": "<br>",
    "cells": "<td>",
    "spaces in a cell": "<td> \n ",
    "spaces and tabs": " \t",
    "breaks in cells": "<td><br>",
    "hidden elements": "<i hidden>x</i>",
    "bold": "<b>1</b>",
}


@pytest.mark.parametrize("piece", GROWING.values(), ids=GROWING)
def test_a_large_note_is_read_to_its_end_that_repeats(piece: str) -> None:
    assert text_of(f"{piece * 50_000}end".encode(), "text/html").endswith("end")
