"""HTML to the text a reader sees: blocks and rows become lines, cells become tabs, what is hidden is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

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


class TooDeep(ValueError):
    """Elements nested deeper than the parser goes (2048)."""


class Edge(Enum):
    """What stands between two pieces of text."""

    BREAK = "br"
    BLOCK = "block"
    CELL_OPENS = "cell opens"
    CELL_ENDS = "cell ends"
    INLINE = "inline"


def text_of_html(source: str) -> str:
    """The visible text. Raises TooDeep for markup of which the parser would silently leave out the rest."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(DECLARATION.sub("", source), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise TooDeep
    page = Page()
    for piece in pieces(root):
        page.add(piece)
    return page.text()


def pieces(root: html.HtmlElement) -> Iterator[str | Edge]:
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


def boundary(element: html.HtmlElement, starts: bool) -> Edge:
    """What an element's edge means."""
    if element.tag == "br":
        return Edge.BREAK if starts else Edge.INLINE
    if element.tag in CELLS:
        return Edge.CELL_OPENS if starts else Edge.CELL_ENDS
    return Edge.BLOCK if element.tag in BLOCKS else Edge.INLINE


def said(words: str | None, preformatted: int) -> str:
    """Text with its white space collapsed as a browser does, except where it is preformatted."""
    if not words:
        return ""
    return words if preformatted else SPACE.sub(" ", words)


class Page:
    """Lines as a reader sees them. Each piece is looked at once, so the time grows with the text and no faster."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._breaks = 0
        self._cell_opened = False

    def add(self, piece: str | Edge) -> None:
        """The next piece. Breaks at a cell's edges are dropped: a row stays one line whatever its cells hold."""
        if isinstance(piece, str):
            if piece.strip(" ") or (piece and not self._breaks and not self._cell_opened):
                self._say(piece)
        elif piece is Edge.CELL_ENDS:
            self._out.append("\t")
            self._breaks, self._cell_opened = 0, False
        elif piece is Edge.CELL_OPENS:
            self._flush()
            self._cell_opened = True
        elif piece is not Edge.INLINE and not self._cell_opened:
            self._breaks = self._breaks + 1 if piece is Edge.BREAK else max(self._breaks, 1)

    def _say(self, words: str) -> None:
        self._flush()
        self._cell_opened = False
        if self._out and self._out[-1][-1:].isdigit() and words[0].isdigit():
            self._out.append(" ")  # two numbers never run together, however a page styles them apart
        self._out.append(words)

    def _flush(self) -> None:
        if self._breaks:
            self._out.append("\n" * min(self._breaks, 2))
        self._breaks = 0

    def text(self) -> str:
        """All of it, without spaces at the edges of lines and cells, and never more than one empty line."""
        lines = ("\t".join(cell.strip(" ") for cell in line.split("\t")) for line in "".join(self._out).split("\n"))
        return re.sub("\n{3,}", "\n\n", "\n".join(line.strip("\t") for line in lines)).strip("\n")
