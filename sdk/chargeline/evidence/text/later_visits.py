"""A first fitting's name that is marked as a later visit is the later one's: "Orthotic mgmt subsequent encounter"."""

from __future__ import annotations

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


def name_later_visits(words: list[str], ends: list[int], hits: list[Hit]) -> None:
    """Gives a text's hits the later visit's code where "subsequent" stands right behind the name of a first one."""
    if _MARK not in words:
        return
    for n, hit in enumerate(hits):
        told = hit.entries.get("services")
        if told is None or told.more not in _FIRST:
            continue
        k = hit.j
        while k - hit.j < _MOST and words[k : k + 1] and words[k] in _BETWEEN:
            k += 1
        if words[k : k + 1] == [_MARK]:
            j = k + 1 + (words[k + 1 : k + 2] != [] and words[k + 1] in _VISIT)
            hits[n] = hit._replace(j=j, end=ends[j - 1], entries=_LATER)
            hits[n + 1 :] = [other for other in hits[n + 1 :] if other.i >= j]
