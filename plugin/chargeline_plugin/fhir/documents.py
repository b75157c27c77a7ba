"""An attachment to the text that offsets count on: plain text, HTML, XHTML, RTF, and PDF with a text layer.

Only newlines are normalised (to one line feed). Whatever keeps a note from being read is named from a closed list.
"""

from __future__ import annotations

import io
import logging
import re
from enum import StrEnum
from time import thread_time

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from striprtf.striprtf import rtf_to_text

from chargeline_plugin.fhir.html_text import TooDeep, text_of_html

MAX_BYTES = 2 * 1024 * 1024
MAX_PDF_PAGES = 60
MAX_PDF_STREAM = 2 * MAX_BYTES
"""What one stream of it may unpack to; a note's page has some ten thousand bytes."""
MAX_PDF_OPERATORS = 200_000
"""Operators and operands of one stream."""
MAX_PDF_SECONDS = 5.0
"""Processor time for the text layer of one file: a few kilobytes can draw the same stream a million times."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffd]")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,40})", re.IGNORECASE)
RTF_CELL = re.compile(r"(?<!\\)\\(?:nest)?cell(?![a-z]) ?")
SIGN_IN = re.compile(
    rb"<input[^>]{0,300}(?:type=[\"']?password|name=[\"']?SAML)|http-equiv=[\"']?refresh", re.IGNORECASE
)
BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

# pypdf reports what is odd in a file together with parts of it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


class Unreadable(StrEnum):
    """Why a document gave no text."""

    TOO_LARGE = "note-too-large"
    EMPTY = "note-empty"
    UNDECODABLE = "note-undecodable"
    FORMAT = "note-format"
    NO_TEXT_LAYER = "note-no-text-layer"
    SIGN_IN = "note-sign-in-page"


class DocumentFailure(Exception):
    """A document that gave no text."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(why.value)
        self.why = why


PREFERENCE = ("text/plain", "text/html", "application/xhtml+xml", "text/rtf", "application/pdf")
SAME = {"application/rtf": "text/rtf", "text/richtext": "text/rtf", "text/x-rtf": "text/rtf"}


def media_type(content_type: str) -> str:
    """The media type without parameters, RTF's many names made one."""
    plain = content_type.split(";", maxsplit=1)[0].strip().lower()
    return SAME.get(plain, plain)


def preference(content_type: str) -> int:
    """Which of a document's attachments to read first; lower is better (interop notes 2.6)."""
    kind = media_type(content_type)
    return PREFERENCE.index(kind) if kind in PREFERENCE else len(PREFERENCE)


def text_of(body: bytes, content_type: str) -> str:
    """The text of an attachment. Raises DocumentFailure."""
    kind = media_type(content_type)
    if len(body) > MAX_BYTES:
        raise DocumentFailure(Unreadable.TOO_LARGE)
    if kind == "application/pdf":
        text = text_of_pdf(body)
    elif kind == "text/rtf" or body.lstrip().startswith(b"{\\rtf"):
        text = text_of_rtf(body)
    elif kind in ("text/html", "application/xhtml+xml"):
        if SIGN_IN.search(body):
            raise DocumentFailure(Unreadable.SIGN_IN)
        try:
            text = text_of_html(decode(body, content_type))
        except TooDeep:
            raise DocumentFailure(Unreadable.UNDECODABLE) from None
    elif kind == "text/plain":
        text = decode(body, content_type)
    else:
        raise DocumentFailure(Unreadable.FORMAT)
    return checked(text.replace("\r\n", "\n").replace("\r", "\n"))


def checked(text: str) -> str:
    """The text, unless it says nothing or is bytes that were never text."""
    if not text.strip():
        raise DocumentFailure(Unreadable.EMPTY)
    if len(CONTROL.findall(text)) > len(text) // 50:
        raise DocumentFailure(Unreadable.UNDECODABLE)
    return text


def decode(body: bytes, content_type: str) -> str:
    """Bytes to text by byte order mark, declared charset, UTF-8, then windows-1252.

    A declared charset that does not fit is not believed: text labelled UTF-8 is windows-1252 often enough.
    """
    mark = next((name for bom, name in BOMS.items() if body.startswith(bom)), None)
    if mark:
        return attempt(body, mark).removeprefix("\ufeff")
    for charset in (*declared(body, content_type), "utf-8", "windows-1252"):
        try:
            return attempt(body, charset)
        except DocumentFailure:
            continue
    raise DocumentFailure(Unreadable.UNDECODABLE)


def attempt(body: bytes, charset: str) -> str:
    """Decode strictly with one charset."""
    try:
        return body.decode(charset)
    except (UnicodeDecodeError, LookupError):
        raise DocumentFailure(Unreadable.UNDECODABLE) from None


def declared(body: bytes, content_type: str) -> list[str]:
    """The charsets that the content type and an HTML meta element name."""
    named = re.search(r"charset=[\"']?([\w.-]+)", content_type, re.IGNORECASE)
    meta = META_CHARSET.search(body[:2048])
    return [*([named[1]] if named else []), *([meta[1].decode("ascii")] if meta else [])]


def text_of_rtf(body: bytes) -> str:
    """RTF to text, its escapes decoded and its table cells kept apart by tabs."""
    try:
        source = body.decode("utf-8")
    except UnicodeDecodeError:
        source = body.decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise DocumentFailure(Unreadable.UNDECODABLE)
    try:
        text: str = rtf_to_text(RTF_CELL.sub(r"\\tab ", source), errors="replace")  # type: ignore[no-untyped-call]
        return text.strip("\n")
    except Exception:
        raise DocumentFailure(Unreadable.UNDECODABLE) from None


def text_of_pdf(body: bytes) -> str:
    """The text layer of a PDF, page after page. A scan has none, and its words are not guessed."""
    try:
        with apply_configuration(
            zlib_maximum_output_length=MAX_PDF_STREAM,
            lzw_maximum_output_length=MAX_PDF_STREAM,
            run_length_maximum_output_length=MAX_PDF_STREAM,
            array_based_stream_maximum_output_length=MAX_PDF_STREAM,
            stream_parsing_work_maximum_count=MAX_PDF_OPERATORS,
        ):
            text = _text_layer(PdfReader(io.BytesIO(body)))
    except DocumentFailure:
        raise
    except LimitReachedError:
        raise DocumentFailure(Unreadable.TOO_LARGE) from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise DocumentFailure(Unreadable.UNDECODABLE) from None
    if not text.strip():
        raise DocumentFailure(Unreadable.NO_TEXT_LAYER)
    return text


def _text_layer(reader: PdfReader) -> str:
    if reader.is_encrypted:
        raise DocumentFailure(Unreadable.UNDECODABLE)
    if len(reader.pages) > MAX_PDF_PAGES:
        raise DocumentFailure(Unreadable.TOO_LARGE)
    until = thread_time() + MAX_PDF_SECONDS
    return "\n".join(_text_of_page(page, until) for page in reader.pages)


def _text_of_page(page: PageObject, until: float) -> str:
    """The text of one page, unless the thread's processor time is then past `until`."""

    def watch(*_: object) -> None:
        if thread_time() > until:
            raise DocumentFailure(Unreadable.TOO_LARGE)

    return page.extract_text(visitor_operand_before=watch)
