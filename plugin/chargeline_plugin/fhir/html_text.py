"""HTML to the text a reader sees: blocks and rows become lines, cells become tabs, what is hidden is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

BLOCK_NAMES = """
address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p pre section summary table tbody tfoot thead tr ul
"""
UNSEEN_NAMES = """
applet audio canvas embed head iframe noscript object script select style svg template textarea title video
"""
BLOCKS = frozenset(BLOCK_NAMES.split())
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset(UNSEEN_NAMES.split())
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
SPACE = re.compile(r"[ \t\n\r\f]+")


def text_of_html(source: str) -> str:
    """The visible text. Raises ValueError for markup that cannot be read at all."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(DECLARATION.sub("", source), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    return tidy("".join(pieces(root)))


def pieces(root: html.HtmlElement) -> Iterator[str]:
    """Text in document order with its boundaries. Iterative: nesting depth is the author's, not ours."""
    skipping: html.HtmlElement | None = None
    preformatted = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        if skipping is None and starts and unseen(element):
            skipping = element
        if skipping is not None:
            if not starts and element is skipping:
                skipping = None
                yield said(element.tail, preformatted)
            continue
        preformatted += (1 if starts else -1) if element.tag == "pre" else 0
        yield boundary(element, starts)
        yield said(element.text if starts else element.tail, preformatted)


def unseen(element: html.HtmlElement) -> bool:
    """Whether a reader does not see the element."""
    hidden = element.get("hidden") is not None or HIDDEN.search(element.get("style") or "")
    return bool(element.tag in UNSEEN or hidden)


def boundary(element: html.HtmlElement, starts: bool) -> str:
    """What stands at an element's edge, so that two cells or two blocks never run together."""
    if element.tag == "br":
        return "\n" if starts else ""
    if element.tag in CELLS:
        return "" if starts else "\t"
    return "\n" if element.tag in BLOCKS else ""


def said(words: str | None, preformatted: int) -> str:
    """Text with its white space collapsed as a browser does, except where it is preformatted."""
    if not words:
        return ""
    return words if preformatted else SPACE.sub(" ", words)


def tidy(text: str) -> str:
    """No spaces at the edges of lines and cells, and never more than one empty line."""
    lines = (re.sub(r" *\t *", "\t", line).strip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
