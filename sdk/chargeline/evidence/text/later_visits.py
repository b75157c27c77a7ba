"""A first fitting's name that is marked as a later visit is the later one's: "Orthotic mgmt subsequent encounter"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.phrases import Entry

if TYPE_CHECKING:
    from chargeline.evidence.text.scan import Hit

_FIRST = frozenset({"97760", "97761"})
_LATER = {"services": Entry("services", "orthotic checkout", "97763")}
_MARK = "subsequent"
_BETWEEN = word_set(", - ( : training and /")
_MOST = 3
_VISIT = word_set("encounter encounters visit session")


def name_later_visits(words: list[str], ends: list[int], hits: list[Hit]) -> list[Hit]:
    """A text's hits, with the later visit's code where "subsequent" stands right behind the name of a first one."""
    return list(_named(words, ends, hits)) if _MARK in words else hits


def _named(words: list[str], ends: list[int], hits: list[Hit]) -> Iterator[Hit]:
    """The same, without the hits within a name that "subsequent" makes longer."""
    taken = 0
    for hit in hits:
        told = hit.entries.get("services")
        if hit.i < taken:
            continue
        k = hit.j
        while k - hit.j < _MOST and words[k : k + 1] and words[k] in _BETWEEN:
            k += 1
        if told is None or told.more not in _FIRST or words[k : k + 1] != [_MARK]:
            yield hit
        else:
            taken = k + 1 + (words[k + 1 : k + 2] != [] and words[k + 1] in _VISIT)
            yield hit._replace(j=taken, end=ends[taken - 1], entries=_LATER)
