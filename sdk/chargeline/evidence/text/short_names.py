"""A short name that is a common word elsewhere: "Man: 8 min" in a list is manual therapy, "67 y/o man" not."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from chargeline.evidence.text.phrases import Entry

if TYPE_CHECKING:
    from chargeline.evidence.text.scan import Hit, Scan

_NAME = "man"
_MEANS = {"services": Entry("services", "manual therapy", "97140")}
_LISTS = frozenset({",", ";", "/", "+", "|", "&"})
_OPENS = _LISTS | {"\n", "-", "•", "*", "]"}
_LINKS = frozenset({":", "=", "-", "x"})


def name_shortly(scan: Scan) -> None:
    """Makes services of such words where they open an item whose rest is minutes: "TA 10, man 8"."""
    words, hits = scan.words, scan.hits
    if _NAME not in words:
        return
    for k in [k for k, word in enumerate(words) if word == _NAME]:
        at = bisect_left(hits, k, key=_token)
        free = at == 0 or hits[at - 1].j <= k
        if free and _is_timed_item(words, hits, k, at):
            name = hits[at]._replace(
                start=scan.starts[k], end=scan.ends[k], i=k, j=k + 1, entries=_MEANS, quantity=None
            )
            hits.insert(at, name)


def _token(hit: Hit) -> int:
    return hit.i


def _is_timed_item(words: list[str], hits: list[Hit], k: int, at: int) -> bool:
    """Whether a word opens its item, and the next hit is a number of minutes that fills the rest of it."""
    if at >= len(hits) or (k and words[k - 1] not in _OPENS):
        return False
    number = hits[at]
    behind = k + 1 + (words[k + 1] in _LINKS)
    if number.i != behind or number.quantity is None:
        return False
    listed = k > 1 and words[k - 1] in _LISTS and at > 0 and hits[at - 1].j == k - 1 and hits[at - 1].quantity
    bare = number.quantity.kind == "number" and bool(listed)
    closes = number.j >= len(words) or not words[number.j][0].isalnum()
    return closes and (bare or (number.quantity.kind == "minutes" and (not k or words[k - 1] != "," or bool(listed))))
