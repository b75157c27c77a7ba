"""Notes that come as HTML source, made blank so that no offset moves: "<b>" and "&nbsp;" are blanks, "<p>" a line."""

from __future__ import annotations

import re
from html import unescape

from chargeline.evidence.text.folding import fold, in_order

_BLOCKS = frozenset(
    in_order(
        "address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4"
        " h5 h6 head header hr html li main nav ol p pre section table tbody tfoot thead title tr ul"
    )
)
_CELLS = frozenset(in_order("td th"))
_INLINE = frozenset(in_order("a abbr b big code del em font i ins label mark s small span strike strong sub sup tt u"))
_TAG = re.compile(rf"<(/?)({'|'.join(sorted(_BLOCKS | _CELLS | _INLINE))})(?:\s[^<>]*)?/?>")
_TAGS = re.compile(r"<[a-z/][^<>]*>(?:\s*<[a-z/][^<>]*>){0,99}")
_REFERENCE = re.compile(r"&(?:[a-z]{2,8}|#[0-9]{2,5}|#x[0-9a-f]{2,4});")

NOTHING = "\f"
"""Stands where a tag stood: blank, and no gap between columns. No folded text has one of its own."""


def has_markup(folded: str) -> bool:
    """Whether a folded text has a tag of HTML in it; "<5" and "x <y" are none."""
    return "<" in folded and _TAG.search(folded) is not None


def without_markup(folded: str) -> str:
    """A folded text as long as before: where blocks part, a line break; after each cell of a row a tab."""
    return _TAGS.sub(_blank, folded)


def without_references(folded: str) -> str:
    """A folded text as long as before: "48&deg;" is "48°", and what is no character reference stays."""
    return _REFERENCE.sub(_character, folded) if "&" in folded and ";" in folded else folded


def _blank(tags: re.Match[str]) -> str:
    written: str = tags[0]
    names: list[tuple[str, str]] = _TAG.findall(written)
    if not names:
        return written
    if any(name in _BLOCKS for _, name in names):
        return "\n".ljust(len(written), NOTHING)
    return ("\t" * sum(name in _CELLS and closes == "/" for closes, name in names)).ljust(len(written), NOTHING)


def _character(reference: re.Match[str]) -> str:
    written: str = reference[0]
    stands_for = fold(unescape(written))
    return stands_for.ljust(len(written), NOTHING) if len(stands_for) == 1 else written
